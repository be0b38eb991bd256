"""The `mastermind` command."""

import asyncio
import contextlib
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import typer
from aiohttp import web

from bot.bootstrap import BACKLOG, Bot, build_bot, cast_of, furnish, open_database, room_on
from bot.clock import SystemClock
from bot.library import Library
from bot.logs import set_up_logs
from bot.rehearsal.sample import sample_programme
from bot.settings import Settings, SettingsError, load_settings
from dialogs.usecases.importing import export_programme, import_programme

app = typer.Typer(no_args_is_help=True, add_completion=False, help="A Microsoft Teams bot that moderates masterminds.")


def main() -> None:
    app()


def settings_or_exit(**changes: object) -> Settings:
    try:
        settings = load_settings()
        return Settings.model_validate({**settings.model_dump(), **changes}) if changes else settings
    except SettingsError as fault:
        typer.echo(str(fault), err=True)
        raise typer.Exit(1) from None


@asynccontextmanager
async def listening(settings: Settings, bot: Bot) -> AsyncIterator[None]:
    runner = web.AppRunner(bot.app, access_log=None, handle_signals=False, shutdown_timeout=10)
    await runner.setup()
    site = web.TCPSite(runner, settings.host, settings.port, backlog=BACKLOG)
    await site.start()
    try:
        yield
    finally:
        await runner.cleanup()


async def until_stopped() -> None:
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        with contextlib.suppress(NotImplementedError):
            loop.add_signal_handler(name, stop.set)
    await stop.wait()


@app.command()
def serve() -> None:
    """Listen for Teams on HOST and PORT."""
    settings = settings_or_exit()
    set_up_logs(form=settings.log_format, level=settings.log_level)

    async def run() -> None:
        async with build_bot(settings) as bot, listening(settings, bot):
            await until_stopped()

    asyncio.run(run())


@app.command()
def demo() -> None:
    """The bot with the rehearsal room and a sample programme, on this machine only."""
    settings = settings_or_exit(environment="rehearsal")
    set_up_logs(form=settings.log_format, level="WARNING")

    async def run() -> None:
        database = open_database(settings)
        await database.upgrade()
        house = furnish(database, SystemClock())
        library = Library.open(settings.formats_dir)
        sources = {name: (r.digest, r.source) for name, r in library.recipes.items()}
        async with house.reading() as uow:
            slugs = [found[0] for found in await uow.programmes.list()]
        if not slugs:
            sample = sample_programme(house.now())
            await import_programme(house, sample, sources=sources)
            slugs = [sample.slug]
        programmes = [p for slug in slugs if (p := await export_programme(house, slug)) is not None]
        await database.dispose()
        room = room_on(settings, cast_of(programmes))
        async with build_bot(settings, room=room) as bot, listening(settings, bot):
            typer.echo(f"http://{settings.host}:{settings.port}/rehearsal")
            await until_stopped()

    asyncio.run(run())


if __name__ == "__main__":
    main()
