"""What could not be delivered: found with its group and reason, brought back as new, or put aside."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

from structlog.testing import capture_logs

from dialogs.ids import ConversationId
from dialogs.notices import Act, Notice, NoticeKind, NoticeState
from dialogs.ports import ClaimedNotice
from dialogs.turns import ChatKind
from dialogs.undelivered import Undelivered, Why
from storage.database import Database
from tests.recorder import QueryRecorder
from tests.storage_builders import (
    NOW,
    House,
    find_group,
    group_entry,
    import_programme,
    origin,
    post,
    programme,
    refresh,
    settle_in,
)

OWN = ConversationId("a:own")
DEAD = (NoticeState.DEAD,)
LATER = NOW + timedelta(hours=2)


async def given(database: Database, *notices: Notice) -> None:
    async with database.unit_of_work() as uow:
        await uow.outbox.add(notices)
        await uow.commit()


async def dies(
    database: Database, *notices: Notice, error: str = "refused: 400 BadSyntax", doubted: bool = False
) -> list[int]:
    """The numbers of notices that were given up."""
    desk = database.courier_desk()
    await given(database, *notices)
    numbers: list[int] = []
    while claimed := await desk.claim(worker="w", now=NOW, real=NOW, limit=50):
        for one in claimed:
            if doubted and not one.ambiguous:
                await desk.retry(one, worker="w", at=NOW, error="ambiguous: no answer", ambiguous=True)
                continue
            await desk.settle(one, worker="w", state=NoticeState.DEAD, error=error, now=NOW)
            numbers.append(one.id)
    return numbers


async def found(database: Database, states: Sequence[NoticeState] = DEAD, **which: object) -> Sequence[Undelivered]:
    async with database.reading() as uow:
        return await uow.dead_letters.find(states, **which)  # type: ignore[arg-type]


async def back(database: Database, *numbers: int) -> set[int]:
    async with database.unit_of_work() as uow:
        returned = set(await uow.dead_letters.bring_back(numbers))
        await uow.commit()
    return returned


async def claims(database: Database) -> Sequence[ClaimedNotice]:
    return await database.courier_desk().claim(worker="w", now=NOW, real=NOW, limit=50)


async def own_chat(database: Database, house: House, name: str = "Anna") -> None:
    async with database.unit_of_work() as uow:
        await uow.chats.seen(origin(name, chat=OWN, kind=ChatKind.PERSONAL))
        await uow.commit()


async def test_what_died_is_found_with_its_group_and_without_a_person(database: Database) -> None:
    await settle_in(database)
    (number,) = await dies(database, post())
    (letter,) = await found(database)
    assert letter.id == number
    assert letter.groups == (("voorbeeld", 1),)
    assert letter.address is None
    assert (letter.state, letter.attempts, letter.settled_at, letter.why) == (NoticeState.DEAD, 1, NOW, Why.REFUSED)


async def test_what_waits_is_no_dead_letter(database: Database) -> None:
    await settle_in(database)
    await given(database, post())
    assert await found(database) == []
    (waiting,) = await found(database, (NoticeState.PENDING, NoticeState.SENDING))
    assert (waiting.state, waiting.why, waiting.settled_at) == (NoticeState.PENDING, None, None)


async def test_in_somebodys_own_chat_there_is_an_address_to_write_to(database: Database) -> None:
    house = await settle_in(database)
    await own_chat(database, house)
    await dies(database, replace(post(chat=OWN), payload={"day": "2027-05-10"}))
    (letter,) = await found(database)
    assert letter.address == "anna@voorbeeld.example"
    assert letter.groups == (("voorbeeld", 1),)


async def test_a_letter_tells_its_person_and_group_without_any_chat(database: Database) -> None:
    house = await settle_in(database)
    person = house.people["Bert"]
    letter = Notice(
        kind=NoticeKind.LETTER,
        conversation=ConversationId(f"mail:{person}"),
        payload={"person": person, "group": house.group.id, "day": "2027-05-10"},
        due_at=NOW,
    )
    await dies(database, letter, error="refused: 550 mail: address refused 5.1.1")
    (one,) = await found(database)
    assert (one.address, one.groups, one.why) == ("bert@voorbeeld.example", (("voorbeeld", 1),), Why.MAIL_REFUSED)


async def test_the_session_tells_the_group_where_the_chat_does_not(database: Database) -> None:
    house = await settle_in(database)
    await dies(database, replace(post(chat="a:moderator"), payload={"session": house.session}))
    (one,) = await found(database)
    assert one.groups == (("voorbeeld", 1),)


async def test_only_what_is_of_the_programme_is_found(database: Database) -> None:
    house = await settle_in(database)
    await own_chat(database, house)
    (elsewhere,) = await dies(database, post(chat="19:elsewhere"))
    of_group, of_person = await dies(database, post(), post(chat=OWN))
    assert [one.id for one in await found(database, slug="voorbeeld")] == [of_group, of_person]
    assert await found(database, slug="anders") == []
    assert [one.id for one in await found(database)] == [elsewhere, of_group, of_person]


async def test_somebody_of_two_groups_is_told_of_in_both(database: Database) -> None:
    house = await settle_in(database)
    await import_programme(database, programme(group_entry(), group_entry(2, names=("Anna", "Zeno"))))
    await own_chat(database, house)
    await dies(database, post(chat=OWN))
    await dies(database, post())
    async with database.reading() as uow:
        groups = [await find_group(uow, number=number) for number in (1, 2)]
        counts = [len(await uow.dead_letters.of_group(group.id)) for group in groups]
    assert counts == [2, 1]


async def test_what_comes_back_is_as_new(database: Database) -> None:
    await settle_in(database)
    (number,) = await dies(database, post(nth=1), doubted=True)
    assert await back(database, number) == {number}
    (again,) = await claims(database)
    assert (again.id, again.attempts, again.ambiguous, again.first_tried_at) == (number, 1, False, NOW)
    assert await found(database) == []


async def test_what_comes_back_goes_before_what_came_after_it(database: Database) -> None:
    await settle_in(database)
    (number,) = await dies(database, post(nth=1))
    await given(database, post(nth=2))
    await back(database, number)
    assert [one.notice.payload["nth"] for one in await claims(database)] == [1]


async def test_a_chat_that_was_marked_may_be_spoken_to_again(database: Database) -> None:
    await settle_in(database)
    await given(database, post(nth=1), post(nth=2))
    desk = database.courier_desk()
    (head,) = await desk.claim(worker="w", now=NOW, real=NOW, limit=50)
    error = "blocked: 403 BotNotInConversationRoster"
    _, behind = await desk.silence(head, worker="w", error=error, now=NOW)
    assert [(one.id, one.why) for one in await found(database)] == [(head.id, Why.AWAY), (behind, Why.AWAY)]
    assert await back(database, head.id, behind) == {head.id, behind}
    (again,) = await claims(database)
    assert again.chat is not None
    assert again.chat.active


async def test_an_address_that_was_refused_gets_another_chance(database: Database) -> None:
    house = await settle_in(database)
    person = house.people["Bert"]
    letter = Notice(
        kind=NoticeKind.LETTER,
        conversation=ConversationId(f"mail:{person}"),
        payload={"person": person, "group": house.group.id},
        due_at=NOW,
    )
    (number,) = await dies(database, letter)
    async with database.unit_of_work() as uow:
        await uow.preferences.refuse_mail(person, address="bert@voorbeeld.example", at=NOW)
        assert list(await uow.preferences.mail_refused([person])) == [person]
        await uow.commit()
    await back(database, number)
    async with database.reading() as uow:
        assert list(await uow.preferences.mail_refused([person])) == []


async def test_of_one_card_only_the_newest_comes_back(database: Database) -> None:
    await settle_in(database)
    older = await dies(database, refresh(nth=1))
    newer = await dies(database, refresh(nth=2))
    assert await back(database, *older, *newer) == set(newer)
    assert await found(database) == []


async def test_what_waits_already_for_a_card_makes_an_older_one_needless(database: Database) -> None:
    await settle_in(database)
    (older,) = await dies(database, refresh(nth=1))
    await given(database, refresh(nth=2))
    with capture_logs() as log:
        assert await back(database, older) == set()
    assert [(line["event"], line["notice"], line["reason"]) for line in log] == [
        ("notice.dropped", older, "superseded")
    ]
    assert [one.notice.payload["nth"] for one in await claims(database)] == [2]


async def test_nothing_but_what_is_dead_comes_back_or_goes(database: Database) -> None:
    await settle_in(database)
    await given(database, post())
    (waiting,) = await found(database, (NoticeState.PENDING,))
    assert await back(database, waiting.id, 404) == set()
    async with database.unit_of_work() as uow:
        assert await uow.dead_letters.put_aside([waiting.id, 404]) == set()
        assert await uow.dead_letters.put_aside([]) == ()


async def test_what_is_put_aside_is_gone_for_good(database: Database) -> None:
    await settle_in(database)
    (number,) = await dies(database, post())
    async with database.unit_of_work() as uow:
        assert await uow.dead_letters.put_aside([number]) == {number}
        await uow.commit()
    assert await found(database) == []
    assert await back(database, number) == set()
    (dropped,) = await found(database, (NoticeState.DROPPED,))
    assert dropped.error == "put aside by hand; refused: 400 BadSyntax"


async def test_a_card_that_is_only_brought_up_to_date_cannot_be_said_twice(database: Database) -> None:
    await settle_in(database)
    said, brought_up_to_date = await dies(database, post(), refresh("round:9"), error="ambiguous: 504", doubted=True)
    found_now = {one.id: one.may_have_arrived for one in await found(database)}
    assert found_now == {said: True, brought_up_to_date: False}


async def test_dead_letters_are_counted_without_being_read_and_the_first_few_found(
    database: Database, statements: QueryRecorder
) -> None:
    house = await settle_in(database)
    await own_chat(database, house)
    (elsewhere,) = await dies(database, post(chat="19:elsewhere"), error="retry: 503 ServiceUnavailable")
    numbers = await dies(database, post(), post(chat=OWN), post())
    await given(database, post())
    statements.clear()
    async with database.reading() as uow:
        assert await uow.dead_letters.count(DEAD) == 4
        assert await uow.dead_letters.count(DEAD, slug="voorbeeld") == 3
        assert await uow.dead_letters.reasons() == {Why.REFUSED: 3, Why.BUSY: 1}
    assert len(statements.queries) == 3
    assert [one.id for one in await found(database, most=2)] == [elsewhere, numbers[0]]
    assert [one.id for one in await found(database, slug="voorbeeld", most=2)] == numbers[:2]


async def test_the_depth_of_the_outbox_is_counted(database: Database) -> None:
    await settle_in(database)
    await dies(database, post())
    await given(database, post(nth=1), post(nth=2, due_at=NOW + timedelta(minutes=5)), post(nth=3, due_at=LATER))
    async with database.reading() as uow:
        depth = await uow.dead_letters.depth(NOW + timedelta(minutes=10))
        assert (depth.due, depth.waiting, depth.dead, depth.oldest) == (2, 1, 1, NOW)
        assert (await uow.dead_letters.depth(NOW - LATER.resolution)).oldest is None


async def test_a_group_without_dead_letters_costs_one_statement(database: Database, statements: QueryRecorder) -> None:
    house = await settle_in(database)
    statements.clear()
    async with database.reading() as uow:
        assert await uow.dead_letters.of_group(house.group.id) == []
    assert len(statements.queries) == 1


async def test_a_card_that_stands_is_told_from_one_that_does_not(database: Database) -> None:
    await settle_in(database)
    await given(database, replace(refresh("card"), act=Act.UPSERT))
    (first,) = await claims(database)
    await database.courier_desk().sent([(first, "activity")], worker="w", now=NOW)
    await dies(database, replace(refresh("card"), act=Act.UPSERT))
    (letter,) = await found(database)
    assert letter.card
