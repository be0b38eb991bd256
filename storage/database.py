"""The store's door: opens a database, says whether it can be used, brings it up to date, hands out transactions."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from dialogs.errors import StoreUnavailable
from dialogs.formats.model import Format
from dialogs.ports import CourierDesk, Limits, UnitOfWork
from storage import leasing, sweeping
from storage.courier_desk import SqlCourierDesk
from storage.engines import engines_for, file_of
from storage.faults import translated
from storage.lockfile import LockFile
from storage.plans import PlannedConnection
from storage.shelf import ParsedFormats
from storage.tables import HEAD, keepsakes
from storage.unit_of_work import SqlUnitOfWork

_KEEP = insert(keepsakes)
_KEEP = _KEEP.on_conflict_do_update(index_elements=[keepsakes.c.name], set_={"value": _KEEP.excluded.value})
_KEPT = sa.select(keepsakes.c.value).where(keepsakes.c.name == sa.bindparam("which"))
_KEPT_ALL = sa.select(keepsakes).where(keepsakes.c.name.startswith(sa.bindparam("beginning")))
_FORGET = sa.delete(keepsakes).where(keepsakes.c.name.in_(sa.bindparam("which", expanding=True)))


_LONGEST_CLOSING: Final = 5.0


class Database:
    """Nothing is opened before the first use. `formats` reads a format's text. Raises `StoreUnavailable` for an
    address that names no database."""

    def __init__(self, url: str, *, formats: Callable[[str], Format]) -> None:
        try:
            parsed = make_url(url)
            self._file = file_of(parsed)
            self._engines = engines_for(parsed)
        except (ValueError, sa.exc.ArgumentError) as error:
            raise StoreUnavailable(f"The database address cannot be used: {error}.") from error
        self._parsed = ParsedFormats(formats)
        self._said: Callable[[datetime], None] = lambda _due: None
        self._planned: Callable[[datetime], None] = lambda _due: None
        self._lock = None if self._file is None else LockFile(Path(f"{self._file}.lock"))

    @property
    def file(self) -> Path | None:
        """The SQLite file; None for PostgreSQL."""
        return self._file

    @property
    def engines(self) -> tuple[AsyncEngine, ...]:
        """For those who count statements."""
        return self._engines.writing, self._engines.reading

    def unit_of_work(self) -> UnitOfWork:
        """Writes."""
        return SqlUnitOfWork(self._engines.writer(), self._parsed, writes=True, said=self._said, planned=self._planned)

    def when_said(self, said: Callable[[datetime], None]) -> None:
        """From now on `said` hears of every commit in this process after which something waits to be said, and from
        when on."""
        self._said = said

    def when_planned(self, planned: Callable[[datetime], None]) -> None:
        """The same for reminders."""
        self._planned = planned

    def reading(self) -> UnitOfWork:
        """Only reads; its `commit` is refused. On SQLite it does not wait for the one writer."""
        return SqlUnitOfWork(self._engines.reader(), self._parsed, writes=False)

    def courier_desk(self, *, limits: Limits | None = None) -> CourierDesk:
        """`limits`: what the channel lets the bot say; all processes keep to them together."""
        return SqlCourierDesk(self._transaction, limits=limits)

    async def keepsake(self, name: str) -> str | None:
        """A small thing to remember over a restart, such as how far the rehearsal clock was moved."""
        async with self._reading() as db:
            found: str | None = await db.scalar(_KEPT, {"which": name})
            return found

    async def keep(self, name: str, value: str) -> None:
        async with self._transaction() as db:
            await db.execute(_KEEP, {"name": name, "value": value})

    async def keepsakes(self, beginning: str) -> Mapping[str, str]:
        """Those whose name begins so."""
        async with self._reading() as db:
            return {row.name: row.value for row in await db.execute(_KEPT_ALL, {"beginning": beginning})}

    async def forget(self, names: Collection[str]) -> None:
        if names:
            async with self._transaction() as db:
                await db.execute(_FORGET, {"which": list(names)})

    async def time(self) -> datetime | None:
        """What the server's clock says now; None on SQLite, which has no clock of its own."""
        if self._file is not None:
            return None
        async with self._reading() as db:
            said: datetime = (await db.execute(sa.text("SELECT clock_timestamp()"))).scalar_one()
            return said

    def hold(self) -> None:
        """One bot per SQLite file; PostgreSQL takes as many as come. Raises `Held`, or another `StoreUnavailable` when
        the lock cannot be made now. Holding twice is holding once."""
        if self._lock is not None:
            self._lock.hold()

    def release(self) -> None:
        if self._lock is not None:
            self._lock.release()

    async def take_over(self) -> None:
        """Whoever holds a SQLite file is its only courier: what a killed one had in hand need not wait for its lease.
        PostgreSQL may have other couriers, so there the leases run out by themselves."""
        if self._lock is not None:
            async with self._transaction() as db:
                await db.execute(leasing.TAKE_BACK)

    async def sweep(self, now: datetime, *, real: datetime | None = None) -> None:
        """Takes away what has served: marks of handled activities, drafts nobody sent, what was said long ago. Leases
        and limits keep to wall time, `real`."""
        await sweeping.sweep(self._transaction, now, real=real or datetime.now(UTC))

    async def check(self) -> None:
        """Raises `StoreUnavailable` with one line: missing, locked, read-only or not migrated."""
        self._require_file()
        async with self._transaction() as db:
            found = await db.run_sync(_revision)
            if found != HEAD:
                raise StoreUnavailable(
                    "The database is not up to date "
                    f"(it is at {found or 'nothing'}, needed is {HEAD}); run `mastermind db upgrade`."
                )
            if db.dialect.name == "postgresql" and await db.scalar(sa.text("SHOW transaction_read_only")) == "on":
                raise StoreUnavailable("The database cannot be used: it is read-only; point the bot at the primary.")
            await db.rollback()

    async def current(self) -> str | None:
        """The revision it is at; None for an empty or missing database."""
        if self._file is not None and not self._file.exists():
            return None
        async with self._reading() as db:
            return await db.run_sync(_revision)

    async def upgrade(self) -> None:
        """To the newest revision; makes the file and its directory when there are none."""
        if self._file is not None:
            with translated():
                await asyncio.to_thread(_make, self._file)
        if await self.current() == HEAD:
            return
        from storage import migrate  # noqa: PLC0415 - only a start that has something to do pays for Alembic

        async with self._transaction() as db:
            await db.begin()  # who comes second waits here
            await db.run_sync(migrate.upgrade)

    async def dispose(self) -> None:
        """Closes every connection and lets go of the lock. A statement that was cut off may never let its thread close
        the file; the end of the process does it then."""
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._engines.dispose(), _LONGEST_CLOSING)
        self.release()

    def _require_file(self) -> None:
        if self._file is not None and not self._file.is_file():
            raise StoreUnavailable(f"There is no database at {self._file}; run `mastermind db upgrade`.")

    @asynccontextmanager
    async def _transaction(self) -> AsyncIterator[PlannedConnection]:
        with translated():
            db = self._engines.writer()
            async with db:
                yield db
                await db.commit()

    @asynccontextmanager
    async def _reading(self) -> AsyncIterator[AsyncConnection]:
        with translated():
            async with self._engines.reader() as db:
                yield db


def _revision(connection: sa.Connection) -> str | None:
    if not sa.inspect(connection).has_table("alembic_version"):
        return None
    found: str | None = connection.scalar(sa.text("SELECT version_num FROM alembic_version"))
    return found


def _make(file: Path) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.touch(mode=0o600)
