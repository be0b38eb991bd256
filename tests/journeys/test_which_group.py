"""Somebody with several groups types in a 1:1 chat: the bot asks which one is meant, and goes on from the answer."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from bot.rehearsal.actors import Actor
from bot.rehearsal.sample import sample_programme
from dialogs.programmes.model import ContactEntry, ProgrammeFile, Role
from tests.journeys.conftest import NOW
from tests.journeys.stage import Stage, staged

OLD = "Deze knop hoort bij een oudere kaart. Typ “hulp” om te zien wat er kan."


def led_by_one(programme: ProgrammeFile) -> ProgrammeFile:
    """Mirjam leads both groups."""
    first, second = programme.groups
    contacts = (ContactEntry(name="Wies", email="wies@voorbeeld.example"),)
    return replace(programme, contacts=contacts, groups=(first, replace(second, moderators=first.moderators)))


def taking_part_in_another(programme: ProgrammeFile) -> ProgrammeFile:
    """Mirjam leads the first group and takes part in the second."""
    first, second = programme.groups
    mirjam = replace(first.moderators[0], role=Role.PARTICIPANT)
    return replace(programme, groups=(first, replace(second, participants=(*second.participants[:-1], mirjam))))


def with_many(programme: ProgrammeFile) -> ProgrammeFile:
    """Seven groups of the same people."""
    first, _ = programme.groups
    return replace(programme, groups=tuple(replace(first, number=number) for number in range(1, 8)))


@pytest.fixture
async def stage(migrated_sqlite_url: str) -> AsyncIterator[Stage]:
    """Two linked groups that Mirjam leads, no session open."""
    async with staged(led_by_one(sample_programme(NOW)), database_url=migrated_sqlite_url, now=NOW) as made:
        for number in (1, 2):
            await made.group(number).links()
        yield made


@pytest.fixture
def mirjam(stage: Stage) -> Actor:
    return stage.room.moderator(1)


async def types(stage: Stage, who: Actor, words: str) -> str:
    await who.types(words)
    await stage.settle()
    return who.chat.last_card.text


async def presses(stage: Stage, who: Actor, title: str, **values: object) -> str:
    await who.presses(who.chat, title, **values)
    await stage.settle()
    return who.chat.last_card.text


async def test_the_bot_asks_with_a_button_for_each_group(stage: Stage, mirjam: Actor) -> None:
    asked = await types(stage, mirjam, "planning")

    assert asked.startswith("Je hoort bij meer groepen. Voor welke groep is “planning”?")
    assert mirjam.chat.last_card.titles == ["Groep 1", "Groep 2"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("planning", "Planning"),
        ("experiment", "Experimenten zijn van de deelnemers."),
        ("herinneringen", "Wat ik ga vragen"),
    ],
)
async def test_the_answer_goes_on_with_what_was_typed(stage: Stage, words: str, told: str) -> None:
    mirjam = stage.room.moderator(1)
    await types(stage, mirjam, words)

    assert told in await presses(stage, mirjam, "Groep 2")


async def test_a_step_is_taken_in_the_chosen_group(stage: Stage, mirjam: Actor) -> None:
    asked = await types(stage, mirjam, "start sessie 2")

    done = await presses(stage, mirjam, "Groep 2")

    assert "Voor welke groep is “start 2”?" in asked
    assert done == "Gedaan."
    assert (await stage.session(2, 2)).current is not None
    assert (await stage.session(1, 2)).current is None
    assert "Inchecken" in stage.group(2).chat.last_card.text


async def test_as_soon_as_one_session_is_open_nothing_has_to_be_asked(stage: Stage, mirjam: Actor) -> None:
    await stage.group(2).says("start")

    assert await types(stage, mirjam, "verder") == "Gedaan."

    assert (await stage.session(2)).current.key.round_id == "1.2"  # type: ignore[union-attr]


async def test_who_leads_several_groups_is_told_of_all_of_them_without_being_asked(stage: Stage, mirjam: Actor) -> None:
    await stage.group(2).says("start")

    told = await types(stage, mirjam, "stand")

    assert told.splitlines() == [
        "Je groepen",
        "Groep 1",
        "Rood",
        "Sessie 1: ma 10 mei 2027 10.00–11.00 uur",
        "De hotseat heeft nog niets voorbereid",
        "Groep 2",
        "Groen",
        "Sessie 1 is bezig",
    ]
    assert mirjam.chat.last_card.titles == ["Regie", "Regie"]


async def test_two_open_sessions_are_asked_about_and_only_the_chosen_one_moves(stage: Stage, mirjam: Actor) -> None:
    for number in (1, 2):
        await stage.group(number).says("start")
    await types(stage, mirjam, "verder")

    await presses(stage, mirjam, "Groep 1")

    assert (await stage.session(1)).current.key.round_id == "1.2"  # type: ignore[union-attr]
    assert (await stage.session(2)).current.key.round_id == "1.1"  # type: ignore[union-attr]


async def test_pressing_again_is_no_second_step_and_shows_how_it_stands(stage: Stage, mirjam: Actor) -> None:
    for number in (1, 2):
        await stage.group(number).says("start")
    await types(stage, mirjam, "verder")
    await presses(stage, mirjam, "Groep 1")

    again = await presses(stage, mirjam, "Groep 1")
    other = await presses(stage, mirjam, "Groep 2")

    assert "Ronde 2 van 9, Kennismaken" in again
    assert "Ronde 1 van 9, Welkom" in other
    assert (await stage.session(1)).current.key.round_id == "1.2"  # type: ignore[union-attr]
    assert (await stage.session(2)).current.key.round_id == "1.1"  # type: ignore[union-attr]


async def test_a_question_of_another_day_leads_no_session(stage: Stage, mirjam: Actor) -> None:
    await types(stage, mirjam, "start")
    await stage.wait(hours=13)

    told = await presses(stage, mirjam, "Groep 1")

    assert told == OLD
    assert (await stage.session(1)).current is None


async def test_a_refusal_comes_back_in_the_own_chat(stage: Stage, mirjam: Actor) -> None:
    await types(stage, mirjam, "verder")

    told = await presses(stage, mirjam, "Groep 2")

    assert told == "Er is nu geen sessie open. De moderator begint met “start”."


async def test_it_is_asked_in_the_language_of_who_typed(stage: Stage, mirjam: Actor) -> None:
    await types(stage, mirjam, "taal en")

    asked = await types(stage, mirjam, "schedule")

    assert "For which group is “schedule”?" in asked
    assert mirjam.chat.last_card.titles == ["Group 1", "Group 2"]
    assert "Schedule" in await presses(stage, mirjam, "Group 2")


async def test_help_names_the_contacts_of_the_programme_all_groups_are_of(stage: Stage, mirjam: Actor) -> None:
    assert "Voor al je vragen  Wies, wies@voorbeeld.example" in await types(stage, mirjam, "hulp")


async def test_no_session_begins_where_nobody_would_see_it(migrated_sqlite_url: str) -> None:
    programme = led_by_one(sample_programme(NOW))
    async with staged(programme, database_url=migrated_sqlite_url, now=NOW) as stage:
        await stage.group(1).links()
        mirjam = stage.room.moderator(1)
        await types(stage, mirjam, "start")

        told = await presses(stage, mirjam, "Groep 2")

        assert told.startswith("Groep 2 heeft nog geen chat. Zet mij in de chat van de groep en typ daar “koppel 2”.")
        seats = (await stage.session(1)).seats
        async with stage.bot.house.reading() as uow:
            groups = await uow.groups.of_person(next(s.person for s in seats if Role.MODERATOR in s.roles))
        assert [group.number for group in groups] == [1, 2]
        assert all(head.opened_at is None for group in groups for head in group.sessions)


async def test_the_welcome_names_every_group_one_belongs_to(stage: Stage, mirjam: Actor) -> None:
    assert any("Je hoort bij groep 1 en groep 2." in text for text in mirjam.chat.texts)


async def test_more_groups_than_a_card_has_buttons_stand_in_a_list(migrated_sqlite_url: str) -> None:
    async with staged(with_many(sample_programme(NOW)), database_url=migrated_sqlite_url, now=NOW) as stage:
        await stage.group(1).links()
        mirjam = stage.room.moderator(1)
        await types(stage, mirjam, "planning")
        listed = [title for one in mirjam.chat.last_card.inputs for title, _ in one.choices]

        unchosen = await presses(stage, mirjam, "Doen")
        told = await presses(stage, mirjam, "Doen", choice=listed[6])

        assert len(listed) == 7
        assert unchosen == "Kies er eerst één."
        assert "Groep 7" in told


async def test_only_the_groups_one_leads_are_meant_with_a_step(migrated_sqlite_url: str) -> None:
    programme = taking_part_in_another(sample_programme(NOW))
    async with staged(programme, database_url=migrated_sqlite_url, now=NOW) as stage:
        for number in (1, 2):
            await stage.group(number).links()
        mirjam = stage.room.moderator(1)

        await types(stage, mirjam, "start")
        asked = await types(stage, mirjam, "experiment")

        assert (await stage.session(1)).current is not None
        assert (await stage.session(2)).current is None
        assert "Groep 1" not in asked  # its session is open, so that is the one that is meant


async def test_the_plan_is_of_the_group_somebody_leads_whatever_session_is_open(migrated_sqlite_url: str) -> None:
    programme = taking_part_in_another(sample_programme(NOW))
    async with staged(programme, database_url=migrated_sqlite_url, now=NOW) as stage:
        for number in (1, 2):
            await stage.group(number).links()
        await stage.group(2).says("start")

        told = await types(stage, stage.room.moderator(1), "herinneringen")

        assert told.startswith("Groep 1\nWat ik ga vragen")


async def test_who_leads_no_group_hears_at_once_that_a_step_is_the_moderators(migrated_sqlite_url: str) -> None:
    programme = sample_programme(NOW)
    first, second = programme.groups
    anna = next(p for p in first.participants if p.name == "Anna")
    programme = replace(programme, groups=(first, replace(second, participants=(*second.participants[:-1], anna))))
    async with staged(programme, database_url=migrated_sqlite_url, now=NOW) as stage:
        for number in (1, 2):
            await stage.group(number).links()
        actor = stage.group(1).actor("Anna")

        told = await types(stage, actor, "verder")

        assert told == "Dit doet je moderator. Jij hoeft hier niets te doen."


# --- a client that sends what no card holds


async def sends(stage: Stage, who: Actor, data: Mapping[str, Any], *, group: int | None = None) -> str:
    chat = stage.room.group_chat(group) if group else who.chat
    await who.sends(chat, who.chat.last_card.id, data, dialog=False)
    await stage.settle()
    return chat.last_card.text


async def test_a_group_of_somebody_else_stays_closed(migrated_sqlite_url: str) -> None:
    async with staged(sample_programme(NOW), database_url=migrated_sqlite_url, now=NOW) as stage:
        for number in (1, 2):
            await stage.group(number).links()
        theirs = (await stage.session(2)).group
        data = {"verb": "group.choose", "asked": stage.clock.now().isoformat(), "group": theirs}
        mirjam = stage.room.moderator(1)

        told = [await sends(stage, mirjam, {**data, "word": word}) for word in ("start", "status", "planning")]

        assert told == ["Deze kaart is van een groep waar je geen plek in hebt."] * 3
        assert (await stage.session(2)).current is None


async def test_who_has_no_such_role_when_it_is_pressed_leads_nothing(stage: Stage, mirjam: Actor) -> None:
    await types(stage, mirjam, "start")
    data = mirjam.chat.last_card.button("Groep 2").data
    karim = stage.group(2).actor("Karim")
    await types(stage, karim, "hulp")

    told = await sends(stage, karim, data)

    assert told == "Dit doet je moderator. Jij hoeft hier niets te doen."
    assert (await stage.session(2)).current is None


async def test_words_that_are_never_asked_about_do_nothing(stage: Stage, mirjam: Actor) -> None:
    data = {"verb": "group.choose", "asked": stage.clock.now().isoformat(), "group": (await stage.session(1)).group}

    for more in ({"word": "link"}, {"word": "nonsense"}, {"word": "start", "asked": "gisteren"}):
        assert await sends(stage, mirjam, {**data, **more}) == OLD, more

    assert (await stage.session(1)).current is None


async def test_in_a_group_chat_nothing_of_another_group_is_told(stage: Stage, mirjam: Actor) -> None:
    await types(stage, mirjam, "planning")
    data = mirjam.chat.last_card.button("Groep 2").data

    assert await sends(stage, mirjam, data, group=1) == OLD
