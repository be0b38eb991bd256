"""What every command needs: settings, a store that is closed again, and a way to say that something failed."""

import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import typer

from bot.bootstrap import furnish, open_database
from bot.clock import SystemClock
from bot.delivery.holidays import school_holidays
from bot.settings import Settings
from dialogs.usecases.house import House
from storage.database import Database


class Failure(Exception):
    """What was asked cannot be done; each of `lines` says what to do about it. The command ends with 1."""

    def __init__(self, *lines: str) -> None:
        super().__init__("\n".join(lines))
        self.lines = lines


@asynccontextmanager
async def store(settings: Settings) -> AsyncIterator[Database]:
    database = open_database(settings)
    try:
        yield database
    finally:
        await database.dispose()


@asynccontextmanager
async def house(settings: Settings) -> AsyncIterator[House]:
    """A house on a store that is there and up to date; raises `StoreUnavailable` else."""
    async with store(settings) as database:
        await database.check()
        yield furnish(database, SystemClock(), mails=settings.mails, school=school_holidays(settings))


def table(*rows: tuple[object, ...]) -> str:
    """Columns as wide as they need to be."""
    widths = [max(len(str(cell)) for cell in column) for column in zip(*rows, strict=True)]
    return "\n".join(
        "  ".join(f"{cell!s:<{width}}" for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    )


def write_out(content: bytes, out: Path | None) -> None:
    """To a file, or to standard output as it is."""
    if out is None:
        sys.stdout.flush()
        sys.stdout.buffer.write(content)
        sys.stdout.buffer.flush()
        return
    try:
        out.write_bytes(content)
    except OSError as error:
        raise Failure(f"cannot write {out}: {error.strerror}") from error
    typer.echo(f"written to {out}", err=True)


def read_in(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Failure(f"cannot read {path}: {error.strerror}") from error
