"""What the moderator's steps do, round by round and for the whole session."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.errors import NotYours, Refused, Stale
from dialogs.formats.model import Audience, Priority, Round, RoundKind
from dialogs.ids import PersonId
from dialogs.sessions.evolution import replay
from dialogs.sessions.machine import ALLOWED, decide
from dialogs.sessions.messages import (
    CloseRound,
    Continue,
    End,
    Extend,
    ReopenRound,
    RepeatRound,
    Reveal,
    RoundClosed,
    RoundDone,
    RoundExtended,
    RoundOpened,
    RoundShown,
    RoundSkipped,
    SeatMarked,
    SessionEnded,
    SessionEndMoved,
    SessionResumed,
    SessionStarted,
    SkipRound,
    Start,
)
from dialogs.sessions.model import RoundPhase, RunKey, SessionPhase
from dialogs.sessions.table import Course
from tests.builders import (
    ANNA,
    BERT,
    CHAIMA,
    EIGHT,
    IRIS,
    JOOST,
    NEXT_WORKING_DAY,
    OTTO,
    STRANGER,
    TEN,
    Play,
    a_form,
    a_play,
    a_round,
    a_session,
    a_started_play,
    an_evaluation_form,
    the_first_session,
)

SILENT = a_round("1.1", RoundKind.SILENT)
TALK = a_round("1.2", RoundKind.SPOKEN, form=a_form())
LAST = a_round("1.3", RoundKind.SILENT)


def why(refusal: pytest.ExceptionInfo[Refused]) -> str:
    return refusal.value.text_key.removeprefix("session.refused.")


def phases(play: Play) -> list[RoundPhase]:
    return [play.session.phase_of(r.id) for r in play.session.plan.rounds]


# --- start, resume


def test_starting_opens_the_session_and_its_first_round() -> None:
    play = a_play(SILENT, TALK)

    events = play.start()

    assert [type(e) for e in events] == [SessionStarted, RoundOpened, SeatMarked]
    assert play.session.phase is SessionPhase.OPEN
    assert phases(play) == [RoundPhase.OPEN, RoundPhase.NOT_OPEN]
    assert play.session.step == 1
    assert play.run.ends_at == TEN + timedelta(minutes=10)


def test_starting_late_does_not_move_the_end() -> None:
    play = a_play(SILENT, TALK)
    play.waits(4)

    play.start()

    assert play.session.ends_at == TEN + timedelta(minutes=20)


def test_a_session_opened_on_quite_another_day_gets_its_full_length() -> None:
    play = a_play(SILENT, TALK)
    play.waits(3 * 24 * 60)

    play.start()

    assert play.session.ends_at == play.now + timedelta(minutes=20)


def test_starting_an_open_session_is_refused() -> None:
    play = a_started_play(SILENT)

    with pytest.raises(Refused) as refusal:
        play.start()

    assert why(refusal) == "already_open_session"


def test_a_cancelled_session_does_not_start() -> None:
    play = Play(session=a_session(SILENT, phase=SessionPhase.CANCELLED))

    with pytest.raises(Refused) as refusal:
        play.start()

    assert why(refusal) == "cancelled"


@pytest.mark.parametrize("phase", [SessionPhase.PLANNED, SessionPhase.ENDED])
def test_a_session_does_not_start_once_a_later_one_has(phase: SessionPhase) -> None:
    play = Play(session=replace(a_session(SILENT, phase=phase), superseded=True))

    with pytest.raises(Refused) as refusal:
        play.start()

    assert why(refusal) == "superseded"


def test_a_button_that_starts_resumes_nothing_and_the_other_way_round() -> None:
    play = a_play(SILENT)
    with pytest.raises(Stale):
        play.does(Start(by=IRIS, resumes=True))
    play.does(Start(by=IRIS, resumes=False))
    play.does(End(by=IRIS))
    ended = play.session

    with pytest.raises(Stale):
        play.does(Start(by=IRIS, resumes=False))
    assert play.session == ended

    play.does(Start(by=IRIS, resumes=True))
    assert play.session.phase is SessionPhase.OPEN


def test_a_start_pressed_at_an_earlier_step_does_nothing() -> None:
    play = a_started_play(SILENT)
    play.does(End(by=IRIS))

    with pytest.raises(Stale):
        play.does(Start(by=IRIS, step=play.session.step - 1))
    assert play.session.phase is SessionPhase.ENDED


def test_resuming_leaves_a_round_that_the_end_closed_closed() -> None:
    play = a_started_play(SILENT, TALK)
    play.end()

    events = play.start()

    assert SessionResumed(at=play.now) in events
    assert play.session.phase is SessionPhase.OPEN
    assert play.session.ended_at is None
    assert play.run.phase is RoundPhase.CLOSED


def test_resuming_leaves_a_talk_that_the_end_finished_done() -> None:
    play = a_started_play(TALK, SILENT)
    play.end()
    play.start()

    assert phases(play) == [RoundPhase.DONE, RoundPhase.NOT_OPEN]

    play.on()

    assert phases(play) == [RoundPhase.DONE, RoundPhase.OPEN]


def test_a_plan_without_rounds_starts_and_points_to_the_end() -> None:
    play = Play(session=replace(a_session(SILENT), plan=replace(a_session().plan, rounds=())))
    play.start()

    with pytest.raises(Refused) as refusal:
        play.on()

    assert why(refusal) == "all_rounds_past"
    with pytest.raises(Refused) as refusal:
        play.skip()
    assert why(refusal) == "not_open"


# --- verder


def test_continue_on_an_open_silent_round_closes_and_shows_it_in_one_step() -> None:
    play = a_started_play(SILENT, TALK)
    step = play.session.step

    events = play.on()

    assert [type(e) for e in events] == [RoundClosed, RoundShown]
    assert play.run.phase is RoundPhase.SHOWN
    assert play.run.closed_at == play.now
    assert play.session.step == step + 1


def test_continue_on_a_closed_round_shows_it() -> None:
    play = a_started_play(SILENT, TALK)
    play.close()

    events = play.on()

    assert [type(e) for e in events] == [RoundShown]


def test_continue_after_a_showing_opens_the_next_round() -> None:
    play = a_started_play(SILENT, TALK)
    play.on()
    play.on()

    assert phases(play) == [RoundPhase.SHOWN, RoundPhase.OPEN]


def test_continue_in_a_talk_makes_it_done_and_opens_the_next_round() -> None:
    play = a_started_play(TALK, SILENT)

    events = play.on()

    assert [type(e) for e in events] == [RoundDone, RoundOpened]
    assert phases(play) == [RoundPhase.DONE, RoundPhase.OPEN]


def test_continue_after_a_skipped_round_opens_the_next() -> None:
    play = a_started_play(SILENT, TALK)
    play.skip()
    play.on()

    assert phases(play) == [RoundPhase.SKIPPED, RoundPhase.OPEN]


def test_continue_passes_over_a_round_skipped_beforehand() -> None:
    play = a_started_play(TALK, a_round("1.2b"), LAST)
    play.skip("1.2b")
    play.on()

    assert phases(play) == [RoundPhase.DONE, RoundPhase.SKIPPED, RoundPhase.OPEN]


def test_continue_after_the_last_round_points_to_the_end_and_changes_nothing() -> None:
    play = a_started_play(TALK)
    before = play.session

    with pytest.raises(Refused) as refusal:
        play.on()

    assert why(refusal) == "all_rounds_past"
    assert play.session == before


def test_a_later_round_reopened_out_of_turn_does_not_cut_off_the_ones_before_it() -> None:
    play = a_started_play(TALK, a_round("1.3", RoundKind.SPOKEN), a_round("1.4", RoundKind.SPOKEN))
    play.skip("1.4")
    play.does(ReopenRound(by=IRIS, run=RunKey("1.4", 1)))
    assert phases(play) == [RoundPhase.DONE, RoundPhase.NOT_OPEN, RoundPhase.OPEN]

    play.on()

    assert phases(play) == [RoundPhase.DONE, RoundPhase.OPEN, RoundPhase.DONE]


def test_the_first_session_costs_about_thirteen_presses() -> None:
    play = a_started_play(plan=the_first_session())
    presses = 0
    while True:
        try:
            play.on()
        except Refused:
            break
        presses += 1
    play.end()

    assert presses == 13
    assert set(phases(play)) == {RoundPhase.SHOWN, RoundPhase.DONE}


def test_the_chosen_are_kept_only_where_the_round_asks_for_them_and_only_if_they_have_a_seat() -> None:
    mini_case = a_round("1.2b", RoundKind.SPOKEN, audience=Audience.ALL_BUT_CHOSEN, form=a_form())
    play = a_started_play(TALK, mini_case, LAST)
    play.does(Continue(by=IRIS, chosen=frozenset({BERT, STRANGER, IRIS})))
    assert play.run.chosen == {BERT}

    play.does(Continue(by=IRIS, chosen=frozenset({BERT})))
    assert play.run.chosen == frozenset()


# --- who may step, and when a press is stale


@pytest.mark.parametrize("person", [ANNA, BERT, OTTO, STRANGER])
def test_only_a_moderator_leads(person: PersonId) -> None:
    play = a_started_play(SILENT)
    before = play.session

    for command in (Continue, Reveal, CloseRound, SkipRound, End, ReopenRound, RepeatRound):
        with pytest.raises(NotYours):
            play.does(command(by=person))
    with pytest.raises(NotYours):
        play.does(Extend(by=person, minutes=2))
    assert play.session == before


def test_only_a_moderator_starts() -> None:
    play = a_play(SILENT)

    with pytest.raises(NotYours):
        play.does(Start(by=BERT))


def test_a_co_moderator_can_take_over_at_once() -> None:
    play = a_started_play(SILENT)

    play.does(Continue(by=JOOST, step=play.session.step))

    assert play.run.phase is RoundPhase.SHOWN


def test_two_moderators_pressing_at_once_make_one_step() -> None:
    play = a_started_play(SILENT, TALK)
    step = play.session.step
    play.does(Continue(by=IRIS, step=step))
    before = play.session

    with pytest.raises(Stale):
        play.does(Continue(by=JOOST, step=step))

    assert play.session == before


def test_an_answer_does_not_make_a_moderators_press_stale() -> None:
    play = a_started_play(SILENT)
    step = play.session.step
    play.answers(BERT)

    play.does(Continue(by=IRIS, step=step))

    assert play.run.phase is RoundPhase.SHOWN


def test_a_typed_command_has_no_step_and_is_never_stale() -> None:
    play = a_started_play(SILENT, TALK)

    play.does(Continue(by=IRIS))
    play.does(Continue(by=IRIS))

    assert phases(play) == [RoundPhase.SHOWN, RoundPhase.OPEN]


def test_a_stale_press_is_told_as_stale_also_after_the_end() -> None:
    play = a_started_play(SILENT)
    step = play.session.step
    play.end()

    with pytest.raises(Stale):
        play.does(CloseRound(by=IRIS, step=step))


# --- show, close


def test_showing_an_open_round_closes_it_in_the_same_step() -> None:
    play = a_started_play(SILENT)

    events = play.show()

    assert [type(e) for e in events] == [RoundClosed, RoundShown]


def test_nothing_is_shown_twice() -> None:
    play = a_started_play(SILENT)
    play.show()

    with pytest.raises(Refused) as refusal:
        play.show()

    assert why(refusal) == "already_shown"


def test_there_is_nothing_to_show_or_close_in_a_talk() -> None:
    play = a_started_play(TALK)

    with pytest.raises(Refused) as refusal:
        play.show()
    assert why(refusal) == "reveal_talk"
    with pytest.raises(Refused) as refusal:
        play.close()
    assert why(refusal) == "close_talk"


def test_a_skipped_round_is_not_shown() -> None:
    play = a_started_play(SILENT)
    play.skip()

    with pytest.raises(Refused) as refusal:
        play.show()

    assert why(refusal) == "reveal_skipped"


def test_closing_twice_is_refused() -> None:
    play = a_started_play(SILENT)
    play.close()

    with pytest.raises(Refused) as refusal:
        play.close()

    assert why(refusal) == "not_open"


def test_showing_a_run_that_never_was_is_refused() -> None:
    play = a_started_play(SILENT)

    with pytest.raises(Refused) as refusal:
        play.does(Reveal(by=IRIS, run=RunKey("1.1", 7)))

    assert why(refusal) == "not_open"


# --- reopen


def test_a_closed_round_reopens_as_the_same_run_with_the_time_it_had_left() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT)
    play.waits(4)
    play.close()
    play.waits(1)

    play.does(ReopenRound(by=IRIS))

    assert play.run.key == RunKey("1.1", 1)
    assert play.run.phase is RoundPhase.OPEN
    assert play.run.ends_at == play.now + timedelta(minutes=6)
    assert play.run.closed_at is None
    assert play.answer_of(BERT) is not None


def test_a_round_reopened_after_its_time_gets_two_minutes() -> None:
    play = a_started_play(SILENT)
    play.waits(30)
    play.close()

    play.does(ReopenRound(by=IRIS))

    assert play.run.ends_at == play.now + timedelta(minutes=2)


def test_a_round_skipped_before_it_was_open_reopens_with_all_its_minutes() -> None:
    play = a_started_play(TALK, LAST)
    play.skip("1.3")

    play.does(ReopenRound(by=IRIS, run=RunKey("1.3", 1)))

    assert phases(play) == [RoundPhase.DONE, RoundPhase.OPEN]
    assert play.run.ends_at == play.now + timedelta(minutes=10)


def test_reopening_is_refused_while_a_form_is_open() -> None:
    play = a_started_play(SILENT, TALK, LAST)
    play.skip("1.2")

    with pytest.raises(Refused) as refusal:
        play.does(ReopenRound(by=IRIS, run=RunKey("1.2", 1)))

    assert why(refusal) == "another_open"
    assert refusal.value.values == {"round": "1.1"}


def test_what_was_shown_does_not_reopen() -> None:
    play = a_started_play(SILENT)
    play.show()

    with pytest.raises(Refused) as refusal:
        play.does(ReopenRound(by=IRIS))

    assert why(refusal) == "reopen_shown"


def test_a_talk_that_is_done_does_not_reopen() -> None:
    play = a_started_play(TALK)
    play.end()
    play.start()

    with pytest.raises(Refused) as refusal:
        play.does(ReopenRound(by=IRIS))

    assert why(refusal) == "reopen_done"


def test_an_open_round_does_not_reopen() -> None:
    play = a_started_play(SILENT)

    with pytest.raises(Refused) as refusal:
        play.does(ReopenRound(by=IRIS))

    assert why(refusal) == "already_open"


def test_a_run_that_was_repeated_does_not_reopen() -> None:
    play = a_started_play(SILENT)
    play.close()
    play.does(RepeatRound(by=IRIS))
    play.show()

    with pytest.raises(Refused) as refusal:
        play.does(ReopenRound(by=IRIS, run=RunKey("1.1", 1)))

    assert why(refusal) == "reopen_repeated"


def test_a_skipped_talk_reopens_with_its_form() -> None:
    play = a_started_play(TALK)
    play.skip()

    play.does(ReopenRound(by=IRIS, forms_until=NEXT_WORKING_DAY))

    assert play.run.phase is RoundPhase.OPEN
    assert play.run.forms_until == NEXT_WORKING_DAY


# --- repeat


def test_a_repeat_opens_the_next_run_and_leaves_the_one_before_it() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT, "Eerste keer")
    play.show()

    play.does(RepeatRound(by=IRIS))

    assert play.run.key == RunKey("1.1", 2)
    first = play.session.run(RunKey("1.1", 1))
    assert first is not None
    assert first.phase is RoundPhase.SHOWN
    assert play.answer_of(BERT, RunKey("1.1", 1)) is not None
    assert play.answer_of(BERT) is None


def test_a_repeat_asks_the_same_people_and_keeps_who_was_chosen() -> None:
    play = a_started_play(TALK, a_round("1.4", RoundKind.CHOOSE, audience=Audience.CHOSEN))
    play.does(Continue(by=IRIS, chosen=frozenset({BERT})))
    play.show()

    play.does(RepeatRound(by=IRIS))

    assert play.run.chosen == {BERT}


@pytest.mark.parametrize(
    ("round_", "prepare", "reason"),
    [(SILENT, "nothing", "repeat_open"), (SILENT, "skip", "repeat_skipped"), (TALK, "nothing", "repeat_open")],
)
def test_a_repeat_waits_until_the_round_has_been(round_: Round, prepare: str, reason: str) -> None:
    play = a_started_play(round_)
    if prepare == "skip":
        play.skip()

    with pytest.raises(Refused) as refusal:
        play.does(RepeatRound(by=IRIS))

    assert why(refusal) == reason


def test_a_round_that_nobody_may_trace_neither_reopens_nor_repeats() -> None:
    play = a_started_play(a_round("1.1", form=an_evaluation_form()))
    play.close()

    with pytest.raises(Refused) as refusal:
        play.does(ReopenRound(by=IRIS))
    assert why(refusal) == "reopen_nobody"
    with pytest.raises(Refused) as refusal:
        play.does(RepeatRound(by=IRIS))
    assert why(refusal) == "repeat_nobody"


# --- skip


def test_skipping_the_open_round_keeps_its_answers() -> None:
    play = a_started_play(SILENT)
    play.answers(BERT)

    events = play.skip()

    assert [type(e) for e in events] == [RoundSkipped]
    assert play.run.phase is RoundPhase.SKIPPED
    assert play.answer_of(BERT) is not None


def test_skipping_by_name_may_name_the_current_round() -> None:
    play = a_started_play(SILENT)

    play.skip("1.1")

    assert play.run.phase is RoundPhase.SKIPPED


def test_a_later_round_can_be_skipped_while_another_is_open() -> None:
    play = a_started_play(SILENT, TALK)

    play.skip("1.2")

    assert phases(play) == [RoundPhase.OPEN, RoundPhase.SKIPPED]
    assert play.run.key.round_id == "1.1"


def test_what_has_been_is_not_skipped() -> None:
    play = a_started_play(SILENT, TALK)
    play.show()
    with pytest.raises(Refused) as refusal:
        play.skip()
    assert why(refusal) == "skip_past"

    play.on()
    with pytest.raises(Refused) as refusal:
        play.skip("1.1")
    assert why(refusal) == "skip_past"


def test_skipping_twice_says_so() -> None:
    play = a_started_play(SILENT, TALK)
    play.skip("1.2")

    with pytest.raises(Refused) as refusal:
        play.skip("1.2")

    assert why(refusal) == "already_skipped"


def test_a_round_that_is_not_in_the_plan_is_not_skipped() -> None:
    play = a_started_play(SILENT)

    with pytest.raises(Refused) as refusal:
        play.skip("9.9")

    assert why(refusal) == "no_such_round"


# --- extend


def test_extending_adds_minutes_to_the_open_round() -> None:
    play = a_started_play(SILENT, TALK)

    events = play.does(Extend(by=IRIS, minutes=2))

    assert [type(e) for e in events] == [RoundExtended]
    assert play.run.minutes == 12
    assert play.run.ends_at == TEN + timedelta(minutes=12)
    assert play.session.ends_at == TEN + timedelta(minutes=20)


def test_a_round_past_its_time_gets_the_minutes_from_now() -> None:
    play = a_started_play(SILENT)
    play.waits(13)

    play.does(Extend(by=IRIS, minutes=2))

    assert play.run.ends_at == play.now + timedelta(minutes=2)


def test_the_minutes_may_come_from_a_later_round() -> None:
    play = a_started_play(SILENT, TALK, LAST)
    step = play.session.step

    play.does(Extend(by=IRIS, minutes=2, skip="1.2"))

    assert phases(play) == [RoundPhase.OPEN, RoundPhase.SKIPPED, RoundPhase.NOT_OPEN]
    assert play.session.step == step + 1


def test_running_over_moves_the_end_by_what_it_takes() -> None:
    play = a_started_play(SILENT, TALK)
    play.waits(12)

    events = play.does(Extend(by=IRIS, minutes=2, run_over=True))

    assert isinstance(events[1], SessionEndMoved)
    assert play.session.ends_at == TEN + timedelta(minutes=24)


def test_running_over_moves_nothing_while_there_is_slack() -> None:
    play = a_started_play(SILENT, TALK)
    play.skip("1.2")

    play.does(Extend(by=IRIS, minutes=2, run_over=True))

    assert play.session.ends_at == TEN + timedelta(minutes=20)


@pytest.mark.parametrize("minutes", [0, -1, 16])
def test_an_extension_is_one_to_fifteen_minutes(minutes: int) -> None:
    play = a_started_play(SILENT)

    with pytest.raises(Refused) as refusal:
        play.does(Extend(by=IRIS, minutes=minutes))

    assert why(refusal) == "extend_minutes"


def test_only_an_open_round_is_extended() -> None:
    play = a_started_play(SILENT)
    play.close()

    with pytest.raises(Refused) as refusal:
        play.does(Extend(by=IRIS, minutes=2))

    assert why(refusal) == "not_open"


def test_the_minutes_do_not_come_from_a_round_that_has_been() -> None:
    play = a_started_play(SILENT, TALK)

    with pytest.raises(Refused) as refusal:
        play.does(Extend(by=IRIS, minutes=2, skip="1.1"))

    assert why(refusal) == "skip_past"
    assert play.run.minutes == 10


# --- end


def test_the_end_closes_an_open_form_and_shows_nothing() -> None:
    play = a_started_play(SILENT, TALK)
    play.answers(BERT)

    events = play.end()

    assert [type(e) for e in events] == [RoundClosed, SessionEnded]
    assert play.session.phase is SessionPhase.ENDED
    assert phases(play) == [RoundPhase.CLOSED, RoundPhase.NOT_OPEN]


def test_the_end_makes_an_open_talk_done() -> None:
    play = a_started_play(TALK)

    events = play.end()

    assert [type(e) for e in events] == [RoundDone, SessionEnded]


def test_the_end_leaves_a_shown_round_as_it_is() -> None:
    play = a_started_play(SILENT)
    play.show()

    assert [type(e) for e in play.end()] == [SessionEnded]


def test_after_the_end_a_closed_round_can_still_be_shown() -> None:
    play = a_started_play(SILENT, TALK)
    play.answers(BERT)
    play.end()

    play.does(Reveal(by=IRIS, run=RunKey("1.1", 1)))

    assert play.run.phase is RoundPhase.SHOWN
    assert play.session.phase is SessionPhase.ENDED


def test_once_the_next_session_started_nothing_more_is_shown() -> None:
    play = a_started_play(SILENT)
    play.end()
    play.session = replace(play.session, superseded=True)

    with pytest.raises(Refused) as refusal:
        play.show()

    assert why(refusal) == "superseded"


def test_after_the_end_the_steps_wait_for_a_resumption() -> None:
    play = a_started_play(SILENT)
    play.end()

    for command in (Continue(by=IRIS), CloseRound(by=IRIS), ReopenRound(by=IRIS), End(by=IRIS), SkipRound(by=IRIS)):
        with pytest.raises(Refused) as refusal:
            play.does(command)
        assert why(refusal) == "ended"


def test_before_the_start_the_steps_wait_for_it() -> None:
    play = a_play(SILENT)

    for command in (Continue(by=IRIS), End(by=IRIS), Reveal(by=IRIS)):
        with pytest.raises(Refused) as refusal:
            play.does(command)
        assert why(refusal) == "not_started"


# --- the whole


def test_replaying_the_decisions_gives_the_same_session() -> None:
    play = a_started_play(SILENT, TALK, LAST)
    beginning = a_session(SILENT, TALK, LAST)
    for person in EIGHT:
        play.answers(person)
    play.does(Extend(by=IRIS, minutes=2, skip="1.3"))
    play.on()
    play.on()
    play.answers(CHAIMA)
    play.marks(BERT, absent=True)
    play.end()

    assert replay(beginning, play.decisions) == play.session


def test_deciding_changes_nothing_by_itself() -> None:
    play = a_started_play(SILENT)
    before = play.session

    first = decide(play.session, Continue(by=IRIS), play.now)

    assert play.session == before
    assert decide(play.session, Continue(by=IRIS), play.now) == first


def test_the_table_names_every_phase_of_every_kind_of_round() -> None:
    assert {phase for course, phase in ALLOWED if course is Course.REVEALED} == set(RoundPhase) - {RoundPhase.DONE}
    assert {phase for course, phase in ALLOWED if course is Course.TALK} == set(RoundPhase) - {
        RoundPhase.CLOSED,
        RoundPhase.SHOWN,
    }


def test_a_may_round_is_no_different_to_the_machine() -> None:
    play = a_started_play(a_round("1.1", RoundKind.SHOW, priority=Priority.MAY), SILENT)
    play.skip()

    assert play.run.phase is RoundPhase.SKIPPED
