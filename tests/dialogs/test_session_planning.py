"""A planned session moves or is called off; who cannot come says so; somebody is chosen for the round about one."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.errors import NotYours, Refused, Stale
from dialogs.formats.model import Audience, RoundKind
from dialogs.ids import PersonId
from dialogs.sessions.messages import (
    CancelSession,
    ChooseSeats,
    Command,
    Event,
    MarkSeat,
    MoveSession,
    RepeatRound,
    RoundOpened,
    SeatMarked,
    SeatsChosen,
    SessionCancelled,
    SessionMoved,
    Start,
)
from dialogs.sessions.model import Fields, RunKey, SessionPhase
from dialogs.sessions.tallies import tally_run
from dialogs.sessions.views import MayAnswer, audience, expected, may_answer
from tests.builders import (
    BERT,
    CHAIMA,
    DAAN,
    HELPERS,
    IRIS,
    JOOST,
    OTTO,
    STRANGER,
    TEN,
    Play,
    a_form,
    a_play,
    a_round,
    a_started_play,
    an_evaluation_form,
)

LATER = TEN + timedelta(days=7)
ABOUT_ONE = a_round("1.1", RoundKind.SPOKEN, form=a_form(), audience=Audience.ALL_BUT_CHOSEN)
RUN = RunKey("1.1", 1)


def refused(play: Play, command: Command) -> str:
    with pytest.raises(Refused) as refusal:
        play.does(command)
    return refusal.value.text_key.removeprefix("session.refused.")


# --- moving and calling off


def test_a_planned_session_moves_and_remembers_where_it_was() -> None:
    play = a_play(a_round())

    assert play.does(MoveSession(by=IRIS, starts_at=LATER)) == (SessionMoved(starts_at=LATER),)

    assert (play.session.starts_at, play.session.moved_from, play.session.step) == (LATER, TEN, 1)
    assert play.session.phase is SessionPhase.PLANNED


def test_to_where_it_is_nothing_happens() -> None:
    play = a_play(a_round())

    assert play.does(MoveSession(by=IRIS, starts_at=TEN)) == ()


def test_into_the_past_it_does_not_move() -> None:
    play = a_play(a_round())

    assert refused(play, MoveSession(by=IRIS, starts_at=TEN - timedelta(minutes=1))) == "move_past"


def test_a_session_that_is_called_off_takes_nothing_any_more() -> None:
    play = a_play(a_round())

    assert play.does(CancelSession(by=IRIS)) == (SessionCancelled(),)

    assert play.session.phase is SessionPhase.CANCELLED
    for command in (Start(by=IRIS), MoveSession(by=IRIS, starts_at=LATER), CancelSession(by=IRIS)):
        assert refused(play, command) == "cancelled"


@pytest.mark.parametrize("ended", [False, True])
def test_once_begun_it_neither_moves_nor_is_called_off(ended: bool) -> None:  # noqa: FBT001
    play = a_started_play(a_round())
    if ended:
        play.end()

    for command in (MoveSession(by=IRIS, starts_at=LATER), CancelSession(by=IRIS)):
        assert refused(play, command) == "replan_begun"


def test_only_a_moderator_and_never_from_an_old_page() -> None:
    play = a_play(a_round())
    with pytest.raises(NotYours):
        play.does(MoveSession(by=BERT, starts_at=LATER))
    with pytest.raises(NotYours):
        play.does(CancelSession(by=OTTO))
    play.does(MoveSession(by=JOOST, starts_at=LATER, step=0))

    with pytest.raises(Stale):
        play.does(CancelSession(by=IRIS, step=0))


def test_who_could_not_come_on_the_old_day_is_asked_again() -> None:
    play = a_play(a_round())
    play.does(MarkSeat(by=BERT, person=BERT, cannot_come=True))

    play.does(MoveSession(by=IRIS, starts_at=LATER))

    seat = play.session.seat(BERT)
    assert seat is not None
    assert not seat.cannot_come


# --- who cannot come


def test_somebody_says_beforehand_that_they_cannot_come_and_counts_in_no_round() -> None:
    play = a_play(a_round())

    assert play.does(MarkSeat(by=BERT, person=BERT, cannot_come=True)) == (SeatMarked(person=BERT, cannot_come=True),)
    assert play.does(MarkSeat(by=BERT, person=BERT, cannot_come=True)) == ()

    play.start()
    assert BERT not in {seat.person for seat in expected(play.session, play.run)}
    play.answers(BERT)
    assert BERT in {seat.person for seat in expected(play.session, play.run)}


def test_nobody_says_it_for_another_but_the_moderator() -> None:
    play = a_play(a_round())

    with pytest.raises(NotYours):
        play.does(MarkSeat(by=CHAIMA, person=BERT, cannot_come=True))
    assert play.does(MarkSeat(by=IRIS, person=BERT, cannot_come=True))


# --- the round that is about one person


def chooses(play: Play, *people: PersonId, run: RunKey = RUN, step: int | None = None) -> tuple[Event, ...]:
    return play.does(ChooseSeats(by=IRIS, run=run, chosen=frozenset(people), step=step))


def test_who_is_chosen_is_asked_nothing_and_everybody_else_is() -> None:
    play = a_started_play(ABOUT_ONE)

    assert chooses(play, BERT) == (SeatsChosen(run=RUN, chosen=frozenset({BERT})),)

    assert BERT not in {seat.person for seat in audience(play.session, ABOUT_ONE, play.run)}
    assert may_answer(play.session, BERT, RUN, play.now) is MayAnswer.NOT_ASKED
    assert may_answer(play.session, DAAN, RUN, play.now) is MayAnswer.FIRST


def test_choosing_the_same_again_does_nothing_and_another_takes_the_place() -> None:
    play = a_started_play(ABOUT_ONE)
    chooses(play, BERT)

    assert chooses(play, BERT) == ()
    chooses(play, DAAN)
    assert play.run.chosen == {DAAN}
    chooses(play)
    assert play.run.chosen == frozenset()


def test_an_answer_given_before_the_choice_stays_and_counts() -> None:
    play = a_started_play(ABOUT_ONE)
    play.answers(BERT)

    chooses(play, BERT)

    assert play.answer_of(BERT) is not None
    assert BERT in {seat.person for seat in expected(play.session, play.run)}


@pytest.mark.parametrize("person", [IRIS, OTTO, STRANGER])
def test_only_somebody_of_the_group_is_chosen(person: PersonId) -> None:
    play = a_started_play(ABOUT_ONE)

    assert refused(play, ChooseSeats(by=IRIS, run=RUN, chosen=frozenset({person}))) == "no_such_person"


def test_only_in_a_round_about_one_and_while_it_is_open() -> None:
    play = a_started_play(a_round(form=a_form()))
    assert refused(play, ChooseSeats(by=IRIS, run=RUN, chosen=frozenset({BERT}))) == "choose_not_here"

    play = a_started_play(ABOUT_ONE, a_round("1.2", RoundKind.SPOKEN))
    play.skip()
    assert refused(play, ChooseSeats(by=IRIS, run=RUN, chosen=frozenset({BERT}))) == "not_open"
    play.on()
    with pytest.raises(Stale):
        chooses(play, BERT)


def test_a_choice_is_a_step_and_an_old_page_changes_nothing() -> None:
    play = a_started_play(ABOUT_ONE)
    step = play.session.step
    chooses(play, BERT, step=step)

    with pytest.raises(Stale):
        chooses(play, DAAN, step=step)


def test_a_repeat_keeps_who_was_chosen() -> None:
    play = a_started_play(ABOUT_ONE)
    chooses(play, BERT)
    play.end()
    play.start()

    events = play.does(RepeatRound(by=IRIS))

    assert [e.chosen for e in events if isinstance(e, RoundOpened)] == [frozenset({BERT})]


# --- what nobody may trace is counted at the showing


def test_an_evaluation_is_averaged_from_five_answers_on_and_its_texts_are_not_counted() -> None:
    play = a_started_play(a_round(form=an_evaluation_form()))
    scores = [5, 4, 3, 2, 1]
    said: tuple[Fields, ...] = tuple({"safe": score, "better": f"Zin {score}"} for score in scores)

    for number, contributors in ((4, 4), (5, 5)):
        counted = tally_run(with_unsigned(play, said[:number]).session, play.run)
        assert set(counted) == {"safe"}
        assert counted["safe"].contributors == contributors
        assert counted["safe"].mean == (3 if number == 5 else None)
        assert counted["safe"].counts == ({str(score): 1 for score in scores} if number == 5 else {})


def with_unsigned(play: Play, said: tuple[Fields, ...]) -> Play:
    return Play(session=replace(play.session, unsigned={RUN: said}), now=play.now)


def test_who_answered_an_evaluation_counts_and_nothing_else_of_it_is_kept() -> None:
    play = a_started_play(a_round(form=an_evaluation_form()))
    for person in HELPERS:
        play.answers(person, {"safe": 4, "better": "Langer"})

    play.show()

    assert all(answer.fields == {} for answer in play.session.answers.values())
    assert play.run.tallies["safe"].contributors == 0, "only what the store read beside the session is counted"
