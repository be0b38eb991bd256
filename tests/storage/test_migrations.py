"""The migrations make exactly the tables that the code speaks to, also when two processes start at once."""

import asyncio

import pytest
import sqlalchemy as sa
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from storage import migrate
from storage.database import Database
from storage.tables import HEAD, metadata
from tests.storage_builders import read_format


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest) -> str:
    """A database nobody was in yet."""
    found: str = request.getfixturevalue("sqlite_url" if request.param == "sqlite" else "empty_postgres_url")
    return found


def differences(connection: sa.Connection) -> list[object]:
    opts = {"compare_type": True, "target_metadata": metadata, "include_name": not_of_the_words}
    context = MigrationContext.configure(connection, opts=opts)
    return list(compare_metadata(context, metadata))


def not_of_the_words(name: str | None, _kind: str, _parents: object) -> bool:
    """The index of words is each database's own, and no table of the code: `words` looks after it."""
    return not (name or "").startswith(("findable_words", "ix_findable_words"))


def words(connection: sa.Connection) -> set[tuple[str, str]]:
    """What the index of words is made of, as the database tells it."""
    told = {
        "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' OR name = 'findable_words'",
        "postgresql": "SELECT indexname, indexdef FROM pg_indexes WHERE indexname = 'ix_findable_words'",
    }
    return {(name, made) for name, made in connection.execute(sa.text(told[connection.dialect.name]))}


def indexes(connection: sa.Connection) -> set[tuple[str, str]]:
    """Also what alembic does not compare: under which condition a partial index holds."""
    inspector = sa.inspect(connection)
    return {
        (str(index["name"]), str(index.get("dialect_options", {}).get(f"{connection.dialect.name}_where", "")))
        for table in metadata.tables
        for index in inspector.get_indexes(table)
    }


async def test_the_migrations_lead_to_the_tables_of_the_code(empty_url: str) -> None:
    database = Database(empty_url, formats=read_format)
    await database.upgrade()
    async with database.engines[0].begin() as db:
        assert await db.run_sync(differences) == []
        migrated = await db.run_sync(indexes)
        finder = await db.run_sync(words)
        assert len(finder) == (4 if empty_url.startswith("sqlite") else 1)
        await db.run_sync(metadata.drop_all)
        await db.run_sync(metadata.create_all)
        assert await db.run_sync(indexes) == migrated
        assert await db.run_sync(words) == finder
    await database.dispose()


def test_the_newest_migration_is_the_one_the_code_asks_for() -> None:
    assert ScriptDirectory.from_config(migrate.config()).get_heads() == [HEAD]


async def test_upgrading_again_changes_nothing(empty_url: str) -> None:
    database = Database(empty_url, formats=read_format)
    assert await database.current() is None
    await database.upgrade()
    await database.upgrade()
    assert await database.current() == HEAD
    await database.dispose()


async def test_two_processes_that_start_at_once_migrate_once(empty_url: str) -> None:
    databases = [Database(empty_url, formats=read_format) for _ in range(3)]
    await asyncio.gather(*(database.upgrade() for database in databases))
    for database in databases:
        await database.check()
        await database.dispose()


async def test_a_migration_that_fails_leaves_nothing_behind(empty_url: str) -> None:
    database = Database(empty_url, formats=read_format)
    if not empty_url.startswith("sqlite"):
        async with database.engines[0].begin() as db:
            await db.execute(sa.text("CREATE TABLE sessions (id integer)"))  # in the way
    else:
        await database.upgrade()
        async with database.engines[0].begin() as db:
            await db.run_sync(lambda sync: metadata.drop_all(sync, checkfirst=True))
            await db.execute(sa.text("DROP TABLE alembic_version"))
            await db.execute(sa.text("CREATE TABLE sessions (id integer)"))
    with pytest.raises(Exception, match="sessions"):
        await database.upgrade()
    async with database.engines[0].begin() as db:
        assert await db.run_sync(lambda sync: sa.inspect(sync).get_table_names()) == ["sessions"]
    await database.dispose()
