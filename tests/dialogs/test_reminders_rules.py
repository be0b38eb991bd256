"""The rules of a format over the dates of a group: when what is asked, and when it is left out."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialogs.groups import Group, SessionHead
from dialogs.ids import PersonId, SessionId
from dialogs.reminders.calendar import Calendar
from dialogs.reminders.rules import LeftOut, laid_out, occurrences, own_interim
from dialogs.sessions.model import SessionPhase
from tests.dialogs.reminding import ZONE, a_group, dutch_calendar, heads, local, said, shipped, shown


class NoHolidays:
    def holidays(self, year: int) -> Collection[date]:
        return ()


def test_a_season_of_four_sessions_has_each_rule_at_its_moment() -> None:
    """Mondays in the autumn of 2026, two weeks apart, then ten weeks: no holiday near."""
    group = a_group(heads("2026-09-07 10:00", "2026-09-21 10:00", "2026-10-05 10:00", "2026-12-14 10:00"))
    assert said(occurrences(group, dutch_calendar())) == [
        ("s1", "attendance", "2026-08-31 10:00"),
        ("s1", "preparation", "2026-08-31 10:00"),
        ("s1", "run_sheet", "2026-09-04 17:00"),
        ("s1", "session_link", "2026-09-07 09:00"),
        ("s1", "first_experiment", "2026-09-08 10:00"),
        ("s2", "attendance", "2026-09-14 10:00"),
        ("s2", "nudge", "2026-09-14 10:00"),
        ("s2", "look_back", "2026-09-18 17:00"),
        ("s2", "run_sheet", "2026-09-18 17:00"),
        ("s2", "session_link", "2026-09-21 09:00"),
        ("s2", "first_experiment", "2026-09-22 10:00"),
        ("s2", "look_back_again", "2026-09-23 10:00"),
        ("s3", "attendance", "2026-09-28 10:00"),
        ("s3", "nudge", "2026-09-28 10:00"),
        ("s3", "look_back", "2026-10-02 17:00"),
        ("s3", "highlight", "2026-10-02 17:00"),
        ("s3", "run_sheet", "2026-10-02 17:00"),
        ("s3", "session_link", "2026-10-05 09:00"),
        ("s3", "first_experiment", "2026-10-06 10:00"),
        ("s3", "look_back_again", "2026-10-07 10:00"),
        ("s4", "nudge", "2026-11-09 10:00"),
        ("s4", "buddy", "2026-11-09 10:00"),
        ("s4", "restart", "2026-11-30 10:00"),
        ("s4", "attendance", "2026-12-07 10:00"),
        ("s4", "harvest", "2026-12-07 10:00"),
        ("s4", "look_back", "2026-12-11 17:00"),
        ("s4", "run_sheet", "2026-12-11 17:00"),
        ("s4", "session_link", "2026-12-14 09:00"),
    ]


def test_a_session_that_was_called_off_has_none_and_counts_in_no_gap() -> None:
    group = a_group(
        heads("2026-09-07 10:00", "2026-09-21 10:00", "2026-10-05 10:00", "2026-12-14 10:00", cancelled={2, 4})
    )
    found = said(occurrences(group, dutch_calendar()))
    assert {session for session, _, _ in found} == {"s1", "s3"}
    assert ("s3", "nudge", "2026-09-21 10:00") in found  # halfway from the first to the third
    assert not [one for one in found if one[0] == "s3" and one[2] > "2026-10-05 10:00"]  # nothing after the last


# --- one session at awkward hours and days


def of_session(start: str, number: int = 2) -> dict[str, str]:
    """What belongs to one session of a season in which the others are three weeks away."""
    starts = [start] * 4
    for at in range(4):
        starts[at] = shown(dutch_calendar().shifted(local(start), timedelta(days=21 * (at + 1 - number))))
    found = occurrences(a_group(heads(*starts)), dutch_calendar())
    return {rule: due for session, rule, due in said(found) if session == f"s{number}"}


def test_around_a_session_in_the_evening() -> None:
    """Thursday 9 September 2027 at half past six: every moment of it is after six."""
    assert of_session("2027-09-09 18:30") == {
        "attendance": "2027-09-02 17:00",
        "nudge": "2027-08-30 08:00",  # ten days on: a Sunday
        "look_back": "2027-09-07 17:00",
        "run_sheet": "2027-09-08 17:00",
        "session_link": "2027-09-09 17:30",
        "first_experiment": "2027-09-13 08:00",  # Friday evening
        "look_back_again": "2027-09-13 08:00",
    }


def test_around_a_session_before_eight() -> None:
    """The same Thursday at half past seven: only the line of the hour before comes earlier than eight."""
    assert of_session("2027-09-09 07:30") == {
        "attendance": "2027-09-01 17:00",
        "nudge": "2027-08-30 08:00",
        "look_back": "2027-09-06 17:00",
        "run_sheet": "2027-09-07 17:00",
        "session_link": "2027-09-09 06:30",
        "first_experiment": "2027-09-10 08:00",
        "look_back_again": "2027-09-13 08:00",
    }


def test_around_the_tuesday_after_easter_when_the_clock_has_changed() -> None:
    """In 2027 Good Friday is 26 March, the clock changes on Easter Sunday, and Easter Monday is 29 March."""
    assert of_session("2027-03-30 10:00") == {
        "attendance": "2027-03-23 10:00",
        "nudge": "2027-03-19 10:00",
        "look_back": "2027-03-25 17:00",
        "run_sheet": "2027-03-25 17:00",
        "session_link": "2027-03-30 09:00",
        "first_experiment": "2027-03-31 10:00",
        "look_back_again": "2027-04-01 10:00",
    }


def test_around_the_monday_after_the_clock_went_back() -> None:
    """On 31 October 2027."""
    assert of_session("2027-11-01 10:00") == {
        "attendance": "2027-10-25 10:00",
        "nudge": "2027-10-21 10:00",
        "look_back": "2027-10-29 17:00",
        "run_sheet": "2027-10-29 17:00",
        "session_link": "2027-11-01 09:00",
        "first_experiment": "2027-11-02 10:00",
        "look_back_again": "2027-11-03 10:00",
    }


# --- how late, and what is left out


def late(name: str, group: Group) -> str:
    return next(shown(one.drop_after) for one in occurrences(group, dutch_calendar()) if one.rule == name)


def test_a_reminder_may_be_as_late_as_its_rule_says_but_never_after_its_session_began() -> None:
    group = a_group(heads("2026-09-09 10:00", "2026-09-23 10:00"))
    assert late("attendance", group) == "2026-09-05 10:00"  # three days
    assert late("session_link", group) == "2026-09-09 09:50"  # fifty minutes
    assert late("run_sheet", group) == "2026-09-09 06:00"  # twenty hours
    long = replace(
        group.format, reminders=tuple(replace(r, tolerance=timedelta(days=14)) for r in group.format.reminders)
    )
    group = replace(group, format=long)
    assert late("attendance", group) == "2026-09-09 10:00"
    assert late("first_experiment", group) == "2026-09-23 10:00"


def test_what_comes_after_a_session_never_comes_on_or_after_the_start_of_the_next() -> None:
    """Friday and Monday: the days after Friday are Monday morning, which is before eleven and not before eight."""
    calendar = dutch_calendar()
    later = a_group(heads("2026-09-11 10:00", "2026-09-14 11:00"))
    found = {(one.session.number, one.rule.id): one for one in laid_out(later, calendar)}
    assert shown(found[1, "first_experiment"].due_at) == "2026-09-14 08:00"
    assert found[1, "first_experiment"].left_out is None
    assert shown(found[1, "first_experiment"].drop_after) == "2026-09-14 11:00"
    sooner = a_group(heads("2026-09-11 10:00", "2026-09-14 08:00"))
    found = {(one.session.number, one.rule.id): one for one in laid_out(sooner, calendar)}
    assert found[1, "first_experiment"].left_out is LeftOut.AFTER_THE_GAP


def test_what_comes_before_a_session_never_comes_before_the_end_of_the_one_before() -> None:
    """Two sessions on a Monday and a Tuesday: two days before the latter is before the former."""
    group = a_group(heads("2026-09-07 10:00", "2026-09-08 10:00", "2026-09-22 10:00"))
    left = {one.rule.id: one.left_out for one in laid_out(group, dutch_calendar()) if one.session.number == 2}
    assert left["look_back"] is LeftOut.BEFORE_THE_GAP
    assert left["run_sheet"] is LeftOut.BEFORE_THE_GAP  # at the very minute at which the former begins
    assert left["session_link"] is None


def test_what_would_come_at_the_very_end_of_the_session_before_is_left_out() -> None:
    group = a_group(heads("2026-09-07 10:00", "2026-09-08 11:00"))
    left = {one.rule.id: one.left_out for one in laid_out(group, dutch_calendar()) if one.session.number == 2}
    assert left["run_sheet"] is LeftOut.BEFORE_THE_GAP
    early = heads("2026-09-07 09:00", "2026-12-14 10:00")
    found = own_interim(a_group(early), dutch_calendar(), after=early[0], person=PersonId("anna"), day=date(2026, 9, 7))
    assert found == ()  # at ten that day the session is just over


@pytest.mark.parametrize(
    ("days", "asked"),
    [
        (7, set[str]()),
        (8, {"attendance"}),
        (9, {"attendance"}),
        (10, {"attendance", "nudge"}),
        (35, {"attendance", "nudge"}),
        (36, {"attendance", "nudge", "buddy", "restart"}),
    ],
)
def test_some_things_are_only_asked_in_a_gap_that_is_long_enough(days: int, asked: set[str]) -> None:
    first = local("2026-09-07 10:00")
    group = a_group(heads("2026-09-07 10:00", shown(dutch_calendar().shifted(first, timedelta(days=days)))))
    found = {one.rule for one in occurrences(group, dutch_calendar()) if one.session == "s2"}
    assert found & {"attendance", "nudge", "buddy", "restart"} == asked


def test_a_nudge_is_held_by_the_school_holidays_and_dropped_when_they_end_too_late() -> None:
    dates = heads("2027-07-05 10:00", "2027-09-06 10:00", "2027-10-04 10:00")
    until_september = dutch_calendar(school=[(date(2027, 7, 17), date(2027, 8, 29))])
    assert ("s2", "nudge", "2027-08-30 08:00") in said(occurrences(a_group(dates), until_september))
    assert ("s2", "nudge", "2027-08-05 10:00") in said(occurrences(a_group(dates), dutch_calendar()))
    too_long = dutch_calendar(school=[(date(2027, 7, 17), date(2027, 9, 3))])
    moments = laid_out(a_group(dates), too_long)
    assert {one.rule.id for one in moments if one.left_out is LeftOut.SCHOOL} == {"nudge", "buddy"}
    assert ("s2", "attendance", "2027-08-30 10:00") in said(occurrences(a_group(dates), too_long))  # not held


def test_nothing_is_started_again_before_the_first_session() -> None:
    group = a_group(heads("2026-09-07 10:00", "2026-12-14 10:00"))
    assert [one.session for one in occurrences(group, dutch_calendar()) if one.rule == "restart"] == ["s2"]


# --- what really happened counts


def test_a_session_that_began_early_asks_no_more_for_it() -> None:
    first, second = heads("2026-09-08 10:00", "2026-09-22 10:00")
    begun = replace(first, phase=SessionPhase.OPEN, opened_at=local("2026-09-08 08:30"))
    found = [one for one in occurrences(a_group([begun, second]), dutch_calendar()) if one.session == "s1"]
    assert "session_link" not in {one.rule for one in found}
    assert max(one.drop_after for one in found if one.rule == "run_sheet") <= local("2026-09-08 08:30")


def test_a_session_that_was_held_on_another_day_is_followed_from_that_day() -> None:
    first, second = heads("2026-09-07 10:00", "2026-09-21 10:00")
    held = replace(
        first,
        phase=SessionPhase.ENDED,
        opened_at=local("2026-09-09 10:00"),
        ended_at=local("2026-09-09 11:00"),
    )
    found = said(occurrences(a_group([held, second]), dutch_calendar()))
    assert ("s1", "first_experiment", "2026-09-10 10:00") in found
    assert ("s2", "nudge", "2026-09-15 10:00") in found  # twelve days: halfway is six on


def test_a_day_of_ones_own_is_kept_when_it_is_in_the_gap() -> None:
    dates = heads("2026-09-07 10:00", "2026-09-21 10:00", "2026-10-05 10:00", "2026-12-14 10:00")
    group = a_group(dates)

    def asked(day: date, after: int = 3) -> list[tuple[str, str, str]]:
        chosen = own_interim(group, dutch_calendar(), after=dates[after - 1], person=PersonId("anna"), day=day)
        assert all(one.person == "anna" for one in chosen)
        return said(chosen)

    assert asked(date(2026, 11, 4)) == [("s4", "interim", "2026-11-04 10:00")]
    assert asked(date(2026, 11, 7)) == [("s4", "interim", "2026-11-09 08:00")]  # a Saturday
    assert asked(date(2026, 10, 5)) == []  # the day of the session itself
    assert asked(date(2026, 12, 14)) == []  # and of the next
    assert asked(date(2026, 12, 12)) == [("s4", "interim", "2026-12-14 08:00")]
    assert asked(date(2026, 9, 28), after=2) == []  # two weeks are no gap to ask it in
    assert asked(date(2027, 1, 4), after=4) == []


# --- whatever the dates

FORMATS = ("mastermind-4", "mastermind-3", "action-learning", "taster")


@st.composite
def seasons(draw: st.DrawFn) -> tuple[Group, Calendar]:
    recipe = shipped(draw(st.sampled_from(FORMATS)))
    plans = recipe.presets[recipe.default_preset]
    day = draw(st.dates(date(2021, 1, 1), date(2030, 12, 31)))
    made: list[SessionHead] = []
    for head in plans:
        hour = draw(st.times(time(7, 0), time(19, 30)))
        start = datetime.combine(day, hour.replace(second=0, microsecond=0, fold=0), tzinfo=ZONE).astimezone(UTC)
        phase = draw(st.sampled_from([SessionPhase.PLANNED] * 4 + [SessionPhase.CANCELLED]))
        made.append(
            SessionHead(
                id=SessionId(f"s{head.number}"), number=head.number, phase=phase, starts_at=start, minutes=head.minutes
            )
        )
        day += timedelta(days=draw(st.integers(1, 110)))
    first = draw(st.dates(date(2021, 1, 1), date(2030, 12, 31)))
    school = [(first, first + timedelta(days=draw(st.integers(0, 60))))]
    return a_group(made, recipe=recipe), dutch_calendar(school=school)


@settings(deadline=None)
@given(seasons())
def test_every_reminder_is_on_its_side_of_its_session_and_at_an_allowed_hour(season: tuple[Group, Calendar]) -> None:
    group, calendar = season
    held = [head for head in group.sessions if head.phase is not SessionPhase.CANCELLED]
    rules = {rule.id: rule for rule in group.format.reminders}
    found = occurrences(group, calendar)
    assert len({one.place for one in found}) == len(found)
    assert list(found) == sorted(found, key=lambda one: one.due_at)
    for one in found:
        at = next(number for number, head in enumerate(held) if head.id == one.session)
        rule, head = rules[one.rule], held[at]
        assert calendar.allows(one.due_at) or rule.exempt_from_quiet_hours
        assert one.due_at <= one.drop_after <= one.due_at + rule.tolerance
        if rule.anchor == "session" and rule.offset > timedelta():
            assert head.starts_at + timedelta(minutes=head.minutes) < one.due_at < held[at + 1].starts_at
            assert one.drop_after <= held[at + 1].starts_at
        else:
            assert one.due_at < head.starts_at
            assert one.drop_after <= head.starts_at
            assert at == 0 or one.due_at > held[at - 1].starts_at + timedelta(minutes=held[at - 1].minutes)
        if rule.anchor == "gap_middle":
            assert not calendar.on_holiday(one.due_at)


@settings(deadline=None)
@given(seasons())
def test_whatever_is_meant_for_a_session_is_planned_or_left_out_with_a_reason(season: tuple[Group, Calendar]) -> None:
    group, calendar = season
    moments = laid_out(group, calendar)
    planned = {one.place for one in occurrences(group, calendar)}
    assert len(moments) == len({(one.session.id, one.rule.id) for one in moments})
    assert planned == {(one.session.id, one.rule.id, None) for one in moments if one.left_out is None}
    for one in moments:
        gap_middle = one.rule.anchor == "gap_middle"
        if one.left_out is LeftOut.SCHOOL:
            assert gap_middle


@settings(deadline=None)
@given(seasons(), st.integers(1, 200))
def test_moving_a_whole_season_by_weeks_moves_its_reminders_by_as_much(
    season: tuple[Group, Calendar], weeks: int
) -> None:
    """Without holidays a season looks the same in every week of every year, the clock notwithstanding."""
    group, _ = season
    plain = Calendar(zone=ZONE, workdays=NoHolidays())
    moved = replace(
        group,
        sessions=tuple(
            replace(head, starts_at=plain.shifted(head.starts_at, timedelta(weeks=weeks))) for head in group.sessions
        ),
    )
    here, there = occurrences(group, plain), occurrences(moved, plain)
    assert [(one.session, one.rule, shown(plain.shifted(one.due_at, timedelta(weeks=weeks)))) for one in here] == said(
        there
    )
