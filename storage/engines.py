"""The engines: connections that write and connections that only read; on SQLite the first is one."""

import socket
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine
from sqlalchemy.pool import AsyncAdaptedQueuePool

from storage import one_trip
from storage.plans import PlannedConnection, Plans
from storage.straight_sqlite import BEGUN, StraightSqlite

READERS: Final = 4
"""More would not read faster: each is a thread, and the bot has one core to feed them from."""

CONNECTIONS: Final = 16
"""One process keeps about ten busy; the rest is room for a moderator's step beside a burst of answers. With those that
only read, two processes stay far under PostgreSQL's usual limit of a hundred."""

READING_CONNECTIONS: Final = 8

PATIENCE: Final = 10.0
"""Seconds to wait for a connection: longer than a burst lasts, shorter than the channel waits to deliver again."""

CONNECTING: Final = 5.0
"""Seconds for a server to answer at all."""

LOCKED: Final = 10.0
"""A transaction is a few milliseconds of work; whatever holds a lock for so many seconds is broken."""

BUSY: Final = 5.0
"""Seconds to wait for another process to let go of a SQLite file."""

STATEMENTS: Final = 512
"""Prepared statements per connection; the bot has fewer."""

SILENCE: Final = 20
"""Seconds after which a server that no longer hears us is given up. Its machine may be gone without a farewell, and the
network tries for a quarter of an hour; a statement that takes long is none of its business."""


_TO_WRITE: Final = "BEGIN IMMEDIATE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Engines:
    writing: AsyncEngine
    reading: AsyncEngine
    writer: Callable[[], PlannedConnection]
    """A connection of `writing`, not started yet."""
    reader: Callable[[], PlannedConnection]

    async def dispose(self) -> None:
        """Readers first: the last connection to close writes SQLite's log back into the file."""
        await self.reading.dispose()
        await self.writing.dispose()


def file_of(url: sa.URL) -> Path | None:
    """The file of a SQLite address, None for another database."""
    if url.get_backend_name() != "sqlite":
        return None
    if not url.database or ":memory:" in url.database or url.database.startswith("file:"):
        raise ValueError("a SQLite address names a file: sqlite+aiosqlite:///path/to/file.db")
    return Path(url.database)


def engines_for(url: sa.URL) -> Engines:
    file = file_of(url)
    return _postgresql(url) if file is None else _sqlite(url, file)


def _postgresql(url: sa.URL) -> Engines:
    """A connection that only reads begins no transactions, on SQLite neither: each statement would see the newest state
    in one as well, and the two trips more would be for nothing. The server refuses it to write."""
    from storage.straight import StraightConnection  # noqa: PLC0415 - who stays on SQLite needs no driver for it

    writing, reading = _server_pool(url, size=CONNECTIONS), _server_pool(url, size=READING_CONNECTIONS, reads_only=True)
    plans = Plans(writing.dialect)
    return Engines(
        writing=writing,
        reading=reading,
        writer=lambda: StraightConnection(writing, plans, autocommit=False),
        reader=lambda: StraightConnection(reading, plans, autocommit=True),
    )


def _server_pool(url: sa.URL, *, size: int, reads_only: bool = False) -> AsyncEngine:
    engine = create_async_engine(
        url,
        isolation_level="AUTOCOMMIT" if reads_only else "READ COMMITTED",
        pool_size=size,
        max_overflow=0,
        pool_timeout=PATIENCE,
        pool_recycle=1800,
        pool_reset_on_return=None if reads_only else "rollback",  # without a transaction there is nothing to undo
        hide_parameters=True,  # an error in a log must not carry what a person wrote
        query_cache_size=1000,
        connect_args={
            # SQLAlchemy keeps them itself; the driver's own cache stays empty, but switched off it would leave every
            # statement unnamed, to be parsed again at each use.
            "prepared_statement_cache_size": STATEMENTS,
            "timeout": CONNECTING,
            "server_settings": {
                "application_name": "mastermind",
                "lock_timeout": f"{LOCKED:.0f}s",
                "jit": "off",
                **({"default_transaction_read_only": "on"} if reads_only else {}),
            },
        },
    )
    event.listen(engine.sync_engine, "connect", _notices_silence)
    return engine


def _notices_silence(connection: Any, _record: object) -> None:
    wire = connection.driver_connection._transport.get_extra_info("socket")  # noqa: SLF001 - it has no other door
    if wire is None or wire.family not in {socket.AF_INET, socket.AF_INET6}:
        return
    wire.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
    asked = {"TCP_KEEPIDLE": 10, "TCP_KEEPINTVL": 5, "TCP_KEEPCNT": 2, "TCP_USER_TIMEOUT": SILENCE * 1000}
    for name, value in asked.items():
        if hasattr(socket, name):  # not every system knows each
            wire.setsockopt(socket.IPPROTO_TCP, getattr(socket, name), value)


def _sqlite(url: sa.URL, file: Path) -> Engines:
    writing, reading = _pool(url, file, size=1), _pool(url, file, size=READERS)
    _prepare(writing, begin=_TO_WRITE, pragmas=("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON"))
    _prepare(reading, begin=None, pragmas=("query_only=ON",))
    plans = Plans(writing.dialect)
    return Engines(
        writing=writing,
        reading=reading,
        writer=lambda: StraightSqlite(writing, plans, begin=_TO_WRITE),
        reader=lambda: StraightSqlite(reading, plans, begin=None),
    )


def _pool(url: sa.URL, file: Path, *, size: int) -> AsyncEngine:
    # rw, not rwc: a mistyped path must not become an empty database
    uri = f"file:{quote(str(file.absolute()))}?mode=rw"

    async def connect(*_: Any, **__: Any) -> one_trip.Connection:
        return await one_trip.connect(uri, uri=True, isolation_level=None, check_same_thread=False)

    return create_async_engine(
        url,
        async_creator=connect,
        poolclass=AsyncAdaptedQueuePool,
        pool_size=size,
        max_overflow=0,
        pool_timeout=PATIENCE,
        hide_parameters=True,
        query_cache_size=1000,
    )


def _prepare(engine: AsyncEngine, *, begin: str | None, pragmas: tuple[str, ...]) -> None:
    """The driver's own transactions are off (`isolation_level=None`): it would begin late, and then refuse to wait."""

    @event.listens_for(engine.sync_engine, "connect")
    def connect(connection: Any, _record: object) -> None:
        cursor = connection.cursor()
        for pragma in (f"busy_timeout={BUSY * 1000:.0f}", *pragmas):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    if begin is None:
        return

    @event.listens_for(engine.sync_engine, "begin")
    def begins(connection: sa.Connection) -> None:
        if not connection.info.pop(BEGUN, False):
            connection.exec_driver_sql(begin)
