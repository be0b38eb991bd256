"""What the courier does with the channel's answers: patience, doubt, and cards that somebody took away."""

import json
from datetime import timedelta
from typing import Final

import pytest

from bot.rehearsal.chats import Chat as TeamsChat
from bot.rehearsal.chats import Operation
from bot.rehearsal.faults import (
    BAD_GATEWAY,
    CONFLICT,
    GATEWAY_TIMEOUT,
    GONE,
    TOO_MANY,
    UNAVAILABLE,
    Answers,
    Resets,
    Trouble,
)
from dialogs.notices import Act, NoticeKind
from dialogs.turns import ChatKind
from tests.bot.post_office import NOW, PostOffice

REFUSED: Final = Answers(status=400, code="BadSyntax")
TOO_BIG: Final = Answers(status=413, code="MessageSizeTooBig")

# --- what the channel answers


@pytest.mark.parametrize("trouble", [CONFLICT, TOO_MANY], ids=["412", "429"])
async def test_what_was_certainly_not_posted_is_tried_again(office: PostOffice, trouble: Trouble) -> None:
    chat = await office.chat()
    office.fails(trouble, times=3)
    await office.is_given(chat, "said")
    await office.courier.rest()
    for _ in range(3):
        assert chat.texts == []
        await office.passes(10)
    assert chat.texts == ["said"]
    assert office.courier.tally.retried == 3


@pytest.mark.parametrize("trouble", [BAD_GATEWAY, UNAVAILABLE, GATEWAY_TIMEOUT, Resets()])
async def test_an_update_is_repeated_after_any_passing_trouble(office: PostOffice, trouble: Trouble) -> None:
    chat = await office.chat()
    await office.is_given(chat, "0 van 8", key="round")
    await office.courier.rest()
    office.fails(trouble, on=Operation.UPDATE, times=2)
    await office.is_given(chat, "1 van 8", act=Act.REFRESH, key="round")
    await office.courier.rest()
    await office.passes(10)
    await office.passes(10)
    assert chat.texts == ["1 van 8"]
    assert await office.states() == ["sent", "sent"]


@pytest.mark.parametrize("trouble", [REFUSED, TOO_BIG], ids=["400", "413"])
async def test_what_the_channel_refuses_is_given_up_and_the_next_goes(office: PostOffice, trouble: Trouble) -> None:
    chat = await office.chat()
    office.fails(trouble)
    await office.is_given(chat, "refused")
    await office.is_given(chat, "next")
    await office.courier.rest()
    assert chat.texts == ["next"]
    assert await office.states() == ["dead", "sent"]
    assert office.courier.tally.dead == 1


async def test_retry_after_is_waited_for_and_no_longer(office: PostOffice) -> None:
    chat = await office.chat()
    office.fails(Answers(status=429, code="Throttled", retry_after=7))
    await office.is_given(chat, "said")
    await office.courier.rest()
    await office.passes(6.9)
    assert len(office.channel.calls) == 1
    await office.passes(0.2)
    assert chat.texts == ["said"]


async def test_a_channel_that_asks_to_be_asked_again_at_once_is_given_a_rest(office: PostOffice) -> None:
    chat = await office.chat()
    office.fails(Answers(status=429, code="Throttled", retry_after=0), times=2)
    await office.is_given(chat, "said")
    await office.courier.rest()
    for tries, wait in enumerate((1, 2), 1):
        assert len(office.channel.calls) == tries
        await office.passes(wait + 0.1)
    assert chat.texts == ["said"]


async def test_without_retry_after_every_try_waits_twice_as_long(office: PostOffice) -> None:
    chat = await office.chat()
    office.fails(CONFLICT, times=4)
    await office.is_given(chat, "said")
    await office.courier.rest()
    for tries, wait in enumerate((1, 2, 4, 8), 1):
        await office.passes(wait - 0.1)
        assert len(office.channel.calls) == tries
        await office.passes(0.2)
        assert len(office.channel.calls) == tries + 1
    assert chat.texts == ["said"]


@pytest.mark.parametrize(
    ("kind", "where", "minutes"),
    [
        (NoticeKind.ROUND, ChatKind.GROUP, 2),
        (NoticeKind.PLANNING, ChatKind.GROUP, 2),
        (NoticeKind.MODERATOR, ChatKind.PERSONAL, 2),
        (NoticeKind.WELCOME, ChatKind.PERSONAL, 60),
        (NoticeKind.PREPARATION, ChatKind.PERSONAL, 60),
    ],
)
async def test_patience_is_two_minutes_in_a_session_or_group_and_an_hour_outside(
    office: PostOffice, kind: NoticeKind, where: ChatKind, minutes: int
) -> None:
    chat = await office.chat(kind=where)
    office.fails(CONFLICT, times=500)
    await office.is_given(chat, "never", kind=kind)
    await office.is_given(chat, "next")
    await office.courier.rest()
    for _ in range(minutes - 1):
        await office.passes(60)
    assert await office.states() == ["pending", "pending"]
    office.channel.faults.clear()
    office.fails(CONFLICT)
    await office.passes(61)
    await office.courier.rest()
    assert await office.states() == ["dead", "sent"]
    assert chat.texts == ["next"]


async def test_what_holds_nobody_up_in_a_group_is_tried_for_an_hour_and_until_somebody_waits(
    office: PostOffice,
) -> None:
    chat = await office.chat()
    office.fails(CONFLICT, times=500)
    await office.is_given(chat, "alone", kind=NoticeKind.PLANNING)
    await office.courier.rest()
    for _ in range(30):
        await office.passes(60)
    assert await office.states() == ["pending"]
    await office.is_given(chat, "next")
    await office.passes(60)
    assert (await office.states())[0] == "dead"
    office.channel.faults.clear()
    await office.passes(60)
    assert chat.texts == ["next"]


# --- what it asks, and who waits behind


LONG: Final = 1800.0


@pytest.mark.parametrize("kind", [NoticeKind.ROUND, NoticeKind.PLANNING])
async def test_an_answer_that_asks_for_half_an_hour_holds_a_chat_for_two_minutes(
    office: PostOffice, kind: NoticeKind
) -> None:
    chat = await office.chat()
    office.fails(Answers(status=503, retry_after=LONG))
    await office.is_given(chat, "first", kind=kind)
    await office.courier.rest()
    await office.is_given(chat, "of a session that began since")
    await office.passes(119)
    assert len(office.channel.calls) == 1
    await office.passes(1)
    assert chat.texts == ["first", "of a session that began since"]


async def test_a_head_that_is_still_refused_when_its_patience_ends_is_given_up(office: PostOffice) -> None:
    chat = await office.chat()
    office.fails(Answers(status=503, retry_after=LONG), times=2)
    await office.is_given(chat, "first")
    await office.is_given(chat, "next")
    await office.courier.rest()
    await office.passes(120)
    assert (chat.texts, await office.states()) == (["next"], ["dead", "sent"])


async def test_what_would_be_too_late_after_the_wait_is_dropped_at_its_moment(office: PostOffice) -> None:
    chat = await office.chat()
    office.fails(Answers(status=412, retry_after=LONG))
    await office.is_given(chat, "nog een minuut", kind=NoticeKind.TIME_WARNING, drop_after=NOW + timedelta(minutes=1))
    await office.is_given(chat, "next")
    await office.courier.rest()
    office.clock.advance(seconds=59)
    await office.passes(59)
    assert await office.states() == ["pending", "pending"]
    office.clock.advance(seconds=2)
    await office.passes(2)
    assert (chat.texts, await office.states()) == (["next"], ["dropped", "sent"])
    assert (await office.errors())[0] == "too late"


# --- doubt


@pytest.mark.parametrize("trouble", [BAD_GATEWAY, Resets()], ids=["502", "reset"])
async def test_what_may_have_been_posted_is_posted_again_once(office: PostOffice, trouble: Trouble) -> None:
    chat = await office.chat()
    office.fails(trouble, times=9)
    await office.is_given(chat, "in doubt")
    await office.is_given(chat, "next")
    await office.courier.rest()
    await office.passes(60)
    assert office.channel.count(Operation.SEND) == 0
    assert len([c for c in office.channel.calls if json.dumps(c.body).count("in doubt")]) == 2
    assert (await office.states())[0] == "dead"


async def test_a_post_that_arrived_without_an_answer_stands_there_twice_at_most(office: PostOffice) -> None:
    chat = await office.chat()
    office.fails(Resets(delivered=True))
    await office.is_given(chat, "0 van 8", key="round")
    await office.courier.rest()
    await office.passes(2)
    await office.is_given(chat, "1 van 8", act=Act.REFRESH, key="round")
    await office.courier.rest()
    assert chat.texts == ["0 van 8", "1 van 8"]  # the second one is the card that goes on


async def test_a_warning_in_doubt_is_dropped(office: PostOffice) -> None:
    chat = await office.chat()
    office.fails(Resets(delivered=True))
    await office.is_given(chat, "nog een minuut", kind=NoticeKind.TIME_WARNING)
    await office.courier.rest()
    await office.passes(60)
    assert chat.texts == ["nog een minuut"]
    assert await office.states() == ["dropped"]
    assert office.courier.tally.skipped == 1


@pytest.mark.parametrize(("kind", "said"), [(NoticeKind.ROUND, ["words"]), (NoticeKind.TIME_WARNING, [])])
async def test_what_a_dead_courier_had_in_hand_comes_back_when_its_lease_ends(
    office: PostOffice, kind: NoticeKind, said: list[str]
) -> None:
    chat = await office.chat()
    await office.is_given(chat, "words", kind=kind)
    dead = office.database.courier_desk()
    assert len(await dead.claim(worker="dead", now=NOW, real=office.wall.now(), limit=9)) == 1
    await office.passes(29)
    assert chat.texts == []
    await office.passes(2)
    assert chat.texts == said


# --- a card that somebody took away


async def _posted(office: PostOffice, kind: NoticeKind) -> TeamsChat:
    chat = await office.chat()
    await office.is_given(chat, "before", kind=kind, key="card")
    await office.courier.rest()
    chat.messages[0].deleted = True
    return chat


@pytest.mark.parametrize(
    ("kind", "act"), [(NoticeKind.ROUND, Act.REFRESH), (NoticeKind.RESULT, Act.UPSERT)], ids=["round", "upsert"]
)
async def test_a_card_that_people_need_is_posted_anew_when_it_was_taken_away(
    office: PostOffice, kind: NoticeKind, act: Act
) -> None:
    chat = await _posted(office, kind)
    await office.is_given(chat, "after", kind=kind, act=act, key="card")
    await office.courier.rest()
    assert chat.texts == ["after"]
    await office.is_given(chat, "later", kind=kind, act=Act.REFRESH, key="card")
    await office.courier.rest()
    assert chat.texts == ["later"]
    assert office.channel.count(Operation.SEND) == 2


async def test_any_other_card_that_was_taken_away_stays_away_and_is_forgotten(office: PostOffice) -> None:
    chat = await _posted(office, NoticeKind.SUMMARY)
    for _ in range(2):
        await office.is_given(chat, "after", kind=NoticeKind.SUMMARY, act=Act.REFRESH, key="card")
        await office.courier.rest()
    assert chat.texts == []
    assert len(office.channel.calls) == 2  # the post and one update in vain
    assert await office.states() == ["sent", "dropped", "dropped"]


async def test_a_card_that_is_gone_already_can_be_put_below_the_talk(office: PostOffice) -> None:
    chat = await _posted(office, NoticeKind.ROUND)
    await office.is_given(chat, "", act=Act.DELETE, key="card")
    await office.is_given(chat, "below", key="card")
    await office.courier.rest()
    assert chat.texts == ["below"]
    assert await office.states() == ["sent", "dropped", "sent"]


async def test_a_chat_that_no_longer_exists_costs_one_call_and_is_left_alone(office: PostOffice) -> None:
    chat = await office.chat()
    office.fails(GONE)
    await office.is_given(chat, "nowhere")
    await office.is_given(chat, "nor this")
    await office.courier.rest()
    assert (chat.texts, await office.states()) == ([], ["dead", "dead"])
    await office.seen(chat)
    await office.is_given(chat, "hello again")
    await office.courier.rest()
    assert chat.texts == ["hello again"]
