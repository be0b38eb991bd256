"""What the closing summary says of experiments: who tries what, and after the last session what goes on."""

from dataclasses import replace
from datetime import timedelta
from typing import Final

import pytest

from dialogs.cards.summary import summary_card
from dialogs.experiments.model import ExperimentState
from dialogs.formats.model import Visibility
from dialogs.groups import SessionHead
from dialogs.ids import ExperimentId, SessionId
from dialogs.sessions.model import SessionPhase
from dialogs.usecases.session_pictures import summary_view
from dialogs.usecases.summary_buttons import is_asked_at_once
from tests.builders import BERT, TEN, a_started_play
from tests.dialogs.reminding import a_group, dutch_calendar, heads, local
from tests.dialogs.scenes import FORMATS, TEXTS, a_scene, an_experiment
from tests.dialogs.test_cards_words import said

NOBODY_YET: Final = "Nog niemand heeft een experiment ingevuld. Eén zin is genoeg."


def the_summary(
    format_id: str, number: int, *, following: bool, preset: str = "", days: int = 14, **known: object
) -> list[str]:
    format_ = FORMATS[format_id]
    play = a_started_play(plan=format_.plan(preset or format_.default_preset, number))
    play.session = replace(play.session, phase=SessionPhase.ENDED)
    coming = SessionHead(
        id=SessionId("s-next"),
        number=number + 1,
        phase=SessionPhase.PLANNED,
        starts_at=TEN + timedelta(days=days),
        minutes=45,
    )
    scene = a_scene(play, format_id=format_id, **known)  # type: ignore[arg-type]
    held = SessionHead(
        id=play.session.id, number=number, phase=SessionPhase.ENDED, starts_at=TEN, minutes=60, opened_at=TEN
    )
    scene = replace(scene, group=replace(scene.group, sessions=(held, coming) if following else (held,)))
    return said(summary_card(summary_view(scene, TEXTS.nl, dutch_calendar()), TEXTS.nl)).split("\n")


def test_where_an_experiment_was_asked_and_nobody_has_one_the_summary_invites() -> None:
    assert NOBODY_YET in the_summary("mastermind-4", 1, following=True)


@pytest.mark.parametrize(
    ("format_id", "number", "following"),
    [("mastermind-4", 4, False), ("mastermind-3", 3, False), ("taster", 1, False), ("action-learning", 1, True)],
)
def test_where_none_was_asked_or_none_is_to_come_the_summary_says_nothing_of_it(
    format_id: str, number: int, *, following: bool
) -> None:
    words = the_summary(format_id, number, following=following)
    assert NOBODY_YET not in words
    assert "Wie probeert wat, wanneer" not in words


@pytest.mark.parametrize("preset", ["standard", "45"])
def test_after_the_last_session_the_summary_says_what_goes_on(preset: str) -> None:
    earlier = an_experiment(TEN.date() - timedelta(days=40), session=SessionId("s2"))
    over = replace(earlier, id=ExperimentId("e2"), then="wacht ik af", state=ExperimentState.FINISHED)
    again = replace(earlier, id=ExperimentId("e5"), session=SessionId("s3"))
    kept = replace(earlier, id=ExperimentId("e3"), person=BERT, visibility=Visibility.MODERATOR)
    untold = replace(earlier, id=ExperimentId("e4"), person=BERT, untold=True)
    tried = (earlier, again, over, kept, untold)
    words = the_summary("mastermind-4", 4, following=False, preset=preset, experiments=tried)
    assert words[1:3] == ["Dit loopt nog", "Anna  Als een overleg vastloopt, dan bel ik eerst."]
    assert "\n".join(words).count("bel ik eerst") == 1
    assert "wacht ik af" not in "\n".join(words)
    assert "Bert" not in "\n".join(words)


@pytest.mark.parametrize(("days", "asks"), [(7, True), (8, False), (14, False)])
def test_a_session_within_a_week_is_asked_about_at_once(days: int, *, asks: bool) -> None:
    words = the_summary("mastermind-4", 2, following=True, days=days)
    assert ("Ben je er dan bij?" in words) is asks


def test_where_a_holiday_leaves_no_moment_to_ask_who_comes_it_is_asked_at_once() -> None:
    """A week before it is Ascension Day, and the day before that the session ran until seven."""
    held, coming = heads("2027-05-05 18:00", "2027-05-13 10:00")
    assert is_asked_at_once(a_group((held, coming)), coming, dutch_calendar())


def test_a_session_that_was_held_nearer_to_the_next_asks_at_once() -> None:
    held, coming = heads("2027-05-10 10:00", "2027-05-20 10:00")
    assert not is_asked_at_once(a_group((held, coming)), coming, dutch_calendar())
    held = replace(held, phase=SessionPhase.ENDED, opened_at=local("2027-05-14 10:00"))
    assert is_asked_at_once(a_group((held, coming)), coming, dutch_calendar())
