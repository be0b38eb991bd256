"""What only PostgreSQL does: its statements go straight to the driver once they were seen."""

import asyncio
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa

from dialogs.errors import StoreUnavailable
from dialogs.ids import ConversationId
from storage.database import Database
from storage.engines import Engines

PREPARED = sa.text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT chats.id%'")
CUT = sa.text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
SLEEP = sa.select(sa.func.pg_sleep(sa.bindparam("seconds", type_=sa.Float)))


async def look(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.chats.get(ConversationId("19:x"))


def engines_of(database: Database) -> Engines:
    return database._engines


async def test_a_statement_is_prepared_once_and_used_again(postgres_database: Database) -> None:
    """An unnamed statement would be parsed and planned at each use, at the price of a second round trip. The first use
    in a process goes SQLAlchemy's way, every later one straight to the driver: each prepares it once."""
    for _ in range(5):
        await look(postgres_database)
    async with postgres_database.engines[0].connect() as db:
        assert await db.scalar(PREPARED) == 2


async def test_connections_that_were_cut_while_nobody_used_them_are_replaced_unnoticed(
    postgres_database: Database,
) -> None:
    heard: dict[asyncpg.Connection, asyncio.Event] = {}

    def taken(dbapi: Any, _record: object, _fairy: object) -> None:
        driver, gone = dbapi.driver_connection, asyncio.Event()
        if heard.setdefault(driver, gone) is gone:
            driver.add_termination_listener(lambda _driver: gone.set())

    for engine in postgres_database.engines:
        sa.event.listen(engine.sync_engine, "checkout", taken)
    await asyncio.gather(*[look(postgres_database) for _ in range(4)])
    async with postgres_database.engines[0].connect() as db:
        await db.execute(CUT)
        del heard[(await db.get_raw_connection()).driver_connection]
    async with asyncio.timeout(30):
        await asyncio.gather(*[gone.wait() for gone in heard.values()])
    await asyncio.gather(*[look(postgres_database) for _ in range(4)])


async def test_a_table_that_changed_under_a_prepared_statement_costs_one_turn_at_most(
    postgres_database: Database,
) -> None:
    for _ in range(3):
        await look(postgres_database)
    async with postgres_database.engines[0].begin() as db:
        await db.execute(sa.text("ALTER TABLE chats ALTER COLUMN service_url TYPE varchar(400)"))
    with pytest.raises(StoreUnavailable, match="changed just now"):
        await look(postgres_database)
    await look(postgres_database)


async def test_a_statement_that_is_cut_off_leaves_no_connection_in_between(postgres_database: Database) -> None:
    async def slowly(seconds: float) -> None:
        async with engines_of(postgres_database).writer() as db:
            await db.execute(SLEEP, {"seconds": seconds})

    for _ in range(2):
        await slowly(0)
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(slowly(30), 0.1)
    await slowly(0)
    await look(postgres_database)
