"""What any desk must keep to: the channel's limits, counted by all workers together; no tenant waits for another."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest
import sqlalchemy as sa

from bot.delivery.limits import TEAMS
from dialogs.ids import ConversationId
from dialogs.notices import Notice, NoticeKind, NoticeState
from dialogs.ports import ClaimedNotice, CourierDesk
from storage import courier_desk, leasing, queue, sweeping
from storage.database import Database
from storage.leasing import PEEK, TENANTS
from storage.tables import leases, outbox, paces, reminder_log
from tests.recorder import QueryRecorder
from tests.storage_builders import CHAT, NOW, import_programme, origin, post, refresh

SECOND = timedelta(seconds=1)
BIG, SMALL = "tenant-big", "tenant-small"


async def chats(database: Database, tenant: str, names: Sequence[str]) -> list[str]:
    async with database.unit_of_work() as uow:
        for name in names:
            await uow.chats.seen(origin(chat=ConversationId(name), tenant=tenant))
        await uow.commit()
    return list(names)


async def add(database: Database, *notices: Notice) -> None:
    async with database.unit_of_work() as uow:
        await uow.outbox.add(notices)
        await uow.commit()


async def filled(
    database: Database, tenant: str, many: int, *, due_at: datetime = NOW, kind: NoticeKind = NoticeKind.REPLY
) -> None:
    """So many chats of a tenant with something to say in each."""
    names = await chats(database, tenant, [f"{tenant}-{nth}" for nth in range(many)])
    await add(database, *(replace(post(chat=name, due_at=due_at), kind=kind) for name in names))


async def claim(
    desk: CourierDesk, *, worker: str = "w", real: datetime = NOW, limit: int = 500
) -> Sequence[ClaimedNotice]:
    return await desk.claim(worker=worker, now=NOW, real=real, limit=limit)


async def said(desk: CourierDesk, claimed: Sequence[ClaimedNotice], *, worker: str = "w") -> None:
    await desk.sent([(one, None) for one in claimed], worker=worker, now=NOW)


def moments(claimed: Sequence[ClaimedNotice]) -> list[float]:
    """When each leaves, in seconds from now."""
    return sorted((one.leaves_at - NOW).total_seconds() for one in claimed if one.leaves_at is not None)


async def test_a_notice_counts_for_the_tenant_of_its_chat(database: Database) -> None:
    await chats(database, SMALL, [CHAT])
    await add(database, post(), post(chat="mail:somebody"))
    claimed = await claim(database.courier_desk())
    assert {one.notice.conversation: one.tenant for one in claimed} == {CHAT: SMALL, "mail:somebody": ""}
    assert [one.leaves_at for one in claimed] == [None, None], "nobody counts"


async def test_a_tenant_gets_48_a_second_and_no_more_than_a_dozen_at_a_look(database: Database) -> None:
    await filled(database, BIG, 40)
    found = moments(await claim(database.courier_desk(limits=TEAMS)))
    assert (len(found), TEAMS.turns) == (13, 13)
    assert found == pytest.approx([nth / 48 for nth in range(13)], abs=1e-5)


async def test_what_would_wait_longer_than_a_moment_is_left_for_later(database: Database) -> None:
    await filled(database, BIG, 40)
    desk = database.courier_desk(limits=TEAMS)
    taken = [*await claim(desk, limit=7), *await claim(desk, limit=40)]
    assert len(taken) == TEAMS.turns, "more than a quarter of a second ahead: not yet"
    assert len(await claim(desk, real=NOW + SECOND / 10, limit=40)) == 4


async def test_two_workers_share_what_a_tenant_may_have(database: Database) -> None:
    await filled(database, BIG, 60)
    desks = [database.courier_desk(limits=TEAMS) for _ in range(2)]
    claimed = [await claim(desk, worker=str(nth), limit=6) for nth, desk in enumerate(desks)]
    together = moments([one for part in claimed for one in part])
    assert len({one.id for part in claimed for one in part}) == 12
    assert all(later - sooner > 1 / 49 for sooner, later in pairwise(together))


async def test_what_could_not_leave_in_time_gets_another_moment_behind_what_others_planned(database: Database) -> None:
    await filled(database, BIG, 12)
    await filled(database, SMALL, 1)
    desk, other = (database.courier_desk(limits=TEAMS) for _ in range(2))
    late = await claim(desk, limit=6)
    planned = moments(await claim(other, worker="o", real=NOW + SECOND / 10, limit=7))
    again = await desk.reserve(late, real=NOW + SECOND / 5)
    big = [one.id for one in late if one.tenant == BIG]
    together = sorted([*planned, *((again[number] - NOW).total_seconds() for number in big)])
    assert {one.id for one in late} == set(again)
    assert all(later - sooner > 1 / 49 for sooner, later in pairwise(together))
    assert await database.courier_desk().reserve(late, real=NOW) == {}


async def test_who_asks_something_is_answered_before_what_is_due_for_everybody(database: Database) -> None:
    await filled(database, BIG, 60, due_at=NOW - SECOND, kind=NoticeKind.REMINDER)
    (asked,) = await chats(database, BIG, [CHAT])
    await add(database, post(chat=asked))
    found = await claim(database.courier_desk(limits=TEAMS))
    first = min(found, key=lambda one: one.leaves_at or NOW)
    assert (first.notice.conversation, first.leaves_at) == (asked, NOW)
    assert len(found) == TEAMS.turns


async def test_in_a_conversation_six_are_posted_at_once_and_then_one_every_two_seconds(database: Database) -> None:
    await chats(database, SMALL, [CHAT])
    await add(database, *(post(nth=nth) for nth in range(8)))
    desk = database.courier_desk(limits=TEAMS)
    posted: list[float] = []
    for tenths in range(60):
        real = NOW + tenths * SECOND / 10
        claimed = await claim(desk, real=real)
        await said(desk, claimed)
        posted += [tenths / 10] * len(claimed)
    assert posted == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 2.1, 4.2]


async def test_updates_are_not_counted_as_posts(database: Database) -> None:
    await chats(database, SMALL, [CHAT])
    desk = database.courier_desk(limits=TEAMS)
    for nth in range(12):
        await add(database, refresh(nth=nth))
        claimed = await claim(desk)
        assert len(claimed) == 1
        await said(desk, claimed)


async def test_a_small_tenant_leaves_at_once_beside_one_with_much_to_say(database: Database) -> None:
    await filled(database, BIG, PEEK + 100, due_at=NOW - timedelta(hours=1))
    await filled(database, SMALL, 3)
    desk = database.courier_desk(limits=TEAMS)
    first = await claim(desk, limit=20)
    assert Counter(one.tenant for one in first)[SMALL] == 3
    assert moments([one for one in first if one.tenant == SMALL])[0] <= 0
    later = await claim(desk, limit=500)
    assert {one.tenant for one in later} == {BIG}


async def test_every_tenant_has_its_turn_however_many_there_are(database: Database) -> None:
    names = [f"tenant-{nth:03d}" for nth in range(2 * TENANTS + 5)]
    for name in names:
        await filled(database, name, 3)
    desk = database.courier_desk(limits=TEAMS)
    seen: set[str] = set()
    for _ in range(3):
        seen |= {one.tenant for one in await claim(desk, limit=TENANTS)}
    assert seen == set(names)


async def test_tenants_that_only_wait_for_another_try_keep_nobody_from_speaking(database: Database) -> None:
    desk = database.courier_desk(limits=TEAMS)
    for nth in range(TENANTS):
        await filled(database, f"{BIG}-{nth:02}", 1)
    waiting = await claim(desk)
    assert len(waiting) == TENANTS
    for one in waiting:
        await desk.retry(one, worker="w", at=NOW + 60 * SECOND, error="503", ambiguous=False)
    await filled(database, SMALL, 1)
    spoke = await claim(desk, real=NOW + SECOND)
    await said(desk, spoke)
    await filled(database, SMALL, 2)
    again = await claim(desk, real=NOW + 2 * SECOND)
    assert [one.tenant for one in (*spoke, *again)] == [SMALL] * 3, "it spoke later than all those that wait"


async def test_a_paced_batch_costs_three_statements(database: Database, statements: QueryRecorder) -> None:
    await filled(database, BIG, 13)
    desk = database.courier_desk(limits=TEAMS)
    statements.clear()
    assert len(await claim(desk)) == 13
    assert len(statements.queries) == 3


async def test_a_stamp_finds_its_notices_by_their_numbers_whatever_the_statistics_say(
    postgres_database: Database,
) -> None:
    """They are mostly of a time when little waited; then a walk through all that waits looks cheap."""
    await filled(postgres_database, BIG, 1)
    copies = (
        "INSERT INTO outbox (conversation_id, kind, act, payload, due_at, state)"
        " SELECT 'c' || n, kind, act, payload, due_at, 'sent' FROM outbox, generate_series(1, 20000) AS n"
    )
    async with postgres_database.engines[0].begin() as db:
        await db.execute(sa.text(copies))
        await db.execute(sa.text("ANALYZE outbox"))
        driver = (await db.get_raw_connection()).driver_connection
        assert driver is not None
        stamp = courier_desk._SENT.compile(dialect=db.dialect)
        asked = {"ids": list(range(1, 500)), "attempt": 1, "now": NOW}
        found = await driver.fetch(f"EXPLAIN {stamp}", *(asked.get(name, "sent") for name in stamp.positiontup or ()))
    plan = "\n".join(line[0] for line in found)
    assert "pk_outbox" in plan, plan


@pytest.mark.parametrize("statement", [leasing.LEASE_DUE, queue.CLAIM_HEADS], ids=["lease", "claim"])
async def test_a_look_into_a_conversation_walks_through_no_other_whatever_the_statistics_say(
    postgres_database: Database, statement: Any
) -> None:
    """At a quiet moment they count nothing that waits; then all that is due seems to be had for nothing."""
    copies = (
        "INSERT INTO outbox (conversation_id, tenant, kind, act, payload, due_at, state)"
        " SELECT 'c' || n, :tenant, 'reply', 'post', '{}', :now, :state FROM generate_series(1, 20000) AS n"
    )
    async with postgres_database.engines[0].begin() as db:
        await db.execute(sa.text(copies), {"tenant": BIG, "now": NOW, "state": "sent"})
        await db.execute(sa.text("ANALYZE outbox"))
        await db.execute(sa.text(copies), {"tenant": BIG, "now": NOW, "state": "pending"})
        driver = (await db.get_raw_connection()).driver_connection
        assert driver is not None
        look = statement.compile(dialect=db.dialect)
        asked = {
            "worker": "w",
            "chats": ["c1", "c2"],
            "now": NOW,
            "real": NOW,
            "until": NOW,
            "most": 50,
            "turns": 13,
            **dict.fromkeys(("moment", "full", "spent", "every", "cost"), NOW.timestamp()),
        }
        values = [asked.get(name, look.params[name]) for name in look.positiontup or ()]
        plan = [line[0] for line in await driver.fetch(f"EXPLAIN {look}", *values)]
    scan, walked = "", []
    for line in plan:
        if "Scan" in line:
            scan = line
        elif "Filter" in line and "conversation_id" in line and " on outbox" in scan:
            walked.append(line)
    assert not walked, "\n".join(plan)


async def test_a_claim_walks_through_no_table_on_sqlite(sqlite_database: Database) -> None:
    """There a bare column of a row that an update returns fits no index of another table."""
    async with sqlite_database.engines[0].begin() as db:
        look = queue.CLAIM_HEADS.compile(dialect=db.dialect)
        found = await db.exec_driver_sql(f"EXPLAIN QUERY PLAN {look}", (None,) * len(look.positiontup or ()))
        plan = [row.detail for row in found]
    walked = [line for line in plan if line.startswith("SCAN") and "json_each" not in line]
    assert not walked, "\n".join(plan)


async def test_when_the_channel_asks_to_wait_no_worker_speaks_in_that_tenant_before(database: Database) -> None:
    await filled(database, BIG, 3)
    await filled(database, SMALL, 1)
    desk, other = (database.courier_desk(limits=TEAMS) for _ in range(2))
    told = await claim(desk, limit=2)
    big = next(one for one in told if one.tenant == BIG)
    until = NOW + 7 * SECOND
    assert await desk.hold(big, until=until, real=NOW)
    await desk.retry(big, worker="w", at=until, error="429", ambiguous=False)
    assert await claim(other, worker="o", real=NOW + 5 * SECOND) == ()
    found = await claim(other, worker="o", real=until)
    assert {one.tenant for one in found} == {BIG}
    assert min(one.leaves_at for one in found if one.leaves_at) >= until - timedelta(milliseconds=1)


async def test_a_conversation_that_said_much_is_told_to_wait_alone(database: Database) -> None:
    await filled(database, BIG, 1)
    await chats(database, BIG, [CHAT])
    await add(database, *(post(nth=nth) for nth in range(5)))
    desk = database.courier_desk(limits=TEAMS)
    for _ in range(4):
        one = [one for one in await claim(desk) if one.notice.conversation == CHAT]
        await said(desk, one)
    (loud,) = await claim(desk)
    assert not await desk.hold(loud, until=NOW + 7 * SECOND, real=NOW)
    await desk.retry(loud, worker="w", at=NOW, error="429", ambiguous=False)
    assert await claim(desk, real=NOW + 6 * SECOND) == ()
    await filled(database, "another", 1)
    await add(database, post(chat="mail:x"))
    assert len(await claim(desk, real=NOW + 6 * SECOND)) == 2
    assert [one.id for one in await claim(desk, real=NOW + 7.1 * SECOND)] == [loud.id]


async def test_without_limits_nothing_is_held(database: Database) -> None:
    await filled(database, BIG, 1)
    desk = database.courier_desk()
    (one,) = await claim(desk)
    assert not await desk.hold(one, until=NOW + SECOND, real=NOW)
    await desk.retry(one, worker="w", at=NOW, error="429", ambiguous=False)
    assert len(await claim(desk)) == 1


async def test_a_lease_that_is_renewed_lasts_longer_and_a_lost_one_is_told(database: Database) -> None:
    await filled(database, SMALL, 2)
    desk = database.courier_desk()
    one, other = await claim(desk)
    at_20, at_31 = NOW + 20 * SECOND, NOW + 31 * SECOND
    assert await desk.renew([one], worker="w", real=at_20) == {one.id}
    (lapsed,) = await claim(desk, worker="quick", real=at_31)
    assert lapsed.id == other.id
    assert await desk.renew([one, other], worker="w", real=at_31) == {one.id}


async def test_what_was_said_long_ago_is_swept_and_what_waits_is_not(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    desk = database.courier_desk(limits=TEAMS)
    await add(database, *(post(chat=f"c{nth}", nth=nth) for nth in range(4)), replace(post(), due_at=NOW + 90 * SECOND))
    sent, dropped, dead, lost = await claim(desk)
    await said(desk, [sent])
    await desk.settle(dropped, worker="w", state=NoticeState.DROPPED, error="too late", now=NOW)
    await desk.settle(dead, worker="w", state=NoticeState.DEAD, error="403", now=NOW)

    async def left() -> list[str]:
        async with database.engines[1].connect() as db:
            return list(await db.scalars(sa.select(outbox.c.state).order_by(outbox.c.id)))

    await database.sweep(NOW + timedelta(days=29), real=NOW)
    assert await left() == ["sent", "dropped", "dead", "sending", "pending"]
    await database.sweep(NOW + timedelta(days=31), real=NOW)
    assert await left() == ["dead", "sending", "pending"]
    await database.sweep(NOW + timedelta(days=181), real=NOW)
    assert await left() == ["sending", "pending"]

    async def kept(column: Any) -> set[str]:
        async with database.engines[1].connect() as db:
            return set(await db.scalars(sa.select(column)))

    assert len(await kept(leases.c.conversation_id)) == 4, "the moved clock is not what they keep to"
    assert await kept(paces.c.tenant) == {""}
    monkeypatch.setattr(sweeping, "BATCH", 2)
    await database.sweep(NOW + timedelta(days=181), real=NOW + timedelta(days=1))
    async with database.engines[1].connect() as db:
        assert list(await db.scalars(sa.select(leases.c.conversation_id))) == [lost.notice.conversation]
        assert list(await db.scalars(sa.select(paces.c.tenant))) == []


async def test_the_log_of_reminders_is_kept_for_a_year_and_a_month(database: Database) -> None:
    await import_programme(database)
    log = (
        'INSERT INTO reminder_log (group_id, session_id, rule, fate, "on", at) '
        "SELECT group_id, id, 'attendance', 'said', :day, :at FROM sessions"
    )
    async with database.engines[0].begin() as db:
        asked = sa.text(log).bindparams(
            sa.bindparam("day", NOW.date(), type_=sa.Date), sa.bindparam("at", NOW, type_=reminder_log.c.at.type)
        )
        await db.execute(asked)
    found = []
    for days in (399, 401):
        await database.sweep(NOW + timedelta(days=days))
        async with database.engines[1].connect() as db:
            found.append(await db.scalar(sa.select(sa.func.count()).select_from(reminder_log)))
    assert found == [2, 0]


def test_the_limits_are_within_those_of_teams() -> None:
    """Per conversation 7 in 1 s, 8 in 2 s, 60 in 30 s, 1800 in an hour; per tenant 50 in 1 s."""
    for pace, windows in ((TEAMS.conversation, {1: 7, 2: 8, 30: 60, 3600: 1800}), (TEAMS.tenant, {1: 50})):
        for seconds, most in windows.items():
            assert pace.burst + int(seconds / pace.every) <= most
    assert datetime.fromtimestamp(0, UTC) < NOW
