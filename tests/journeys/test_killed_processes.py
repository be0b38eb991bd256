"""A real bot process is killed in the middle of a round, at whatever moment, while eight people answer."""

import asyncio
import random
from collections.abc import AsyncIterator, Collection
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

import pytest

from bot.bootstrap import open_database
from bot.delivery.pulse import OF_A_WORKER
from bot.rehearsal.actors import Actor
from bot.rehearsal.casting import cast_of
from bot.rehearsal.chats import Operation
from bot.rehearsal.outcomes import Did, Outcome
from bot.rehearsal.room import Room
from bot.rehearsal.sample import sample_programme
from bot.rehearsal.simulated import SimulatedPerson
from dialogs.experiments.model import Experiment
from dialogs.ids import ConversationId
from dialogs.sessions.model import Session
from tests.journeys.processes import BotProcess
from tests.journeys.stage import prepare, rehearsal_settings

NOW: Final = datetime(2027, 5, 10, 7, 30, tzinfo=UTC)
EXPERIMENTS: Final = "1.8"
_TO_THE_EXPERIMENTS: Final = 10  # presses of `verder` from the first round


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    made = Room(cast=cast_of([sample_programme(NOW)]), clock=lambda: NOW)
    async with made.serving():
        yield made


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest) -> str:
    found: str = request.getfixturevalue("migrated_sqlite_url" if request.param == "sqlite" else "postgres_url")
    return found


@pytest.fixture
async def bot(url: str, room: Room, tmp_path: Path) -> AsyncIterator[BotProcess]:
    """At work for the group of eight, whose session has come to the round in which everyone writes an experiment."""
    settings = rehearsal_settings(url)
    await prepare(settings, sample_programme(NOW), now=NOW)
    async with BotProcess(settings=settings, home=tmp_path, channel=room.channel, begins=NOW) as process:
        await room.come_alive()
        await process.settles()
        for words in ("koppel 1", "start", *["verder"] * _TO_THE_EXPERIMENTS):
            await room.moderator(1).mentions(room.group_chat(1), words)
        await process.settles_until(lambda: "Experiment invullen" in room.group_chat(1).last_card.titles)
        yield process


def everyone(room: Room) -> list[Actor]:
    return [room.hotseat(1), *room.participants(1)]


def simulated(room: Room) -> list[SimulatedPerson]:
    return [SimulatedPerson(actor=actor, seed=3, place=place) for place, actor in enumerate(everyone(room))]


async def answers(room: Room) -> list[Did]:
    said = await asyncio.gather(*(one.answers(room.group_chat(1)) for one in simulated(room)))
    return [outcome.did for outcome in said]


async def stored(url: str, room: Room) -> tuple[Session, list[Experiment]]:
    database = open_database(rehearsal_settings(url))
    try:
        async with database.reading() as uow:
            group = await uow.groups.of_chat(ConversationId(room.group_chat(1).id))
            assert group is not None
            session = await uow.sessions.get(group.sessions[0].id)
            assert session is not None
            return session, list(await uow.experiments.of_group(group.id))
    finally:
        await database.dispose()


async def test_a_bot_that_is_killed_while_eight_people_answer_loses_and_doubles_nothing(
    bot: BotProcess, room: Room, url: str
) -> None:
    chat, chance = room.group_chat(1), random.Random()
    before = len(chat.cards)
    answering = asyncio.ensure_future(answers(room))
    for _ in range(2):
        await asyncio.wait({answering}, timeout=chance.uniform(0, 0.1))
        await bot.dies()
    assert await answering == [Did.ANSWERED] * 8
    await bot.settles_until(lambda: "8 van de 8" in chat.cards[before - 1].text)

    assert len(chat.cards) == before

    showing = asyncio.ensure_future(room.moderator(1).mentions(chat, "verder"))
    await asyncio.wait({showing}, timeout=chance.uniform(0, 0.05))
    await bot.dies()
    await showing
    await bot.settles_until(lambda: len(chat.cards) > before)

    session, experiments = await stored(url, room)
    given = {key: answer for key, answer in session.answers.items() if key[0].round_id == EXPERIMENTS}
    assert len(given) == 8
    assert {answer.version for answer in given.values()} == {1}
    assert len({experiment.person for experiment in experiments}) == len(experiments) == 8
    shown = chat.cards[before:]
    assert 1 <= len(shown) <= 2  # twice when it died after the card was posted and before it was noted
    for actor in everyone(room):
        assert actor.name in shown[-1].text
    assert bot.log.count("bot.listens") == 1 + bot.killed == 4
    assert '"level": "error"' not in bot.log


async def hearts(url: str) -> Collection[str]:
    """The workers that did not say farewell."""
    database = open_database(rehearsal_settings(url))
    try:
        return (await database.keepsakes(OF_A_WORKER)).keys()
    finally:
        await database.dispose()


async def test_a_bot_that_is_told_to_stop_finishes_its_turns_and_ends_well(
    bot: BotProcess, room: Room, url: str
) -> None:
    def begin(people: list[SimulatedPerson]) -> list[asyncio.Future[Outcome]]:
        return [asyncio.ensure_future(one.answers(room.group_chat(1))) for one in people]

    people = simulated(room)
    early = begin(people[:5])
    await asyncio.wait(early, return_when=asyncio.FIRST_COMPLETED)
    assert await bot.stops() == 0
    assert await hearts(url) == set()
    late = begin(people[5:])  # they press while no bot is there
    await bot.start()
    assert [(await person).did for person in [*early, *late]] == [Did.ANSWERED] * 8
    await bot.settles_until(lambda: "8 van de 8" in room.group_chat(1).last_card.text)
    session, experiments = await stored(url, room)
    assert len([key for key in session.answers if key[0].round_id == EXPERIMENTS]) == len(experiments) == 8
    assert room.channel.count(Operation.SEND, room.group_chat(1)) == len(room.group_chat(1).cards)
    assert '"level": "error"' not in bot.log
