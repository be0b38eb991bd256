"""What a start loads: most of the time until the bot answers goes into it."""

import subprocess
import sys
from importlib import import_module

from bot.bootstrap import NOT_TO_START

NOT_TO_SERVE = {
    "aiosmtplib",
    "alembic",
    "bot.exports",
    "bot.programmes",
    "bot.rehearsal",
    "botbuilder",  # until the first message, or the first beat
    "botframework",
    "dialogs.usecases.importing",
    "holidays",  # loads every country of the world
    "jsonschema",
    "manifest",
    "msal",
    "msrest",
    "openpyxl",
    "pygments",
    "requests",
    "rich.console",
    "yaml",
}


def loaded_to_serve() -> set[str]:
    said = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot", "serve", "--help"], capture_output=True, text=True, check=True
    )
    return {line.rpartition("|")[2].strip() for line in said.stderr.splitlines()}


def test_serve_loads_only_what_serving_needs() -> None:
    loaded = loaded_to_serve()
    assert "bot.bootstrap" in loaded
    unwanted = {*NOT_TO_SERVE, *NOT_TO_START}
    assert not {name for name in loaded if any(name == other or name.startswith(f"{other}.") for other in unwanted)}


def test_what_comes_with_the_first_beat_can_be_loaded() -> None:
    assert [import_module(name).__name__ for name in NOT_TO_START] == list(NOT_TO_START)
