"""Simulated people answer every kind of input within its limits, the same for a seed, and never twice."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.rehearsal.cards import Input
from bot.rehearsal.chats import ShownCard
from bot.rehearsal.filling import written
from bot.rehearsal.outcomes import Did
from bot.rehearsal.people import Cast, CastGroup, Person
from bot.rehearsal.room import Room
from bot.rehearsal.sentences import ANYTHING, BY_WORD
from bot.rehearsal.simulated import SimulatedPerson
from tests.pages.fake_bot import FakeBot, answer_form, button, card, every_input_form, opening, words


def clock() -> datetime:
    return datetime(2021, 5, 10, 8, 0, tzinfo=UTC)


@pytest.fixture
async def bot() -> AsyncIterator[FakeBot]:
    async with FakeBot().serving() as running:
        yield running


@pytest.fixture
async def room(bot: FakeBot) -> AsyncIterator[Room]:
    people = tuple(Person.seated(name=n, email=f"{n}@voorbeeld.example", group=1) for n in ("Anna", "Bert", "Els"))
    cast = Cast.of([CastGroup(number=1, title="Mastermind 1", people=people)])
    async with Room(cast=cast, clock=clock, bot_url=bot.url).serving() as open_room:
        await open_room.person("Anna").installs(open_room.group_chat(1))
        yield open_room


def simulated(room: Room, name: str, seed: int = 1) -> SimulatedPerson:
    return SimulatedPerson(actor=room.person(name), seed=seed)


def shown(form: dict[str, object]) -> ShownCard:
    return ShownCard(id="1", chat_id="c", json=form, version=0)


async def test_everyone_answers_what_is_open_and_only_once(room: Room, bot: FakeBot) -> None:
    chat = room.group_chat(1)
    await room.person("Anna").mentions(chat, "start")
    outcomes = [await simulated(room, name).answers(chat) for name in ("Anna", "Bert", "Els")]
    assert [o.did for o in outcomes] == [Did.ANSWERED] * 3
    assert set(bot.answers) == {"Anna", "Bert", "Els"}
    assert "3 van de 7" in chat.last_card.text
    assert all(text.endswith("?") for text in bot.answers.values())
    said = dict(bot.answers)
    assert (await simulated(room, "Bert", seed=2).answers(chat)).did is Did.ALREADY
    assert bot.answers == said


async def test_one_tap_is_pressed_once_and_a_chat_without_questions_is_left_alone(room: Room, bot: FakeBot) -> None:
    chat = room.group_chat(1)
    assert (await simulated(room, "Bert").answers(chat)).did is Did.NOTHING  # only the welcome card
    await room.person("Anna").mentions(chat, "energie")
    assert (await simulated(room, "Bert").answers(chat)).did is Did.ANSWERED
    assert (await simulated(room, "Bert").answers(chat)).did is Did.ALREADY
    assert len(bot.energy) == 1
    assert 1 <= next(iter(bot.energy.values())) <= 5


async def test_a_line_instead_of_a_form_is_told_and_a_form_that_keeps_coming_back_is_given_up(
    room: Room, bot: FakeBot
) -> None:
    chat, bert = room.group_chat(1), room.person("Bert")
    await room.person("Anna").mentions(chat, "start")
    told = await bert.presses(chat, "Regie")
    assert (await simulated(room, "Bert").completes(told)).did is Did.TOLD
    bot.stubborn = True
    assert (await simulated(room, "Bert").answers(chat)).did is Did.GAVE_UP
    assert bot.kinds.count("task/submit") == 3


async def test_a_form_with_every_kind_of_input_can_be_completed(room: Room, bot: FakeBot) -> None:
    await bot.says(bot.heard[0], card(words("Nog eens"), actions=[button("Alles", opening("all"))]))
    dialog = await room.person("Bert").presses(room.group_chat(1), "Alles")
    assert (await simulated(room, "Bert").completes(dialog)).did is Did.ANSWERED


async def test_every_input_gets_a_value_that_its_form_accepts(room: Room) -> None:
    form = shown(every_input_form())
    for seed in range(30):
        values = simulated(room, "Els", seed).fills_in(form)
        assert set(values) == {one.id for one in form.inputs}
        for one in form.inputs:
            assert values[one.id]
            assert one.fault(values[one.id]) is None


async def test_the_same_seed_says_the_same_and_another_one_something_else(room: Room) -> None:
    form = shown(answer_form())
    said = [simulated(room, "Els", seed).fills_in(form)["question"] for seed in range(8)]
    assert said == [simulated(room, "Els", seed).fills_in(form)["question"] for seed in range(8)]
    assert len(set(said)) > 2


async def test_eight_neighbours_ask_eight_different_questions(room: Room) -> None:
    people = [SimulatedPerson(actor=room.person("Els"), place=place) for place in range(8)]
    assert len({one.fills_in(shown(answer_form()))["question"] for one in people}) == 8


def test_the_sentences_hold_nobody() -> None:
    sentences = {one for group in BY_WORD.values() for one in group} | set(ANYTHING)
    assert len(sentences) > 40
    for one in sentences:
        assert len(one) <= 200
        assert not any(character.isdigit() or character == "@" for character in one)


@pytest.mark.parametrize(
    ("works", "works_not"),
    [
        (("works_when", ""), ("works_not_when", "")),
        (("f-x", "Het werkt als …"), ("f-x", "Het werkt niet als …")),
        (("f-x", "It works when …"), ("f-x", "It does not work when …")),
    ],
)
def test_a_sentence_that_its_label_begins_is_completed_and_each_side_says_something_else(
    works: tuple[str, str], works_not: tuple[str, str]
) -> None:
    sides = [
        {written(Input(id=name, type="Input.Text", label=label, value=""), seed=1, turn=n) for n in range(8)}
        for name, label in (works, works_not)
    ]
    assert sides[0].isdisjoint(sides[1])
    assert all(said[0].islower() for side in sides for said in side)
    assert "iedereen vooraf weet wat er op het spel staat." in sides[0]
    assert "er al een besluit genomen is." in sides[1]
