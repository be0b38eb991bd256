"""What comes next, whether it fits, and what Verder says it will do."""

from datetime import timedelta

import pytest

from dialogs.formats.model import Priority, RoundKind
from dialogs.sessions.messages import Extend
from dialogs.sessions.model import SessionPhase
from dialogs.sessions.views import (
    Ahead,
    ContinueDoes,
    next_round,
    not_played,
    overrun,
    projected_end,
    proposal,
    what_continue_does,
)
from tests.builders import IRIS, TEN, Play, a_play, a_round, a_session, a_started_play

MAY = Priority.MAY


def a_play_with_spare_rounds() -> Play:
    return a_started_play(
        a_round("1.1", minutes=10),
        a_round("1.2", RoundKind.SPOKEN, minutes=5, priority=MAY),
        a_round("1.3", RoundKind.SPOKEN, minutes=15),
        a_round("1.4", RoundKind.SPOKEN, minutes=8, priority=MAY),
        a_round("1.5", RoundKind.SPOKEN, minutes=3, priority=MAY),
    )


def proposed(play: Play, minutes: int) -> str | None:
    round_ = proposal(play.session, minutes, play.now)
    return round_.id if round_ else None


def test_on_time_it_ends_when_planned() -> None:
    play = a_play_with_spare_rounds()

    assert projected_end(play.session, play.now) == play.session.ends_at == TEN + timedelta(minutes=41)
    assert overrun(play.session, play.now) == 0


def test_before_the_start_it_ends_when_planned_and_after_the_end_it_has_ended() -> None:
    play = a_play(a_round())
    assert projected_end(play.session, play.now) == TEN + timedelta(minutes=10)
    assert overrun(play.session, play.now) == 0

    play.start()
    play.waits(3)
    play.end()
    play.waits(60)
    assert projected_end(play.session, play.now) == TEN + timedelta(minutes=3)


def test_a_round_that_takes_longer_pushes_the_end() -> None:
    play = a_play_with_spare_rounds()
    play.waits(14)

    assert overrun(play.session, play.now) == 4


def test_a_late_start_is_an_overrun_from_the_first_minute() -> None:
    play = a_play(a_round(minutes=30))
    play.waits(5)
    play.start()

    assert overrun(play.session, play.now) == 5


def test_a_few_seconds_are_no_overrun() -> None:
    play = a_play_with_spare_rounds()
    play.waits(10)
    play.now += timedelta(seconds=20)

    assert overrun(play.session, play.now) == 0


def test_showing_early_leaves_the_minutes_for_the_talk() -> None:
    play = a_play_with_spare_rounds()
    play.waits(2)
    play.show()

    assert projected_end(play.session, play.now) == play.session.ends_at


def test_skipping_the_open_round_frees_its_minutes() -> None:
    play = a_play_with_spare_rounds()
    play.waits(2)
    play.skip()

    assert projected_end(play.session, play.now) == TEN + timedelta(minutes=33)


def test_a_skipped_later_round_frees_its_minutes() -> None:
    play = a_play_with_spare_rounds()
    play.skip("1.3")

    assert projected_end(play.session, play.now) == TEN + timedelta(minutes=26)


@pytest.mark.parametrize(
    ("minutes", "round_id"),
    [(1, "1.5"), (3, "1.5"), (4, "1.2"), (5, "1.2"), (6, "1.4"), (8, "1.4"), (12, "1.4")],
)
def test_the_smallest_spare_round_that_frees_enough_is_proposed_else_the_largest(minutes: int, round_id: str) -> None:
    play = a_play_with_spare_rounds()

    assert proposed(play, minutes) == round_id


def test_nothing_is_proposed_while_there_is_slack() -> None:
    play = a_play_with_spare_rounds()
    play.skip("1.2")

    assert proposed(play, 5) is None
    assert proposed(play, 6) == "1.5"


def test_nothing_is_proposed_when_all_that_is_left_must_be() -> None:
    play = a_started_play(a_round("1.1"), a_round("1.2", RoundKind.SPOKEN))

    assert proposed(play, 2) is None
    assert overrun(play.session, play.now, extra=2) == 2


def test_of_equal_spare_rounds_the_last_goes() -> None:
    play = a_started_play(
        a_round("1.1"),
        a_round("1.2", RoundKind.SPOKEN, minutes=5, priority=MAY),
        a_round("1.3", RoundKind.SPOKEN, minutes=5, priority=MAY),
    )

    assert proposed(play, 2) == "1.3"
    assert proposed(play, 9) == "1.3"


def test_after_running_over_there_is_no_overrun() -> None:
    play = a_started_play(a_round("1.1"), a_round("1.2", RoundKind.SPOKEN))
    play.waits(12)
    play.does(Extend(by=IRIS, minutes=3, run_over=True))

    assert overrun(play.session, play.now) == 0


def test_the_next_round_is_the_first_one_that_is_not_open_yet() -> None:
    play = a_play_with_spare_rounds()
    play.skip("1.2")

    following = next_round(play.session)
    assert following is not None
    assert following.id == "1.3"


def test_before_the_start_the_next_round_is_the_first() -> None:
    first, second = a_round("1.1"), a_round("1.2")

    assert next_round(a_session(first, second)) == first


def test_what_was_not_played_is_told_after_the_end() -> None:
    play = a_play_with_spare_rounds()
    play.skip("1.2")
    play.end()

    assert [r.id for r in not_played(play.session)] == ["1.3", "1.4", "1.5"]


# --- what Verder says it will do


def test_verder_tells_what_it_will_do() -> None:
    silent, talk = a_round("1.1"), a_round("1.2", RoundKind.SPOKEN)
    play = a_started_play(silent, talk)
    assert what_continue_does(play.session) == Ahead(does=ContinueDoes.REVEALS, round=silent, then=talk)

    play.close()
    assert what_continue_does(play.session) == Ahead(does=ContinueDoes.REVEALS, round=silent, then=talk)

    play.on()
    assert what_continue_does(play.session) == Ahead(does=ContinueDoes.OPENS, round=talk)

    play.on()
    assert what_continue_does(play.session) == Ahead(does=ContinueDoes.POINTS_TO_END)


@pytest.mark.parametrize("phase", [SessionPhase.PLANNED, SessionPhase.ENDED, SessionPhase.CANCELLED])
def test_verder_does_nothing_in_a_session_that_is_not_open(phase: SessionPhase) -> None:
    assert what_continue_does(a_session(phase=phase)) == Ahead(does=ContinueDoes.NOTHING)
