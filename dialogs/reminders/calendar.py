"""Working days and hours in the programme's own time zone, safe over clock changes."""

from collections.abc import Collection
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

END_OF_DAY: Final = time(18, 0)
_SATURDAY: Final = 5


class Workdays(Protocol):
    def holidays(self, year: int) -> Collection[date]:
        """Public holidays: days nobody works."""
        ...


def is_working_day(day: date, *, workdays: Workdays) -> bool:
    return day.weekday() < _SATURDAY and day not in workdays.holidays(day.year)


def next_working_day(day: date, *, workdays: Workdays) -> date:
    """The first working day after `day`."""
    following = day + timedelta(days=1)
    while not is_working_day(following, workdays=workdays):
        following += timedelta(days=1)
    return following


def optional_forms_until(now: datetime, *, zone: ZoneInfo, workdays: Workdays) -> datetime:
    """A spoken round's optional form stays open until 18.00 of the next working day (UTC returned)."""
    day = next_working_day(now.astimezone(zone).date(), workdays=workdays)
    return datetime.combine(day, END_OF_DAY, tzinfo=zone).astimezone(UTC)
