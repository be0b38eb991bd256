"""What only PostgreSQL does: its statements go straight to the driver once they were seen."""

import asyncio
import socket
from typing import Any

import asyncpg
import pytest
import sqlalchemy as sa
from sqlalchemy.engine import make_url

from dialogs.errors import StoreUnavailable
from dialogs.ids import ConversationId
from storage.database import Database
from storage.engines import SILENCE, Engines
from tests.storage_builders import read_format

PREPARED = sa.text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT chats.id%'")
CUT = sa.text(
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
    "WHERE datname = current_database() AND pid <> pg_backend_pid()"
)
ASLEEP = sa.text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event = 'PgSleep'")
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
    sleeping = asyncio.create_task(slowly(600))
    async with postgres_database.engines[1].connect() as db:
        while not await db.scalar(ASLEEP):
            await db.rollback()  # in one transaction it would say the same again
    sleeping.cancel()
    with pytest.raises(asyncio.CancelledError):
        await sleeping
    await slowly(0)
    await look(postgres_database)


async def test_a_server_that_fell_silent_is_given_up_after_seconds(postgres_url: str) -> None:
    """Its machine may be gone, and the network would try for a quarter of an hour before it says so."""
    server = make_url(postgres_url)
    path = f"{server.query['host']}/.s.PGSQL.{server.port or 5432}" if "host" in server.query else None

    async def relay(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there = await (
            asyncio.open_unix_connection(path) if path else asyncio.open_connection(server.host, server.port or 5432)
        )
        await asyncio.gather(_passed_on(reader, there[1]), _passed_on(there[0], writer))

    async with await asyncio.start_server(relay, "127.0.0.1", 0) as near:
        port = near.sockets[0].getsockname()[1]
        url = server.set(host="127.0.0.1", port=port, query={}).render_as_string(hide_password=False)
        database = Database(url, formats=read_format)
        try:
            for engine in database.engines:
                async with engine.connect() as db:
                    driver = (await db.get_raw_connection()).driver_connection
                    assert driver is not None
                    wire = driver._transport.get_extra_info("socket")
                    assert wire.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
                    idle, every, times = socket.TCP_KEEPIDLE, socket.TCP_KEEPINTVL, socket.TCP_KEEPCNT
                    asked, pause, tries = (wire.getsockopt(socket.IPPROTO_TCP, name) for name in (idle, every, times))
                    assert asked + pause * tries <= SILENCE, "while nothing is asked"
                    unheard = wire.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT)
                    assert unheard == SILENCE * 1000, "while something is"
        finally:
            await database.dispose()


async def _passed_on(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    while some := await reader.read(65536):
        writer.write(some)
        await writer.drain()
    writer.close()
