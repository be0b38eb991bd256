"""What may befall a courier at work, and what stays of it: a leap of the clock, a late store, a stop in the middle."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import sqlalchemy as sa
from structlog.testing import capture_logs

from bot.delivery.courier import Courier
from bot.delivery.limits import AT_ONCE, TEAMS
from bot.delivery.outage import OTHERS_FIRST
from bot.delivery.outcomes import Outcome
from bot.delivery.speaking import Drawn
from bot.delivery.stamping import Stamper
from bot.rehearsal.chats import Operation
from bot.rehearsal.faults import GONE, Answers
from bot.teams.connector import Address, Connector
from bot.teams.errors import NotAsked
from dialogs.errors import StoreUnavailable
from dialogs.ids import ConversationId
from dialogs.notices import Act, NoticeKind
from dialogs.ports import Chat, ClaimedNotice, CourierDesk
from storage.courier_desk import SqlCourierDesk
from storage.database import Database
from storage.tables import outbox
from tests.bot.post_office import PostOffice
from tests.fakes import FixedClock
from tests.storage_builders import origin, post

NOW = datetime(2027, 5, 10, 8, tzinfo=UTC)


class Draws:
    async def draw(self, claimed: ClaimedNotice, chat: Chat) -> Drawn | None:
        return Drawn(chat=chat, card={"type": "AdaptiveCard"}, summary="Ronde 1")


class SlowDraws(Draws):
    """Until the gate is open."""

    def __init__(self) -> None:
        self.begun = asyncio.Event()
        self.gate = asyncio.Event()

    async def draw(self, claimed: ClaimedNotice, chat: Chat) -> Drawn | None:
        self.begun.set()
        await self.gate.wait()
        return await super().draw(claimed, chat)


class Channel(Connector):
    """Answers when the gate is open."""

    def __init__(self) -> None:
        self.gate = asyncio.Event()
        self.full = asyncio.Event()
        self.expects = 1
        self.came: list[str] = []

    async def send(self, where: Address, activity: Mapping[str, Any]) -> str:
        self.came.append(where.conversation_id)
        if len(self.came) >= self.expects:
            self.full.set()
        await self.gate.wait()
        return f"activity-{len(self.came)}"


class Desk(SqlCourierDesk):
    """`away_for`: stamps that find the store away; `unwritable`: what it cannot write down."""

    away_for = 0
    unwritable: str | None = None

    async def sent(self, done: Sequence[tuple[ClaimedNotice, str | None]], *, worker: str, now: datetime) -> None:
        if self.away_for > 0:
            self.away_for -= 1
            raise StoreUnavailable("The database cannot be used: it is locked.")
        if any(one.notice.conversation == self.unwritable for one, _ in done):
            raise ValueError("a text that the database does not know")
        await super().sent(done, worker=worker, now=now)

    async def hand_back(self, unsaid: Sequence[tuple[ClaimedNotice, datetime, str]], *, worker: str) -> None:
        if any(one.notice.conversation == self.unwritable for one, *_ in unsaid):
            raise ValueError("a text that the database does not know")
        await super().hand_back(unsaid, worker=worker)


@asynccontextmanager
async def at_work(
    desk: CourierDesk, channel: Channel, *, draws: Draws | None = None, **more: Any
) -> AsyncIterator[Courier]:
    courier = Courier(
        desk=desk,
        draws=draws or Draws(),
        connector=channel,
        errands={},
        clock=FixedClock(NOW),
        worker="one",
        breath=0.0,
        **more,
    )
    running = asyncio.create_task(courier.run())
    try:
        courier.wake()
        yield courier
    finally:
        channel.gate.set()
        courier.stop()
        await asyncio.wait_for(running, 60)


async def given(database: Database, chats: int, *, tenant: str | None = None) -> list[ConversationId]:
    """Without a tenant each chat is of its own, so that no limit keeps one behind another."""
    names = [ConversationId(f"chat:{nth}") for nth in range(chats)]
    async with database.unit_of_work() as uow:
        for name in names:
            await uow.chats.seen(origin(chat=name, tenant=tenant or name))
        await uow.outbox.add([post(chat=name, due_at=NOW) for name in names])
        await uow.commit()
    return names


async def rows(database: Database) -> list[tuple[str, int, bool]]:
    async with database.engines[1].connect() as db:
        found = await db.execute(sa.select(outbox.c.state, outbox.c.attempts, outbox.c.ambiguous).order_by(outbox.c.id))
        return [(row.state, row.attempts, row.ambiguous) for row in found]


# --- a leap of wall time


async def test_what_is_under_way_while_the_clock_leaps_is_said_once(sqlite_database: Database) -> None:
    await given(sqlite_database, 1)
    channel, wall = Channel(), FixedClock(NOW)
    async with at_work(Desk(sqlite_database._transaction), channel, wall=wall.now) as courier:
        await asyncio.wait_for(channel.full.wait(), 60)
        wall.advance(seconds=31)
        turns = courier.turns
        while courier.turns < turns + 3:
            courier.wake()
            await asyncio.sleep(0)
        channel.gate.set()
        await courier.rest()
        assert await rows(sqlite_database) == [("sent", 1, False)]
        await given(sqlite_database, 1)
        await courier.rest()
    assert channel.came == ["chat:0", "chat:0"]
    assert await rows(sqlite_database) == [("sent", 1, False)] * 2


class Forgetful(SqlCourierDesk):
    """Cannot keep a lease."""

    async def renew(self, *_: object, **__: object) -> Any:
        raise StoreUnavailable("The database cannot be used: it is locked.")


async def test_what_it_claims_again_while_it_is_under_way_is_not_said_again(sqlite_database: Database) -> None:
    await given(sqlite_database, 1)
    channel, wall = Channel(), FixedClock(NOW)
    async with at_work(Forgetful(sqlite_database._transaction), channel, wall=wall.now) as courier:
        await asyncio.wait_for(channel.full.wait(), 60)
        wall.advance(seconds=31)
        while (await rows(sqlite_database))[0][1] < 2:
            courier.wake()
            await asyncio.sleep(0)
        channel.gate.set()
        await courier.rest()
    assert channel.came == ["chat:0"]
    assert await rows(sqlite_database) == [("sent", 2, True)]


async def test_what_another_worker_took_while_its_card_was_drawn_is_not_said(sqlite_database: Database) -> None:
    await given(sqlite_database, 1)
    channel, draws, wall = Channel(), SlowDraws(), FixedClock(NOW)
    channel.gate.set()
    async with at_work(sqlite_database.courier_desk(), channel, draws=draws, wall=wall.now) as courier:
        await asyncio.wait_for(draws.begun.wait(), 60)
        wall.advance(seconds=31)
        (taken,) = await sqlite_database.courier_desk().claim(worker="other", now=NOW, real=wall.now(), limit=1)
        draws.gate.set()
        await courier.rest()
        assert channel.came == []
        await sqlite_database.courier_desk().sent([(taken, "activity")], worker="other", now=NOW)
    assert await rows(sqlite_database) == [("sent", 2, True)]


# --- a store that was away for longer than a lease lasts


class Away(SqlCourierDesk):
    """Nothing is to be had while it is `away`."""

    away = True

    async def claim(self, **asked: Any) -> Sequence[ClaimedNotice]:
        if self.away:
            raise StoreUnavailable("The database cannot be used: it cannot be reached.")
        return await super().claim(**asked)


async def test_when_the_store_is_back_what_another_has_said_is_written_down_first(sqlite_database: Database) -> None:
    chat = await given(sqlite_database, 1)
    other = sqlite_database.courier_desk()
    (said,) = await other.claim(worker="other", now=NOW, real=NOW, limit=1)
    desk, channel, wall = Away(sqlite_database._transaction), Channel(), FixedClock(NOW)
    channel.gate.set()
    async with at_work(desk, channel, wall=wall.now) as courier:
        await courier.rest()
        wall.advance(seconds=40)
        desk.away = False
        await courier.rest()
        assert channel.came == []
        await other.sent([(said, "activity")], worker="other", now=NOW)
        await given(sqlite_database, 1)
        await courier.rest()
    assert channel.came == chat
    assert await rows(sqlite_database) == [("sent", 1, False)] * 2


async def test_when_the_store_is_back_what_a_dead_worker_held_comes_a_little_later(sqlite_database: Database) -> None:
    chat = await given(sqlite_database, 1)
    await sqlite_database.courier_desk().claim(worker="dead", now=NOW, real=NOW, limit=1)
    desk, channel, wall = Away(sqlite_database._transaction), Channel(), FixedClock(NOW)
    channel.gate.set()
    async with at_work(desk, channel, wall=wall.now) as courier:
        await courier.rest()
        wall.advance(seconds=40)
        desk.away = False
        await courier.rest()
        assert channel.came == []
        wall.advance(seconds=OTHERS_FIRST.total_seconds())
        await courier.rest()
    assert channel.came == chat
    assert await rows(sqlite_database) == [("sent", 2, True)]


# --- faults that nobody foresaw


async def test_a_fault_in_one_flight_costs_no_other_and_not_the_courier(sqlite_database: Database) -> None:
    names = await given(sqlite_database, 5, tenant="one")
    channel, wall, faults = Channel(), FixedClock(NOW), iter([RuntimeError("nobody foresaw this")])
    channel.gate.set()

    async def nap(seconds: float) -> None:
        if fault := next(faults, None):
            raise fault
        wall.advance(seconds=seconds)

    with capture_logs() as logs:
        desk = sqlite_database.courier_desk(limits=TEAMS)
        async with at_work(desk, channel, wall=wall.now, nap=nap, jitter=lambda: 0.0) as courier:
            while len(channel.came) < 5:
                await courier.rest()
                wall.advance(seconds=1)
            await courier.rest()
    assert set(channel.came) == set(names)
    assert [state for state, _, _ in await rows(sqlite_database)] == ["sent"] * 5
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["notice.failed"]


async def test_a_stamp_that_cannot_be_written_costs_no_other_its_stamp(sqlite_database: Database) -> None:
    names = await given(sqlite_database, 5)
    desk, channel = Desk(sqlite_database._transaction), Channel()
    desk.unwritable, channel.expects = names[2], 5
    with capture_logs() as logs:
        async with at_work(desk, channel) as courier:
            await asyncio.wait_for(channel.full.wait(), 60)
            channel.gate.set()
            await courier.rest()
    states = [state for state, _, _ in await rows(sqlite_database)]
    assert states == ["sent", "sent", "sending", "sent", "sent"]
    assert courier.tally.sent == 4
    assert "notice.unstamped" in {line["event"] for line in logs}


async def test_what_cannot_be_handed_back_costs_no_other_its_way_back(sqlite_database: Database) -> None:
    """It would come back in doubt, and a reminder in doubt is not said."""
    names = await given(sqlite_database, 5)
    desk = Desk(sqlite_database._transaction)
    desk.unwritable = names[2]
    stamper = Stamper(desk=desk, clock=FixedClock(NOW), worker="one", wall=FixedClock(NOW).now)
    for claimed in await desk.claim(worker="one", now=NOW, real=NOW, limit=5):
        stamper.land(Outcome(claimed=claimed, stays=True))
    await stamper.stamp()
    assert not stamper.holds
    waits, stuck = ("pending", 0, False), ("sending", 1, False)
    assert await rows(sqlite_database) == [waits, waits, stuck, waits, waits]


# --- the end


async def test_what_has_not_left_when_it_stops_goes_back_as_if_nobody_had_tried(sqlite_database: Database) -> None:
    await given(sqlite_database, AT_ONCE + 10)
    channel = Channel()
    channel.expects = AT_ONCE
    async with at_work(sqlite_database.courier_desk(limits=TEAMS), channel) as courier:
        await asyncio.wait_for(channel.full.wait(), 60)
        while ("pending", 0, False) in await rows(sqlite_database):
            courier.wake()
            await asyncio.sleep(0)
        courier.stop()
    assert len(channel.came) == AT_ONCE
    found = await rows(sqlite_database)
    assert sorted(found) == [("pending", 0, False)] * 10 + [("sent", 1, False)] * AT_ONCE
    assert courier.tally.retried == 0


async def test_a_store_that_is_away_for_a_moment_at_the_end_still_hears_what_was_sent(
    sqlite_database: Database,
) -> None:
    await given(sqlite_database, 3)
    desk, channel = Desk(sqlite_database._transaction), Channel()
    desk.away_for, channel.expects = 2, 3
    async with at_work(desk, channel) as courier:
        await asyncio.wait_for(channel.full.wait(), 60)
        courier.stop()
    assert await rows(sqlite_database) == [("sent", 1, False)] * 3


# --- what the channel asks, and where nobody is


async def test_a_channel_that_asks_to_wait_for_ages_is_asked_again_after_an_hour(office: PostOffice) -> None:
    chat = await office.chat()
    office.fails(Answers(status=429, code="Throttled", retry_after=10**15))
    await office.is_given(chat, "said")
    await office.courier.rest()
    await office.passes(3599)
    assert chat.texts == []
    await office.passes(2)
    assert chat.texts == ["said"]


async def test_a_card_that_cannot_be_posted_anew_either_tells_that_the_chat_is_gone(office: PostOffice) -> None:
    chat = await office.chat()
    await office.is_given(chat, "before", act=Act.UPSERT, key="card")
    await office.courier.rest()
    office.fails(GONE, on=Operation.UPDATE)
    office.fails(GONE, on=Operation.SEND)
    await office.is_given(chat, "after", act=Act.UPSERT, key="card")
    await office.courier.rest()
    assert await office.states() == ["sent", "dead"]
    await office.is_given(chat, "into the void")
    await office.courier.rest()
    assert (await office.states())[2] == "dropped"


async def test_what_comes_too_late_waits_for_nobodys_turn(office: PostOffice) -> None:
    chat = await office.chat()
    await office.is_given(chat, "nog een minuut", kind=NoticeKind.TIME_WARNING, drop_after=NOW)
    office.clock.advance(seconds=1)
    tenant = await _tenant(office)
    office.courier._hand.hold(tenant, office.wall.now() + timedelta(hours=1))
    await office.courier.rest()
    assert (await office.states(), await office.errors()) == (["dropped"], ["too late"])


async def _tenant(office: PostOffice) -> str:
    async with office.database.engines[1].connect() as db:
        return str(await db.scalar(sa.select(outbox.c.tenant)))


async def test_a_letter_whose_turn_does_not_come_waits_for_it_as_long_as_it_takes(sqlite_database: Database) -> None:
    wall, asked = FixedClock(NOW), 0

    async def crowded(_letter: ClaimedNotice) -> bool:
        nonlocal asked
        asked += 1
        if asked <= 100:
            raise NotAsked(code="mail: too many letters at once")
        return True

    async with sqlite_database.unit_of_work() as uow:
        await uow.outbox.add([replace(post(chat="mail:somebody", due_at=NOW), kind=NoticeKind.LETTER)])
        await uow.commit()
    desk = Desk(sqlite_database._transaction)
    async with at_work(desk, Channel(), wall=wall.now, post=crowded) as courier:
        for _ in range(100):
            await courier.rest()
            assert await rows(sqlite_database) == [("pending", 0, False)]
            wall.advance(minutes=1)
        await courier.rest()
    assert await rows(sqlite_database) == [("sent", 1, False)]
