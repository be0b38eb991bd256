"""What the card of a round shows beside its question: whose word it is, and what people talk about."""

from dataclasses import replace
from typing import Final

import pytest

from dialogs.formats.model import RoundKind, Shows
from dialogs.groups import Ambition, AmbitionSource
from dialogs.ids import GroupId, PersonId
from dialogs.programmes.model import Role
from tests.builders import ANNA, JOOST, TEN, Play, a_round, a_seat, a_started_play
from tests.dialogs.scenes import an_experiment, the_plan, the_result, the_round_card, the_words
from tests.dialogs.test_cards_words import titles

FIRST: Final = Ambition(
    group=GroupId("g1"),
    version=1,
    text="Eén lijn.",
    dilemmas=(),
    source=AmbitionSource.PREPARATION,
    at=TEN,
    score=4,
)
SECOND: Final = replace(FIRST, version=2, text="Eén vraag meer.", source=AmbitionSource.ROUND, score=None)
TIMELINES: Final = [
    pytest.param("mastermind-4", 2, "2.3", "standard", id="2.3"),
    pytest.param("mastermind-4", 4, "4.3", "standard", id="4.3"),
    pytest.param("mastermind-4", 4, "4.1", "45", id="45-4.1"),
    pytest.param("mastermind-3", 3, "3.3", "standard", id="three-3.3"),
]


# --- how the ambition came to read as it does


@pytest.mark.parametrize(("format_id", "number", "round_id", "preset"), TIMELINES)
def test_while_the_hotseat_speaks_the_group_reads_how_the_ambition_came_to_be(
    format_id: str, number: int, round_id: str, preset: str
) -> None:
    play = a_started_play(plan=the_plan(format_id, number, round_id, preset=preset))
    words = "\n".join(the_round_card(play, ambitions=(FIRST, SECOND)))
    assert "Ambitie, versie 1\nEén lijn.\nHoe ver: 4 van de 10\nAmbitie, versie 2\nEén vraag meer." in words


def test_when_the_hotseat_only_spoke_the_card_keeps_the_versions() -> None:
    play = done_after(a_started_play(plan=the_plan("mastermind-4", 2, "2.3")))
    assert "Ambitie, versie 2" in the_round_card(play, ambitions=(FIRST, SECOND))


def test_what_the_hotseat_sent_in_is_posted_with_the_versions_and_they_are_not_said_twice() -> None:
    play = a_started_play(plan=the_plan("mastermind-4", 2, "2.3"))
    play.answers(ANNA, {"change": "Ik bel nu zelf."})
    done_after(play)
    assert "Ambitie, versie 2" not in the_round_card(play, ambitions=(FIRST, SECOND))
    assert "Ambitie, versie 2" in the_words(play, ambitions=(FIRST, SECOND))
    assert "Iets herkenbaars melden" in titles(the_result(play, ambitions=(FIRST, SECOND)))


def done_after(play: Play) -> Play:
    play.end()
    return play


# --- whose word it is


def test_the_moderator_who_writes_down_what_a_guest_tells_has_not_the_word() -> None:
    play = a_started_play(plan=the_plan("action-learning", 2, "A6"))
    play.session = replace(play.session, seats=tuple(s for s in play.session.seats if s.person != JOOST))
    assert "heeft het woord" not in "\n".join(the_round_card(play, format_id="action-learning"))


def test_while_all_look_at_what_they_did_nobody_has_the_word() -> None:
    play = a_started_play(plan=the_plan("mastermind-4", 4, "4.1", preset="45"))
    assert "heeft het woord" not in "\n".join(the_round_card(play, ambitions=(FIRST,)))
    hers = a_started_play(plan=the_plan("mastermind-4", 4, "4.3"))
    assert "Anna heeft het woord." in the_round_card(hers, ambitions=(FIRST,))


def test_the_card_says_that_the_omdenker_leads_where_there_is_one() -> None:
    play = a_started_play(plan=the_plan("action-learning", 2, "A5"))
    assert "heeft het woord" not in "\n".join(the_round_card(play, format_id="action-learning"))
    seats = (*play.session.seats, a_seat(PersonId("mies"), Role.OMDENKER))
    play.session = replace(play.session, seats=seats)
    assert "Mies heeft het woord." in the_round_card(play, format_id="action-learning")


# --- who tells it aloud


def test_who_has_no_look_back_hears_how_long_there_is_to_tell_it() -> None:
    play = a_started_play(plan=the_plan("mastermind-4", 2, "2.2"))
    words = "\n".join(the_round_card(play, experiments=(an_experiment(TEN.date()),)))
    assert "Vertelt het zelf\nAnna\nOngeveer 75 seconden per persoon." in words


def test_an_ambition_that_is_shown_again_in_a_round_of_ones_own_stands_on_its_card() -> None:
    again = replace(a_round("1.2", RoundKind.SHOW), shows=(Shows.AMBITION_VERSIONS,))
    assert "Ambitie, versie 2" in the_round_card(a_started_play(again), ambitions=(FIRST, SECOND))
    assert "Hier is nog niets om te tonen. Vertel het elkaar." in the_round_card(a_started_play(again))
