"""The `mastermind` command: loads the command that was asked for and says in a line or two what went wrong."""

import gc
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    import typer

WRONG_USE = 2
FAILED = 1
INTERRUPTED = 130


def _running(app: "typer.Typer") -> None:
    from bot.commands.running import demo, serve

    app.command()(serve)
    app.command()(demo)


def _rehearsing(app: "typer.Typer") -> None:
    from bot.commands.rehearsing import rehearse

    app.command()(rehearse)


def _checking(app: "typer.Typer") -> None:
    from bot.commands.checking import doctor

    app.command()(doctor)


def _database(app: "typer.Typer") -> None:
    from bot.commands.database import db

    app.add_typer(db, name="db")


def _programmes(app: "typer.Typer") -> None:
    from bot.commands.programmes import programmes

    app.add_typer(programmes, name="programme")


def _formats(app: "typer.Typer") -> None:
    from bot.commands.formats import formats

    app.add_typer(formats, name="format")


def _exports(app: "typer.Typer") -> None:
    from bot.commands.exporting import exports

    app.add_typer(exports, name="export")


def _notices(app: "typer.Typer") -> None:
    from bot.commands.notices import notices

    app.add_typer(notices, name="notices")


def _reminders(app: "typer.Typer") -> None:
    from bot.commands.reminders import reminders

    app.add_typer(reminders, name="reminders")


def _packages(app: "typer.Typer") -> None:
    from bot.commands.packages import manifest

    app.add_typer(manifest, name="manifest")


_ADDS: Final[Mapping[str, Callable[["typer.Typer"], None]]] = {
    "serve": _running,
    "demo": _running,
    "rehearse": _rehearsing,
    "doctor": _checking,
    "db": _database,
    "programme": _programmes,
    "format": _formats,
    "export": _exports,
    "notices": _notices,
    "reminders": _reminders,
    "manifest": _packages,
}
"""In the order of `--help`. Only what is asked for is loaded: a bot that starts needs no spreadsheet reader."""


def main() -> None:
    sys.modules["rich"] = None  # type: ignore[assignment]  # structlog would load it for tracebacks we never show
    gc.disable()  # loading makes a hundred thousand things that stay: to look for rubbish among them takes its time
    said = sys.argv[1:]
    app = _app(said)
    gc.freeze()  # and so would the first look after it
    gc.enable()
    sys.exit(_run(app, said))


def run(arguments: Sequence[str]) -> int:
    """The exit code: 0, 1 for a failure, 2 for wrong use. Never a traceback for bad input."""
    return _run(_app(arguments), arguments)


def _run(app: "typer.Typer", said: Sequence[str]) -> int:
    import typer
    from typer.exceptions import TyperException

    from bot.logs import set_up_logs

    set_up_logs(level="CRITICAL")  # a command that ends says it itself; the bot sets up its own
    try:
        code = app(args=said, prog_name="mastermind", standalone_mode=False)
    except TyperException as error:
        typer.echo(f"mastermind: {' '.join(error.format_message().split())}", err=True)  # choices come one to a line
        typer.echo("`mastermind --help` lists the commands; each has its own --help.", err=True)
        return WRONG_USE
    except (KeyboardInterrupt, typer.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        sys.stderr.close()  # the reader has gone, for instance `| head`; there is nobody to tell
        return FAILED
    except Exception as fault:
        if not isinstance(fault, _failures()):
            raise
        typer.echo(f"mastermind: {fault}", err=True)
        return FAILED
    return code if isinstance(code, int) else 0


def _app(said: Sequence[str]) -> "typer.Typer":
    import typer

    app = typer.Typer(add_completion=False, rich_markup_mode=None, pretty_exceptions_enable=False)

    @app.callback(help="A Microsoft Teams bot that moderates masterminds.")
    def commands() -> None:
        """Without this a single command would have no name."""

    asked = _ADDS.get(said[0]) if said else None
    for add in (asked,) if asked is not None else dict.fromkeys(_ADDS.values()):
        add(app)
    return app


def _failures() -> tuple[type[Exception], ...]:
    """What may go wrong without the bot being wrong; their strings say what to do."""
    from bot.commands.shared import Failure
    from bot.library import FormatUnreadable
    from bot.programmes.faults import ProgrammeFaults
    from bot.settings import SettingsError
    from dialogs.errors import StoreUnavailable
    from dialogs.formats.faults import FormatFaults
    from manifest.build import ManifestRefused

    return (
        Failure,
        FormatFaults,
        FormatUnreadable,
        ManifestRefused,
        ProgrammeFaults,
        SettingsError,
        StoreUnavailable,
    )
