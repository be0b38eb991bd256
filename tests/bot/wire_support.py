"""The bot's door on a real loopback server, and activities as the channel writes them."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any, Self

from aiohttp import ClientSession, web
from aiohttp.test_utils import TestServer
from yarl import URL

from bot.teams.adapter import TeamsAdapter
from bot.teams.authentication import Authenticator
from bot.teams.keys import SigningKeys
from dialogs.turns import Inbound, Reply, Say
from tests.fakes import APP_ID, ISSUER, FakeKeyServer

BOT = f"28:{APP_ID}"
SERVICE = "https://channel.example/emea/"
TENANT = "tenant-a"
SORRY = "Er ging iets mis."
NOT_HERE = "Deze bot is er niet voor jouw organisatie."
NOT_KNOWN = "Deze knop ken ik niet."


def activity(kind: str, **changes: Any) -> dict[str, Any]:
    """An activity in a group chat; a change to None leaves a part out."""
    parts = {
        "type": kind,
        "id": "1619856000000",
        "timestamp": "2021-05-01T08:00:00.123Z",
        "localTimestamp": "2021-05-01T10:00:00.123+02:00",
        "channelId": "msteams",
        "serviceUrl": SERVICE,
        "from": {"id": "29:anna", "name": "Anna", "aadObjectId": "entra-anna"},
        "recipient": {"id": BOT, "name": "Moderator"},
        "conversation": {
            "id": "19:groep@thread.v2",
            "conversationType": "groupChat",
            "isGroup": True,
            "tenantId": TENANT,
        },
        "channelData": {"tenant": {"id": TENANT}},
        "locale": "nl-NL",
    }
    return {name: value for name, value in {**parts, **changes}.items() if value is not None}


def message(text: Any = "<at>Moderator</at> stand", **changes: Any) -> dict[str, Any]:
    mention = {"type": "mention", "text": "<at>Moderator</at>", "mentioned": {"id": BOT, "name": "Moderator"}}
    return activity("message", **{"text": text, "textFormat": "plain", "entities": [mention], **changes})


def invoke(name: str, data: Any = None, **changes: Any) -> dict[str, Any]:
    value = {"data": {"do": "answer"} if data is None else data, "context": {"theme": "default"}}
    return activity("invoke", **{"name": name, "value": value, **changes})


async def silence(_heard: Inbound) -> Reply | None:
    return Say(text="Dank je.")


@dataclass
class Answer:
    status: int
    raw: bytes

    @property
    def json(self) -> Any:
        return json.loads(self.raw)


@dataclass
class Wire:
    """Posts to the bot's door and keeps what the inside heard."""

    adapter: TeamsAdapter
    url: URL
    http: ClientSession
    heard: list[Inbound] = field(default_factory=list)
    counted: list[tuple[str, str]] = field(default_factory=list)

    async def post(self, body: Any, *, token: str | None = None, **rest: Any) -> Answer:
        headers = {"Authorization": f"Bearer {token}"} if token is not None else {}
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        return await self.send(raw, {"Content-Type": "application/json", **headers}, **rest)

    async def send(self, data: Any, headers: Mapping[str, str], **rest: Any) -> Answer:
        skip = [] if "Content-Type" in headers else ["Content-Type"]
        async with self.http.post(self.url, data=data, headers=headers, skip_auto_headers=skip, **rest) as answer:
            return Answer(answer.status, await answer.read())


@asynccontextmanager
async def a_wire(
    hear: Callable[[Inbound], Awaitable[Reply | None]] = silence,
    *,
    keys: FakeKeyServer | None = None,
    admits: Callable[[str | None], bool] = lambda _tenant: True,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[Wire]:
    """A bot that checks tokens when there is a key server, and lets anyone in when there is none."""
    heard: list[Inbound] = []
    counted: list[tuple[str, str]] = []

    async def listen(inbound: Inbound) -> Reply | None:
        heard.append(inbound)
        return await hear(inbound)

    async with ClientSession() as http:
        signing = SigningKeys(http=http, metadata_url=keys.metadata_url, clock=clock) if keys else None
        adapter = TeamsAdapter(
            hear=listen,
            authenticator=Authenticator(keys=signing, app_id=APP_ID, issuer=ISSUER) if signing else None,
            admits=admits,
            plain_loopback=True,
            sorry=lambda _locale: SORRY,
            not_here=lambda _locale: NOT_HERE,
            not_known=lambda _locale: NOT_KNOWN,
            observe=lambda kind, outcome, _seconds: counted.append((kind, outcome)),
        )
        app = web.Application()
        app.router.add_post("/api/messages", adapter.process)
        server = TestServer(app)
        await server.start_server()
        try:
            yield Wire(adapter, server.make_url("/api/messages"), http, heard, counted)
        finally:
            if signing:
                await signing.close()
            await server.close()


@dataclass
class Said:
    method: str
    path: str
    query: Mapping[str, str]
    headers: Mapping[str, str]
    body: Any


class ScriptedChannel:
    """A connector endpoint that answers what the script says, the last line again and again.

    A line is (status, body) or (status, body, headers), "reset" to break the connection once the request was read, or
    "hang" to answer nothing; `hangs` is called then.
    """

    def __init__(
        self,
        *script: tuple[int, Any] | tuple[int, Any, Mapping[str, str]] | str,
        hangs: Callable[[], None] = lambda: None,
    ) -> None:
        self._hangs = hangs
        self._script = list(script) or [(200, {"id": "1"})]
        self.said: list[Said] = []
        self.connections: set[Any] = set()
        self._over = asyncio.Event()
        app = web.Application()
        app.router.add_route("*", "/{tail:.*}", self._answer)
        self._server = TestServer(app)

    async def __aenter__(self) -> Self:
        await self._server.start_server()
        return self

    async def __aexit__(self, *_: object) -> None:
        self._over.set()
        await self._server.close()

    @property
    def url(self) -> str:
        return str(self._server.make_url("/emea/"))

    async def _answer(self, request: web.Request) -> web.Response:
        raw = await request.read()
        self.said.append(
            Said(request.method, request.raw_path.split("?")[0], request.query, request.headers, json.loads(raw or "0"))
        )
        assert request.transport is not None
        self.connections.add(request.transport.get_extra_info("peername"))
        line = self._script.pop(0) if len(self._script) > 1 else self._script[0]
        if isinstance(line, str):
            if line == "hang":
                self._hangs()
                await self._over.wait()
            request.transport.abort()
            return web.Response()
        status, body, *headers = line
        return web.json_response(body, status=status, headers=headers[0] if headers else None)
