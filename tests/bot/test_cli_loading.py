"""What a start loads: most of the time until the bot answers goes into it."""

import subprocess
import sys

NOT_TO_SERVE = {
    "aiosmtplib",
    "alembic",
    "apscheduler",  # until the first beat
    "bot.exports",
    "bot.programmes.writing",
    "bot.rehearsal",
    "botbuilder",  # until the first message, or the first beat
    "botframework",
    "dialogs.formats.reader",
    "dialogs.guard",  # compiles a hundred patterns
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


def test_serve_loads_only_what_serving_needs() -> None:
    said = subprocess.run(
        [sys.executable, "-X", "importtime", "-m", "bot", "serve", "--help"], capture_output=True, text=True, check=True
    )
    loaded = {line.rpartition("|")[2].strip() for line in said.stderr.splitlines()}
    assert "bot.bootstrap" in loaded
    assert not {name for name in loaded if any(name == other or name.startswith(f"{other}.") for other in NOT_TO_SERVE)}
