"""A SQLite connection whose statements cost one trip to its thread instead of four.

The plain driver goes there to make a cursor, to execute, to fetch and to close; an answer has five statements, and the
trips, not SQLite, are what its time goes to.
"""

import asyncio
import sqlite3
from collections.abc import Callable, Iterable, Sequence
from typing import Any, Self

import aiosqlite


class Cursor:
    """Holds everything a statement brought; closing it costs nothing any more."""

    arraysize = 1

    def __init__(self, connection: "Connection") -> None:
        self._connection = connection
        self._rows: list[Any] = []
        self.description: Any = None
        self.rowcount = -1
        self.lastrowid: int | None = None

    async def __aenter__(self) -> Self:
        return self

    async def execute(self, sql: str, parameters: Sequence[Any] = ()) -> Self:
        await self._connection.run(self._run, sqlite3.Connection.execute, sql, parameters)
        return self

    async def executemany(self, sql: str, parameters: Iterable[Sequence[Any]]) -> Self:
        await self._connection.run(self._run, sqlite3.Connection.executemany, sql, parameters)
        return self

    def _run(self, method: Any, sql: str, parameters: Any) -> None:
        """In the thread."""
        cursor = method(self._connection.plain, sql, parameters)
        try:
            self.description = cursor.description
            self._rows = cursor.fetchall() if cursor.description else []
            self.rowcount = cursor.rowcount  # of an UPDATE ... RETURNING only right once its rows were fetched
            self.lastrowid = cursor.lastrowid
        finally:
            cursor.close()

    async def fetchall(self) -> list[Any]:
        return self._rows

    async def close(self) -> None:
        """Already done."""


class Connection(aiosqlite.Connection):
    def cursor(self) -> Cursor:  # type: ignore[override] # the adapter enters it, the driver would await it
        return Cursor(self)

    @property
    def plain(self) -> sqlite3.Connection:
        """Only for use in the thread."""
        return self._conn

    async def fetch(
        self, sql: str, parameters: Sequence[Any], *, begin: str | None, many: bool
    ) -> tuple[list[Any], int]:
        """Every row, and how many rows were touched; `begin` goes first, in the same trip."""
        found: tuple[list[Any], int] = await self._execute(  # type: ignore[no-untyped-call]
            self._fetch, sql, parameters, begin, many
        )
        return found

    def _fetch(self, sql: str, parameters: Any, begin: str | None, many: bool) -> tuple[list[Any], int]:  # noqa: FBT001
        """In the thread."""
        plain = self.plain
        if begin is not None:
            plain.execute(begin).close()
        cursor = plain.executemany(sql, parameters) if many else plain.execute(sql, parameters)
        try:
            return cursor.fetchall() if cursor.description else [], cursor.rowcount
        finally:
            cursor.close()

    async def write(self, writes: Sequence[tuple[str, Sequence[Any]]], *, begin: str | None) -> list[int]:
        """How many rows each touched, in one trip."""
        touched: list[int] = await self._execute(self._write, writes, begin)  # type: ignore[no-untyped-call]
        return touched

    def _write(self, writes: Sequence[tuple[str, Sequence[Any]]], begin: str | None) -> list[int]:
        """In the thread."""
        return [
            self._fetch(sql, parameters, begin if number == 0 else None, False)[1]  # noqa: FBT003
            for number, (sql, parameters) in enumerate(writes)
        ]

    async def rollback(self) -> None:
        """The pool asks for it whenever a connection comes back, and mostly there is nothing to undo."""
        if self.in_transaction:
            await super().rollback()

    async def run(self, work: Callable[..., None], *arguments: Any) -> None:
        """In the thread."""
        await self._execute(work, *arguments)  # type: ignore[no-untyped-call]


async def connect(database: str, **options: Any) -> Connection:
    """For `async_creator`: `options` as `sqlite3.connect` has them."""
    made = Connection(lambda: sqlite3.connect(database, **options), iter_chunk_size=64)
    made._thread.daemon = True  # noqa: SLF001 - a bot that dies must not wait for it
    try:
        await made
    except BaseException:
        # its last word goes to this event loop, which may be closed next
        await asyncio.to_thread(made._thread.join)  # noqa: SLF001
        raise
    return made
