"""Which day it is for somebody who pauses."""

from dataclasses import replace
from datetime import date
from zoneinfo import ZoneInfo

from dialogs.usecases.pausing import today_in
from tests.calling_town import town_on
from tests.dialogs.reminding import a_group, heads


def test_who_is_in_no_group_lives_by_the_bots_own_time_zone() -> None:
    house = town_on("sqlite+aiosqlite:///nowhere.db", now="2027-05-10 23:30").house
    assert today_in((), house) == date(2027, 5, 10)
    far = replace(house, zone=ZoneInfo("Pacific/Auckland"))
    assert today_in((), far) == date(2027, 5, 11)
    assert today_in((a_group(heads("2027-05-12 10:00")),), far) == date(2027, 5, 10)
