"""What stands around the bot in a benchmark: a channel that takes everything at once, and the server of the keys."""

import asyncio
import itertools
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web
from aiohttp.test_utils import TestServer

from tests.fakes import APP_ID, ISSUER, FakeKeyServer

SECRET = "geheim"
TENANT = "tenant-1"
BOT_ID = f"28:{APP_ID}"


class Channel:
    """Answers 201 at once. Counts what it is told, by chat, and wakes who waits for a message in a chat."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self._waiting: dict[str, asyncio.Future[None]] = {}
        self._ids = itertools.count(1)
        app = web.Application()
        app.router.add_post("/v3/conversations/{chat}/activities", self._posted)
        app.router.add_post("/v3/conversations/{chat}/activities/{activity}", self._posted)
        app.router.add_put("/v3/conversations/{chat}/activities/{activity}", self._updated)
        self._server = TestServer(app)

    @property
    def service_url(self) -> str:
        return str(self._server.make_url("/"))

    async def start(self) -> None:
        await self._server.start_server(access_log=None)

    async def stop(self) -> None:
        await self._server.close()

    def next_message(self, chat: str) -> asyncio.Future[None]:
        waiting = self._waiting[chat] = asyncio.get_running_loop().create_future()
        return waiting

    async def quiet(self, *, seconds: float = 2.5) -> None:
        """Until nothing was said for a while."""
        while True:
            before = self.calls.total()
            await asyncio.sleep(seconds)
            if self.calls.total() == before:
                return

    async def _posted(self, request: web.Request) -> web.Response:
        chat = request.match_info["chat"]
        self.calls[chat] += 1
        waiting = self._waiting.pop(chat, None)
        if waiting is not None and not waiting.done():
            waiting.set_result(None)
        return web.json_response({"id": str(next(self._ids))}, status=201)

    async def _updated(self, request: web.Request) -> web.Response:
        self.calls[request.match_info["chat"]] += 1
        return web.json_response({"id": request.match_info["activity"]})


class World:
    def __init__(self, channel: Channel, keys: FakeKeyServer) -> None:
        self.channel = channel
        self.keys = keys
        self.token = keys.token(channel.service_url)

    @property
    def settings(self) -> dict[str, str]:
        """What the bot's environment says when tokens are checked."""
        return {
            "APP_ID": APP_ID,
            "APP_PASSWORD": SECRET,
            "APP_TENANT_ID": TENANT,
            "OPENID_METADATA_URL": self.keys.metadata_url,
            "TOKEN_ISSUER": ISSUER,
            "LOGIN_URL": self.keys.login_url,
        }

    @property
    def reference_options(self) -> dict[str, str]:
        return {
            "app-id": APP_ID,
            "secret": SECRET,
            "tenant": TENANT,
            "issuer": ISSUER,
            "metadata": self.keys.metadata_url,
            "login": self.keys.login_url,
        }


@asynccontextmanager
async def world() -> AsyncIterator[World]:
    channel = Channel()
    await channel.start()
    try:
        async with FakeKeyServer() as keys:
            yield World(channel, keys)
    finally:
        await channel.stop()
