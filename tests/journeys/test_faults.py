"""The channel is slow, busy, broken or gone: nothing is lost, the order stays, and at most one card is there twice."""

import asyncio
from collections.abc import Callable

import pytest

from bot.rehearsal.chats import Chat, Operation
from bot.rehearsal.faults import (
    BAD_GATEWAY,
    BLOCKED,
    CONFLICT,
    GATEWAY_TIMEOUT,
    GONE,
    NO_PERSONAL_INSTALL,
    NOT_IN_ROSTER,
    TOO_MANY,
    UNAVAILABLE,
    Answers,
    Hangs,
    Resets,
    Trouble,
)
from tests.fakes import Gate
from tests.journeys.stage import PATIENCE, LivingGroup, Stage

QUESTION = "Wat zou je zelf willen?"
CERTAIN = {"429": TOO_MANY, "412": CONFLICT}
UNCERTAIN: dict[str, Trouble] = {
    "502 before": BAD_GATEWAY,
    "503 before": UNAVAILABLE,
    "502 after": Answers(status=502, code="BadGateway", delivered=True),
    "504 after": Answers(status=504, code="GatewayTimeout", delivered=True),
    "reset before": Resets(),
    "reset after": Resets(delivered=True),
}


def titles(chat: Chat) -> list[str]:
    """The second line of every card of a round: which one it is of."""
    return [text.split("\n")[1] for text in chat.texts if text.startswith("Sessie 1 · ronde")]


async def walk(group: LivingGroup) -> None:
    """Three rounds are opened and one is answered and shown."""
    await group.reaches("1.4")
    await group.stage.try_again()
    await group.answers("Anna", question=QUESTION)
    await group.stage.try_again()
    await group.says("verder")
    await group.stage.try_again()


WALKED = ["Welkom", "Kennismaken", "Ambitie", "Alleen vragen", "Alleen vragen"]


@pytest.mark.parametrize("trouble", CERTAIN.values(), ids=CERTAIN)
@pytest.mark.parametrize("operation", [Operation.SEND, Operation.UPDATE])
async def test_what_certainly_failed_comes_again_exactly_once(
    group: LivingGroup, trouble: Trouble, operation: Operation
) -> None:
    faults = group.stage.room.channel.faults
    faults.add(trouble, on=operation, conversation_id=group.chat.id, times=3)

    await walk(group)

    assert faults.pending == 0
    assert titles(group.chat) == WALKED
    assert QUESTION in group.card("Anna  ")
    assert "De antwoorden staan op een eigen kaart" in group.card("Alleen vragen", "getoond", "eigen kaart")


@pytest.mark.parametrize("trouble", UNCERTAIN.values(), ids=UNCERTAIN)
async def test_what_may_have_been_posted_is_posted_at_most_twice(group: LivingGroup, trouble: Trouble) -> None:
    group.stage.room.channel.faults.add(trouble, on=Operation.SEND, conversation_id=group.chat.id)

    await walk(group)

    doubled = 1 if getattr(trouble, "delivered", False) else 0
    assert titles(group.chat)[doubled:] == WALKED
    assert QUESTION in group.card("Anna  ")


@pytest.mark.parametrize("trouble", UNCERTAIN.values(), ids=UNCERTAIN)
async def test_an_update_is_repeated_until_it_is_there(group: LivingGroup, trouble: Trouble) -> None:
    await group.reaches("1.4")
    group.stage.room.channel.faults.add(trouble, on=Operation.UPDATE, conversation_id=group.chat.id, times=2)

    await group.answers("Anna", question=QUESTION)
    await group.stage.settle()
    await group.stage.try_again()

    assert "1 van de 7 heeft geantwoord" in group.chat.last_card.text
    assert titles(group.chat) == WALKED[:4]


@pytest.mark.parametrize("delivered", [False, True], ids=["before", "after"])
@pytest.mark.parametrize("operation", [Operation.SEND, Operation.UPDATE])
async def test_a_call_without_an_answer_is_given_up_and_repeated(
    group: LivingGroup, time_passes: Callable[[float], None], operation: Operation, *, delivered: bool
) -> None:
    gate = Gate(lambda: time_passes(PATIENCE + 1))
    faults = group.stage.room.channel.faults
    faults.add(Hangs(delivered=delivered, gate=gate), on=operation, conversation_id=group.chat.id)

    await walk(group)

    assert gate.reached.is_set()
    doubled = 1 if delivered and operation is Operation.SEND else 0
    assert titles(group.chat)[doubled:] == WALKED
    assert QUESTION in group.card("Anna  ")


async def test_people_are_answered_while_the_channel_hangs(group: LivingGroup) -> None:
    await group.reaches("1.4")
    gate = Gate()
    group.stage.room.channel.faults.add(Hangs(gate=gate), on=Operation.UPDATE, conversation_id=group.chat.id)
    first, *others = [await actor.presses(group.chat, "Antwoord geven") for actor in group.everyone[1:]]
    await first.submits("Insturen", question=QUESTION)
    refreshing = asyncio.create_task(group.stage.settle())
    await gate.reached.wait()

    done = await asyncio.gather(*(dialog.submits("Insturen", question=QUESTION) for dialog in others))

    assert {one.message for one in done} == {"Dank je. Je antwoord is binnen."}
    assert not refreshing.done()
    gate.set()
    await refreshing
    await group.stage.try_again()
    assert "7 van de 7 hebben geantwoord" in group.chat.last_card.text


async def test_one_chat_in_trouble_does_not_hold_up_another(group: LivingGroup) -> None:
    channel = group.stage.room.channel
    channel.faults.add(UNAVAILABLE, conversation_id=group.moderator.chat.id, times=3)

    await group.says("start")
    await group.says("verder")

    assert titles(group.chat) == WALKED[:2]
    await group.stage.try_again()
    assert "Kennismaken" in group.moderator.chat.card_with("Verder").text


async def test_the_wait_the_channel_asks_for_is_kept(group: LivingGroup) -> None:
    channel = group.stage.room.channel
    slow = Answers(status=429, code="Throttled", retry_after=30)
    channel.faults.add(slow, on=Operation.SEND, conversation_id=group.chat.id)
    await group.says("start")
    calls = len(channel.calls)
    await group.stage.settle()
    kept = len(channel.calls) == calls

    await group.stage.try_again(seconds=31)

    assert kept
    assert titles(group.chat) == WALKED[:1]


@pytest.mark.parametrize("trouble", [NOT_IN_ROSTER, BLOCKED], ids=["uninstalled", "blocked"])
async def test_a_chat_that_shut_the_bot_out_is_left_alone_until_it_speaks_again(
    group: LivingGroup, trouble: Trouble
) -> None:
    channel = group.stage.room.channel
    channel.faults.add(trouble, on=Operation.SEND, conversation_id=group.chat.id)
    await group.says("start")
    before = len(channel.calls)
    await group.stage.try_again()
    quiet = [c for c in channel.calls[before:] if c.conversation_id == group.chat.id]

    said = await group.says("verder")

    assert quiet == []
    assert "Kennismaken" in said[-1]


async def test_a_card_that_somebody_deleted_is_posted_again(group: LivingGroup) -> None:
    await group.reaches("1.4")
    group.stage.room.channel.faults.add(GONE, on=Operation.UPDATE, conversation_id=group.chat.id)

    await group.answers("Anna", question=QUESTION)
    await group.stage.settle()
    await group.stage.try_again()

    assert "1 van de 7 heeft geantwoord" in group.chat.last_card.text


async def test_a_hotseat_without_the_app_gets_the_invitation_in_the_group(stage: Stage) -> None:
    group = stage.group(1)
    await group.moderator.installs(group.chat)
    stage.room.channel.faults.add(NO_PERSONAL_INSTALL, on=Operation.OPEN)

    await group.says("koppel 1")

    assert "Mijn ambitie delen" in group.chat.card_with("Mijn ambitie delen").titles
    assert "Hanna" in group.card("Je ambitie voor sessie 1")


async def test_the_bot_never_speaks_twice_at_once_in_one_chat(group: LivingGroup) -> None:
    """The channel refuses overlapping operations in a conversation; none is ever refused."""
    group.stage.room.channel.serial = True
    group.stage.room.channel.latency = 0.01

    await walk(group)

    assert [call.status for call in group.stage.room.channel.calls if (call.status or 500) >= 400] == []
    assert titles(group.chat) == WALKED


async def test_after_two_minutes_of_trouble_a_card_is_given_up_and_the_next_goes(group: LivingGroup) -> None:
    channel = group.stage.room.channel
    await group.reaches("1.4")
    channel.faults.add(GATEWAY_TIMEOUT, on=Operation.UPDATE, conversation_id=group.chat.id, times=6)
    await group.answers("Anna", question=QUESTION)
    await group.stage.settle()
    await group.stage.try_again(seconds=130)
    channel.faults.clear()

    said = await group.says("stand")

    assert "Stand van zaken" in said[-1]
