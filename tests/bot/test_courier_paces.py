"""The courier keeps to the limits, and holds nothing for longer than its lease; wall time is moved, nobody sleeps."""

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

from structlog.testing import capture_logs

from bot.delivery.courier import Courier
from bot.delivery.limits import AT_ONCE, IN_HAND, TEAMS, Hand
from bot.delivery.speaking import Drawn
from bot.rehearsal.chats import Operation
from bot.rehearsal.quota import SENDS, Quota
from bot.teams.connector import Address, Connector
from bot.teams.errors import TryLater
from dialogs.errors import StoreUnavailable
from dialogs.ids import ConversationId
from dialogs.notices import Notice, NoticeKind, NoticeState
from dialogs.ports import Chat, ClaimedNotice
from dialogs.turns import ChatKind
from storage.courier_desk import SqlCourierDesk
from storage.database import Database
from tests.fakes import FixedClock
from tests.storage_builders import origin, post

NOW = datetime(2027, 5, 10, 8, tzinfo=UTC)


class Wall(FixedClock):
    """Goes on to the moment that somebody sleeps for, and never back."""

    async def nap(self, seconds: float) -> None:
        until = self.now() + timedelta(seconds=seconds)
        await asyncio.sleep(0)
        self._now = max(self._now, until)

    async def comes(self, moment: datetime) -> None:
        """Somebody else sleeps until then."""
        while self._now < moment:  # noqa: ASYNC110 - it is no real time that goes by
            await asyncio.sleep(0)


class InTurns(Wall):
    """Who sleeps shortest wakes first."""

    def __init__(self, now: datetime) -> None:
        super().__init__(now)
        self._waking: list[datetime] = []

    async def nap(self, seconds: float) -> None:
        until = self.now() + timedelta(seconds=seconds)
        self._waking.append(until)
        while self.now() < until:
            await asyncio.sleep(0)
            if until == min(self._waking):
                self._now = max(self._now, until)
        self._waking.remove(until)


class Draws:
    async def draw(self, claimed: ClaimedNotice, chat: Chat) -> Drawn | None:
        return Drawn(chat=chat, card={"type": "AdaptiveCard"}, summary="Ronde 1")


class Channel(Connector):
    """Enforces the limits of Teams on the moved wall, and keeps when each message came."""

    def __init__(self, wall: Wall) -> None:
        self.wall = wall
        self.came: list[datetime] = []
        self.refused = 0
        self.busy_for = 0.0
        self.tenants: dict[str | None, Quota] = {}

    async def send(self, where: Address, activity: Mapping[str, Any]) -> str:
        quota = self.tenants.setdefault(where.tenant_id, Quota(now=self.wall.seconds))
        wait = quota.wait(Operation.SEND, where.conversation_id) or self.busy_for
        if wait:
            self.refused += 1
            raise TryLater(status=429, code="Throttled", retry_after=wait)
        self.came.append(self.wall.now())
        return f"activity-{len(self.came)}"


def courier_on(database: Database, channel: Channel, *, worker: str = "one") -> Courier:
    return Courier(
        desk=database.courier_desk(limits=TEAMS),
        draws=Draws(),
        connector=channel,
        errands={},
        clock=FixedClock(NOW),
        worker=worker,
        wall=channel.wall.now,
        jitter=lambda: 0.5,
        breath=0.0,
        nap=channel.wall.nap,
    )


@asynccontextmanager
async def at_work(database: Database, channel: Channel) -> AsyncIterator[Courier]:
    courier = courier_on(database, channel)
    running = asyncio.create_task(courier.run())
    try:
        yield courier
    finally:
        courier.stop()
        await asyncio.wait_for(running, 60)


async def given(
    database: Database, chats: int, *, each: int = 1, tenant: str = "tenant-1", kind: NoticeKind = NoticeKind.REPLY
) -> None:
    names = [ConversationId(f"{tenant}:{nth}") for nth in range(chats)]
    async with database.unit_of_work() as uow:
        for name in names:
            await uow.chats.seen(origin(chat=name, tenant=tenant))
        said = [post(chat=name, due_at=NOW, nth=nth) for nth in range(each) for name in names]
        await uow.outbox.add([replace(one, kind=kind) for one in said])
        await uow.commit()


async def all_said(database: Database, courier: Courier, wall: Wall) -> None:
    for _ in range(200):
        await courier.rest()
        if not await database.courier_desk().busy(NOW):
            return
        wall.advance(seconds=1)
    raise AssertionError("it never came to rest")


async def test_two_hundred_chats_of_a_tenant_hear_it_as_fast_as_the_channel_allows(sqlite_database: Database) -> None:
    channel = Channel(Wall(NOW))
    await given(sqlite_database, 200)
    async with at_work(sqlite_database, channel) as courier:
        await all_said(sqlite_database, courier, channel.wall)
    assert (len(channel.came), channel.refused) == (200, 0)
    took = (max(channel.came) - NOW).total_seconds()
    assert 198 / 48 - 0.01 < took < 200 / 45 + 1


async def test_a_chat_with_much_to_hear_is_never_too_much_for_the_channel(sqlite_database: Database) -> None:
    channel = Channel(Wall(NOW))
    await given(sqlite_database, 1, each=40)
    async with at_work(sqlite_database, channel) as courier:
        await all_said(sqlite_database, courier, channel.wall)
    assert (len(channel.came), channel.refused) == (40, 0)
    for seconds, most in SENDS.items():
        within = timedelta(seconds=seconds)
        assert all(sum(one <= other < one + within for other in channel.came) <= most for one in channel.came)


async def test_what_is_in_hand_waits_when_the_channel_asks_to(sqlite_database: Database) -> None:
    channel = Channel(Wall(NOW))
    channel.busy_for = 8.0
    await given(sqlite_database, 20)
    with capture_logs() as logs:
        async with at_work(sqlite_database, channel) as courier:
            await courier.rest()
            told = channel.refused
            channel.busy_for = 0.0
            await courier.rest()
            assert channel.came == []
            await all_said(sqlite_database, courier, channel.wall)
    assert len(channel.came) == 20
    assert min(channel.came) >= NOW + timedelta(seconds=8)
    assert told <= 20
    assert {"channel.asks_to_wait", "notice.retry", "notice.sent"} <= {line["event"] for line in logs}
    together = sorted(channel.came)
    assert all((later - sooner).total_seconds() < 1.1 for sooner, later in pairwise(together))


async def test_what_runs_out_of_patience_still_tells_the_others_to_wait(sqlite_database: Database) -> None:
    channel = Channel(Wall(NOW))
    channel.busy_for = 30.0
    await given(sqlite_database, 1)
    async with at_work(sqlite_database, channel) as courier:
        await courier.rest()
        channel.wall.advance(minutes=3)
        await courier.rest()
        assert courier.tally.dead == 1
        await given(sqlite_database, 3)
        told = channel.refused
        await courier.rest()
    assert channel.refused == told


async def test_after_a_kill_a_dozen_are_in_doubt_and_all_others_are_heard(sqlite_database: Database) -> None:
    channel = Channel(Wall(NOW))
    await given(sqlite_database, 250, kind=NoticeKind.REMINDER)
    courier = courier_on(sqlite_database, channel, worker="killed")
    running = asyncio.create_task(courier.run())
    courier.wake()
    await channel.wall.comes(NOW + timedelta(seconds=1))
    running.cancel()
    with suppress(asyncio.CancelledError):
        await running
    assert len(channel.came) < 100
    channel.wall.advance(seconds=31)
    async with at_work(sqlite_database, channel) as courier:
        await all_said(sqlite_database, courier, channel.wall)
    assert 250 - TEAMS.turns - 1 <= len(channel.came) <= 250


async def test_an_unpaced_desk_gives_no_more_than_can_be_said_at_once(sqlite_database: Database) -> None:
    hand = hand_of(sqlite_database, Wall(NOW))
    for number in range(AT_ONCE):
        assert hand.room == AT_ONCE - number
        hand.take(claimed(number), NOW)
    assert hand.room == 0


# --- leases


def claimed(number: int, *, tenant: str = "") -> ClaimedNotice:
    said = Notice(kind=NoticeKind.ROUND, conversation=ConversationId(f"c{number}"), key="round", due_at=NOW)
    chat = Chat(
        id=said.conversation, kind=ChatKind.GROUP, service_url="http://127.0.0.1:9/", tenant_id=None, bot_id="28:bot"
    )
    return ClaimedNotice(
        id=number,
        notice=said,
        chat=chat,
        attempts=1,
        ambiguous=False,
        first_tried_at=None,
        card_activity=None,
        tenant=tenant,
    )


def hand_of(database: Database, wall: Wall, desk: Callable[[], SqlCourierDesk] | None = None) -> Hand:
    return Hand(desk=desk() if desk else database.courier_desk(), worker="w", wall=wall.now, nap=wall.nap)


async def in_hand(database: Database, hand: Hand, wall: Wall) -> ClaimedNotice:
    await given(database, 1)
    (one,) = await database.courier_desk().claim(worker="w", now=NOW, real=wall.now(), limit=9)
    hand.take(one, wall.now())
    return one


async def test_a_lease_that_grew_old_is_renewed_before_anything_is_said(sqlite_database: Database) -> None:
    wall = Wall(NOW)
    hand = hand_of(sqlite_database, wall)
    one = await in_hand(sqlite_database, hand, wall)
    wall.advance(seconds=25)
    async with hand.turn(one) as turn:
        assert turn.comes
    wall.advance(seconds=10)
    assert await sqlite_database.courier_desk().claim(worker="other", now=NOW, real=wall.now(), limit=9) == ()


async def test_what_waits_for_long_keeps_its_lease(sqlite_database: Database) -> None:
    wall = Wall(NOW)
    hand = hand_of(sqlite_database, wall)
    await in_hand(sqlite_database, hand, wall)
    for _ in range(9):
        wall.advance(seconds=11)
        await hand.renew()
        assert await sqlite_database.courier_desk().claim(worker="other", now=NOW, real=wall.now(), limit=9) == ()


async def test_what_another_worker_took_over_is_not_said(sqlite_database: Database) -> None:
    wall = Wall(NOW)
    hand = hand_of(sqlite_database, wall)
    one = await in_hand(sqlite_database, hand, wall)
    wall.advance(seconds=31)
    (taken,) = await sqlite_database.courier_desk().claim(worker="other", now=NOW, real=wall.now(), limit=9)
    with capture_logs() as logs:
        async with hand.turn(one) as turn:
            assert (turn.comes, turn.lost) == (False, True)
    assert [line["event"] for line in logs] == ["notice.lost"]
    await sqlite_database.courier_desk().settle(
        taken, worker="other", state=NoticeState.DROPPED, error="said already", now=NOW
    )


async def test_what_is_to_wait_for_long_goes_back_to_the_others(sqlite_database: Database) -> None:
    wall = Wall(NOW)
    hand = hand_of(sqlite_database, wall)
    for number in (1, 2):
        hand.take(claimed(number, tenant="held"), NOW)
    hand.hold("held", NOW + timedelta(seconds=9))
    async with hand.turn(claimed(1, tenant="held")) as turn:
        assert (turn.comes, turn.later) == (False, NOW + timedelta(seconds=9))
    wall.advance(seconds=8)
    async with hand.turn(claimed(2, tenant="held")) as turn:
        assert turn.comes
    assert wall.now() == NOW + timedelta(seconds=9)


async def test_what_may_leave_only_long_after_it_was_late_goes_back_to_the_others(sqlite_database: Database) -> None:
    """In hand it would count as being sent, and after a kill nobody would know that it was not."""
    wall = Wall(NOW)
    hand = Hand(desk=MuchLater(sqlite_database._transaction), worker="w", wall=wall.now, nap=wall.nap)
    late = replace(claimed(1), leaves_at=NOW, tenant="held by another")
    hand.take(late, NOW)
    wall.advance(seconds=1)
    async with hand.turn(late) as turn:
        assert (turn.comes, turn.later) == (False, NOW + timedelta(seconds=61))


# --- a clock that is set back


async def test_what_the_channel_asked_by_a_clock_that_was_set_back_holds_nobody(sqlite_database: Database) -> None:
    wall = Wall(NOW)
    hand = hand_of(sqlite_database, wall)
    hand.hold("held", NOW + timedelta(seconds=60))
    wall.advance(hours=-5)
    hand.take(claimed(1, tenant="held"), wall.now())
    async with hand.turn(claimed(1, tenant="held")) as turn:
        assert turn.comes


async def test_what_was_planned_by_a_clock_that_was_set_back_goes_back_to_the_others(
    sqlite_database: Database,
) -> None:
    wall = Wall(NOW)
    hand = hand_of(sqlite_database, wall)
    planned = replace(claimed(1), leaves_at=NOW + timedelta(seconds=0.2))
    hand.take(planned, NOW)
    wall.advance(hours=-5)
    async with hand.turn(planned) as turn:
        assert not turn.comes
    assert wall.now() == NOW - timedelta(hours=5), "it did not wait for that"


async def test_what_is_in_hand_when_the_clock_is_set_back_keeps_its_lease(sqlite_database: Database) -> None:
    wall = Wall(NOW)
    hand = hand_of(sqlite_database, wall)
    await in_hand(sqlite_database, hand, wall)
    wall.advance(hours=-5)
    await hand.renew()
    other = sqlite_database.courier_desk()
    assert await other.claim(worker="other", now=NOW, real=wall.now(), limit=9) == ()
    wall.advance(seconds=31)
    assert len(await other.claim(worker="other", now=NOW, real=wall.now(), limit=9)) == 1


async def test_after_a_hold_up_nothing_leaves_in_a_heap(sqlite_database: Database) -> None:
    wall = InTurns(NOW)
    desk = sqlite_database.courier_desk(limits=TEAMS)
    await given(sqlite_database, 12)
    mine = await desk.claim(worker="w", now=NOW, real=NOW, limit=6)
    hand = Hand(desk=desk, worker="w", wall=wall.now, nap=wall.nap)
    for one in mine:
        hand.take(one, NOW)
    wall.advance(seconds=0.8)
    left = [one.leaves_at for one in await desk.claim(worker="other", now=NOW, real=wall.now(), limit=6)]

    async def leave(one: ClaimedNotice) -> None:
        async with hand.turn(one) as turn:
            assert turn.comes
            left.append(wall.now())

    await asyncio.gather(*map(leave, mine))
    together = sorted(moment for moment in left if moment is not None)
    assert len(together) == 12
    assert all((later - sooner).total_seconds() > 1 / 49 for sooner, later in pairwise(together))


class Later(SqlCourierDesk):
    """What is late may leave later."""

    by = timedelta(seconds=1)

    async def reserve(self, notices: Collection[ClaimedNotice], *, real: datetime) -> Mapping[int, datetime]:
        return {one.id: real + self.by for one in notices}


class MuchLater(Later):
    by = timedelta(minutes=1)


async def test_what_got_another_moment_keeps_no_place_from_those_on_time(sqlite_database: Database) -> None:
    wall, over = Wall(NOW), asyncio.Event()

    async def nap(_seconds: float) -> None:
        await asyncio.Event().wait()  # longer than this test

    hand = Hand(desk=Later(sqlite_database._transaction), worker="w", wall=wall.now, nap=nap)

    async def call(one: ClaimedNotice) -> None:
        hand.take(one, NOW)
        async with hand.turn(one):
            await over.wait()

    calls = [claimed(number) for number in range(AT_ONCE)]
    waiting = [replace(claimed(number), leaves_at=NOW) for number in range(AT_ONCE, 2 * AT_ONCE)]
    async with asyncio.TaskGroup() as tasks:
        begun = [tasks.create_task(call(one)) for one in (*calls, *waiting)]
        await asyncio.sleep(0)
        wall.advance(seconds=1)
        over.set()
        prompt = replace(claimed(2 * AT_ONCE), leaves_at=wall.now())
        hand.take(prompt, wall.now())
        async with asyncio.timeout(60), hand.turn(prompt) as turn:
            assert turn.comes
        for task in begun:
            task.cancel()


class AwayDesk(SqlCourierDesk):
    async def reserve(self, *_: object, **__: object) -> Any:
        raise StoreUnavailable("The database cannot be used: it is locked.")

    async def renew(self, *_: object, **__: object) -> Any:
        raise StoreUnavailable("The database cannot be used: it is locked.")


async def test_without_the_store_nothing_is_said_under_an_old_lease(sqlite_database: Database) -> None:
    wall = Wall(NOW)
    hand = hand_of(sqlite_database, wall, lambda: AwayDesk(sqlite_database._transaction))
    one = await in_hand(sqlite_database, hand, wall)
    wall.advance(seconds=11)
    async with hand.turn(one) as turn:
        assert not turn.comes
        assert turn.unsure is not None


async def test_without_the_store_what_is_late_is_not_said(sqlite_database: Database) -> None:
    wall = Wall(NOW)
    hand = hand_of(sqlite_database, wall, lambda: AwayDesk(sqlite_database._transaction))
    late = replace(claimed(1), leaves_at=NOW)
    hand.take(late, NOW)
    wall.advance(seconds=1)
    async with hand.turn(late) as turn:
        assert not turn.comes
        assert turn.unsure is not None


async def test_a_slow_channel_gets_fewer_at_a_time(sqlite_database: Database) -> None:
    hand = hand_of(sqlite_database, Wall(NOW))
    hand.take(replace(claimed(0), leaves_at=NOW), NOW)
    assert hand.room == IN_HAND - 1
    hand._seconds = 5.0
    assert hand.room == 2 * AT_ONCE - 1
    hand._seconds = 60.0
    assert hand.room == AT_ONCE - 1
