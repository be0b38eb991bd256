"""Eight people answer in the same instant: eight answers, one or two updates of the card, the right count."""

import asyncio
import itertools
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

import pytest

from bot.rehearsal.actors import Dialog
from bot.rehearsal.channel import Channel
from bot.rehearsal.chats import Operation
from bot.rehearsal.sample import sample_programme
from dialogs.sessions.model import RoundPhase
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, Stage, running, staged

EXPERIMENT = {
    "f-experiment.when": "Als een overleg vastloopt",
    "f-experiment.then": "dan stel ik eerst één vraag",
    "f-experiment.on": "2027-05-17",
    "f-experiment.safety": "no",
}


@pytest.fixture(params=["sqlite", "postgresql", "two processes"])
def place(request: pytest.FixtureRequest) -> tuple[str, str]:
    """Both stores, and two bots on one PostgreSQL between which the channel alternates."""
    wanted = "migrated_sqlite_url" if request.param == "sqlite" else "postgres_url"
    return request.param, request.getfixturevalue(wanted)


@pytest.fixture
async def group(place: tuple[str, str]) -> AsyncIterator[LivingGroup]:
    kind, url = place
    make = two_bots if kind == "two processes" else one_bot
    async with make(url, NOW) as stage:
        found = stage.group(1)
        await found.links()
        yield found


@asynccontextmanager
async def one_bot(url: str, now: datetime) -> AsyncIterator[Stage]:
    async with staged(sample_programme(now), database_url=url, now=now) as stage:
        yield stage


@asynccontextmanager
async def two_bots(url: str, now: datetime) -> AsyncIterator[Stage]:
    async with staged(sample_programme(now), database_url=url, now=now) as stage:
        first = stage.room.channel.bot_url
        async with running(stage.settings, stage.room, stage.clock, worker="two", wall=stage.wall) as second:
            stage.others.append(second)
            addresses = itertools.cycle([first, stage.room.channel.bot_url])
            alternate(stage.room.channel, addresses)
            yield stage


def alternate(channel: Channel, addresses: "itertools.cycle[str]") -> None:
    """Each activity goes to the other bot than the one before it."""
    post = channel.deliver

    async def deliver(activity: Mapping[str, Any]) -> Any:
        channel.bot_url = next(addresses)
        return await post(activity)

    channel.deliver = deliver  # type: ignore[method-assign]


async def opened(group: LivingGroup, button: str) -> list[Dialog]:
    return [await actor.presses(group.chat, button) for actor in group.everyone]


async def test_eight_answers_at_once_are_eight_answers(group: LivingGroup) -> None:
    await group.reaches("1.8")
    dialogs = await opened(group, "Experiment invullen")
    updates = group.stage.room.channel.count(Operation.UPDATE, group.chat)

    done = await asyncio.gather(*(dialog.submits("Insturen", **EXPERIMENT) for dialog in dialogs))
    await group.stage.settle()

    assert {one.message for one in done} == {"Dank je. Je antwoord is binnen."}
    assert len((await group.session()).answers) == 8
    assert "8 van de 8 hebben geantwoord" in group.chat.last_card.text
    assert 1 <= group.stage.room.channel.count(Operation.UPDATE, group.chat) - updates <= 2


async def test_eight_taps_at_once_are_eight_taps(group: LivingGroup) -> None:
    await group.reaches("1.9")
    card = group.chat.last_card

    await asyncio.gather(*(actor.presses(card, "4") for actor in group.everyone))
    await group.stage.settle()

    assert len((await group.session()).answers) == 8
    assert "8 van de 8 hebben gekozen" in group.chat.last_card.text


async def test_the_showing_among_the_answers_shows_exactly_what_came_in(group: LivingGroup) -> None:
    await group.reaches("1.8")
    dialogs = await opened(group, "Experiment invullen")

    done, _ = await asyncio.gather(
        asyncio.gather(*(dialog.submits("Insturen", **EXPERIMENT) for dialog in dialogs)),
        group.moderator.mentions(group.chat, "verder"),
    )
    await group.stage.settle()

    thanked = [one for one in done if one.message == "Dank je. Je antwoord is binnen."]
    session = await group.session()
    shown = group.card("Klein experiment", "getoond", "van de 8")
    assert session.phase_of("1.8") is RoundPhase.SHOWN
    assert len(session.answers) == len(thanked)
    assert shown.count("Als een overleg vastloopt") == len(thanked)


async def test_one_person_on_two_devices_at_once_has_one_answer(group: LivingGroup) -> None:
    await group.reaches("1.8")
    phone, laptop = [await group.opens("Anna", "Experiment invullen") for _ in range(2)]

    done = await asyncio.gather(
        phone.submits("Insturen", **EXPERIMENT),
        laptop.submits("Insturen", **{**EXPERIMENT, "f-experiment.then": "dan wacht ik even"}),
    )

    assert sorted(one.is_open for one in done) == [False, True]
    assert len((await group.session()).answers) == 1


async def test_two_presses_at_once_make_one_step(group: LivingGroup) -> None:
    await group.says("start")
    regie = await group.regie()

    await asyncio.gather(*(regie.presses("Verder") for _ in range(4)))

    session = await group.session()
    assert session.current is not None
    assert session.current.key.round_id == "1.2"


async def test_two_sessions_started_at_once_are_one_session(group: LivingGroup) -> None:
    await asyncio.gather(
        group.moderator.mentions(group.chat, "start sessie 1"), group.moderator.mentions(group.chat, "start sessie 2")
    )

    started = [number for number in (1, 2) if (await group.session(number)).current is not None]
    assert len(started) == 1
