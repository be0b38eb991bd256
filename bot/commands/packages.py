"""`mastermind manifest`: the package that an administrator uploads to Teams."""

from pathlib import Path
from typing import Annotated

import typer

from bot.commands.shared import write_out
from bot.settings import Settings, load_settings
from manifest.build import ManifestValues, build

manifest = typer.Typer(help="Make the Teams app package.")


@manifest.callback()
def _group() -> None:
    """Keeps `build` a command of its own while it is the only one."""


@manifest.command("build")
def build_(
    out: Annotated[Path, typer.Option(help="The zip file to write.")] = Path("mastermind-teams-app.zip"),
) -> None:
    """Build the app package from the settings; when some are missing, list them."""
    write_out(build(manifest_values(load_settings())), out)


def manifest_values(settings: Settings) -> ManifestValues:
    return ManifestValues(
        app_id=settings.app_id,
        developer_name=settings.developer_name,
        privacy_url=settings.privacy_url,
        terms_url=settings.terms_url,
        public_url=settings.public_url,
    )
