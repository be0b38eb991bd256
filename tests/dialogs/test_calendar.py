"""Days and hours in the programme's zone: when optional forms close, and when people may be spoken to."""

from collections.abc import Collection
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from bot.delivery.holidays import DutchHolidays
from dialogs.reminders.calendar import Calendar, optional_forms_until

ZONE = ZoneInfo("Europe/Amsterdam")


class NoHolidays:
    def holidays(self, year: int) -> Collection[date]:
        return ()


@pytest.mark.parametrize(
    ("now", "until"),
    [
        (datetime(2027, 5, 10, 9, 0, tzinfo=UTC), datetime(2027, 5, 11, 16, 0, tzinfo=UTC)),  # Monday, summer time
        (datetime(2027, 5, 14, 9, 0, tzinfo=UTC), datetime(2027, 5, 17, 16, 0, tzinfo=UTC)),  # Friday over the weekend
        (datetime(2027, 3, 26, 9, 0, tzinfo=UTC), datetime(2027, 3, 29, 16, 0, tzinfo=UTC)),  # over the clock change
        (datetime(2027, 1, 4, 23, 30, tzinfo=UTC), datetime(2027, 1, 6, 17, 0, tzinfo=UTC)),  # already Tuesday here
    ],
)
def test_it_is_six_in_the_evening_of_the_next_working_day(now: datetime, until: datetime) -> None:
    assert optional_forms_until(now, zone=ZONE, workdays=NoHolidays()) == until


def test_dutch_public_holidays_are_no_working_days() -> None:
    """In 2021 Ascension Day was Thursday 13 May and Whit Monday 24 May."""
    wednesday = datetime(2021, 5, 12, 9, 0, tzinfo=UTC)
    assert optional_forms_until(wednesday, zone=ZONE, workdays=DutchHolidays()) == datetime(
        2021, 5, 14, 16, 0, tzinfo=UTC
    )
    friday = datetime(2021, 5, 21, 9, 0, tzinfo=UTC)
    assert optional_forms_until(friday, zone=ZONE, workdays=DutchHolidays()) == datetime(2021, 5, 25, 16, 0, tzinfo=UTC)


# --- when people may be spoken to

DUTCH = Calendar(zone=ZONE, workdays=DutchHolidays())


def moment(written: str) -> datetime:
    return datetime.fromisoformat(written).replace(tzinfo=ZONE).astimezone(UTC)


@pytest.mark.parametrize(
    ("wished", "before", "after"),
    [
        ("2021-05-11 08:00", "2021-05-11 08:00", "2021-05-11 08:00"),  # allowed, to the minute
        ("2021-05-11 17:59", "2021-05-11 17:59", "2021-05-11 17:59"),
        ("2021-05-11 18:00", "2021-05-11 17:00", "2021-05-12 08:00"),  # a Tuesday evening
        ("2021-05-11 07:59", "2021-05-10 17:00", "2021-05-11 08:00"),  # and its early morning
        ("2021-05-10 06:30", "2021-05-07 17:00", "2021-05-10 08:00"),  # Monday: over the weekend
        ("2021-05-07 20:00", "2021-05-07 17:00", "2021-05-10 08:00"),  # Friday evening
        ("2021-05-13 10:00", "2021-05-12 17:00", "2021-05-14 08:00"),  # Ascension Day
        ("2021-05-13 20:00", "2021-05-12 17:00", "2021-05-14 08:00"),  # and its evening
        ("2021-05-12 18:30", "2021-05-12 17:00", "2021-05-14 08:00"),  # the evening before it
        ("2021-05-23 10:00", "2021-05-21 17:00", "2021-05-25 08:00"),  # Whit Sunday and Whit Monday
        ("2021-05-25 07:00", "2021-05-21 17:00", "2021-05-25 08:00"),  # the morning after them
        ("2027-03-28 02:30", "2027-03-25 17:00", "2027-03-30 08:00"),  # Easter, in the hour that is not there
        ("2027-10-31 02:30", "2027-10-29 17:00", "2027-11-01 08:00"),  # in the hour that comes twice
        ("2026-12-31 19:00", "2026-12-31 17:00", "2027-01-04 08:00"),  # over New Year's Day and a weekend
    ],
)
def test_what_may_not_be_said_then_is_said_the_afternoon_before_or_the_morning_after(
    wished: str, before: str, after: str
) -> None:
    assert DUTCH.before(moment(wished)) == moment(before)
    assert DUTCH.after(moment(wished)) == moment(after)


@pytest.mark.parametrize(
    ("start", "days", "wanted"),
    [
        ("2027-03-30 10:00", -7, "2027-03-23 10:00"),  # from summer time back to winter time
        ("2027-11-03 10:00", -7, "2027-10-27 10:00"),  # and the other way
        ("2027-03-27 10:00", 1, "2027-03-28 10:00"),  # a day of 23 hours
        ("2027-10-30 10:00", 1, "2027-10-31 10:00"),  # a day of 25 hours
    ],
)
def test_days_keep_the_hour_over_a_clock_change(start: str, days: int, wanted: str) -> None:
    assert DUTCH.shifted(moment(start), timedelta(days=days)) == moment(wanted)


def test_hours_are_what_a_clock_counts() -> None:
    """At three in the night of 28 March 2027 it was one o'clock an hour before."""
    assert DUTCH.shifted(moment("2027-03-28 03:00"), timedelta(hours=-1)) == moment("2027-03-28 01:00")


@pytest.mark.parametrize(
    ("first", "second", "wanted"),
    [
        ("2021-05-10 10:00", "2021-05-20 16:00", "2021-05-15 10:00"),
        ("2021-05-10 16:00", "2021-05-21 09:00", "2021-05-15 10:00"),  # eleven days: rounded down
        ("2027-03-22 19:30", "2027-04-05 19:30", "2027-03-29 10:00"),  # over a clock change
    ],
)
def test_the_middle_of_a_gap_is_the_morning_of_the_day_halfway(first: str, second: str, wanted: str) -> None:
    assert DUTCH.middle(moment(first), moment(second)) == moment(wanted)


def test_what_waits_for_school_is_said_on_the_first_morning_after_the_holidays() -> None:
    weeks = (date(2027, 4, 24), date(2027, 5, 9))
    calendar = replace(DUTCH, school=(weeks, (date(2027, 5, 10), date(2027, 5, 11))))
    assert calendar.back_at_school(moment("2027-04-30 10:00")) == moment("2027-05-12 08:00")
    assert calendar.back_at_school(moment("2027-04-23 10:00")) == moment("2027-04-23 10:00")
    assert calendar.back_at_school(moment("2027-04-23 19:00")) == moment("2027-05-12 08:00")  # the day before them


MOMENTS = st.datetimes(datetime(2020, 1, 1), datetime(2035, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001 - the strategy adds it


@given(MOMENTS)
def test_before_and_after_are_allowed_near_and_on_their_side(wished: datetime) -> None:
    before, after = DUTCH.before(wished), DUTCH.after(wished)
    assert DUTCH.allows(before)
    assert DUTCH.allows(after)
    assert before <= wished <= after
    assert (before == wished) == (after == wished) == DUTCH.allows(wished)
    between = (DUTCH.day(before) + timedelta(days=n) for n in range(1, DUTCH.days_between(before, after)))
    assert not any(DUTCH.works(day) for day in between)


@given(MOMENTS, st.integers(-90, 90))
def test_shifting_by_days_and_back_is_the_same_moment_but_for_an_hour_that_is_not_there(
    start: datetime, days: int
) -> None:
    assume(
        moment(f"{start.astimezone(ZONE):%Y-%m-%d %H:%M}") == start.replace(second=0, microsecond=0)
    )  # the first of two
    there = DUTCH.shifted(start, timedelta(days=days))
    assert DUTCH.days_between(start, there) == days
    assert abs(DUTCH.shifted(there, timedelta(days=-days)) - start) in {timedelta(), timedelta(hours=1)}
