"""What any courier may count on: one notice a conversation, in order, by one worker, whoever dies meanwhile."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from structlog.testing import capture_logs

from dialogs.notices import Act, Notice, NoticeKind, NoticeState
from dialogs.ports import ClaimedNotice, CourierDesk
from storage.database import Database
from storage.tables import outbox
from tests.recorder import QueryRecorder
from tests.storage_builders import CHAT, NOW, card_at, origin, post, refresh

OTHER = "19:other@thread.v2"
SECOND = timedelta(seconds=1)
AFTER_THE_LEASE = NOW + timedelta(seconds=31)


async def add(database: Database, *notices: Notice) -> CourierDesk:
    async with database.unit_of_work() as uow:
        await uow.outbox.add(notices)
        await uow.commit()
    return database.courier_desk()


async def claim(
    desk: CourierDesk, *, worker: str = "w", now: datetime = NOW, real: datetime = NOW, limit: int = 50
) -> Sequence[ClaimedNotice]:
    return await desk.claim(worker=worker, now=now, real=real, limit=limit)


def numbers(claimed: Sequence[ClaimedNotice]) -> list[object]:
    return [one.notice.payload["nth"] for one in claimed]


async def test_nothing_is_claimed_before_it_is_due(database: Database) -> None:
    desk = await add(database, post(due_at=NOW + SECOND))
    assert not await desk.busy(NOW)
    assert await claim(desk) == ()
    assert await desk.busy(NOW + SECOND)
    assert len(await claim(desk, now=NOW + SECOND)) == 1


async def test_one_notice_of_a_conversation_is_in_hand_at_a_time(database: Database) -> None:
    desk = await add(database, post(nth=1), post(nth=2), post(chat=OTHER, nth=3))
    first = await claim(desk)
    assert numbers(first) == [1, 3]
    assert await claim(desk, worker="other") == ()
    await desk.sent([(first[0], None)], worker="w", now=NOW)
    assert numbers(await claim(desk)) == [2]


async def test_what_is_due_goes_in_the_order_it_was_written(database: Database) -> None:
    desk = await add(database, post(nth=1, due_at=NOW + SECOND), post(nth=2), post(nth=3))
    said: list[object] = []
    for moment in (NOW, NOW + SECOND, NOW + SECOND):
        claimed = await claim(desk, now=moment)
        said += numbers(claimed)
        await desk.sent([(one, None) for one in claimed], worker="w", now=moment)
    assert said == [2, 1, 3]


async def test_no_more_conversations_are_leased_than_asked_for(database: Database) -> None:
    desk = await add(database, *(post(chat=f"19:{n}", nth=n) for n in range(5)))
    assert numbers(await claim(desk, limit=2)) == [0, 1]
    assert numbers(await claim(desk, limit=2, worker="other")) == [2, 3]
    assert numbers(await claim(desk, limit=2)) == [4]


async def test_each_notice_comes_with_its_own_card_and_no_other(database: Database) -> None:
    desk = await add(database, post("a"), post("a", chat=OTHER))
    for one in await claim(desk):
        await desk.sent([(one, f"card in {one.notice.conversation}")], worker="w", now=NOW)
    await add(database, post("b"), refresh("a", chat=OTHER), post(chat="19:third", nth=3))
    found = {one.notice.conversation: one.card_activity for one in await claim(desk)}
    assert found == {CHAT: None, OTHER: f"card in {OTHER}", "19:third": None}


async def test_a_batch_costs_a_few_statements_however_large(database: Database, statements: QueryRecorder) -> None:
    desk = await add(database, *(post("round:1", chat=f"19:{n}", nth=n) for n in range(40)))
    statements.clear()
    claimed = await claim(desk)
    assert (len(claimed), len(statements.queries)) == (40, 2)
    await desk.sent([(one, f"a-{one.id}") for one in claimed], worker="w", now=NOW)
    assert len(statements.queries) == 5


async def test_what_a_newer_bot_wrote_waits_for_that_one_and_costs_no_other_its_turn(database: Database) -> None:
    desk = await add(database, post(nth=1), post(nth=2), post(chat=OTHER, nth=3))
    async with database.engines[0].begin() as db:
        first = sa.select(sa.func.min(outbox.c.id)).scalar_subquery()
        await db.execute(sa.update(outbox).where(outbox.c.id == first).values(kind="not made yet"))
    assert numbers(await claim(desk)) == [3]
    async with database.engines[1].connect() as db:
        found = await db.execute(sa.select(outbox.c.state, outbox.c.attempts).order_by(outbox.c.id))
        assert found.all() == [("pending", 0), ("pending", 0), ("sending", 1)], "in order, and as new"


async def test_what_a_dead_worker_was_sending_comes_back_as_ambiguous(database: Database) -> None:
    desk = await add(database, post(nth=1), post(nth=2))
    (lost,) = await claim(desk, worker="dead")
    assert await claim(desk, real=NOW + timedelta(seconds=29)) == ()
    (found,) = await claim(desk, real=AFTER_THE_LEASE)
    assert (found.id, found.ambiguous, found.attempts, found.first_tried_at) == (lost.id, True, 2, NOW)
    assert not lost.ambiguous


async def test_a_worker_that_lost_its_lease_does_not_let_go_of_anothers(database: Database) -> None:
    desk = await add(database, post(nth=1), post(nth=2))
    slow = await claim(desk, worker="slow")
    (found,) = await claim(desk, worker="quick", real=AFTER_THE_LEASE)
    await desk.sent([(slow[0], "activity")], worker="slow", now=NOW)
    assert await claim(desk, worker="third", real=AFTER_THE_LEASE) == ()
    await desk.settle(found, worker="quick", state=NoticeState.DROPPED, error="said already", now=NOW)
    assert numbers(await claim(desk, real=AFTER_THE_LEASE)) == [2]


async def test_a_restarted_bot_on_sqlite_goes_on_at_once_and_one_of_many_waits(database: Database) -> None:
    desk = await add(database, post(nth=1))
    await claim(desk, worker="killed")
    await database.take_over()
    at_once = await claim(desk, worker="restarted")
    assert [one.ambiguous for one in at_once] == ([True] if database.engines[0].dialect.name == "sqlite" else [])


async def test_a_head_that_is_tried_again_holds_up_its_conversation_until_then(database: Database) -> None:
    desk = await add(database, post(nth=1), post(nth=2), post(chat=OTHER, nth=3))
    first, other = await claim(desk)
    await desk.retry(first, worker="w", at=NOW + 5 * SECOND, error="429", ambiguous=False)
    await desk.sent([(other, None)], worker="w", now=NOW)
    assert await claim(desk, real=NOW + 4 * SECOND) == ()
    assert await desk.busy(NOW)
    (again,) = await claim(desk, real=NOW + 5 * SECOND)
    assert (again.id, again.attempts, again.ambiguous, again.first_tried_at) == (first.id, 2, False, NOW)


async def test_what_two_dead_workers_were_sending_is_given_up_and_the_next_goes(database: Database) -> None:
    desk = await add(database, post("round:1", nth=1), post(nth=2))
    found: list[ClaimedNotice] = []
    for deaths in range(3):
        found += await claim(desk, worker=f"w{deaths}", real=NOW + deaths * timedelta(seconds=31))
    assert numbers(found) == [1, 1, 1, 2]
    assert [one.given_up for one in found] == [False, False, True, False]


async def test_an_errand_is_done_again_however_many_workers_die_of_it(database: Database) -> None:
    desk = await add(database, replace(post(nth=1), kind=NoticeKind.ROSTER))
    found: list[ClaimedNotice] = []
    for deaths in range(4):
        found += await claim(desk, worker=f"w{deaths}", real=NOW + deaths * timedelta(seconds=31))
    assert numbers(found) == [1, 1, 1, 1]


async def test_an_errand_that_is_to_be_tried_again_lets_what_is_said_pass(database: Database) -> None:
    desk = await add(database, replace(post(nth=1), kind=NoticeKind.ROSTER), post(nth=2), post(nth=3))
    (errand,) = await claim(desk)
    assert errand.notice.kind is NoticeKind.ROSTER
    await desk.retry(errand, worker="w", at=NOW + 5 * SECOND, error="503", ambiguous=False)
    (said,) = await claim(desk)
    await desk.sent([(said, None)], worker="w", now=NOW)
    assert numbers([said]) == [2]
    assert numbers(await claim(desk, real=NOW + 5 * SECOND)) == [1]


async def test_doubt_once_raised_stays(database: Database) -> None:
    desk = await add(database, post())
    (first,) = await claim(desk)
    await desk.retry(first, worker="w", at=NOW, error="time-out", ambiguous=True)
    (second,) = await claim(desk)
    await desk.retry(second, worker="w", at=NOW, error="429", ambiguous=False)
    (third,) = await claim(desk)
    assert (second.ambiguous, third.ambiguous) == (True, True)


async def test_a_refresh_that_comes_back_and_meets_a_newer_one_is_dropped(database: Database) -> None:
    desk = await add(database, refresh(nth=1))
    (old,) = await claim(desk)
    await add(database, refresh(nth=2, due_at=NOW + 9 * SECOND))
    with capture_logs() as logs:
        await desk.retry(old, worker="w", at=NOW + 5 * SECOND, error="429", ambiguous=False)
    assert [(one["event"], one["notice"], one["reason"]) for one in logs] == [("notice.dropped", old.id, "superseded")]
    assert await claim(desk, real=NOW + 4 * SECOND) == (), "the newer one waits as long"
    (new,) = await claim(desk, real=NOW + 5 * SECOND)
    assert (new.notice.payload, new.id > old.id, new.attempts) == ({"nth": 2}, True, 2)
    await desk.sent([(new, None)], worker="w", now=NOW)
    assert not await desk.busy(NOW + 9 * SECOND)


async def test_a_refresh_that_comes_back_alone_is_tried_again(database: Database) -> None:
    desk = await add(database, refresh(nth=1), refresh("another", nth=2))
    (old,) = await claim(desk)
    await desk.retry(old, worker="w", at=NOW, error="502", ambiguous=True)
    (again,) = await claim(desk)
    assert (again.id, again.ambiguous) == (old.id, True)


async def test_the_refresh_of_a_dead_worker_gives_way_to_a_newer_one(database: Database) -> None:
    desk = await add(database, refresh(nth=1))
    (old,) = await claim(desk, worker="dead")
    await add(database, refresh(nth=2))
    with capture_logs() as logs:
        claimed = await claim(desk, real=AFTER_THE_LEASE)
    assert [(one["event"], one["notice"], one["reason"]) for one in logs] == [("notice.dropped", old.id, "superseded")]
    assert numbers(claimed) == [2]
    assert claimed[0].id != old.id
    await desk.sent([(claimed[0], None)], worker="w", now=NOW)
    assert not await desk.busy(NOW)


async def test_the_one_that_takes_over_from_an_unposted_card_posts_it(database: Database) -> None:
    desk = await add(database, replace(refresh(nth=1), act=Act.UPSERT))
    (old,) = await claim(desk)
    await add(database, refresh(nth=2))
    await desk.retry(old, worker="w", at=NOW, error="time-out", ambiguous=True)
    (new,) = await claim(desk)
    assert (new.notice.act, new.notice.payload, new.ambiguous) == (Act.UPSERT, {"nth": 2}, True)


async def test_a_dead_post_takes_the_later_refreshes_of_its_card_with_it(database: Database) -> None:
    desk = await add(database, post("round:1", nth=1), refresh("round:1", nth=2), refresh("round:0", nth=3))
    (head,) = await claim(desk)
    with capture_logs() as log:
        await desk.settle(head, worker="w", state=NoticeState.DEAD, error="403", now=NOW)
    assert [(line["event"], line["reason"]) for line in log] == [("notice.dropped", "its card died")]
    claimed = await claim(desk)
    assert numbers(claimed) == [3]


async def test_a_dropped_post_leaves_the_rest(database: Database) -> None:
    desk = await add(database, post("round:1", nth=1), refresh("round:1", nth=2))
    (head,) = await claim(desk)
    await desk.settle(head, worker="w", state=NoticeState.DROPPED, error="too late", now=NOW)
    assert numbers(await claim(desk)) == [2]


async def test_what_was_settled_or_sent_is_not_tried_again(database: Database) -> None:
    desk = await add(database, post(nth=1))
    (one,) = await claim(desk)
    await desk.sent([(one, None)], worker="w", now=NOW)
    await desk.retry(one, worker="w", at=NOW, error="late news", ambiguous=True)
    await desk.settle(one, worker="w", state=NoticeState.DEAD, error="later news", now=NOW)
    assert await claim(desk, real=AFTER_THE_LEASE) == ()
    await desk.sent([], worker="w", now=NOW)
    assert not await desk.busy(NOW)


async def test_a_chat_that_is_blocked_falls_silent_until_it_is_seen_again(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.chats.seen(origin())
        await uow.commit()
    desk = await add(database, post(nth=1), post(nth=2), post(chat=OTHER, nth=3))
    head, other = await claim(desk)
    assert len(await desk.silence(head, worker="w", error="blocked: 403", now=NOW)) == 2
    await desk.sent([(other, None)], worker="w", now=NOW)
    assert not await desk.busy(NOW)
    async with database.unit_of_work() as uow:
        chat = await uow.chats.get(CHAT)
        assert chat is not None
        assert not chat.active
        assert (await uow.chats.seen(origin())).active


async def test_a_card_that_somebody_took_away_is_forgotten_with_its_refresh(database: Database) -> None:
    desk = await add(database, post("round:1"))
    (posted,) = await claim(desk)
    await desk.sent([(posted, "card-1")], worker="w", now=NOW)
    await add(database, refresh())
    (refreshing,) = await claim(desk)
    await desk.card_gone(refreshing, worker="w", now=NOW)
    assert await card_at(database, "round:1") is None
    assert not await desk.busy(NOW)
    await add(database, post("round:1", nth=2))
    assert numbers(await claim(desk)) == [2]  # the conversation was let go


async def test_a_worker_that_lost_its_lease_does_not_forget_anothers_card(database: Database) -> None:
    desk = await add(database, post("round:1"))
    (posted,) = await claim(desk)
    await desk.sent([(posted, "card-1")], worker="w", now=NOW)
    await add(database, refresh())
    (late,) = await claim(desk, worker="late")
    (again,) = await claim(desk, worker="other", real=AFTER_THE_LEASE)
    await desk.sent([(again, "card-2")], worker="other", now=NOW)
    await desk.card_gone(late, worker="late", now=NOW)
    assert await card_at(database, "round:1") == "card-2"


# --- who still has a say


async def state_of(database: Database, number: int) -> tuple[str, int, bool]:
    async with database.engines[1].connect() as db:
        row = (await db.execute(sa.select(outbox).where(outbox.c.id == number))).one()
    return row.state, row.attempts, row.ambiguous


async def test_what_a_late_worker_writes_down_changes_nothing(database: Database) -> None:
    desk = await add(database, post("round:1", nth=1))
    (late,) = await claim(desk, worker="late")
    (found,) = await claim(desk, worker="quick", real=AFTER_THE_LEASE)
    await desk.retry(late, worker="late", at=NOW, error="502", ambiguous=True)
    await desk.settle(late, worker="late", state=NoticeState.DEAD, error="400", now=NOW)
    await desk.hand_back([(late, NOW, "the bot stopped")], worker="late")
    assert await desk.silence(late, worker="late", error="blocked: 403", now=NOW) == ()
    await desk.sent([(late, "late card")], worker="late", now=NOW)
    assert await state_of(database, found.id) == ("sending", 2, True)
    assert await card_at(database, "round:1") is None
    await desk.sent([(found, "card")], worker="quick", now=NOW)
    assert await state_of(database, found.id) == ("sent", 2, True)
    assert await card_at(database, "round:1") == "card"


async def test_what_is_handed_back_is_as_if_nobody_had_claimed_it(database: Database) -> None:
    desk = await add(database, post(nth=1), refresh(chat=OTHER, nth=2))
    claimed = await claim(desk)
    await desk.hand_back([(one, NOW + SECOND, "the bot stopped") for one in claimed], worker="w")
    assert await claim(desk) == ()
    again = await claim(desk, worker="other", real=NOW + SECOND)
    assert [(one.attempts, one.ambiguous, one.first_tried_at) for one in again] == [(1, False, NOW + SECOND)] * 2


async def test_what_was_tried_before_keeps_its_patience_when_it_is_handed_back(database: Database) -> None:
    desk = await add(database, post(nth=1))
    (first,) = await claim(desk)
    await desk.retry(first, worker="w", at=NOW, error="502", ambiguous=True)
    (second,) = await claim(desk, real=NOW + SECOND)
    await desk.hand_back([(second, NOW, "the bot stopped")], worker="w")
    (third,) = await claim(desk, real=NOW + 2 * SECOND)
    assert (third.attempts, third.ambiguous, third.first_tried_at) == (2, True, NOW)


async def test_a_newer_row_takes_the_place_of_one_that_is_handed_back(database: Database) -> None:
    desk = await add(database, refresh(nth=1))
    (old,) = await claim(desk)
    await add(database, refresh(nth=2))
    await desk.hand_back([(old, NOW, "the bot stopped")], worker="w")
    (new,) = await claim(desk, real=NOW + SECOND)
    assert (numbers([new]), new.attempts, new.first_tried_at) == ([2], 1, NOW + SECOND)


@pytest.mark.parametrize(("kind", "state"), [(NoticeKind.ROUND, "dead"), (NoticeKind.REMINDER, "dropped")])
async def test_what_two_dead_workers_were_sending_is_a_dead_letter_where_it_is_missed(
    database: Database, kind: NoticeKind, state: str
) -> None:
    desk = await add(database, replace(post(nth=1), kind=kind))
    await claim(desk, worker="first")
    await claim(desk, worker="second", real=AFTER_THE_LEASE)
    (one,) = await claim(desk, worker="third", real=AFTER_THE_LEASE + timedelta(seconds=31))
    assert one.given_up
    assert (await state_of(database, one.id))[0] == state
