"""The `mastermind` command: puts the commands together and says in a line or two what went wrong."""

import sys
from collections.abc import Sequence

import typer
from typer.exceptions import TyperException

from bot.commands.checking import doctor
from bot.commands.database import db
from bot.commands.formats import formats
from bot.commands.packages import manifest
from bot.commands.programmes import programmes
from bot.commands.rehearsing import rehearse
from bot.commands.running import demo, serve
from bot.commands.shared import Failure
from bot.library import FormatUnreadable
from bot.logs import set_up_logs
from bot.programmes.faults import ProgrammeFaults
from bot.settings import SettingsError
from dialogs.errors import StoreUnavailable
from dialogs.formats.faults import FormatFaults
from manifest.build import ManifestRefused

FAILURES = (
    Failure,
    FormatFaults,
    FormatUnreadable,
    ManifestRefused,
    ProgrammeFaults,
    SettingsError,
    StoreUnavailable,
)
"""What may go wrong without the bot being wrong; their strings say what to do."""
WRONG_USE = 2
FAILED = 1
INTERRUPTED = 130

app = typer.Typer(
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    help="A Microsoft Teams bot that moderates masterminds.",
)
for command in (serve, demo, rehearse, doctor):
    app.command()(command)
app.add_typer(db, name="db")
app.add_typer(programmes, name="programme")
app.add_typer(formats, name="format")
app.add_typer(manifest, name="manifest")


def main() -> None:
    sys.exit(run())


def run(arguments: Sequence[str] | None = None) -> int:
    """The exit code: 0, 1 for a failure, 2 for wrong use. Never a traceback for bad input."""
    set_up_logs(level="CRITICAL")  # a command that ends says it itself; the bot sets up its own
    try:
        code = app(args=None if arguments is None else list(arguments), prog_name="mastermind", standalone_mode=False)
    except TyperException as error:
        typer.echo(f"mastermind: {error.format_message()}", err=True)
        typer.echo("`mastermind --help` lists the commands; each has its own --help.", err=True)
        return WRONG_USE
    except FAILURES as fault:
        typer.echo(f"mastermind: {fault}", err=True)
        return FAILED
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone, for instance `| head`; there is nobody to tell
        return FAILED
    return code if isinstance(code, int) else 0
