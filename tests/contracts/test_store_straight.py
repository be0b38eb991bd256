"""Statements that come again go straight to the driver: what they bring reads as SQLAlchemy's own does."""

import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
import sqlalchemy as sa

from storage.columns import Moment
from storage.database import Database
from storage.engines import Engines
from storage.tables import chats

ASKED: Final = sa.select(chats.c.id, chats.c.kind).where(chats.c.id == sa.bindparam("chat"))
MOMENT: Final = datetime(2027, 5, 10, 8, tzinfo=UTC)
DAY: Final = date(2027, 5, 10)


def engines_of(database: Database) -> Engines:
    return database._engines


async def test_a_statement_without_one_of_its_values_is_refused(database: Database) -> None:
    async with engines_of(database).reader() as db:
        for _ in range(3):
            with pytest.raises(sa.exc.SQLAlchemyError, match="value is required"):
                await db.execute(ASKED, {})


async def test_one_row_means_one(database: Database) -> None:
    everything = sa.select(chats.c.kind).where(chats.c.kind == sa.bindparam("kind"))
    row = {"service_url": "https://example.test/", "bot_id": "28:bot", "kind": "group"}
    async with engines_of(database).writer() as db:
        await db.execute(sa.insert(chats), [{**row, "id": "a"}, {**row, "id": "b"}])
        for _ in range(2):
            await db.execute(everything, {"kind": "group"})
        for _ in range(2):
            found = await db.execute(everything, {"kind": "group"})
            with pytest.raises(sa.exc.MultipleResultsFound):
                found.one_or_none()
            first: Any = found.first()
            assert first.kind == "group"
            with pytest.raises(AttributeError, match="colour"):
                _ = first.colour
            assert (await db.scalars(everything, {"kind": "group"})).all() == ["group", "group"]
        assert (await db.execute(everything, {"kind": "none"})).one_or_none() is None


async def test_every_use_brings_the_same_values(database: Database) -> None:
    """The first use goes SQLAlchemy's way, every later one straight."""
    told = sa.select(
        sa.bindparam("moment", type_=Moment()).label("moment"),
        sa.bindparam("day", type_=sa.Date()).label("day"),
        sa.bindparam("yes", type_=sa.Boolean()).label("yes"),
        sa.bindparam("words", type_=sa.JSON()).label("words"),
        sa.bindparam("none", type_=sa.Integer()).label("none"),
    )
    said = {"moment": MOMENT, "day": DAY, "yes": True, "words": {"een": ["twee"]}, "none": None}
    async with engines_of(database).reader() as db:
        rows: list[Any] = [(await db.execute(told, said)).first() for _ in range(3)]
    assert [(r.moment, r.day, r.yes, r.words, r.none) for r in rows] == [tuple(said.values())] * 3


async def test_how_many_rows_were_touched_is_told_each_time(database: Database) -> None:
    change = sa.update(chats).where(chats.c.kind == sa.bindparam("was")).values(active=sa.bindparam("reachable"))
    row = {"service_url": "https://example.test/", "bot_id": "28:bot", "kind": "group"}
    async with engines_of(database).writer() as db:
        await db.execute(sa.insert(chats), [{**row, "id": "a"}, {**row, "id": "b"}])
        touched = [(await db.execute(change, {"was": "group", "reachable": True})).rowcount for _ in range(3)]
        nobody = await db.execute(change, {"was": "none", "reachable": True})
    assert touched == [2, 2, 2]
    assert nobody.rowcount == 0


async def test_what_is_not_committed_is_gone(database: Database) -> None:
    add = sa.insert(chats)
    row = {"service_url": "https://example.test/", "bot_id": "28:bot", "kind": "group"}
    for name in "abc":
        async with engines_of(database).writer() as db:
            await db.execute(add, {**row, "id": name})
            if name == "b":
                await db.commit()
    async with engines_of(database).reader() as db:
        assert (await db.scalars(sa.select(chats.c.id))).all() == ["b"]


async def test_a_row_that_is_there_already_is_refused_as_elsewhere(database: Database) -> None:
    add = sa.insert(chats)
    row = {"service_url": "https://example.test/", "bot_id": "28:bot", "kind": "group"}
    for _ in range(3):
        async with engines_of(database).writer() as db:
            await db.execute(add, {**row, "id": "a"})
            with pytest.raises(sa.exc.IntegrityError):
                await db.execute(add, {**row, "id": "a"})


async def test_what_could_not_begin_begins_anew_and_never_goes_without_a_transaction(sqlite_database: Database) -> None:
    add, row = sa.insert(chats), {"service_url": "https://example.test/", "bot_id": "28:bot", "kind": "group"}
    for name in "ab":  # seen twice, from now on it goes straight
        async with engines_of(sqlite_database).writer() as db:
            await db.execute(add, {**row, "id": name})
    async with engines_of(sqlite_database).writer() as db:
        await db.execute(sa.text("PRAGMA busy_timeout=0"))
        await db.rollback()
        with closing(sqlite3.connect(str(sqlite_database.file), isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(sa.exc.OperationalError, match="locked"):
                await db.execute(add, {**row, "id": "c"})
        await db.execute(add, {**row, "id": "d"})
    async with engines_of(sqlite_database).reader() as db:
        assert (await db.scalars(sa.select(chats.c.id))).all() == []
