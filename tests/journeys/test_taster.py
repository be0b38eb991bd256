"""The taster: one short session, for which the hotseat prepares as for a whole series."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.rehearsal.sample import invented, sample_programme
from dialogs.cards.actions.between import PreparationOpen
from dialogs.programmes.model import ProgrammeFile, Role
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, staged
from tests.journeys.test_between_action_learning import learning_team


@pytest.fixture
async def taster(migrated_sqlite_url: str) -> AsyncIterator[LivingGroup]:
    whole = sample_programme(NOW)
    first = replace(whole.groups[0], sessions=(replace(whole.groups[0].sessions[0], minutes=15),))
    programme = replace(whole, format="taster", groups=(first,))
    async with staged(programme, database_url=migrated_sqlite_url, now=NOW) as stage:
        group = stage.group(1)
        await group.links()
        yield group


async def test_what_the_hotseat_prepared_is_shown_when_the_taster_begins(taster: LivingGroup) -> None:
    dialog = await taster.hotseat.presses(taster.hotseat.chat, "Mijn ambitie delen")
    done = await dialog.submits(
        "Insturen",
        ambition="Eén persoon houdt de lijn vast.",
        dilemma_1="Wie neemt het over?",
        request="Stel mij open vragen.",
        score="4",
    )
    await taster.says("start")

    card = taster.card("Wat houdt je tegen?")
    assert "Dank je" in done.text
    for words in ("Eén persoon houdt de lijn vast.", "Wie neemt het over?", "Stel mij open vragen."):
        assert words in card


def with_a_hotseat() -> ProgrammeFile:
    """A learning team of which somebody would be called hotseat; its people prepare with another form."""
    programme = learning_team()
    group = programme.groups[0]
    names = [one.name for one in group.participants]
    roles = [Role.HOTSEAT, *[Role.PARTICIPANT] * (len(names) - 1)]
    people = tuple(invented(name, 1, place, roles[place]) for place, name in enumerate(names))
    return replace(programme, groups=(replace(group, participants=people),))


async def test_where_no_hotseat_prepares_no_card_asks_for_it(migrated_sqlite_url: str) -> None:
    async with staged(with_a_hotseat(), database_url=migrated_sqlite_url, now=NOW) as stage:
        group = stage.group(1)
        await group.links()
        action = PreparationOpen(session=(await group.session()).id)

        told = await group.hotseat.sends(group.chat, group.chat.last_card.id, action.pack(), dialog=True)

        assert not any("Mijn ambitie delen" in card.titles for card in (*group.hotseat.chat.cards, *group.chat.cards))
        assert told.message == "Hier hoeft niemand vooraf een kaart in te vullen. Vertel hardop wat je wilt delen."
