"""At most two days a week per person: the best go, what shares a day goes along, free ones are outside of it."""

from collections.abc import Sequence
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from dialogs.reminders.quota import DAYS_A_WEEK, FREE, Wish, granted, week_of

MONDAY = date(2026, 9, 7)


def wish(day: int, priority: int, what: str = "") -> Wish:
    """`day` counts from a Monday."""
    return Wish(on=MONDAY + timedelta(days=day), priority=priority, what=what or f"{day}/{priority}")


def days(found: frozenset[Wish]) -> list[int]:
    return sorted({(one.on - MONDAY).days for one in found})


def test_two_days_go_and_the_third_gives_way_to_the_better_ones() -> None:
    assert days(granted([wish(0, 3), wish(2, 1), wish(4, 1)])) == [2, 4]


def test_of_two_that_matter_as_much_the_earlier_goes() -> None:
    assert days(granted([wish(3, 2), wish(2, 2), wish(1, 2)])) == [1, 2]


def test_what_shares_a_day_goes_along_for_it_makes_one_message() -> None:
    poor = wish(4, 5, "interim")
    assert poor in granted([wish(0, 1), wish(4, 1), wish(2, 2), poor])
    assert poor not in granted([wish(0, 1), wish(3, 1), wish(2, 2), poor])


def test_what_is_free_always_goes_and_takes_no_day() -> None:
    link = wish(1, FREE)
    assert days(granted([link, wish(2, 3), wish(3, 3)])) == [1, 2, 3]


def test_days_on_which_somebody_was_reminded_this_week_count_and_those_of_another_week_do_not() -> None:
    asked = [wish(3, 1), wish(4, 1)]
    assert days(granted(asked, reminded=[MONDAY])) == [3]
    assert days(granted(asked, reminded=[MONDAY, MONDAY + timedelta(days=1)])) == []
    assert days(granted(asked, reminded=[MONDAY - timedelta(days=1), MONDAY - timedelta(days=2)])) == [3, 4]


def test_a_second_message_on_a_day_that_had_one_takes_no_other_day() -> None:
    assert days(granted([wish(1, 5), wish(2, 1)], reminded=[MONDAY, MONDAY + timedelta(days=1)])) == [1]


def test_a_week_goes_over_new_year() -> None:
    """Monday 28 December 2026 to Sunday 3 January 2027 is one week."""
    wishes = [Wish(on=day, priority=1, what=day) for day in (date(2026, 12, 29), date(2026, 12, 31), date(2027, 1, 1))]
    assert granted(wishes) == frozenset(wishes[:2])


def test_what_was_promised_goes_whatever_the_week_brought_and_takes_its_day() -> None:
    promised = Wish(on=MONDAY + timedelta(days=2), priority=5, what="later", promised=True)
    assert days(granted([promised], reminded=[MONDAY, MONDAY + timedelta(days=1)])) == [2]
    assert days(granted([promised, wish(1, 1), wish(3, 1), wish(4, 1)])) == [1, 2]


WISHES = st.lists(st.builds(wish, st.integers(0, 27), st.integers(0, 5), st.uuids().map(str)), max_size=30)
REMINDED = st.lists(st.integers(0, 27).map(lambda day: MONDAY + timedelta(days=day)), max_size=6)


def per_week(found: Sequence[date]) -> dict[tuple[int, int], set[date]]:
    weeks: dict[tuple[int, int], set[date]] = {}
    for day in found:
        weeks.setdefault(week_of(day), set()).add(day)
    return weeks


@given(WISHES, REMINDED)
def test_no_week_gets_more_than_two_days_unless_it_had_them_already(wishes: list[Wish], reminded: list[date]) -> None:
    before = per_week(reminded)
    told = [*reminded, *(one.on for one in granted(wishes, reminded=reminded) if one.priority != FREE)]
    for week, found in per_week(told).items():
        assert len(found) <= max(DAYS_A_WEEK, len(before.get(week, ())))


@given(WISHES, REMINDED)
def test_who_gives_way_gives_way_to_as_good_or_better_on_two_other_days(
    wishes: list[Wish], reminded: list[date]
) -> None:
    may = granted(wishes, reminded=reminded)
    for lost in set(wishes) - may:
        week = week_of(lost.on)
        better = {one.on for one in may if one.priority != FREE and one.priority <= lost.priority}
        others = {day for day in better | set(reminded) if week_of(day) == week and day != lost.on}
        assert len(others) >= DAYS_A_WEEK


@given(WISHES, REMINDED, st.randoms())
def test_the_order_of_asking_makes_no_difference(wishes: list[Wish], reminded: list[date], chance: object) -> None:
    shuffled = sorted(wishes, key=lambda one: str(one.what))
    assert granted(shuffled, reminded=reminded) == granted(wishes, reminded=reminded)
