"""`mastermind format`: which formats there are, what is in one, and whether a file of one's own is right."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.shared import table
from bot.library import Library, read_file
from bot.settings import load_settings
from dialogs.formats.model import Format, Language
from dialogs.formats.show import show as shown

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
def check(file: Annotated[Path, typer.Argument(help="A format file (YAML).")]) -> None:
    """Check a format file: every fault with its line and field, or what is in it."""
    recipe = read_file(file)
    for warning in recipe.warnings:
        typer.echo(f"warning: {warning}", err=True)
    found = recipe.format
    sessions = ", ".join(f"{name} ({len(plans)} sessions)" for name, plans in found.presets.items())
    typer.echo(f"{file} is right: {found.id} version {found.version}, presets {sessions}")


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
