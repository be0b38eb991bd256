"""At most two days a week on which somebody is reminded: which of what waits may go, and what gives way."""

from collections.abc import Collection, Hashable
from dataclasses import dataclass
from datetime import date
from typing import Final

DAYS_A_WEEK: Final = 2
FREE: Final = 0
"""The priority of what neither counts nor gives way."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """What somebody would be reminded of, on a day in the programme's zone. `what` tells it from the others.
    `promised`: they chose the moment themselves and were told that it would be kept."""

    on: date
    priority: int
    what: Hashable
    promised: bool = False


def granted(wishes: Collection[Wish], *, reminded: Collection[date] = ()) -> frozenset[Wish]:
    """Those of one person that may go, of whatever weeks they are. `reminded`: the days on which this person was
    reminded already.

    A day is taken for the best that falls on it, the earlier of two that are as good; whatever shares a day goes along,
    for it makes the same message. What was promised always goes, on a third day too, and takes its day before all
    others.
    """
    taken: dict[tuple[int, int], set[date]] = {}
    for day in reminded:
        taken.setdefault(week_of(day), set()).add(day)
    for wish in sorted(wishes, key=lambda one: (not one.promised, one.priority, one.on)):
        days = taken.setdefault(week_of(wish.on), set())
        if wish.priority != FREE and (wish.promised or len(days) < DAYS_A_WEEK):
            days.add(wish.on)
    return frozenset(wish for wish in wishes if wish.priority == FREE or wish.on in taken[week_of(wish.on)])


def week_of(day: date) -> tuple[int, int]:
    """The year and number of its week (ISO 8601); the first days of January may belong to the year before."""
    return day.isocalendar()[:2]
