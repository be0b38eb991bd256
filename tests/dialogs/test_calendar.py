"""When optional forms close: 18.00 of the next working day, in the programme's zone."""

from collections.abc import Collection
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.delivery.holidays import DutchHolidays
from dialogs.reminders.calendar import optional_forms_until

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
