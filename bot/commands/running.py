"""`mastermind serve` and `mastermind demo`: the bot itself, until it is told to stop."""

import asyncio
import contextlib
import gc
import os
import signal
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Final

import structlog
import typer
from aiohttp import web

from bot.bootstrap import BACKLOG, Bot, bots_clock, build_bot, furnish
from bot.commands.shared import Failure, store
from bot.delivery.holidays import school_holidays
from bot.delivery.shift import DRAIN_SECONDS
from bot.library import Library, check_own
from bot.logs import set_up_logs
from bot.outside import address
from bot.settings import PREFIX, Settings, load_settings
from dialogs.errors import StoreUnavailable
from dialogs.programmes.model import ProgrammeFile
from dialogs.usecases.house import House
from storage.database import Database

if TYPE_CHECKING:
    from bot.rehearsal.mounting import NewRoom

log = structlog.get_logger()

YOUNG: Final = 10_000
"""So many new things are there before any are looked through. A turn leaves almost no rubbish that does not go by
itself, and looking for it took a twenty-fifth of the processor, now and then all of it while people waited."""


def serve() -> None:
    """Listen for Teams on MASTERMIND_HOST and MASTERMIND_PORT until stopped."""
    settings = load_settings()
    set_up_logs(form=settings.log_format, level=settings.log_level)
    for warning in check_own(settings.formats_dir):  # what is wrong is told now and not in the middle of a session
        log.warning("format.warning", told=warning)
    asyncio.run(_serve(settings))


def demo() -> None:
    """Try the bot on this machine without Teams: a rehearsal room in the browser, with a sample programme."""
    settings = load_settings(environment="rehearsal")
    set_up_logs(form=settings.log_format, level="WARNING")
    asyncio.run(_demo(settings, Library.open(settings.formats_dir)))


async def _serve(settings: Settings) -> None:
    stop = stop_signal()
    room = None
    if settings.rehearsal:
        async with store(settings) as database:
            room = await _room(settings, database)
    async with build_bot(settings, room=room) as bot, listening(settings, bot):
        log.info("bot.listens", address=address(settings), environment=settings.environment)
        await stop.wait()
        log.info("bot.stops")


async def _demo(settings: Settings, library: Library) -> None:
    from bot.rehearsal.sample import sample_programme  # noqa: PLC0415 - a bot for Teams does without
    from dialogs.usecases.importing import import_programme  # noqa: PLC0415

    stop = stop_signal()
    async with store(settings) as database:
        await database.upgrade()
        house = furnish(database, await bots_clock(settings, database), school=school_holidays(settings))
        if not await _programmes(house):
            await import_programme(house, sample_programme(house.now()), sources=library.sources)
            _talk(database).unlink(missing_ok=True)  # what was said in a room whose store is gone
        room = await _room(settings, database)
    async with build_bot(settings, room=room) as bot, listening(settings, bot):
        typer.echo(f"The rehearsal room is open: {address(settings)}/rehearsal")
        typer.echo("Stop with Ctrl-C; a next start goes on where you stopped.")
        await stop.wait()
        typer.echo("Stopping.")


async def _room(settings: Settings, database: Database) -> "NewRoom":
    """The room with the people of the store; empty as long as the store cannot be read."""
    from bot.rehearsal.casting import cast_of  # noqa: PLC0415 - a bot for Teams does without
    from bot.rehearsal.mounting import room_on  # noqa: PLC0415

    try:
        programmes = await _programmes(furnish(database, await bots_clock(settings, database)))
    except StoreUnavailable:
        programmes = []  # `readyz` says why
    return room_on(address(settings), cast_of(programmes), talk=_talk(database))


async def _programmes(house: House) -> Sequence[ProgrammeFile]:
    from dialogs.usecases.importing import export_programme  # noqa: PLC0415 - as above

    async with house.reading() as uow:
        slugs = [slug for slug, *_ in await uow.programmes.list()]
    return [programme for slug in slugs if (programme := await export_programme(house, slug)) is not None]


def _talk(database: Database) -> Path:
    """What is said in the room is kept beside a SQLite file and named after it, else in `var`."""
    file = database.file
    return Path("var") / "rehearsal.db" if file is None else file.with_name(f"{file.stem}.rehearsal.db")


@asynccontextmanager
async def listening(settings: Settings, bot: Bot) -> AsyncIterator[None]:
    """Takes requests; on leaving takes no more and lets running turns finish."""
    runner = web.AppRunner(bot.app, access_log=None, handle_signals=False, shutdown_timeout=DRAIN_SECONDS)
    await runner.setup()
    try:
        site = web.TCPSite(runner, settings.host, settings.port, backlog=BACKLOG)
        try:
            await site.start()
        except OSError as error:
            raise Failure(
                f"cannot listen on {address(settings)}: {os.strerror(error.errno) if error.errno else error}",
                f"stop what listens there already, or set {PREFIX}PORT to another port",
            ) from error
        gc.freeze()  # what a start made stays: looking through it again and again would hold up turns
        gc.set_threshold(YOUNG, *gc.get_threshold()[1:])
        yield
    finally:
        await runner.cleanup()


def stop_signal() -> asyncio.Event:
    """Set by Ctrl-C or SIGTERM from now on; a second one does not hurry, ten seconds is the longest stopping takes."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):  # Windows: Ctrl-C ends `asyncio.run` by itself
            loop.add_signal_handler(name, stop.set)
    return stop
