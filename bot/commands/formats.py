"""`mastermind format`: which formats there are, what is in one, and whether a file of one's own is right."""

import asyncio
from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from bot.commands.shared import house, table
from bot.library import Library, Recipe, read_file
from bot.settings import Settings, load_settings
from dialogs.formats.model import Format, Language, SessionPlan
from dialogs.formats.show import show as shown
from dialogs.usecases.importing import begun_with_another_text

formats = typer.Typer(help="Look at formats, the recipes of sessions.")


@formats.command("list")
def list_() -> None:
    """List the formats that come with the bot and those of MASTERMIND_FORMATS_DIR."""
    settings = load_settings()
    language = Language(settings.language)
    known = Library.open(settings.formats_dir).formats.values()
    rows = [(one.id, one.version, one.title.in_(language), ", ".join(one.presets)) for one in known]
    typer.echo(table(("ID", "VERSION", "TITLE", "PRESETS"), *rows))


@formats.command()
def show(
    id: Annotated[str, typer.Argument(help="The format's id, as `format list` gives it.")],  # noqa: A002 - the contract's word
    preset: Annotated[str | None, typer.Option(help="Another preset than the format's first.")] = None,
    language: Annotated[Language | None, typer.Option(help="nl or en; left out: MASTERMIND_LANGUAGE.")] = None,
) -> None:
    """Show the sessions, rounds, questions and reminders of one format."""
    settings = load_settings()
    found = known_format(Library.open(settings.formats_dir), id)
    typer.echo(shown(found, known_preset(found, preset), language or Language(settings.language)), nl=False)


@formats.command()
def check(
    file: Annotated[Path, typer.Argument(help="A format file (YAML).")],
    database: Annotated[
        str | None, typer.Option(help="Also look in this database which groups have begun with an earlier text.")
    ] = None,
) -> None:
    """Check a format file: every fault with its line and field, or what is in it."""
    recipe = read_file(file)
    for warning in recipe.warnings:
        typer.echo(f"warning: {warning}", err=True)
    found = recipe.format
    if database is not None:
        for line in asyncio.run(_kept_by(load_settings(database_url=database), recipe)):
            typer.echo(f"warning: {line}", err=True)
    sessions = ", ".join(f"{name} ({_sessions(plans)})" for name, plans in found.presets.items())
    typer.echo(f"{file} is right: {found.id} version {found.version}, presets {sessions}")


def _sessions(plans: Sequence[SessionPlan]) -> str:
    fewest = sum(1 for plan in plans if not plan.optional)
    if fewest == len(plans):
        return "1 session" if fewest == 1 else f"{fewest} sessions"
    return f"{fewest} to {len(plans)} sessions"


async def _kept_by(settings: Settings, recipe: Recipe) -> list[str]:
    """The groups that will go on with another text of this format, because a session of theirs has started."""
    async with house(settings) as open_house, open_house.reading() as uow:
        found = await begun_with_another_text(uow, recipe.format.id, recipe.digest)
    return [
        f"group {group} of {slug} has begun and keeps version {version} of {recipe.format.id}"
        for slug, group, version in found
    ]


def known_format(library: Library, id_: str) -> Format:
    """Raises wrong use, naming the formats there are."""
    if id_ not in library.formats:
        raise typer.BadParameter(f"there is no format {id_!r}; there are {', '.join(library.formats)}")
    return library.formats[id_]


def known_preset(found: Format, preset: str | None) -> str:
    name = preset or found.default_preset
    if name not in found.presets:
        raise typer.BadParameter(f"{found.id} has no preset {name!r}; it has {', '.join(found.presets)}")
    return name
