"""Statements that come again go straight to the driver: what they bring reads as SQLAlchemy's own does."""

import asyncio
import sqlite3
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, closing
from datetime import UTC, date, datetime
from typing import Any, Final

import pytest
import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dialogs.formats.model import Language
from storage import one_trip
from storage.columns import Moment
from storage.database import Database
from storage.engines import Engines
from storage.plans import PlannedConnection, Rows
from storage.tables import attendance, chats, inbox
from tests.recorder import QueryRecorder
from tests.storage_builders import CHAT, NOW, QUESTION, given, post, refresh, settle_in

ASKED: Final = sa.select(chats.c.id, chats.c.kind).where(chats.c.id == sa.bindparam("chat"))
MOMENT: Final = datetime(2027, 5, 10, 8, tzinfo=UTC)
DAY: Final = date(2027, 5, 10)


def engines_of(database: Database) -> Engines:
    return database._engines


@asynccontextmanager
async def writing(database: Database) -> AsyncIterator[PlannedConnection]:
    db = engines_of(database).writer()
    async with db:
        yield db


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


async def test_single_values_go_straight_as_well(database: Database) -> None:
    for straight in (False, True):  # the first use goes SQLAlchemy's way
        async with engines_of(database).reader() as db:
            assert isinstance(await db.scalars(ASKED, {"chat": CHAT}), Rows) is straight
            assert await db.scalar(ASKED, {"chat": CHAT}) is None


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


async def test_writes_that_wait_go_together_at_the_commit(database: Database, statements: QueryRecorder) -> None:
    house = await settle_in(database)
    note, mark = insert(inbox), insert(attendance).on_conflict_do_nothing()
    for name in ("Anna", "Bert"):  # seen twice, from now on they go straight
        async with writing(database) as db:
            await db.write(note, {"conversation_id": CHAT, "activity_id": name, "at": MOMENT})
            await db.write(mark, {"session_id": house.session, "person_id": house.people[name], "present": True})
            await db.commit()
    async with writing(database) as db:
        statements.clear()
        await db.write(note, {"conversation_id": CHAT, "activity_id": "Chaima", "at": MOMENT})
        await db.write(mark, {"session_id": house.session, "person_id": house.people["Chaima"], "present": True})
        assert statements.queries == []
        await db.commit()
        assert len(statements.queries) == (2 if database.file else 1)
    async with engines_of(database).reader() as db:
        assert set((await db.scalars(sa.select(inbox.c.activity_id))).all()) == {"Anna", "Bert", "Chaima"}
        assert len((await db.scalars(sa.select(attendance.c.person_id))).all()) == 3


async def test_of_writes_that_go_alone_all_are_done_or_none(database: Database) -> None:
    """PostgreSQL is told of no transaction then."""
    house = await settle_in(database)
    note, mark = insert(inbox), insert(attendance).on_conflict_do_nothing()
    for name, person in (("a", house.people["Anna"]), ("b", house.people["Bert"]), ("c", "nobody")):
        try:
            async with writing(database) as db:
                await db.write(note, {"conversation_id": CHAT, "activity_id": name, "at": MOMENT})
                await db.write(mark, {"session_id": house.session, "person_id": person, "present": True})
                await db.commit()
        except sa.exc.IntegrityError:
            assert name == "c"
    async with engines_of(database).reader() as db:
        assert set((await db.scalars(sa.select(inbox.c.activity_id))).all()) == {"a", "b"}


async def test_what_was_said_is_written_down_in_one_trip(database: Database, statements: QueryRecorder) -> None:
    await settle_in(database)
    desk = database.courier_desk()
    for nth in range(3):  # seen twice, it goes straight
        async with database.unit_of_work() as uow:
            await uow.outbox.add([post(nth=nth)])
            await uow.commit()
        claimed = await desk.claim(worker="w", now=NOW, real=NOW, limit=50)
        statements.clear()
        await desk.sent([(one, "activity") for one in claimed], worker="w", now=NOW)
    assert (len(statements.queries), statements.commits) == ((2, 1) if database.file else (1, 0))


async def test_a_connection_without_anything_to_undo_goes_back_at_once(database: Database) -> None:
    """Nothing is asked of the server, and no task is made for it that could be cut off."""
    for read in (False, True):
        db = engines_of(database).writer()
        await db.start()
        if read:
            await db.scalar(ASKED, {"chat": CHAT})
            await db.commit()
        others = asyncio.all_tasks()
        with pytest.raises(StopIteration):
            db.__aexit__(None, None, None).send(None)
        assert asyncio.all_tasks() == others
    assert all(engine.pool.checkedout() == 0 for engine in database.engines)  # type: ignore[attr-defined]


async def test_who_is_in_a_group_is_made_once_as_long_as_it_reads_the_same(database: Database) -> None:
    house = await settle_in(database)
    seen = []
    for language in (None, Language.EN):
        async with database.unit_of_work() as uow:
            if language is not None:
                await uow.people.set_language(house.people["Anna"], language)
                await uow.commit()
        async with database.reading() as uow:
            seen += [await uow.groups.get(house.group.id), await uow.groups.get(house.group.id)]
    assert seen[0].members is seen[1].members
    assert seen[2].members is seen[3].members
    assert [group.member(house.people["Anna"]).language for group in seen[1:3]] == [None, Language.EN]  # type: ignore[union-attr]


async def test_what_waits_is_written_before_anything_else_is_asked_and_undone_with_the_rest(database: Database) -> None:
    note, noted = insert(inbox), sa.select(inbox.c.activity_id).order_by(inbox.c.activity_id)
    for name in ("a", "b"):
        async with writing(database) as db:
            await db.write(note, {"conversation_id": CHAT, "activity_id": name, "at": MOMENT})
            await db.write(note, {"conversation_id": CHAT, "activity_id": f"{name}2", "at": MOMENT})
            assert f"{name}2" in (await db.scalars(noted)).all()
            await db.commit()
    async with writing(database) as db:
        await db.write(note, {"conversation_id": CHAT, "activity_id": "c", "at": MOMENT})
        await db.rollback()
        await db.write(note, {"conversation_id": CHAT, "activity_id": "d", "at": MOMENT})
    async with engines_of(database).reader() as db:
        assert (await db.scalars(noted)).all() == ["a", "a2", "b", "b2"]


async def test_a_write_that_had_to_touch_a_row_and_did_not_is_told_when_it_goes(database: Database) -> None:
    change = sa.update(chats).where(chats.c.id == sa.bindparam("chat")).values(active=sa.bindparam("reachable"))
    note = insert(inbox)

    async def nobody_hears(db: PlannedConnection) -> None:
        await db.write(change, {"chat": "none", "reachable": True}, unless=LookupError)
        await db.commit()

    for name in "ab":  # the first goes SQLAlchemy's way
        async with writing(database) as db:
            await db.write(note, {"conversation_id": CHAT, "activity_id": name, "at": MOMENT})
            with pytest.raises(LookupError):
                await nobody_hears(db)
    async with engines_of(database).reader() as look:
        assert (await look.scalars(sa.select(inbox.c.activity_id))).all() == []


async def test_an_answer_makes_four_trips_to_the_thread_of_a_file(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the transaction's beginning what it reads; the mark of its activity; all that it writes; the commit. Nothing
    when the connection goes back."""
    house, trips = await settle_in(sqlite_database), 0
    go: Any = one_trip.Connection._execute

    async def counted(self: one_trip.Connection, *work: Any, **named: Any) -> Any:
        nonlocal trips
        trips += 1
        return await go(self, *work, **named)

    for version in (1, 2, 3, 4):
        if version == 4:  # by now everything goes straight
            monkeypatch.setattr(one_trip.Connection, "_execute", counted)
        async with sqlite_database.unit_of_work() as uow:
            desk = await uow.sessions.desk(house.session, QUESTION, sender=house.sender("Anna"))
            assert desk is not None
            assert await uow.inbox.first_time(CHAT, f"answer-{version}", NOW)
            await uow.sessions.record(desk.session, [given(house.people["Anna"], version=version)])
            await uow.outbox.add([refresh(due_at=NOW)])
            await uow.commit()
    assert trips == 4


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
