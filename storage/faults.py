"""Foreign errors become ours at this edge: a store that cannot be used says so in one line."""

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from sqlalchemy import exc

from dialogs.errors import StoreUnavailable

_HINTS: Final = (
    ("database is locked", "it is locked by another program; stop that program or try again"),
    ("readonly database", "it is read-only; give the bot the right to write to it and to its directory"),
    ("read-only transaction", "it is read-only; point the bot at the primary"),
    ("unable to open database file", "the file cannot be opened; check its directory and rights"),
    ("file is not a database", "the file is not a database; move it away or name another"),
    ("malformed", "the file is damaged; put a backup back"),
    ("no such table", "its tables are missing; run `mastermind db upgrade`"),
    ("relation", "its tables are missing; run `mastermind db upgrade`"),
    ("does not exist", "there is no such database or user; create it, then run `mastermind db upgrade`"),
    ("password authentication", "the user or the password is refused; check MASTERMIND_DATABASE_URL"),
    ("QueuePool limit", "every connection is in use; try again"),
    ("deadlock", "two transactions waited for each other; try again"),
    ("cached statement", "its tables were changed just now; try again"),
    ("lock timeout", "another transaction holds a lock; try again"),
)
_FOREIGN: Final = (exc.OperationalError, exc.InterfaceError, exc.InternalError, exc.TimeoutError, OSError)
_SQLSTATES: Final = ("08", "0A000", "25", "28", "3D", "40", "42P01", "53", "55", "57", "58", "XX")
"""PostgreSQL's classes about the connection, rights, locks, resources and missing tables; never about a value."""


def unavailable(error: BaseException) -> StoreUnavailable | None:
    """Our word for a foreign error about the store as a whole; None for any other error."""
    origin = error.orig if isinstance(error, exc.DBAPIError) else error
    state = getattr(origin, "sqlstate", None)
    foreign = isinstance(error, _FOREIGN) or type(origin) is sqlite3.DatabaseError or _of_the_driver(origin)
    if state is None and not foreign:
        return None
    if state is not None and not str(state).startswith(_SQLSTATES):
        return None
    said = str(origin).strip()
    hint = next((hint for sign, hint in _HINTS if sign in said), None)
    if hint is None:
        line = said.splitlines()[0] if said else type(origin).__name__
        hint = f"it cannot be reached ({line})"
    return StoreUnavailable(f"The database cannot be used: {hint}.")


def _of_the_driver(error: object) -> bool:
    """The driver's word for a connection that is gone; who stays on SQLite has not loaded it. What it says of a value
    is a `ValueError` as well."""
    driver = sys.modules.get("asyncpg")
    return driver is not None and isinstance(error, driver.InterfaceError) and not isinstance(error, ValueError)


@contextmanager
def translated() -> Iterator[None]:
    try:
        yield
    except Exception as error:
        ours = unavailable(error)
        if ours is None:
            raise
        raise ours from error
