"""The store's door: what is wrong with a database is said in one line, and nothing is made by accident."""

import asyncio
import sqlite3
import subprocess
import sys
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from dialogs.errors import ModeratorError, StoreUnavailable
from dialogs.formats.model import Format
from dialogs.notices import NoticeState
from storage import engines
from storage.database import Database
from tests.storage_builders import CHAT, NOW, import_programme, post, read_format


def file_of(url: str) -> Path:
    return Path(str(make_url(url).database))


@pytest.fixture(params=["sqlite", "postgresql"])
def own_url(request: pytest.FixtureRequest) -> str:
    url: str = request.getfixturevalue("migrated_sqlite_url" if request.param == "sqlite" else "own_postgres_url")
    return url


@pytest.fixture
async def altered(own_url: str) -> AsyncIterator[Database]:
    """A database of the test's own, to do anything to."""
    opened = Database(own_url, formats=read_format)
    yield opened
    await opened.dispose()


async def refused(database: Database) -> str:
    with pytest.raises(StoreUnavailable) as told:
        await database.check()
    await database.dispose()
    assert "\n" not in str(told.value)
    return str(told.value)


async def test_a_migrated_database_passes(database: Database) -> None:
    await database.check()


async def test_a_missing_file_is_told_and_not_made(sqlite_url: str) -> None:
    database = Database(sqlite_url, formats=read_format)
    assert "There is no database at" in await refused(database)
    with pytest.raises(StoreUnavailable):
        async with database.unit_of_work() as uow:
            await uow.programmes.list()
    assert await database.current() is None
    await database.dispose()
    assert not file_of(sqlite_url).exists()


async def test_an_empty_database_asks_for_the_upgrade(sqlite_url: str, empty_postgres_url: str) -> None:
    file_of(sqlite_url).touch()
    for url in (sqlite_url, empty_postgres_url):
        database = Database(url, formats=read_format)
        with pytest.raises(StoreUnavailable, match="mastermind db upgrade"):
            async with database.reading() as uow:
                await uow.programmes.list()
        assert "mastermind db upgrade" in await refused(database)


async def test_a_database_of_another_version_asks_for_the_upgrade(altered: Database) -> None:
    async with altered.engines[0].begin() as db:
        await db.execute(sa.text("UPDATE alembic_version SET version_num = '0000'"))
    assert "0000" in await refused(altered)


async def test_a_file_that_is_no_database_is_told(sqlite_url: str) -> None:
    file_of(sqlite_url).write_bytes(b"not a database at all, but long enough to look at" * 30)
    assert "not a database" in await refused(Database(sqlite_url, formats=read_format))


async def test_a_locked_file_is_told(migrated_sqlite_url: str) -> None:
    database = Database(migrated_sqlite_url, formats=read_format)
    async with database.engines[0].connect() as db:  # from now on it waits for a lock no longer than this test may
        await db.exec_driver_sql("PRAGMA busy_timeout=10")
    with sqlite3.connect(file_of(migrated_sqlite_url), isolation_level=None) as holder:
        holder.execute("BEGIN IMMEDIATE")
        assert "locked" in await refused(database)
        holder.execute("ROLLBACK")
    holder.close()


async def test_readers_do_not_wait_for_the_writer(sqlite_database: Database) -> None:
    async with sqlite_database.unit_of_work() as uow:
        assert await uow.inbox.first_time(CHAT, "a", NOW)
        async with sqlite_database.reading() as beside:
            assert await beside.programmes.list() == []


async def test_a_read_only_database_is_told(migrated_sqlite_url: str, postgres_url: str) -> None:
    for url, statement in (
        (migrated_sqlite_url, "PRAGMA query_only=ON"),
        (postgres_url, "SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY"),
    ):
        database = Database(url, formats=read_format)
        async with database.engines[0].connect() as db:
            await db.exec_driver_sql(statement)
            await db.commit()
        assert "read-only" in await refused(database)


async def test_a_server_that_is_not_there_is_told() -> None:
    database = Database("postgresql+asyncpg://nobody@127.0.0.1:1/nothing", formats=read_format)
    assert "cannot be reached" in await refused(database)
    with pytest.raises(StoreUnavailable):
        async with database.unit_of_work():
            pass
    await database.dispose()


async def test_a_database_that_does_not_exist_on_the_server_is_told(postgres_server: str) -> None:
    url = make_url(postgres_server).set(database="not_there").render_as_string(hide_password=False)
    assert "no such database" in await refused(Database(url, formats=read_format))


async def test_a_connection_that_was_cut_is_told_and_replaced(postgres_database: Database, postgres_url: str) -> None:
    other = Database(postgres_url, formats=read_format)
    cut = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )

    async def turn() -> None:
        async with postgres_database.unit_of_work() as uow:
            await uow.programmes.list()
            async with other.engines[0].connect() as db:
                await db.execute(sa.text(cut))
            await uow.programmes.list()

    with pytest.raises(StoreUnavailable):
        await turn()
    await other.dispose()
    await postgres_database.check()


async def test_an_error_in_a_turn_is_its_own_and_undoes_the_turn(database: Database) -> None:
    async def turn() -> None:
        async with database.unit_of_work() as uow:
            await uow.inbox.first_time(CHAT, "a", NOW)
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        await turn()
    async with database.unit_of_work() as uow:
        assert await uow.inbox.first_time(CHAT, "a", NOW)


async def test_a_cancelled_turn_gives_its_connection_back(database: Database) -> None:
    started = asyncio.Event()

    async def turn() -> None:
        async with database.unit_of_work() as uow:
            await uow.inbox.first_time(CHAT, "a", NOW)
            started.set()
            await asyncio.Event().wait()

    task = asyncio.create_task(turn())
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    async with database.unit_of_work() as uow:
        assert await uow.inbox.first_time(CHAT, "a", NOW)


async def test_a_reading_unit_of_work_does_not_write(database: Database) -> None:
    async with database.reading() as uow:
        with pytest.raises(RuntimeError, match="nothing to commit"):
            await uow.commit()
    with pytest.raises(StoreUnavailable, match="read-only"):
        async with database.reading() as uow:
            await uow.inbox.first_time(CHAT, "a", NOW)


async def test_a_moment_without_a_time_zone_is_refused(database: Database) -> None:
    with pytest.raises(sa.exc.StatementError, match="time zone"):
        async with database.unit_of_work() as uow:
            await uow.inbox.first_time(CHAT, "a", datetime(2027, 5, 10, 8, 0))  # noqa: DTZ001 - that is the point


async def test_what_people_wrote_is_in_no_error(altered: Database) -> None:
    desk = altered.courier_desk()
    async with altered.unit_of_work() as uow:
        await uow.outbox.add([post()])
        await uow.commit()
    (claimed,) = await desk.claim(worker="w", now=NOW, real=NOW, limit=1)
    async with altered.engines[0].begin() as db:
        await db.execute(sa.text("ALTER TABLE outbox RENAME COLUMN error TO wrong"))
    with pytest.raises(Exception, match="error") as told:
        await desk.settle(claimed, worker="w", state=NoticeState.DEAD, error="Geheim", now=NOW)
    assert "Geheim" not in f"{told.value} {told.value.__cause__}"


async def test_a_format_is_read_once_a_process_and_kept_once(database: Database) -> None:
    read: list[str] = []

    def reader(source: str) -> Format:
        read.append(source)
        return read_format(source)

    await import_programme(database)
    other = Database(database.engines[0].url.render_as_string(hide_password=False), formats=reader)
    for _ in range(3):
        async with other.reading() as uow:
            assert (await uow.formats.get("tiny-1")).id == "tiny"
    assert read == ["tiny"]
    await other.dispose()


async def test_a_keepsake_survives_a_restart_and_the_newest_counts(database: Database) -> None:
    assert await database.keepsake("clock") is None
    await database.keep("clock", "1 day")
    await database.keep("clock", "2 days")
    assert await database.keepsake("clock") == "2 days"


async def test_one_bot_holds_a_file_and_lets_go_of_it(migrated_sqlite_url: str) -> None:
    one, other = (Database(migrated_sqlite_url, formats=read_format) for _ in range(2))
    one.hold()
    one.hold()
    with pytest.raises(StoreUnavailable, match="already serves"):
        other.hold()
    await one.dispose()
    other.hold()
    other.release()
    other.release()
    await other.dispose()


def test_a_bot_that_was_killed_holds_nothing(migrated_sqlite_url: str) -> None:
    program = (
        "import sys; from pathlib import Path; from storage.lockfile import LockFile;"
        "LockFile(Path(sys.argv[1])).hold(); print('held', flush=True); sys.stdin.read()"
    )
    lock = f"{file_of(migrated_sqlite_url)}.lock"
    database = Database(migrated_sqlite_url, formats=read_format)
    with subprocess.Popen(
        [sys.executable, "-c", program, lock], stdin=subprocess.PIPE, stdout=subprocess.PIPE
    ) as process:
        assert process.stdout is not None
        assert process.stdout.readline().strip() == b"held"
        with pytest.raises(StoreUnavailable):
            database.hold()
        process.kill()
    database.hold()
    database.release()


async def test_a_lock_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    database = Database(f"sqlite+aiosqlite:///{tmp_path / 'nowhere' / 'x.db'}", formats=read_format)
    with pytest.raises(StoreUnavailable, match="cannot be made"):
        database.hold()
    await database.dispose()


async def test_postgresql_takes_as_many_bots_as_come(postgres_url: str) -> None:
    databases = [Database(postgres_url, formats=read_format) for _ in range(2)]
    for database in databases:
        database.hold()
    for database in databases:
        await database.dispose()


@pytest.mark.parametrize("url", ["sqlite+aiosqlite://", "sqlite+aiosqlite:///:memory:"])
def test_a_store_in_memory_is_refused(url: str) -> None:
    with pytest.raises(StoreUnavailable, match="names a file"):
        Database(url, formats=read_format)


async def test_sqlite_is_as_durable_as_it_can_be(sqlite_database: Database) -> None:
    async with sqlite_database.engines[0].connect() as db:
        asked = ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        found = [(await db.exec_driver_sql(f"PRAGMA {name}")).scalar() for name in asked]
    assert found == ["wal", 2, 1, engines.BUSY * 1000]


def test_an_address_that_is_none_is_refused() -> None:
    with pytest.raises(StoreUnavailable, match="cannot be used"):
        Database("no address", formats=read_format)


def test_an_unavailable_store_has_a_sentence_for_people() -> None:
    error = StoreUnavailable("It is locked.")
    assert isinstance(error, ModeratorError)
    assert (error.text_key, str(error)) == ("error.store", "It is locked.")


async def test_a_connection_that_cannot_close_does_not_hold_up_the_end(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Stuck:
        async def dispose(self) -> None:
            await asyncio.Event().wait()

    monkeypatch.setattr("storage.database._LONGEST_CLOSING", 0.01)
    engines = sqlite_database._engines
    monkeypatch.setattr(sqlite_database, "_engines", Stuck())
    sqlite_database.hold()
    await sqlite_database.dispose()
    other = Database(engines.writing.url.render_as_string(hide_password=False), formats=read_format)
    other.hold()  # it was let go of all the same
    other.release()
    await engines.dispose()
