"""Who is asked, who is expected, who is here: seats, ticks and the x and y of x van y."""

import pytest

from dialogs.errors import NotYours, Refused
from dialogs.formats.model import Audience, FieldType, RoundKind, Visibility
from dialogs.ids import PersonId
from dialogs.programmes.model import Role
from dialogs.sessions.messages import MarkSeat, NameNoteTaker, NoteTakerNamed, SeatMarked
from dialogs.sessions.model import RoundRun, Seat, Session
from dialogs.sessions.views import (
    answered,
    audience,
    everyone_answered,
    expected,
    missing,
    moderates,
    single_answerer,
)
from tests.builders import (
    ANNA,
    BERT,
    CHAIMA,
    DAAN,
    EIGHT,
    HELPERS,
    IRIS,
    JOOST,
    OTTO,
    STRANGER,
    Play,
    a_field,
    a_form,
    a_play,
    a_round,
    a_seat,
    a_session,
    a_started_play,
    an_energy_form,
)


def people(seats: tuple[Seat, ...]) -> tuple[PersonId, ...]:
    return tuple(s.person for s in seats)


def x_and_y(play: Play) -> tuple[int, int]:
    return len(answered(play.session, play.run)), len(expected(play.session, play.run))


def test_the_moderator_and_the_observer_are_never_in_all() -> None:
    session = a_session(a_round())

    assert people(audience(session, session.plan.rounds[0])) == EIGHT


def test_a_participant_who_moderates_leads_and_is_not_asked() -> None:
    seats = (a_seat(IRIS, Role.MODERATOR, Role.PARTICIPANT), a_seat(BERT))
    session = a_session(a_round(), seats=seats)

    assert people(audience(session, session.plan.rounds[0])) == (BERT,)


@pytest.mark.parametrize(
    ("who", "asked"),
    [
        (Audience.HOTSEAT, (ANNA,)),
        (Audience.ALL_BUT_HOTSEAT, HELPERS),
        (Audience.MODERATOR, (IRIS, JOOST)),
        (Audience.INBRENGER, ()),
        (Audience.OMDENKER, ()),
    ],
)
def test_a_round_asks_its_audience(who: Audience, asked: tuple[PersonId, ...]) -> None:
    round_ = a_round(audience=who)
    session = a_session(round_)

    assert people(audience(session, round_)) == asked


def test_in_action_learning_the_inbrenger_and_the_omdenker_are_of_the_group() -> None:
    seats = (a_seat(ANNA, Role.INBRENGER), a_seat(BERT, Role.OMDENKER), a_seat(CHAIMA))
    session = a_session(a_round(), seats=seats)

    assert people(audience(session, a_round(audience=Audience.ALL))) == (ANNA, BERT, CHAIMA)
    assert people(audience(session, a_round(audience=Audience.INBRENGER))) == (ANNA,)
    assert people(audience(session, a_round(audience=Audience.OMDENKER))) == (BERT,)


def test_the_chosen_are_those_of_the_run() -> None:
    session = a_session(a_round())
    run = a_run_with_chosen(session, BERT, CHAIMA)

    assert people(audience(session, a_round(audience=Audience.CHOSEN), run)) == (BERT, CHAIMA)
    others = people(audience(session, a_round(audience=Audience.ALL_BUT_CHOSEN), run))
    assert others == tuple(p for p in EIGHT if p not in {BERT, CHAIMA})
    assert people(audience(session, a_round(audience=Audience.ALL_BUT_CHOSEN))) == EIGHT


def a_run_with_chosen(session: Session, *persons: PersonId) -> RoundRun:
    play = Play(session=session)
    play.start()
    run = play.run
    return RoundRun(key=run.key, phase=run.phase, minutes=run.minutes, chosen=frozenset(persons))


def test_y_leaves_out_who_cannot_come_is_absent_or_takes_part_aloud() -> None:
    play = a_started_play(a_round())
    play.seat_is(BERT, cannot_come=True)
    play.marks(CHAIMA, absent=True)
    play.marks(DAAN, aloud=True)

    assert x_and_y(play) == (0, 5)


def test_somebody_outside_y_who_answers_joins_both() -> None:
    play = a_started_play(a_round())
    play.seat_is(BERT, cannot_come=True)
    assert x_and_y(play) == (0, 7)

    play.answers(BERT)

    assert x_and_y(play) == (1, 8)


def test_an_answer_entered_for_somebody_counts_in_both() -> None:
    play = a_started_play(a_round())
    play.marks(BERT, aloud=True)
    play.answers(BERT, by=IRIS)

    assert x_and_y(play) == (1, 8)


def test_a_withdrawn_answer_leaves_x_and_stays_in_y() -> None:
    play = a_started_play(a_round())
    play.answers(BERT)
    play.withdraws(BERT)

    assert x_and_y(play) == (0, 8)


def test_a_held_back_answer_counts() -> None:
    play = a_started_play(a_round())
    play.answers(BERT)
    play.close()
    play.holds(BERT)

    assert x_and_y(play) == (1, 8)


def test_an_addition_by_somebody_who_never_answered_does_not_count() -> None:
    play = a_started_play(a_round())
    play.show()
    play.adds(BERT)

    assert x_and_y(play) == (0, 8)


def test_everyone_has_answered_when_x_reaches_y() -> None:
    play = a_started_play(a_round(audience=Audience.HOTSEAT))
    assert not everyone_answered(play.session, play.run)
    play.answers(ANNA)
    assert everyone_answered(play.session, play.run)


def test_nobody_expected_is_not_everybody() -> None:
    play = a_started_play(a_round(audience=Audience.OMDENKER))

    assert not everyone_answered(play.session, play.run)


def test_regie_tells_who_is_missing_while_the_round_is_open() -> None:
    play = a_started_play(a_round(audience=Audience.ALL_BUT_HOTSEAT))
    play.answers(BERT)
    play.marks(CHAIMA, absent=True)

    assert people(missing(play.session, play.run)) == tuple(p for p in HELPERS if p not in {BERT, CHAIMA})

    play.close()
    assert missing(play.session, play.run) == ()


@pytest.mark.parametrize("visibility", [Visibility.UNNAMED, Visibility.NOBODY])
def test_nobody_gets_a_list_where_anything_is_answered_without_a_name(visibility: Visibility) -> None:
    form = a_form(a_field(), a_field("scale", FieldType.SCALE, visibility))
    play = a_started_play(a_round(form=form))

    assert missing(play.session, play.run) == ()


def test_nobody_is_missing_where_there_is_no_form() -> None:
    play = a_started_play(a_round(kind=RoundKind.SPOKEN))

    assert missing(play.session, play.run) == ()


def test_a_single_answerer_has_the_word() -> None:
    alone = a_started_play(a_round(audience=Audience.HOTSEAT))
    together = a_started_play(a_round())

    only = single_answerer(alone.session, alone.run)
    assert only is not None
    assert only.person == ANNA
    assert single_answerer(together.session, together.run) is None


def test_moderating_takes_a_seat_with_the_role() -> None:
    session = a_session()

    assert moderates(session, IRIS)
    assert not moderates(session, BERT)
    assert not moderates(session, STRANGER)


# --- ticks


def test_a_moderator_ticks_absent_and_present() -> None:
    play = a_started_play(a_round())

    assert play.marks(BERT, absent=True) == (SeatMarked(person=BERT, absent=True),)
    assert play.marks(BERT, absent=False, present=True) == (SeatMarked(person=BERT, absent=False, present=True),)


def test_a_tick_that_changes_nothing_tells_nothing() -> None:
    play = a_started_play(a_round())
    play.marks(BERT, absent=True)

    assert play.marks(BERT, absent=True) == ()
    assert play.marks(BERT) == ()


def test_anyone_says_for_themselves_that_they_take_part_aloud() -> None:
    play = a_started_play(a_round())

    events = play.does(MarkSeat(by=BERT, person=BERT, aloud=True))

    assert events == (SeatMarked(person=BERT, aloud=True), SeatMarked(person=BERT, present=True))


@pytest.mark.parametrize("by", [CHAIMA, STRANGER, OTTO])
def test_nobody_ticks_for_another(by: PersonId) -> None:
    play = a_started_play(a_round())

    with pytest.raises(NotYours):
        play.does(MarkSeat(by=by, person=BERT, aloud=True))


@pytest.mark.parametrize("marks", [{"absent": True}, {"present": True}, {"aloud": True, "absent": False}])
def test_nobody_ticks_their_own_presence(marks: dict[str, bool]) -> None:
    play = a_started_play(a_round())

    with pytest.raises(NotYours):
        play.does(
            MarkSeat(
                by=BERT,
                person=BERT,
                absent=marks.get("absent"),
                present=marks.get("present"),
                aloud=marks.get("aloud"),
            )
        )


def test_a_moderator_who_unticks_their_own_presence_is_not_ticked_again_by_that() -> None:
    play = a_play(a_round())
    play.does(MarkSeat(by=IRIS, person=IRIS, present=True))

    play.start()
    play.does(MarkSeat(by=IRIS, person=IRIS, present=False))

    seat = play.session.seat(IRIS)
    assert seat is not None
    assert not seat.present


def test_somebody_without_a_seat_gets_no_tick_and_takes_no_notes() -> None:
    play = a_started_play(a_round())

    with pytest.raises(Refused) as refusal:
        play.marks(STRANGER, absent=True)
    assert refusal.value.text_key == "session.refused.no_such_person"
    with pytest.raises(Refused):
        play.does(NameNoteTaker(by=IRIS, person=STRANGER))


def test_a_moderator_names_a_note_taker_before_or_during_the_session() -> None:
    play = a_play(a_round())

    assert play.does(NameNoteTaker(by=IRIS, person=BERT)) == (NoteTakerNamed(person=BERT),)
    assert play.session.note_taker == BERT
    assert play.does(NameNoteTaker(by=IRIS, person=BERT)) == ()
    play.does(NameNoteTaker(by=IRIS, person=None))
    assert play.session.note_taker is None
    with pytest.raises(NotYours):
        play.does(NameNoteTaker(by=BERT, person=BERT))


def test_ticks_never_change_the_step() -> None:
    play = a_started_play(a_round())
    step = play.session.step
    play.marks(BERT, absent=True)
    play.does(NameNoteTaker(by=IRIS, person=BERT))

    assert play.session.step == step


def test_two_people_with_the_same_name_are_two() -> None:
    seats = (a_seat(IRIS, Role.MODERATOR), a_seat(BERT), Seat(person=CHAIMA, name="Bert", roles=a_seat(BERT).roles))
    play = Play(session=a_session(a_round(form=an_energy_form()), seats=seats))
    play.start()
    play.answers(BERT, {"energy": 1})

    assert people(answered(play.session, play.run)) == (BERT,)
    assert len(expected(play.session, play.run)) == 2


def test_a_co_moderators_own_tick_is_told_once() -> None:
    play = a_started_play(a_round())

    assert play.does(MarkSeat(by=JOOST, person=JOOST, present=True)) == (SeatMarked(person=JOOST, present=True),)


def test_a_co_moderators_own_untick_does_not_make_them_present() -> None:
    play = a_started_play(a_round())

    assert play.does(MarkSeat(by=JOOST, person=JOOST, present=False)) == ()
