"""What every test may ask for: a database, fresh and migrated, and a count of the statements it gets."""

import asyncio
import os
import shutil
from collections.abc import AsyncIterator, Callable, Generator, Iterator
from functools import partial
from pathlib import Path
from typing import Any
from weakref import WeakKeyDictionary

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy.dialects.postgresql.asyncpg import PGDialect_asyncpg
from sqlalchemy.dialects.sqlite.aiosqlite import SQLiteDialect_aiosqlite
from sqlalchemy.engine import make_url
from sqlalchemy.ext.asyncio import create_async_engine

from storage.database import Database
from storage.plans import Plan, Plans
from storage.tables import metadata
from tests import postgres
from tests.lots import lots_of
from tests.recorder import QueryRecorder
from tests.storage_builders import read_format

# A busy machine is no fault of a test: how long an example takes to make or to run says nothing about the bot. Nor is
# chance: the same code is asked the same each time. `HYPOTHESIS_PROFILE=search` looks for what nobody thought of.
settings.register_profile("search", deadline=None, suppress_health_check=[HealthCheck.too_slow])
settings.register_profile("mastermind", settings.get_profile("search"), derandomize=True, database=None)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "mastermind"))


def pytest_configure() -> None:
    """Thousands of small databases that nobody keeps: in memory, where there is enough of it, none waits for a disk."""
    memory = Path("/dev/shm")
    if memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2 * 1024**3:
        os.environ.setdefault("PYTEST_DEBUG_TEMPROOT", str(memory))


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Each process takes its share from the row: the long stories stand first in every share, so that none of them is
    left over at the end for one process alone."""
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    long = [item for item in items if item.get_closest_marker("long")]
    short = [item for item in items if not item.get_closest_marker("long")]
    share = -(-len(short) // processes)
    items[:] = [
        item for nth in range(processes) for item in (*long[nth::processes], *short[nth * share : (nth + 1) * share])
    ]


@pytest.hookimpl(wrapper=True)
def pytest_fixture_setup(fixturedef: pytest.FixtureDef[Any]) -> Generator[None, Any, Any]:
    """What many tests share is the same whichever of them comes first."""
    if fixturedef.scope == "function":
        return (yield)
    with lots_of(fixturedef.argname):
        return (yield)


@pytest.fixture(autouse=True)
def _lots_fall_as_they_fell_before(request: pytest.FixtureRequest) -> Iterator[None]:
    with lots_of(request.node.nodeid):
        yield


@pytest.fixture(scope="session", autouse=True)
def _each_statement_is_written_once() -> Iterator[None]:
    """Every test opens engines of its own; a statement, written for one of them, is right for the others too."""
    written: dict[Any, Any] = {}
    plans: WeakKeyDictionary[Any, dict[Any, Plan | None]] = WeakKeyDictionary()
    make = Plans._made

    def made(own: Plans, statement: Any, names: tuple[str, ...]) -> Plan | None:
        known, asked = plans.setdefault(statement, {}), (type(own._dialect), names)
        if asked not in known:
            known[asked] = make(own, statement, names)
        return known[asked]

    with pytest.MonkeyPatch.context() as patched:
        for dialect in (PGDialect_asyncpg, SQLiteDialect_aiosqlite):
            patched.setattr(dialect, "__eq__", lambda one, other: type(one) is type(other))
            patched.setattr(dialect, "__hash__", lambda one: hash(type(one)))
        shared = partial(create_async_engine, execution_options={"compiled_cache": written})
        patched.setattr("storage.engines.create_async_engine", shared)
        patched.setattr(Plans, "_made", made)
        yield


@pytest.fixture(scope="session", autouse=True)
def _a_slow_machine_is_no_fault() -> Iterator[None]:
    """How long the store waits is for people who wait for it: here everything merely has to end."""
    with pytest.MonkeyPatch.context() as patched:
        for name in ("PATIENCE", "CONNECTING", "LOCKED", "BUSY"):
            patched.setattr(f"storage.engines.{name}", 600.0)
        patched.setattr("storage.database._LONGEST_CLOSING", 60.0)
        yield


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[str]:
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
async def postgres_template(postgres_server: str) -> AsyncIterator[str]:
    """A migrated database, to copy."""
    url = await postgres.create_database(postgres_server)
    made = Database(url, formats=read_format)
    await made.upgrade()
    await made.dispose()
    yield url
    await postgres.drop_database(postgres_server, url)


@pytest.fixture(scope="session")
async def shared_postgres_url(postgres_server: str, postgres_template: str) -> AsyncIterator[str]:
    url = await postgres.create_database(postgres_server, template=make_url(postgres_template).database)
    yield url
    await postgres.drop_database(postgres_server, url)


@pytest.fixture
async def postgres_url(shared_postgres_url: str) -> AsyncIterator[str]:
    """A migrated PostgreSQL database without rows. It is emptied afterwards, so leave its tables as they are."""
    yield shared_postgres_url
    await postgres.empty_tables(shared_postgres_url, [table.name for table in reversed(metadata.sorted_tables)])


@pytest.fixture
async def own_postgres_url(postgres_server: str, postgres_template: str) -> AsyncIterator[str]:
    """A migrated PostgreSQL database of the test's own, to do anything to."""
    url = await postgres.create_database(postgres_server, template=make_url(postgres_template).database)
    yield url
    await postgres.drop_database(postgres_server, url)


@pytest.fixture
async def empty_postgres_url(postgres_server: str) -> AsyncIterator[str]:
    url = await postgres.create_database(postgres_server)
    yield url
    await postgres.drop_database(postgres_server, url)


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """A file that is not there yet."""
    return f"sqlite+aiosqlite:///{tmp_path / 'mastermind.db'}"


@pytest.fixture(scope="session")
async def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    file = tmp_path_factory.mktemp("template") / "mastermind.db"
    made = Database(f"sqlite+aiosqlite:///{file}", formats=read_format)
    await made.upgrade()
    await made.dispose()
    return file.read_bytes()


@pytest.fixture
def migrated_sqlite_url(sqlite_url: str, sqlite_template: bytes) -> str:
    Path(str(make_url(sqlite_url).database)).write_bytes(sqlite_template)
    return sqlite_url


@pytest.fixture
async def sqlite_database(migrated_sqlite_url: str) -> AsyncIterator[Database]:
    opened = Database(migrated_sqlite_url, formats=read_format)
    yield opened
    await opened.dispose()


@pytest.fixture
async def postgres_database(postgres_url: str) -> AsyncIterator[Database]:
    opened = Database(postgres_url, formats=read_format)
    yield opened
    await opened.dispose()


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest) -> Database:
    """The same test on both."""
    kind = "sqlite_database" if request.param == "sqlite" else "postgres_database"
    found: Database = request.getfixturevalue(kind)
    return found


@pytest.fixture
def statements(database: Database) -> Iterator[QueryRecorder]:
    recorder = QueryRecorder()
    with recorder.listening(database):
        yield recorder


@pytest.fixture(scope="session")
async def time_passes() -> Callable[[float], None]:
    """Lets so many seconds of the event loop go by: a time-out ends because a test says so, and not because the machine
    was slow for long enough. The loop's time never goes back."""
    loop, ahead = asyncio.get_running_loop(), 0.0
    time = loop.time

    def passes(seconds: float) -> None:
        nonlocal ahead
        ahead += seconds

    loop.time = lambda: time() + ahead  # type: ignore[method-assign]
    return passes
