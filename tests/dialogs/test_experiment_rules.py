"""How an experiment goes from one state to the next, and what an edit makes of it."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Final

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialogs.cards.actions.registry import LARGEST_NUMBER
from dialogs.experiments.model import Details, Experiment, ExperimentState, Level, Safety, Size, WithWhom
from dialogs.experiments.report import Done
from dialogs.experiments.rules import (
    AUTHOR_MAY,
    OPEN,
    after_report,
    begun,
    chained,
    edited,
    effective,
    may_edit,
    said_alike,
    seal,
)
from dialogs.formats.model import Visibility
from dialogs.ids import ExperimentId, GroupId, PersonId, SessionId

S = ExperimentState
DAY: Final = date(2027, 5, 17)
BEFORE, AFTER = DAY - timedelta(days=1), DAY + timedelta(days=1)


def an_experiment(state: ExperimentState = S.THOUGHT_OF, **more: object) -> Experiment:
    one = Experiment(
        id=ExperimentId("e1"),
        group=GroupId("g1"),
        person=PersonId("anna"),
        when="een overleg vastloopt",
        then="vraag ik door",
        on=DAY,
        safety=Safety.NO,
        state=state,
        version=1,
        created_at=datetime(2027, 5, 10, tzinfo=UTC),
    )
    return replace(one, **more)  # type: ignore[arg-type]


def other_words(one: Experiment, today: date, then: str = "wacht ik even") -> Experiment:
    return edited(one, when=one.when, then=then, on=one.on, safety=one.safety, today=today)


DETAILS = st.builds(
    Details,
    expects=st.text(max_size=5),
    success=st.text(max_size=5),
    watching=st.text(max_size=5),
    with_whom=st.none() | st.sampled_from(WithWhom),
    size=st.none() | st.sampled_from(Size),
    level=st.none() | st.sampled_from(Level),
    dilemma=st.none() | st.integers(1, 3),
    bottleneck=st.none() | st.just(SessionId("s2")),
)
EXPERIMENTS = st.builds(
    an_experiment,
    st.sampled_from(S),
    then=st.text(max_size=5),
    on=st.dates(BEFORE, AFTER),
    safety=st.sampled_from(Safety),
    version=st.integers(1, 4),
    visibility=st.sampled_from([Visibility.GROUP, Visibility.MODERATOR]),
    programme=st.booleans(),
    details=DETAILS,
)
TODAY = st.dates(BEFORE, AFTER)


# --- states


@pytest.mark.parametrize(("today", "stands"), [(BEFORE, S.THOUGHT_OF), (DAY, S.RUNNING), (AFTER, S.RUNNING)])
def test_from_its_day_on_somebody_is_busy_with_it(today: date, stands: ExperimentState) -> None:
    assert effective(an_experiment(), today) is stands
    assert begun(an_experiment(), today).state is stands


@pytest.mark.parametrize("state", [S.RUNNING, S.GOES_ON, S.FINISHED, S.STOPPED])
def test_its_day_changes_nothing_about_what_was_said_of_it(state: ExperimentState) -> None:
    assert [effective(an_experiment(state), today) for today in (BEFORE, DAY, AFTER)] == [state] * 3


@pytest.mark.parametrize(
    ("following", "becomes"),
    [("go_on", S.GOES_ON), ("adapt", S.FINISHED), ("share", S.FINISHED), ("stop", S.STOPPED), ("?", S.RUNNING)],
)
@pytest.mark.parametrize("done", [Done.YES, Done.PARTLY, Done.OTHER])
def test_what_follows_from_a_report(done: Done, following: str, becomes: ExperimentState) -> None:
    assert after_report(an_experiment(S.RUNNING), done, following) is becomes


@given(EXPERIMENTS, st.sampled_from(["go_on", "adapt", "share", "stop", None]))
def test_who_did_not_do_it_has_changed_nothing(one: Experiment, following: str | None) -> None:
    assert after_report(one, Done.NO, following) is one.state
    assert after_report(one, Done.YES, None) is one.state


def test_the_author_may_say_something_else_of_every_state_but_nothing_is_unbegun() -> None:
    assert set(AUTHOR_MAY) == set(S)
    for state, may in AUTHOR_MAY.items():
        assert may
        assert state not in may
        assert S.THOUGHT_OF not in may


def test_whatever_was_said_can_be_taken_up_again_and_ended() -> None:
    for state in (S.FINISHED, S.STOPPED):
        assert {S.RUNNING, S.GOES_ON} <= set(AUTHOR_MAY[state])
    for state in (S.RUNNING, S.GOES_ON):
        assert {S.FINISHED, S.STOPPED} <= set(AUTHOR_MAY[state])


@given(EXPERIMENTS)
def test_one_that_another_follows_from_is_finished_unless_it_was_over(one: Experiment) -> None:
    after = chained(one)
    assert after.state is (S.FINISHED if one.state in OPEN else one.state)
    assert replace(after, state=one.state) == one


# --- edits


def test_before_its_day_an_edit_leaves_no_version() -> None:
    changed = other_words(an_experiment(), BEFORE)
    assert (changed.then, changed.version, changed.state) == ("wacht ik even", 1, S.THOUGHT_OF)


@pytest.mark.parametrize("today", [DAY, AFTER])
def test_from_its_day_on_an_edit_keeps_what_it_said_as_a_version(today: date) -> None:
    changed = other_words(an_experiment(), today)
    assert (changed.then, changed.version, changed.state) == ("wacht ik even", 2, S.RUNNING)


def test_the_same_words_again_make_no_version() -> None:
    assert other_words(an_experiment(S.GOES_ON), AFTER, then="vraag ik door").version == 1


def test_another_day_does_not_undo_that_it_has_begun() -> None:
    later = edited(
        an_experiment(), when="x", then="y", on=DAY + timedelta(days=30), safety=Safety.TEAM_FIRST, today=AFTER
    )
    assert effective(later, AFTER) is S.RUNNING


@given(EXPERIMENTS, EXPERIMENTS, TODAY)
def test_an_edit_changes_what_is_said_and_nothing_else(one: Experiment, other: Experiment, today: date) -> None:
    changed = edited(
        one,
        when=other.when,
        then=other.then,
        on=other.on,
        safety=other.safety,
        details=other.details,
        visibility=other.visibility,
        programme=other.programme,
        today=today,
    )
    assert said_alike(changed, other)
    assert changed.state is effective(one, today)
    assert changed.version - one.version in {0, 1}
    assert (changed.id, changed.person, changed.follows, changed.created_at) == (
        one.id,
        one.person,
        one.follows,
        one.created_at,
    )


@given(EXPERIMENTS, TODAY)
def test_what_an_edit_does_not_speak_of_stays(one: Experiment, today: date) -> None:
    changed = other_words(one, today)
    assert (changed.details, changed.visibility, changed.programme) == (one.details, one.visibility, one.programme)


@given(EXPERIMENTS)
def test_only_what_is_open_is_edited(one: Experiment) -> None:
    assert may_edit(one) is (one.state in OPEN)


@given(EXPERIMENTS)
def test_a_seal_fits_on_a_button_and_is_never_that_of_nothing(one: Experiment) -> None:
    assert 0 < seal(one) <= LARGEST_NUMBER
    assert seal(one) == seal(replace(one))


@pytest.mark.parametrize(
    "change",
    [
        {"then": "wacht ik even"},
        {"when": "het stil valt"},
        {"on": AFTER},
        {"safety": Safety.TEAM_FIRST},
        {"state": S.STOPPED},
        {"version": 2},
        {"programme": True},
        {"visibility": Visibility.MODERATOR},
        {"details": Details(expects="rust")},
    ],
    ids=lambda change: next(iter(change)),
)
def test_a_seal_is_another_after_any_change(change: dict[str, object]) -> None:
    assert seal(an_experiment(**change)) != seal(an_experiment())  # type: ignore[arg-type]
