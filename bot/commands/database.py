"""`mastermind db`: bring the database up to date, or tell how far it is."""

import asyncio

import typer

from bot.commands.shared import store
from bot.settings import Settings, load_settings
from storage.tables import HEAD

db = typer.Typer(help="Look after the database that MASTERMIND_DATABASE_URL names.")


@db.command()
def upgrade() -> None:
    """Bring the database to the newest revision; a SQLite file is made when there is none."""
    before, after = asyncio.run(_upgrade(load_settings()))
    typer.echo(f"at {after}, nothing to do" if before == after else f"from {before or 'nothing'} to {after}")


@db.command()
def current() -> None:
    """Tell the revision of the database, and whether it is the newest."""
    found = asyncio.run(_current(load_settings()))
    if found == HEAD:
        typer.echo(f"{found} (newest)")
    else:
        typer.echo(f"{found or 'nothing yet'} (newest is {HEAD}; run `mastermind db upgrade`)")


async def _upgrade(settings: Settings) -> tuple[str | None, str | None]:
    async with store(settings) as database:
        before = await database.current()
        await database.upgrade()
        return before, await database.current()


async def _current(settings: Settings) -> str | None:
    async with store(settings) as database:
        return await database.current()
