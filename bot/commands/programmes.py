"""`mastermind programme`: programmes in and out of the store, as files a coordinator can edit."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.shared import Failure, house, read_in, table, write_out
from bot.library import Library
from bot.programmes.reading import read_programme
from bot.programmes.writing import write_programme
from bot.settings import Settings, load_settings
from dialogs.formats.model import Language
from dialogs.programmes.advice import advice
from dialogs.programmes.change import Change
from dialogs.programmes.changes import report
from dialogs.programmes.model import ProgrammeFile, counts
from dialogs.programmes.wording import counted
from dialogs.usecases.importing import export_programme, import_programme

programmes = typer.Typer(help="Bring programmes in from files, and out again.")

Slug = Annotated[str, typer.Argument(help="The programme's short name, as `programme list` gives it.")]


@programmes.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="A programme file: .yaml, .yml, .csv or .xlsx.")],
) -> None:
    """Bring in a programme, or what changed in it since the last time. A file with faults changes nothing."""
    settings = load_settings()
    library = Library.open(settings.formats_dir)
    programme = read_programme(
        read_in(file),
        name=file.name,
        formats=library.formats,
        language=Language(settings.language),
        time_zone=settings.time_zone,
    )
    changes = asyncio.run(_import(settings, programme, library))
    typer.echo(f"{programme.slug}: {counted(counts(programme)).en}")
    for line in report(changes, Language.EN):
        typer.echo(line)
    for text in advice(programme):
        typer.echo(f"advice: {text.in_(Language.EN)}")


@programmes.command()
def export(
    slug: Slug,
    out: Annotated[Path | None, typer.Option(help="Write to this file instead of standard output.")] = None,
) -> None:
    """Write a programme as YAML that `programme import` reads back to the same."""
    write_out(write_programme(asyncio.run(_export(load_settings(), slug))), out)


@programmes.command("list")
def list_() -> None:
    """List the programmes in the store."""
    found = asyncio.run(_list(load_settings()))
    if found:
        typer.echo(table(("SLUG", "TITLE", "GROUPS", "PARTICIPANTS"), *found))
    else:
        typer.echo("there is no programme yet; bring one in with `mastermind programme import FILE`")


@programmes.command()
def codes(slug: Slug) -> None:
    """Show each moderator's code for `koppel <number> <code>`, for who cannot be recognised in the chat."""
    found = asyncio.run(_codes(load_settings(), slug))
    typer.echo(table(("GROUP", "MODERATOR", "CODE"), *found))


async def _import(settings: Settings, programme: ProgrammeFile, library: Library) -> tuple[Change, ...]:
    async with house(settings) as open_house:
        return await import_programme(open_house, programme, sources=library.sources)


async def _export(settings: Settings, slug: str) -> ProgrammeFile:
    async with house(settings) as open_house:
        programme = await export_programme(open_house, slug)
    if programme is None:
        raise _unknown(slug)
    return programme


async def _list(settings: Settings) -> list[tuple[str, str, int, int]]:
    async with house(settings) as open_house, open_house.reading() as uow:
        return list(await uow.programmes.list())


async def _codes(settings: Settings, slug: str) -> list[tuple[int, str, str]]:
    async with house(settings) as open_house, open_house.reading() as uow:
        if await uow.programmes.load(slug) is None:
            raise _unknown(slug)
        return list(await uow.programmes.codes(slug))


def _unknown(slug: str) -> Failure:
    return Failure(f"there is no programme {slug!r}; `mastermind programme list` names those there are")
