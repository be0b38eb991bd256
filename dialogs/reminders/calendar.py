"""Working days and hours in the programme's own time zone, safe over clock changes."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Final, Protocol
from zoneinfo import ZoneInfo

START_OF_DAY: Final = time(8, 0)
MID_MORNING: Final = time(10, 0)
LATE_AFTERNOON: Final = time(17, 0)
END_OF_DAY: Final = time(18, 0)
_SATURDAY: Final = 5
_DAY: Final = timedelta(days=1)


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


@dataclass(frozen=True, slots=True, kw_only=True)
class Calendar:
    """When a person may be spoken to: between eight and six, on days that people work (domain.md section 7).

    `school`: the first and last days of school holidays, which hold nothing but what comes between two sessions.
    Moments go in and come out in UTC; days are calendar days in `zone`, so a clock change moves nothing.
    """

    zone: ZoneInfo
    workdays: Workdays
    school: tuple[tuple[date, date], ...] = ()

    def at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, tzinfo=self.zone).astimezone(UTC)

    def day(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def works(self, day: date) -> bool:
        return is_working_day(day, workdays=self.workdays)

    def allows(self, moment: datetime) -> bool:
        local = moment.astimezone(self.zone)
        return self.works(local.date()) and START_OF_DAY <= local.time() < END_OF_DAY

    def shifted(self, moment: datetime, offset: timedelta) -> datetime:
        """Whole days keep the local time of day, over a clock change too; hours and minutes are what a clock counts."""
        if offset % _DAY:
            return moment + offset
        local = moment.astimezone(self.zone)
        return self.at(local.date() + offset, local.time())

    def before(self, moment: datetime) -> datetime:
        """Itself, or the last allowed afternoon before it."""
        if self.allows(moment):
            return moment
        local = moment.astimezone(self.zone)
        day = local.date() if local.time() >= END_OF_DAY else local.date() - _DAY
        while not self.works(day):
            day -= _DAY
        return self.at(day, LATE_AFTERNOON)

    def after(self, moment: datetime) -> datetime:
        """Itself, or the first allowed morning after it."""
        if self.allows(moment):
            return moment
        local = moment.astimezone(self.zone)
        day = local.date() if local.time() < START_OF_DAY else local.date() + _DAY
        while not self.works(day):
            day += _DAY
        return self.at(day, START_OF_DAY)

    def days_between(self, first: datetime, second: datetime) -> int:
        return (self.day(second) - self.day(first)).days

    def middle(self, first: datetime, second: datetime) -> datetime:
        """In the morning of the day halfway, of two such days the earlier; nobody asked yet whether it is allowed."""
        return self.at(self.day(first) + timedelta(days=self.days_between(first, second) // 2), MID_MORNING)

    def on_holiday(self, moment: datetime) -> bool:
        """Whether the schools are closed that day."""
        return any(first <= self.day(moment) <= last for first, last in self.school)

    def back_at_school(self, moment: datetime) -> datetime:
        """Itself, or the first allowed morning on which no school holiday holds it."""
        found = self.after(moment)
        while self.on_holiday(found):
            found = self.after(self.at(self.day(found) + _DAY, START_OF_DAY))
        return found
