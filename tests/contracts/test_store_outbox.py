"""What any outbox must do: what is said waits its turn, cards are brought up to date once."""

from dataclasses import replace
from datetime import timedelta

from dialogs.ids import ConversationId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.ports import ClaimedNotice
from storage.database import Database
from tests.recorder import QueryRecorder
from tests.storage_builders import CHAT, NOW, card_at, post, refresh

SOON = NOW + timedelta(seconds=2)
LATER = NOW + timedelta(minutes=5)
OTHER = "19:other@thread.v2"


async def add(database: Database, *notices: Notice) -> None:
    async with database.unit_of_work() as uow:
        await uow.outbox.add(notices)
        await uow.commit()


async def deliver(database: Database) -> list[ClaimedNotice]:
    """Everything that is due, in the order in which it would be sent."""
    desk = database.courier_desk()
    said: list[ClaimedNotice] = []
    while claimed := await desk.claim(worker="w", now=LATER, real=LATER, limit=50):
        said += claimed
        await desk.sent([(one, f"activity-{one.id}") for one in claimed], worker="w", now=LATER)
    return said


async def test_a_notice_comes_out_as_it_went_in(database: Database) -> None:
    notice = Notice(
        kind=NoticeKind.TIME_WARNING,
        act=Act.POST,
        conversation=CHAT,
        key="warning",
        payload={"session": "s", "run": 1, "last": True, "nothing": None},
        due_at=NOW,
        drop_after=LATER,
    )
    await add(database, notice)
    (claimed,) = await deliver(database)
    assert claimed.notice == notice
    assert (claimed.attempts, claimed.ambiguous, claimed.first_tried_at, claimed.card_activity) == (
        1,
        False,
        LATER,
        None,
    )


async def test_all_notices_of_a_turn_are_one_statement(database: Database, statements: QueryRecorder) -> None:
    await add(database, post("round:1"), post(), refresh("round:0"), post(chat=OTHER))
    assert len(statements.queries) == 1
    await add(database)
    assert len(statements.queries) == 1


async def test_refreshes_of_one_card_are_one_row_with_the_newest_words_and_the_earliest_moment(
    database: Database,
) -> None:
    await add(database, refresh(due_at=SOON, nth=1))
    await add(database, refresh(due_at=LATER, nth=2))
    await add(database, refresh(due_at=NOW, nth=3), refresh(due_at=LATER, nth=4))
    (claimed,) = await deliver(database)
    assert (claimed.notice.payload, claimed.notice.due_at) == ({"nth": 4}, NOW)


async def test_refreshes_of_other_cards_and_chats_stay_apart(database: Database) -> None:
    await add(database, refresh("a"), refresh("b"), refresh("a", chat=OTHER))
    assert len(await deliver(database)) == 3


async def test_posts_are_never_merged(database: Database) -> None:
    await add(database, post("a"), post("a"), post(), post())
    assert len(await deliver(database)) == 4


async def test_a_refresh_after_the_last_one_was_sent_is_a_new_one(database: Database) -> None:
    await add(database, refresh())
    assert len(await deliver(database)) == 1
    await add(database, refresh())
    assert len(await deliver(database)) == 1


async def test_a_card_that_must_come_into_being_still_must_after_a_refresh(database: Database) -> None:
    upsert = replace(refresh(), act=Act.UPSERT)
    await add(database, upsert)
    await add(database, refresh(nth=2))
    await add(database, refresh("other"), replace(refresh("other"), act=Act.UPSERT))
    claimed = await deliver(database)
    assert [(one.notice.act, one.notice.payload["nth"]) for one in claimed] == [(Act.UPSERT, 2), (Act.UPSERT, 0)]


async def test_what_is_said_in_one_chat_keeps_its_order(database: Database) -> None:
    await add(database, *(post(nth=n) for n in range(3)))
    await add(database, refresh("z", nth=3), post(nth=4), refresh("a", nth=5))
    said = [one.notice for one in await deliver(database)]
    assert [one.payload["nth"] for one in said if one.act is Act.POST] == [0, 1, 2, 4]
    assert sorted(one.key or "" for one in said if one.act is Act.REFRESH) == ["a", "z"]


async def test_the_next_moment_something_is_due_is_known(database: Database) -> None:
    async with database.reading() as uow:
        assert await uow.outbox.next_due() is None
    await add(database, post(due_at=LATER), post(due_at=SOON), post(due_at=NOW))
    async with database.reading() as uow:
        assert await uow.outbox.next_due() == NOW
        assert await uow.outbox.next_due(NOW) == SOON
        assert await uow.outbox.next_due(LATER) is None


async def test_a_posted_card_is_known_by_its_key(database: Database) -> None:
    await add(database, post("round:1"))
    (posted,) = await deliver(database)
    assert await card_at(database, "round:1") == f"activity-{posted.id}"
    assert await card_at(database, "round:2") is None
    await add(database, refresh("round:1"))
    (claimed,) = await deliver(database)
    assert claimed.card_activity == f"activity-{posted.id}"


async def test_a_card_that_is_taken_away_and_posted_again_has_its_new_place(database: Database) -> None:
    await add(database, post("round:1"))
    (first,) = await deliver(database)
    await add(database, post("round:1", act=Act.DELETE))
    desk = database.courier_desk()
    (gone,) = await desk.claim(worker="w", now=LATER, real=LATER, limit=50)
    assert gone.card_activity == f"activity-{first.id}"
    await desk.sent([(gone, None)], worker="w", now=LATER)
    assert await card_at(database, "round:1") is None
    await add(database, post("round:1"))
    (again,) = await deliver(database)
    assert await card_at(database, "round:1") == f"activity-{again.id}"


async def test_a_card_stands_from_when_it_was_posted_until_it_is_taken_away(database: Database) -> None:
    place, other = (CHAT, "reminder:2027-05-03"), (CHAT, "reminder:2027-05-04")
    upsert = replace(refresh(place[1]), act=Act.UPSERT)
    await add(database, upsert)
    assert await standing(database, place, other) == set()
    assert await to_stand(database, place, other) == {place}
    await deliver(database)
    assert await standing(database, place, other) == await to_stand(database, place, other) == {place}
    await add(database, replace(upsert, act=Act.DELETE))
    assert await standing(database, place, other) == {place}
    assert await to_stand(database, place, other) == set()
    desk = database.courier_desk()
    taken = await desk.claim(worker="w", now=LATER, real=LATER, limit=1)
    await desk.sent([(one, None) for one in taken], worker="w", now=LATER)
    assert await standing(database, place, other) == set()
    assert await standing(database) == set()


async def standing(database: Database, *cards: tuple[ConversationId, str]) -> set[tuple[ConversationId, str]]:
    async with database.reading() as uow:
        return {*await uow.outbox.stands(cards)}


async def to_stand(database: Database, *cards: tuple[ConversationId, str]) -> set[tuple[ConversationId, str]]:
    async with database.reading() as uow:
        return {*await uow.outbox.will_stand(cards, now=LATER)}


async def test_what_waits_too_long_will_not_stand(database: Database) -> None:
    place = (CHAT, "reminder:2027-05-03")
    await add(database, replace(refresh(place[1]), act=Act.POST, drop_after=LATER - timedelta(seconds=1)))
    assert await to_stand(database, place) == set()
    await add(database, replace(refresh(place[1]), act=Act.POST, drop_after=LATER))
    assert await to_stand(database, place) == {place}
    assert await to_stand(database) == set()
