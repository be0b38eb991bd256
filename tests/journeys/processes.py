"""A bot as a process of its own that can be killed, and a channel that delivers again what got no answer."""

import asyncio
import os
import signal
import sys
from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any, Final, Self

import aiohttp
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from bot.bootstrap import open_database
from bot.rehearsal.channel import BotUnreachable, Channel
from bot.rehearsal.chats import Sent
from bot.settings import Settings
from storage.tables import leases
from tests.ports import Port

_PATIENCE: Final = 600.0  # a start takes seconds, and minutes where everything else goes first
_CLOSING: Final = 503
_OTHERS: Final = sa.text(
    "SELECT count(*) FROM pg_stat_activity"
    " WHERE datname = current_database() AND backend_type = 'client backend' AND pid <> pg_backend_pid()"
)


class BotProcess:
    """`mastermind serve` in rehearsal on this store, in the folder `home`. `killed` counts its deaths."""

    def __init__(self, *, settings: Settings, home: Path, channel: Channel, begins: datetime) -> None:
        self._settings = settings
        self._home = home
        self._channel = channel
        self._begins = begins
        self._alive = asyncio.Event()
        self._process: asyncio.subprocess.Process | None = None
        self._port = Port()
        self._address = f"http://127.0.0.1:{self._port.number}"
        self.killed = 0

    async def __aenter__(self) -> Self:
        self._http = aiohttp.ClientSession()
        self._channel.bot_url = f"{self._address}/api/messages"
        self._channel._post = self._deliver  # type: ignore[method-assign]
        try:
            await self.start()
        except BaseException:
            await self.__aexit__()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        del self._channel._post  # the class's own again
        await self._http.close()
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()
        self._port.close()

    async def start(self) -> None:
        log = (self._home / "bot.log").open("ab")
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MASTERMIND_")}
        mine = {
            "PYTHONPATH": str(Path(__file__).parents[2]),
            "MASTERMIND_ENVIRONMENT": "rehearsal",
            "MASTERMIND_DATABASE_URL": self._settings.database_url,
            "MASTERMIND_PORT": str(self._port.number),
            "MASTERMIND_REHEARSAL_START": self._begins.isoformat(),
            "MASTERMIND_LOG_FORMAT": "json",
        }
        self._process = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "bot", "serve", cwd=self._home, env=kept | mine, stdout=log, stderr=log
        )
        log.close()
        await self._until_it_answers(self._process)
        self._alive.set()

    async def _until_it_answers(self, process: asyncio.subprocess.Process) -> None:
        ended = asyncio.ensure_future(process.wait())
        async with asyncio.timeout(_PATIENCE):
            while not ended.done():
                try:
                    async with self._http.get(f"{self._address}/readyz") as answer:
                        if answer.ok:
                            ended.cancel()
                            return
                except aiohttp.ClientConnectionError:
                    pass  # it does not listen yet
                await asyncio.wait({ended}, timeout=0.02)
        raise AssertionError(self.log)

    @property
    def log(self) -> str:
        return (self._home / "bot.log").read_text(encoding="utf-8")

    async def dies(self) -> None:
        """SIGKILL, half a minute in which nobody holds its leases any more, and a new start."""
        assert self._process is not None
        self._alive.clear()
        self._process.kill()
        await self._process.wait()
        self.killed += 1
        database = open_database(self._settings)
        try:
            if database.file is None:
                await _left_alone(database.engines[0])
            async with database.engines[0].begin() as db:
                await db.execute(sa.delete(leases))
        finally:
            await database.dispose()
        await self.start()

    async def stops(self) -> int:
        """SIGTERM; its exit code."""
        assert self._process is not None
        self._alive.clear()
        self._process.send_signal(signal.SIGTERM)
        return await asyncio.wait_for(self._process.wait(), _PATIENCE)

    async def settles(self) -> None:
        """Its clock moves on a little, and what became due is said."""
        async with self._http.post(f"{self._address}/rehearsal/clock", json={"advance": "PT3S"}) as answer:
            answer.raise_for_status()

    async def settles_until(self, told: Callable[[], bool]) -> None:
        """What the channel did not answer in time is tried again a moment later."""
        async with asyncio.timeout(_PATIENCE):
            await self.settles()
            while not told():
                await self.settles()

    async def _deliver(self, activity: Mapping[str, Any]) -> Sent:
        """Again and again with the same id until it is answered by a bot that is not about to stop."""
        async with asyncio.timeout(_PATIENCE):
            while True:
                await self._alive.wait()
                try:
                    sent = await Channel._post(self._channel, activity)
                except BotUnreachable:
                    await asyncio.sleep(0)  # it may have died before anybody noticed
                    continue
                if sent.status != _CLOSING:
                    return sent


async def _left_alone(store: AsyncEngine) -> None:
    """Until the server has noticed that the dead are gone: what they asked for last it still does."""
    async with asyncio.timeout(_PATIENCE), store.connect() as db:
        while await db.scalar(_OTHERS):
            await db.rollback()  # in one transaction it would say the same again
            await asyncio.sleep(0.01)
