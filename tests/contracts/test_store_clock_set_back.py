"""What any desk does when the clock is set back: nobody is silent for longer than somebody can have asked for."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.delivery.limits import TEAMS
from dialogs.notices import Notice
from dialogs.ports import LONGEST_WAIT, ClaimedNotice, CourierDesk
from storage.courier_desk import LEASE
from storage.database import Database
from tests.storage_builders import CHAT, NOW, origin, post

AHEAD = NOW + timedelta(hours=5)
"""What the clock said before it was set back to `NOW`."""
SECOND = timedelta(seconds=1)


async def add(database: Database, *notices: Notice) -> CourierDesk:
    async with database.unit_of_work() as uow:
        await uow.chats.seen(origin())
        await uow.outbox.add(notices)
        await uow.commit()
    return database.courier_desk(limits=TEAMS)


async def claim(desk: CourierDesk, real: datetime, *, worker: str = "w") -> Sequence[ClaimedNotice]:
    return await desk.claim(worker=worker, now=NOW, real=real, limit=50)


async def said(desk: CourierDesk, real: datetime) -> int:
    claimed = await claim(desk, real)
    await desk.sent([(one, None) for one in claimed], worker="w", now=NOW)
    return len(claimed)


async def test_a_tenant_speaks_and_keeps_to_its_pace_when_the_clock_was_set_back(database: Database) -> None:
    desk = await add(database, *(post(chat=f"mail:{nth}") for nth in range(TEAMS.turns + 2)))
    assert await said(desk, AHEAD) == TEAMS.turns
    (one, other) = await claim(desk, NOW)
    assert (one.leaves_at, other.leaves_at) == (NOW, NOW + timedelta(seconds=1 / 48))


async def test_a_conversation_speaks_and_keeps_to_its_pace_when_the_clock_was_set_back(database: Database) -> None:
    desk = await add(database, *(post(nth=nth) for nth in range(20)))
    at_once = [await said(desk, AHEAD + nth * SECOND / 10) for nth in range(8)]
    again = [await said(desk, NOW + nth * SECOND / 10) for nth in range(8)]
    assert at_once == again == [1] * 6 + [0] * 2


async def test_what_the_channel_asked_before_the_clock_was_set_back_is_over_and_what_it_asks_now_counts(
    database: Database,
) -> None:
    desk = await add(database, post(nth=1))
    (one,) = await claim(desk, AHEAD)
    assert await desk.hold(one, until=AHEAD + 60 * SECOND, real=AHEAD)
    assert await desk.hold(one, until=NOW + 60 * SECOND, real=NOW)
    await desk.retry(one, worker="w", at=AHEAD + 60 * SECOND, error="429", ambiguous=False)
    assert await claim(desk, NOW + 59 * SECOND) == ()
    assert [again.id for again in await claim(desk, NOW + 60 * SECOND)] == [one.id]


async def test_a_head_that_was_to_wait_is_tried_when_the_clock_was_set_back(database: Database) -> None:
    desk = await add(database, post(nth=1), post(nth=2))
    (one,) = await claim(desk, AHEAD)
    await desk.retry(one, worker="w", at=AHEAD + 60 * SECOND, error="503", ambiguous=False)
    assert [again.id for again in await claim(desk, NOW)] == [one.id]


async def test_patience_begins_anew_when_the_clock_was_set_back(database: Database) -> None:
    desk = await add(database, post(nth=1))
    (one,) = await claim(desk, AHEAD)
    await desk.retry(one, worker="w", at=AHEAD, error="412", ambiguous=False)
    (again,) = await claim(desk, NOW)
    assert (again.attempts, again.first_tried_at) == (2, NOW)


async def test_the_longest_wait_that_can_be_asked_for_is_kept_to_the_end(database: Database) -> None:
    desk = await add(database, post(nth=1), post(chat="mail:somebody"))
    one, other = await claim(desk, NOW)
    for held in (one, other):
        await desk.hold(held, until=NOW + LONGEST_WAIT, real=NOW)
        await desk.retry(held, worker="w", at=NOW + LONGEST_WAIT, error="429", ambiguous=False)
    assert await claim(desk, NOW + SECOND) == ()
    assert await claim(desk, NOW + LONGEST_WAIT - SECOND) == ()
    assert [len(await claim(desk, NOW + LONGEST_WAIT))] == [2]


async def test_the_lease_of_a_dead_worker_ends_when_the_clock_was_set_back(database: Database) -> None:
    desk = await add(database, post(chat=CHAT))
    (lost,) = await claim(desk, AHEAD, worker="dead")
    assert [(one.id, one.ambiguous) for one in await claim(desk, NOW, worker="other")] == [(lost.id, True)]


async def test_a_lease_holds_although_the_clocks_of_two_processes_are_a_second_apart(database: Database) -> None:
    desk = await add(database, post(chat=CHAT))
    await claim(desk, NOW + SECOND, worker="ahead")
    assert await claim(desk, NOW, worker="behind") == ()
    assert await claim(desk, NOW + LEASE, worker="behind") == ()
    assert len(await claim(desk, NOW + LEASE + SECOND, worker="behind")) == 1
