"""When what is due goes out: at once, or spread out when it was held up, and in time to be of any use."""

import pytest

from dialogs.formats.model import ReminderRule
from dialogs.ids import GroupId, SessionId
from dialogs.reminders.model import Reminder
from dialogs.reminders.sending import Sending, sending, share_of
from tests.dialogs.reminding import dutch_calendar, local, shipped, shown

RULES = {rule.id: rule for rule in shipped().reminders}
CALENDAR = dutch_calendar()


def waits(rule: ReminderRule, due: str, *, drop_after: str | None = None) -> Reminder:
    at = local(due)
    return Reminder(
        group=GroupId("g"),
        session=SessionId("s"),
        rule=rule.id,
        due_at=at,
        drop_after=local(drop_after) if drop_after else at + rule.tolerance,
    )


def sent(rule: str, due: str, now: str, *, share: float, drop_after: str | None = None) -> Sending | None:
    said = RULES[rule]
    return sending(waits(said, due, drop_after=drop_after), said, CALENDAR, now=local(now), share=share)


def at(found: Sending | None) -> str | None:
    return None if found is None else shown(found.at)


@pytest.mark.parametrize(
    ("now", "share", "when"),
    [
        ("2027-05-03 10:15", 0.9, "2027-05-03 10:15"),  # the bot looked a little later
        ("2027-05-03 10:16", 0.0, "2027-05-03 10:16"),
        ("2027-05-03 12:00", 0.5, "2027-05-03 12:15"),
        ("2027-05-03 17:50", 0.5, "2027-05-04 08:15"),
        ("2027-05-03 23:00", 0.5, "2027-05-04 08:15"),
        ("2027-05-06 10:01", 0.5, None),
    ],
)
def test_what_was_held_up_is_spread_over_half_an_hour_of_allowed_time(now: str, share: float, when: str | None) -> None:
    assert at(sent("attendance", "2027-05-03 10:00", now, share=share)) == when


@pytest.mark.parametrize("now", ["2027-05-10 09:20", "2027-05-10 09:30", "2027-05-10 09:49"])
@pytest.mark.parametrize("share", [0.0, 0.5, 0.999])
def test_the_line_of_the_last_hour_is_said_at_once(now: str, share: float) -> None:
    """A group that is linked, or a session that is planned, half an hour before it begins is at that moment there."""
    assert at(sent("session_link", "2027-05-10 09:00", now, share=share)) == now


def test_what_ends_soon_is_spread_over_a_quarter_of_what_is_left() -> None:
    """Else some would be drawn for the last second, and miss it."""
    for share, when in ((0.0, "16:00"), (0.5, "16:05"), (0.999, "16:09")):
        found = sent("look_back", "2027-05-10 12:00", "2027-05-10 16:00", share=share, drop_after="2027-05-10 16:40")
        assert at(found) == f"2027-05-10 {when}"


def test_what_is_held_up_until_the_next_morning_and_ends_then_comes_in_time_too() -> None:
    found = sent("look_back", "2027-05-10 12:00", "2027-05-10 19:00", share=0.999, drop_after="2027-05-11 08:20")
    assert at(found) == "2027-05-11 08:04"


def test_everybody_has_a_place_of_their_own_and_the_same_one_each_time() -> None:
    places = [share_of(f"person-{nth}", "2027-05-03") for nth in range(1000)]
    assert places == [share_of(f"person-{nth}", "2027-05-03") for nth in range(1000)]
    tenths = [sum(tenth / 10 <= place < (tenth + 1) / 10 for place in places) for tenth in range(10)]
    assert min(tenths) > 60


def test_nothing_is_said_after_six_of_the_day_it_is_for() -> None:
    found = sent("attendance", "2027-05-03 10:00", "2027-05-03 17:20", share=0.0)
    assert found is not None
    assert shown(found.drop_after) == "2027-05-03 17:59"
    assert found.on.isoformat() == "2027-05-03"
