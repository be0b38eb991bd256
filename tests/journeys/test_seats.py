"""Somebody whom the bot cannot place: they choose a seat, and see and write nothing until the moderator confirms."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.rehearsal.actors import Actor
from bot.rehearsal.people import Person
from bot.rehearsal.sample import sample_programme
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, staged

LONG = "x" * 92
"""Real addresses in the channel are this long."""
ASKED = "Je keuze is doorgegeven. Zodra de moderator bevestigt, doe je mee."


def nameless(person: Person) -> Person:
    """Bert and Chaima are shown with a name of their own choosing and nothing else."""
    if person.name not in {"Bert", "Chaima"}:
        return person
    return replace(
        person, id=f"29:1{LONG}{person.name}", name=f"{person.name} thuis", email="", upn=None, entra_id=None
    )


@pytest.fixture
async def group(migrated_sqlite_url: str) -> AsyncIterator[LivingGroup]:
    async with staged(sample_programme(NOW), database_url=migrated_sqlite_url, now=NOW, as_seen=nameless) as stage:
        found = stage.group(1)
        await found.links()
        yield found


@pytest.fixture
def bert(group: LivingGroup) -> Actor:
    return group.actor("Bert thuis")


async def chooses(group: LivingGroup, who: Actor, seat: str) -> str | None:
    dialog = await who.presses(group.chat, "Plek kiezen")
    done = await dialog.submits("Plek kiezen", choice=seat)
    await group.stage.settle()
    return done.message


async def test_the_planning_says_how_many_seats_are_free(group: LivingGroup) -> None:
    assert "Van 2 plekken weet ik nog niet wie erop zit." in group.card("jullie planning")


async def test_only_the_free_seats_are_offered_and_never_the_moderators(group: LivingGroup, bert: Actor) -> None:
    dialog = await bert.presses(group.chat, "Plek kiezen")

    assert [title for title, _ in dialog.shown.inputs[0].choices] == ["Bert", "Chaima"]


async def test_who_has_a_seat_is_offered_none(group: LivingGroup) -> None:
    dialog = await group.actor("Anna").presses(group.chat, "Plek kiezen")

    assert dialog.message == "Deze kaart is van een groep waar je geen plek in hebt."


async def test_without_a_seat_there_is_no_form_and_nothing_of_the_session(group: LivingGroup, bert: Actor) -> None:
    await group.reaches("1.4")

    for button in ("Antwoord geven", "Regie"):
        dialog = await bert.presses(group.chat, button)
        assert dialog.titles == ["Plek kiezen"]
        assert "Wie ben jij?" in [one.label for one in dialog.shown.inputs]


async def test_a_form_sent_without_a_seat_is_not_written(group: LivingGroup, bert: Actor) -> None:
    await group.reaches("1.4")
    dialog = await group.opens("Anna")
    data = {**dialog.shown.button("Insturen").data, "f-question": "Wat zou je zelf willen?"}

    back = await (await bert.presses(group.chat, "Antwoord geven")).sends(data)

    assert "Plek kiezen" in back.titles
    assert (await group.session()).answers == {}


async def test_a_choice_alone_gives_no_seat(group: LivingGroup, bert: Actor) -> None:
    await group.reaches("1.4")

    asked = await chooses(group, bert, "Bert")
    dialog = await bert.presses(group.chat, "Antwoord geven")

    assert asked == ASKED
    assert "Insturen" not in dialog.titles


async def test_the_moderator_confirms_in_the_own_chat_and_the_form_opens(group: LivingGroup, bert: Actor) -> None:
    await group.reaches("1.4")
    await chooses(group, bert, "Bert")
    asked = group.moderator.chat.last_card

    await group.moderator.presses(asked, "Ja, klopt")
    await group.stage.settle()
    thanks = await group.answers("Bert thuis", question="Wie houdt de lijn vast?")

    assert "Bert thuis koos in groep 1 de plek van Bert." in asked.text
    assert "Bevestigd." in group.moderator.chat.card(asked.id).text
    assert thanks == "Dank je. Je antwoord is binnen."
    assert "Bert" in {seat.name for seat in (await group.session()).seats if seat.present}


async def test_after_a_no_another_seat_can_be_chosen(group: LivingGroup, bert: Actor) -> None:
    await chooses(group, bert, "Chaima")
    await group.moderator.presses(group.moderator.chat, "Nee")
    await group.stage.settle()

    refused = group.moderator.chat.last_card.text
    again = await chooses(group, bert, "Bert")

    assert "Niet bevestigd." in refused
    assert again == ASKED


async def test_a_seat_goes_to_one_person_only(group: LivingGroup, bert: Actor) -> None:
    """Two ask for the same seat; the first who is confirmed has it."""
    chaima = group.actor("Chaima thuis")
    await chooses(group, bert, "Bert")
    first = group.moderator.chat.last_card
    await chooses(group, chaima, "Bert")
    second = group.moderator.chat.last_card

    await group.moderator.presses(first, "Ja, klopt")
    await group.moderator.presses(second, "Ja, klopt")
    await group.stage.settle()

    assert "Bevestigd." in group.moderator.chat.card(first.id).text
    assert "Niet bevestigd." in group.moderator.chat.card(second.id).text
    assert "Plek kiezen" in (await chaima.presses(group.chat, "Plek kiezen")).titles


async def test_a_seat_that_is_taken_meanwhile_is_said_to_be(group: LivingGroup, bert: Actor) -> None:
    dialog = await group.actor("Chaima thuis").presses(group.chat, "Plek kiezen")
    await chooses(group, bert, "Bert")
    await group.moderator.presses(group.moderator.chat, "Ja, klopt")
    await group.stage.settle()

    back = await dialog.submits("Plek kiezen", choice="Bert")

    assert "Die plek is intussen van iemand anders." in back.text


async def test_a_participant_cannot_confirm_a_seat(group: LivingGroup, bert: Actor) -> None:
    await chooses(group, bert, "Bert")
    asked = group.moderator.chat.last_card

    for who in (group.actor("Anna"), bert):
        await who.sends(group.chat, asked.id, asked.button("Ja, klopt").data, dialog=False)
    await group.stage.settle()

    assert "Plek kiezen" in (await bert.presses(group.chat, "Plek kiezen")).titles
    assert "Bevestigd." not in group.moderator.chat.card(asked.id).text


async def test_the_moderators_seat_cannot_be_chosen_by_tampering(group: LivingGroup, bert: Actor) -> None:
    await group.says("start")
    moderator = next(s.person for s in (await group.session()).seats if s.name == "Mirjam")
    dialog = await bert.presses(group.chat, "Plek kiezen")

    back = await dialog.sends({**dialog.shown.button("Plek kiezen").data, "f-choice": moderator})

    assert "Die plek is intussen van iemand anders." in back.text


async def test_without_a_chat_of_the_moderators_own_the_group_shows_the_question(migrated_sqlite_url: str) -> None:
    async with staged(sample_programme(NOW), database_url=migrated_sqlite_url, now=NOW, as_seen=nameless) as stage:
        group = stage.group(1)
        await group.links(personal=False)
        bert = group.actor("Bert thuis")

        await chooses(group, bert, "Bert")
        asked = group.chat.last_card
        await group.moderator.presses(asked, "Ja, klopt")
        await stage.settle()

        assert "Bevestigd." in group.chat.card(asked.id).text


async def test_typing_without_a_seat_points_to_the_seats(group: LivingGroup, bert: Actor) -> None:
    said = await group.says("verder", by=bert)

    assert said == ["Wie nog geen plek heeft, kiest die hier. De moderator bevestigt."]
    assert "Plek kiezen" in group.chat.last_card.titles
