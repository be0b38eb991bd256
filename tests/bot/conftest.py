"""What tests of the bot's edges share."""

import asyncio
import logging
import os
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path

import pytest
import structlog
from aiohttp import web

from bot.cli import run
from bot.delivery.courier import Courier
from bot.rehearsal import connector as standin
from bot.rehearsal.channel import Channel
from bot.teams.connector import Connector, channel_http
from storage.database import Database
from tests.bot.command_line import Mastermind, Said
from tests.bot.post_office import NOW, PostOffice, Words
from tests.fakes import FixedClock


@pytest.fixture
def logs_restored() -> Iterator[None]:
    """For tests that set up logs in this very process: afterwards nothing of it is left."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    logging.getLogger("aiohttp.access").disabled = False
    structlog.reset_defaults()


@pytest.fixture
async def served_channel() -> AsyncIterator[Channel]:
    made = Channel(bot_url="", service_url="", clock=lambda: NOW, serial=True)
    app = web.Application()
    app.add_routes(standin.Connector(channel=made).routes())
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.service_url = f"http://127.0.0.1:{runner.addresses[0][1]}/"
    yield made
    await made.close()
    await runner.cleanup()


@pytest.fixture
async def hire(served_channel: Channel, sqlite_database: Database) -> AsyncIterator[Callable[[], PostOffice]]:
    """Makes post offices on the one store and channel; each with a courier that is not at work yet."""
    http = channel_http()
    clock, wall = FixedClock(NOW), FixedClock(NOW)
    couriers = iter("abc")

    def made() -> PostOffice:
        words = Words(database=sqlite_database)
        courier = Courier(
            desk=sqlite_database.courier_desk(),
            draws=words,
            connector=Connector(http=http, tokens=None, scope="", plain_loopback=True, patience=3600),
            errands={},
            clock=clock,
            worker=next(couriers),
            wall=wall.now,
            jitter=lambda: 0.5,  # exactly the back-off that was meant
        )
        return PostOffice(
            channel=served_channel, database=sqlite_database, courier=courier, clock=clock, wall=wall, words=words
        )

    yield made
    await http.close()


@pytest.fixture
async def office(hire: Callable[[], PostOffice]) -> AsyncIterator[PostOffice]:
    """A post office with its courier at work."""
    made = hire()
    working = asyncio.create_task(made.courier.run())
    yield made
    made.channel.faults.release()
    made.courier.stop()
    await asyncio.wait_for(working, 60)


@pytest.fixture(scope="session")
def stores() -> dict[str, bytes]:
    """SQLite files to copy, by name."""
    return {}


@pytest.fixture
def mastermind(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str], logs_restored: None
) -> Mastermind:
    """The command in an empty directory, without any setting of this machine."""
    for name in [name for name in os.environ if name.startswith("MASTERMIND_")]:
        monkeypatch.delenv(name)
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str | Path) -> Said:
        code = run([str(argument) for argument in arguments])
        captured = capfd.readouterr()
        return Said(code, captured.out, captured.err)

    return call
