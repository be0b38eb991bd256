"""A channel that answers as Teams does on a bad day, and writes down every call before it answers."""

import asyncio
import hashlib
import itertools
import json
import random
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TextIO

from aiohttp import web

from bot.rehearsal.chats import Operation
from bot.rehearsal.quota import Quota

LEAVES: Final = "-leaves-"
"""Who has it in the name of their chat blocks the bot at some moment of the season."""
LEAVES_AT: Final = datetime(2027, 5, 19, tzinfo=UTC)

_LATENCY: Final = 0.004
_OPERATIONS: Final = {"POST": Operation.SEND, "PUT": Operation.UPDATE, "DELETE": Operation.DELETE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One line of the channel's log. `at` is wall time in seconds, `now` the moved clock's moment."""

    at: float
    now: str
    method: str
    chat: str
    tenant: str
    overlap: bool  # another call in this chat was not answered yet
    activity: str | None
    took_effect: bool
    status: int | None  # None: the connection broke, or nobody waited for the answer any more
    retry_after: int | None  # seconds in which nobody may come back to this chat
    body: str  # a digest
    summary: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Weather:
    """How often, out of one, each thing goes wrong."""

    throttled: float = 0.01
    conflict: float = 0.01
    bad_gateway: float = 0.01
    delivered_and_lost: float = 0.005  # it arrived, and the answer did not
    reset: float = 0.005

    def next(self, chance: random.Random) -> str | None:
        found, drawn = 0.0, chance.random()
        for name, share in asdict(self).items():
            found += share
            if drawn < found:
                return str(name)
        return None


class Channel:
    """Serves any chat. The tenant of a chat is what stands between its first `:` and its first `-`."""

    def __init__(self, *, log: Path, now: Callable[[], datetime], weather: Weather, seed: int) -> None:
        self._log = log
        self._now = now
        self._weather = weather
        self._chance = random.Random(seed)
        self._ids = itertools.count(1)
        self._quotas: dict[str, Quota] = {}
        self._busy: set[str] = set()
        self._closing = asyncio.Event()
        self._file: TextIO | None = None
        self.troubles: dict[str, int] = {}
        self.calls = 0

    async def __aenter__(self) -> str:
        """The service URL."""
        self._file = self._log.open("w", encoding="utf-8")
        app = web.Application()
        app.router.add_post("/v3/conversations/{chat}/activities", self._take)
        app.router.add_put("/v3/conversations/{chat}/activities/{activity}", self._take)
        app.router.add_delete("/v3/conversations/{chat}/activities/{activity}", self._take)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.1)
        await self._runner.setup()
        await web.TCPSite(self._runner, "127.0.0.1", 0).start()
        return f"http://127.0.0.1:{self._runner.addresses[0][1]}/"

    async def __aexit__(self, *_: object) -> None:
        self._closing.set()
        await self._runner.cleanup()
        assert self._file is not None
        self._file.close()

    async def _take(self, request: web.Request) -> web.StreamResponse:
        chat, activity = request.match_info["chat"], request.match_info.get("activity")
        raw = await request.read()
        trouble = self._weather.next(self._chance)
        if LEAVES in chat and self._now() >= LEAVES_AT:
            trouble = "ConversationBlockedByUser"
        if chat in self._busy:
            trouble = "overlap"
        self._busy.add(chat)
        try:
            await asyncio.sleep(_LATENCY)
            wait = self._quota(chat).wait(_OPERATIONS[request.method], chat) if trouble != "overlap" else 0.0
        finally:
            self._busy.discard(chat)
        if wait > 0:
            trouble = "over_the_limit"
        if trouble is not None:
            self.troubles[trouble] = self.troubles.get(trouble, 0) + 1
        took_effect = trouble in {None, "delivered_and_lost"}
        if took_effect and activity is None:
            activity = f"{next(self._ids)}"
        status = _STATUS.get(trouble, 201 if request.method == "POST" else 200)
        retry = max(1, round(wait + 0.5)) if status == _TOO_MANY else None
        self._write(
            request, chat, activity if took_effect else request.match_info.get("activity"), raw, status, retry, trouble
        )
        if trouble == "delivered_and_lost":
            await self._closing.wait()  # nobody hears it; the bot gives up by itself
        if status is None:
            if request.transport is not None:  # else whoever called is gone already
                request.transport.abort()
            return web.Response()
        if trouble is None:
            return web.json_response({"id": activity}, status=status)
        headers = {} if retry is None else {"Retry-After": str(retry)}
        return web.json_response({"error": {"code": trouble}}, status=status, headers=headers)

    def _quota(self, chat: str) -> Quota:
        tenant = tenant_of(chat)
        if tenant not in self._quotas:
            self._quotas[tenant] = Quota(now=time.monotonic)
        return self._quotas[tenant]

    def _write(
        self,
        request: web.Request,
        chat: str,
        activity: str | None,
        raw: bytes,
        status: int | None,
        retry_after: int | None,
        trouble: str | None,
    ) -> None:
        self.calls += 1
        said: dict[str, Any] = json.loads(raw) if raw else {}
        line = Call(
            at=time.time(),
            now=self._now().isoformat(),
            method=request.method,
            chat=chat,
            tenant=tenant_of(chat),
            overlap=trouble == "overlap",
            activity=activity,
            took_effect=trouble in {None, "delivered_and_lost"},
            status=status,
            retry_after=retry_after,
            body=hashlib.sha256(raw).hexdigest()[:16],
            summary=str(said.get("summary", "")),
        )
        assert self._file is not None
        self._file.write(json.dumps(asdict(line)) + "\n")
        self._file.flush()


_TOO_MANY: Final = 429
_STATUS: Final[dict[str | None, int | None]] = {
    "throttled": _TOO_MANY,
    "over_the_limit": _TOO_MANY,
    "conflict": 412,
    "overlap": 412,
    "bad_gateway": 502,
    "ConversationBlockedByUser": 403,
    "delivered_and_lost": None,
    "reset": None,
}


def tenant_of(chat: str) -> str:
    return chat.partition(":")[2].partition("-")[0]
