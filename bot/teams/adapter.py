"""From an HTTP request to a turn and back: the only door through which the channel comes in."""

import asyncio
import json
import time
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Protocol

import structlog
from aiohttp import web
from structlog.contextvars import bind_contextvars, clear_contextvars

from bot.addresses import may_speak_to
from bot.logs import know
from bot.teams.authentication import Unauthorized
from bot.teams.door import Turned, bearer_of, body_of, parsed, require_json
from bot.teams.inbound import HEARD, Hear, NotAnActivity, check, read_invoke, session_of, tenants
from bot.teams.outbound import task_message, task_reply
from dialogs.turns import DialogOpened, DialogSubmitted, Inbound, Reply

if TYPE_CHECKING:
    from bot.teams.handler import SdkAdapter

log = structlog.get_logger(__name__)

Sentence = Callable[[str | None], str]
"""One line for a person, in the language of their locale (`nl-NL`), which may be unknown."""
Observe = Callable[[str, str, float], None]
"""Told of every turn: its kind, how it ended, and the seconds it took."""


class Checks(Protocol):
    async def check(self, token: str, *, service_url: str, channel_id: str | None) -> None: ...


class TeamsAdapter:
    """Takes the place of the SDK's CloudAdapter, whose `process` answers 500 to every invoke with a body.

    Messages go on to the SDK, which takes so long to load that the bot listens before; the first message may wait for
    it, beside the event loop.

    Nothing a client sends gives a 500, and neither does a fault of ours: the channel would deliver the same activity
    again, and the person would see a red line instead of a sentence.
    """

    def __init__(
        self,
        *,
        hear: Hear,
        authenticator: Checks | None,
        admits: Callable[[str | None], bool],
        plain_loopback: bool,
        sorry: Sentence,
        not_here: Sentence,
        not_known: Sentence,
        observe: Observe | None = None,
    ) -> None:
        """`authenticator` is none only where nobody else can reach the bot; `admits` says which tenants may talk;
        `sorry` is said when something of ours fails, `not_here` to people of a tenant that is not admitted, `not_known`
        when a press means nothing to the bot."""
        self._hear = _logged(hear)
        self._sdk: SdkAdapter | None = None
        self._authenticator = authenticator
        self._admits = admits
        self._plain_loopback = plain_loopback
        self._sorry = sorry
        self._not_here = not_here
        self._not_known = not_known
        self._observe = observe
        self._running = 0
        self._closing = False
        self._idle = asyncio.Event()
        self._idle.set()

    async def process(self, request: web.Request) -> web.Response:
        """Answer `POST /api/messages`."""
        if self._closing:
            return Turned(503, "stopping").response()
        self._running += 1
        self._idle.clear()
        clear_contextvars()  # a connection serves many turns in one task
        try:
            return await self._turn(await self._admitted(request))
        except Turned as turned:
            self._count("refused", str(turned.status), 0.0)
            return turned.response()
        except Exception:
            # Faults of the turn itself are caught where they happen, so this is a body we failed to foresee.
            log.exception("request_not_understood")
            return Turned(400, "the request cannot be understood").response()
        finally:
            self._running -= 1
            if not self._running:
                self._idle.set()

    async def drain(self, seconds: float) -> bool:
        """Take no new turns and wait for the running ones; whether they all finished in time."""
        self._closing = True
        try:
            async with asyncio.timeout(seconds):
                await self._idle.wait()
        except TimeoutError:
            log.warning("turns_cut_off", running=self._running)
            return False
        return True

    async def _admitted(self, request: web.Request) -> Mapping[str, Any]:
        """The activity of a request that may come in, or `Turned`: 413, 415, 401, 400, 401, in this order."""
        raw = await body_of(request)
        require_json(request)
        token = bearer_of(request) if self._authenticator is not None else ""
        try:
            body = check(parsed(raw))
        except NotAnActivity as fault:
            raise Turned(400, str(fault)) from None
        service_url = body.get("serviceUrl")
        if not isinstance(service_url, str):
            service_url = ""
        if body["type"] in HEARD and not may_speak_to(service_url, plain_loopback=self._plain_loopback):
            raise Turned(400, "serviceUrl must be an https address")
        if self._authenticator is not None:
            try:
                await self._authenticator.check(token, service_url=service_url, channel_id=_word(body, "channelId"))
            except Unauthorized:
                raise Turned(401, "bad token") from None
        return body

    async def _turn(self, body: Mapping[str, Any]) -> web.Response:
        kind = body["type"]
        if kind not in HEARD:
            return web.Response()
        bind_contextvars(conversation=body["conversation"]["id"], activity=_word(body, "id"))
        began = time.perf_counter()
        if not all(map(self._admits, tenants(body))):
            log.warning("tenant_not_allowed", kind=kind)
            self._count(kind, "foreign", time.perf_counter() - began)
            return _invoke_answer(body, self._not_here) if kind == "invoke" else web.Response()
        if kind == "invoke":
            return await self._invoke(body, began)
        return await self._message(body, began)

    async def _invoke(self, body: Mapping[str, Any], began: float) -> web.Response:
        heard = read_invoke(body)
        if heard is None:  # of another app's kind, or from a card of another day
            self._count("invoke", "unknown", time.perf_counter() - began)
            return _invoke_answer(body, self._not_known)
        kind = heard.__class__.__name__
        try:
            said = await self._answer(heard)
        except Exception:
            log.exception("turn_failed", kind=kind)
            self._count(kind, "failed", time.perf_counter() - began)
            return _invoke_answer(body, self._sorry)
        self._count(kind, "done", time.perf_counter() - began)
        return _json(said)

    async def _answer(self, heard: DialogOpened | DialogSubmitted) -> bytes:
        reply = await self._hear(heard)
        if reply is None:
            raise LookupError("a dialog needs an answer and got none")
        return _encoded(task_reply(reply))

    async def _message(self, body: Mapping[str, Any], began: float) -> web.Response:
        kind = body["type"]
        try:
            await (await self._sdk_adapter()).hear(body)
        except NotAnActivity as fault:
            raise Turned(400, str(fault)) from None
        except Exception:
            log.exception("turn_failed", kind=kind)
            self._count(kind, "failed", time.perf_counter() - began)
        else:
            self._count(kind, "done", time.perf_counter() - began)
        return web.Response()

    async def _sdk_adapter(self) -> "SdkAdapter":
        if self._sdk is None:
            self._sdk = (await asyncio.to_thread(_load_sdk))(self._hear)
        return self._sdk

    def _count(self, kind: str, outcome: str, seconds: float) -> None:
        log.debug("turn", kind=kind, outcome=outcome)
        if self._observe is not None:
            self._observe(kind, outcome, seconds)


def _load_sdk() -> "type[SdkAdapter]":
    from bot.teams.handler import SdkAdapter  # noqa: PLC0415 - see `TeamsAdapter`

    return SdkAdapter


def _logged(hear: Hear) -> Hear:
    """Every log line of a turn that a button or a form began carries the session it is about."""

    async def hear_and_know(inbound: Inbound) -> Reply | None:
        session = session_of(inbound)
        if session is not None:
            know(session=session)
        return await hear(inbound)

    return hear_and_know


def _invoke_answer(body: Mapping[str, Any], sentence: Sentence) -> web.Response:
    return _json(_encoded(task_message(sentence(_word(body, "locale")))))


def _encoded(body: Mapping[str, Any]) -> bytes:
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _json(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/json")


def _word(body: Mapping[str, Any], name: str) -> str | None:
    value = body.get(name)
    return value if isinstance(value, str) else None
