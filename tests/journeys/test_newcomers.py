"""Somebody joins the group halfway: the next import names them. They count from then on, and may catch up."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.library import Library
from bot.rehearsal.actors import Actor
from bot.rehearsal.casting import cast_of
from bot.rehearsal.sample import sample_programme
from dialogs.programmes.model import ProgrammeFile
from dialogs.usecases.importing import import_programme
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, staged

WITH_ELS = sample_programme(NOW)


def without_els() -> ProgrammeFile:
    first, *others = WITH_ELS.groups
    there = tuple(one for one in first.participants if one.name != "Els")
    return replace(WITH_ELS, groups=(replace(first, participants=there), *others))


@pytest.fixture
async def group(migrated_sqlite_url: str) -> AsyncIterator[LivingGroup]:
    """Seven people; Anna asked a question in the first session, which is over."""
    async with staged(without_els(), database_url=migrated_sqlite_url, now=NOW) as stage:
        found = stage.group(1)
        await found.links()
        await found.reaches("1.4")
        await found.answers("Anna", question="Wat zou je zelf willen?")
        await found.says("verder")
        await found.says("einde")
        yield found


async def joins(group: LivingGroup) -> Actor:
    await import_programme(group.stage.bot.house, WITH_ELS, sources=Library.open().sources)
    els = next(one for one in cast_of([WITH_ELS]).group(1).people if one.name == "Els")
    await group.stage.room.channel.join(group.chat, els)
    await group.stage.settle()
    return Actor(person=els, channel=group.stage.room.channel)


async def plays_on(group: LivingGroup, round_id: str, *, number: int) -> None:
    await group.stage.wait_until((await group.session(number)).starts_at)
    await group.reaches(round_id, number=number)


async def test_who_joined_has_a_seat_in_what_comes_and_what_was_counted_stays(group: LivingGroup) -> None:
    counted = group.card("Alleen vragen", "1 van de 6")

    await joins(group)
    await plays_on(group, "2.4", number=2)

    assert "Nog niemand van de 8 heeft geantwoord" in group.card("Knelpunt en richting")
    assert group.card("Alleen vragen", "Wat zou je zelf willen?") == counted


async def test_who_joined_answers_like_anybody_else(group: LivingGroup) -> None:
    els = await joins(group)
    await plays_on(group, "2.4", number=2)

    dialog = await els.presses(group.chat, "Antwoord geven")
    await dialog.submits("Insturen", bottleneck="Iedereen wacht.", direction="Eerder bellen.", worked="Ja")
    await group.stage.settle()

    assert "1 van de 8 heeft geantwoord" in group.card("Knelpunt en richting")


async def test_who_joined_is_offered_what_the_first_session_asked_and_it_is_marked(group: LivingGroup) -> None:
    els = await joins(group)

    form = await els.presses(group.chat, "Inhalen")
    done = await form.submits("Insturen", question="Wie houdt de lijn vast?")
    await group.stage.settle()

    assert "Dank je. Je antwoord staat erbij." in done.text
    assert "Els  (ingehaald) Wie houdt de lijn vast?" in group.card("Alleen vragen", "Els")
    assert "1 van de 6" in group.card("Alleen vragen", "Els"), "nobody asked Els then"


async def test_nobody_calls_a_session_missed_that_was_held_before_somebody_joined(group: LivingGroup) -> None:
    await joins(group)

    await group.moderator.types("draaiboek")
    await group.stage.settle()

    page = await group.moderator.presses(group.moderator.chat, "Draaiboek openen")
    assert "Bert: niet gezien in sessie 1" in page.text
    assert "Els: niet gezien" not in page.text


async def test_who_joined_gets_a_buddy_like_everybody(group: LivingGroup) -> None:
    await joins(group)
    await plays_on(group, "3.6", number=3)

    assert "Els" in pairs(group)


async def test_who_joined_after_the_pairs_were_made_is_in_the_next_proposal(group: LivingGroup) -> None:
    await plays_on(group, "3.6", number=3)
    await joins(group)
    assert "Els" not in pairs(group)

    regie = await (await group.regie()).chooses("Maatjes")
    await regie.presses("Andere paren")
    await group.stage.settle()

    assert "Els" in pairs(group)


def pairs(group: LivingGroup) -> str:
    card = group.card("Maatje en afsluiten", "Jullie maatjes")
    return card[card.index("Jullie maatjes") :]
