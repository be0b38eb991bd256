"""What happens at the same instant: nothing lost, nothing doubled, nothing after its moment."""

import asyncio
from datetime import timedelta

from dialogs.errors import Stale
from dialogs.sessions.messages import RoundClosed, RoundShown, SeatMarked
from dialogs.sessions.model import RoundPhase
from storage.database import Database
from tests.recorder import QueryRecorder
from tests.storage_builders import CHAT, FIRST_NAMES, NOW, QUESTION, House, given, read_format, refresh, settle_in

LATER = NOW + timedelta(minutes=5)


async def answer(database: Database, house: House, name: str, *, activity: str | None = None) -> str:
    """The whole turn of an answer; says what became of it."""
    person = house.people[name]
    async with database.unit_of_work() as uow:
        if not await uow.inbox.first_time(CHAT, activity or f"answer-{name}", NOW):
            return "again"
        desk = await uow.sessions.desk(house.session, QUESTION, sender=house.sender(name))
        assert desk is not None
        run = desk.session.run(QUESTION)
        assert run is not None
        if run.phase is not RoundPhase.OPEN:
            return "too late"
        await uow.sessions.record(desk.session, [given(person), SeatMarked(person=person, present=True)])
        await uow.outbox.add([refresh(due_at=LATER)])
        await uow.commit()
        return "stored"


async def stored(database: Database, house: House) -> set[str]:
    async with database.reading() as uow:
        session = await uow.sessions.get(house.session)
    assert session is not None
    names = {person: name for name, person in house.people.items()}
    return {names[person] for (_, person) in session.answers}


async def test_eight_answers_at_the_same_instant_are_eight_answers_and_one_refresh(database: Database) -> None:
    house = await settle_in(database)
    told = await asyncio.gather(*(answer(database, house, name) for name in FIRST_NAMES))
    assert told == ["stored"] * 8
    assert await stored(database, house) == set(FIRST_NAMES)
    desk = database.courier_desk()
    claimed = await desk.claim(worker="w", now=LATER, real=LATER, limit=50)
    assert len(claimed) == 1
    await desk.sent([(claimed[0], None)], worker="w", now=LATER)
    assert await desk.claim(worker="w", now=LATER, real=LATER, limit=50) == ()


async def test_an_answer_costs_at_most_five_statements_and_one_transaction(
    database: Database, statements: QueryRecorder
) -> None:
    """On SQLite they are five; PostgreSQL takes what is only written as one."""
    house = await settle_in(database)
    await answer(database, house, "Anna")  # warms the format
    statements.clear()
    assert await answer(database, house, "Bert") == "stored"
    assert (len(statements.queries), statements.commits) == (5 if database.file else 3, 1)


async def test_a_moderators_step_among_the_answers_leaves_none_after_it(database: Database) -> None:
    house = await settle_in(database)

    async def close() -> None:
        async with database.unit_of_work() as uow:
            session = await uow.sessions.lock(house.session)
            assert session is not None
            counted.append({person for (_, person) in session.answers})
            await uow.sessions.record(session, [RoundClosed(run=QUESTION, at=LATER)])
            await uow.commit()

    counted: list[set[str]] = []
    first, second = FIRST_NAMES[:4], FIRST_NAMES[4:]
    told = await asyncio.gather(
        *(answer(database, house, name) for name in first),
        close(),
        *(answer(database, house, name) for name in second),
    )
    on_time = {name for name, what in zip((*first, *second), [*told[:4], *told[5:]], strict=True) if what == "stored"}
    assert await stored(database, house) == on_time
    assert counted == [{house.people[name] for name in on_time}]


async def test_an_answer_that_waited_for_a_moderators_step_sees_what_the_step_did(database: Database) -> None:
    """On PostgreSQL the waiting statement began before the step was committed: it must not see the old round."""
    house = await settle_in(database)
    async with database.unit_of_work() as uow:
        session = await uow.sessions.lock(house.session)
        assert session is not None
        waiting = asyncio.create_task(answer(database, house, "Anna"))
        await uow.sessions.record(session, [RoundShown(run=QUESTION, at=LATER)])
        for _ in range(20):  # let the other get to the lock
            await uow.sessions.get(house.later)
        assert not waiting.done()
        await uow.commit()
    assert await waiting == "too late"
    assert await stored(database, house) == set()


async def test_two_moderators_at_once_make_one_step(database: Database) -> None:
    house = await settle_in(database)

    async def show(step: int) -> str:
        async with database.unit_of_work() as uow:
            session = await uow.sessions.lock(house.session)
            assert session is not None
            if session.step != step:
                return "stale"
            await uow.sessions.record(session, [RoundShown(run=QUESTION, at=LATER)])
            await uow.commit()
            return "done"

    assert sorted(await asyncio.gather(show(1), show(1))) == ["done", "stale"]


async def test_a_redelivered_activity_is_told_from_the_first(database: Database) -> None:
    house = await settle_in(database)
    assert await answer(database, house, "Anna", activity="a-9") == "stored"
    assert await answer(database, house, "Anna", activity="a-9") == "again"


async def test_a_redelivered_activity_waits_for_its_twin_and_changes_nothing(database: Database) -> None:
    house = await settle_in(database)
    told = await asyncio.gather(*(answer(database, house, "Anna", activity="a-9") for _ in range(3)))
    assert sorted(told) == ["again", "again", "stored"]


async def test_an_activity_whose_turn_failed_is_a_first_time_when_it_comes_again(database: Database) -> None:
    async with database.unit_of_work() as uow:
        assert await uow.inbox.first_time(CHAT, "a-9", NOW)
    async with database.unit_of_work() as uow:
        assert await uow.inbox.first_time(CHAT, "a-9", NOW)
        await uow.commit()
    async with database.unit_of_work() as uow:
        assert not await uow.inbox.first_time(CHAT, "a-9", NOW)


async def test_an_activity_without_an_id_is_always_a_first_time(database: Database) -> None:
    async with database.unit_of_work() as uow:
        assert await uow.inbox.first_time(CHAT, "", NOW)
        assert await uow.inbox.first_time(CHAT, "", NOW)


async def test_one_person_on_two_devices_gets_one_answer(database: Database) -> None:
    house = await settle_in(database)

    async def once(activity: str) -> str:
        try:
            return await answer(database, house, "Anna", activity=activity)
        except Stale:
            return "stale"

    told = sorted(await asyncio.gather(once("phone"), once("laptop")))
    # whoever comes second either finds the answer there when writing, or has read it already
    assert told in (["stale", "stored"], ["stored", "stored"])
    assert await stored(database, house) == {"Anna"}


async def test_two_processes_on_one_postgresql_lose_nothing_and_double_nothing(postgres_url: str) -> None:
    one, other = Database(postgres_url, formats=read_format), Database(postgres_url, formats=read_format)
    try:
        house = await settle_in(one)
        turns = [answer((one, other)[n % 2], house, name) for n, name in enumerate(FIRST_NAMES)]
        again = [answer((other, one)[n % 2], house, name) for n, name in enumerate(FIRST_NAMES)]
        told = await asyncio.gather(*turns, *again)
        assert (told.count("stored"), told.count("again")) == (8, 8)
        assert await stored(other, house) == set(FIRST_NAMES)
        claims = await asyncio.gather(
            *(
                database.courier_desk().claim(worker=worker, now=LATER, real=LATER, limit=50)
                for database, worker in ((one, "one"), (other, "other"))
            )
        )
        assert sorted(len(claim) for claim in claims) == [0, 1]
    finally:
        await one.dispose()
        await other.dispose()


async def test_many_conversations_are_shared_out_and_each_is_sent_once(postgres_url: str) -> None:
    one, other = Database(postgres_url, formats=read_format), Database(postgres_url, formats=read_format)
    try:
        async with one.unit_of_work() as uow:
            for chat in range(40):
                await uow.outbox.add([refresh(f"card-{n}", chat=f"19:{chat}", due_at=NOW, nth=n) for n in range(3)])
            await uow.commit()
        sent: list[int] = []
        in_hand: set[str] = set()

        async def work(database: Database, worker: str) -> None:
            desk = database.courier_desk()
            while await desk.busy(NOW):
                claimed = await desk.claim(worker=worker, now=NOW, real=NOW, limit=7)
                chats = {one.notice.conversation for one in claimed}
                assert len(chats) == len(claimed), "one at a time in a conversation"
                assert in_hand.isdisjoint(chats)
                in_hand.update(chats)
                await asyncio.sleep(0)
                in_hand.difference_update(chats)
                sent.extend(one.id for one in claimed)
                await desk.sent([(one, None) for one in claimed], worker=worker, now=NOW)

        await asyncio.gather(work(one, "one"), work(other, "other"))
        assert (len(sent), len(set(sent))) == (120, 120)
    finally:
        await one.dispose()
        await other.dispose()
