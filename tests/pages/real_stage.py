"""The stage on which a browser meets the real bot: the demo in this process, with the clock where a test wants it."""

from collections.abc import AsyncIterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from aiohttp import web
from playwright.async_api import Browser
from playwright.async_api import Page as Tab
from structlog.testing import capture_logs

from bot.bootstrap import Bot, build_bot
from bot.clock import MovedClock
from bot.rehearsal.casting import cast_of
from bot.rehearsal.room import CHANNEL_PATH, Room
from bot.rehearsal.sample import sample_programme
from dialogs.ports import Clock
from tests.journeys.stage import PAUSE, prepare, rehearsal_settings
from tests.pages.stage import Look, seated


@dataclass(frozen=True, slots=True, kw_only=True)
class RealStage:
    bot: Bot
    room: Room
    address: str
    browser: Browser
    problems: list[str]  # what the browsers' consoles complained about
    logs: list[Any]  # all that the bot logged

    def tab(self, name: str, look: Look) -> AbstractAsyncContextManager[Tab]:
        """A browser of its own, with `name` on the chair."""
        return seated(self.browser, self.address, self.room.person(name).person, look, self.problems)

    @property
    def errors(self) -> list[Any]:
        return [entry for entry in self.logs if entry["log_level"] in {"error", "critical"}]

    async def settle(self, by: timedelta = PAUSE) -> None:
        """Lets everything be said that is due by now or in a moment."""
        assert self.bot.mover is not None
        await self.bot.mover.advance(by)


NOW: Final = datetime(2027, 5, 10, 7, 50, tzinfo=UTC)
"""Ten minutes before the first session of the sample programme."""


@asynccontextmanager
async def really_staged(browser: Browser, *, database_url: str, now: datetime = NOW) -> AsyncIterator[RealStage]:
    """Whoever plays on it in peace leaves no error behind: not in the page, not in the bot, not at the channel."""
    settings = rehearsal_settings(database_url)
    programme = sample_programme(now)
    await prepare(settings, programme, now=now)
    clock = MovedClock()
    clock.offset = now - clock.now()

    def furnish(told: Clock) -> Room:
        return Room(cast=cast_of([programme]), clock=told.now)

    with capture_logs() as logs:
        async with build_bot(settings, clock=clock, room=furnish, worker="one") as bot:
            runner = web.AppRunner(bot.app, access_log=None, shutdown_timeout=1)
            await runner.setup()
            site = web.TCPSite(runner, "127.0.0.1", 0)
            await site.start()
            root = f"http://127.0.0.1:{runner.addresses[0][1]}"
            assert bot.room is not None
            bot.room.channel.bot_url = f"{root}/api/messages"
            bot.room.channel.service_url = f"{root}{CHANNEL_PATH}/"
            stage = RealStage(
                bot=bot, room=bot.room, address=f"{root}/rehearsal", browser=browser, problems=[], logs=logs
            )
            try:
                yield stage
                assert stage.problems == []
                assert stage.errors == []
                assert stage.room.channel.complaints == []
            finally:
                await runner.cleanup()
