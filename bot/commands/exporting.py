"""`mastermind export`: the tables of the shared store as files, without names and with small numbers protected."""

import asyncio
import secrets
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.shared import Failure, house, write_out
from bot.exports.writing import ExportFormat, beside, written
from bot.settings import Settings, load_settings
from dialogs.errors import Refused
from dialogs.exports.every import ExportTable
from dialogs.exports.tables import Export
from dialogs.usecases.exporting import export_observations, export_table

exports = typer.Typer(help="Take the shared store along as tables: no names, small numbers protected.")

Programme = Annotated[str, typer.Option(help="The programme's short name, as `programme list` gives it.")]
To = Annotated[ExportFormat, typer.Option(help="What kind of file.")]
Out = Annotated[Path | None, typer.Option(help="Write to this file (CSV: with its codebook beside it).")]


@exports.command()
def experiments(programme: Programme, to: To, out: Out = None) -> None:
    """What was tried, how it stands, and what the newest report says."""
    _table(ExportTable.EXPERIMENTS, programme, to, out)


@exports.command()
def answers(programme: Programme, to: To, out: Out = None) -> None:
    """Answers of the rounds: unnamed where that was told, counted where it was not."""
    _table(ExportTable.ANSWERS, programme, to, out)


@exports.command()
def insights(programme: Programme, to: To, out: Out = None) -> None:
    """Insights by theme, with consent to quote."""
    _table(ExportTable.INSIGHTS, programme, to, out)


@exports.command()
def bottlenecks(programme: Programme, to: To, out: Out = None) -> None:
    """Bottlenecks, what helped, and what others must do."""
    _table(ExportTable.BOTTLENECKS, programme, to, out)


@exports.command()
def tips(programme: Programme, to: To, out: Out = None) -> None:
    """Tips with the votes they got."""
    _table(ExportTable.TIPS, programme, to, out)


@exports.command()
def observations(
    programme: Programme,
    observer: Annotated[str, typer.Option(help="The observer's e-mail address.")],
    to: To,
    out: Out = None,
) -> None:
    """What an observer may take along: coded, of those who agreed, with the observer's own notes."""
    _needs_a_file(to, out)
    _hand_out(asyncio.run(_observed(load_settings(), programme, observer)), to, out)


def _table(table: ExportTable, slug: str, to: ExportFormat, out: Path | None) -> None:
    _needs_a_file(to, out)
    _hand_out(asyncio.run(_read(load_settings(), slug, table)), to, out)


def _needs_a_file(to: ExportFormat, out: Path | None) -> None:
    if to is ExportFormat.XLSX and out is None:
        raise typer.BadParameter("a workbook needs --out FILE; it cannot be printed")


def _hand_out(export: Export, to: ExportFormat, out: Path | None) -> None:
    write_out(written(export, to), out)
    if out is not None:
        for path, content in beside(export, to, out).items():
            write_out(content, path)


async def _read(settings: Settings, slug: str, table: ExportTable) -> Export:
    async with house(settings) as open_house:
        return _known(slug, await export_table(open_house, slug, table, chance=secrets.SystemRandom()))


async def _observed(settings: Settings, slug: str, email: str) -> Export:
    try:
        async with house(settings) as open_house:
            found = await export_observations(open_house, slug, email, chance=secrets.SystemRandom())
    except Refused as refused:
        raise Failure(f"{email} observes no group of {slug!r}; a programme file gives the role observer") from refused
    return _known(slug, found)


def _known(slug: str, found: Export | None) -> Export:
    if found is None:
        raise Failure(f"there is no programme {slug!r}; `mastermind programme list` names those there are")
    return found
