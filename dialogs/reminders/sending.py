"""When a reminder that is due goes out: at once, or spread out when it comes late, and only at an allowed hour."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Final

from dialogs.formats.model import ReminderRule
from dialogs.reminders.calendar import END_OF_DAY, Calendar
from dialogs.reminders.model import Reminder

ON_TIME: Final = timedelta(minutes=15)
"""What is called this much after its moment was not held up: the bot looked a little later, or many were due."""
SPREAD: Final = timedelta(minutes=30)
"""Over which what was held up is spread: an outage must not end in a burst."""
_OF_WHAT_IS_LEFT: Final = 4
"""Over no more than this part of the time in which it makes sense: it has to be of use still, and to get through."""

_LAST: Final = timedelta(seconds=1)
_SHARES: Final = 10_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Sending:
    """`on` is the day in the programme's zone on which it is said."""

    at: datetime
    drop_after: datetime
    on: date


def sending(
    reminder: Reminder, rule: ReminderRule, calendar: Calendar, *, now: datetime, share: float
) -> Sending | None:
    """None when it comes too late. `share`, from 0 to 1, is a person's or a group's own place among those that were
    held up. What may be said at any hour belongs to the very hour of a session: it is said at once, and after an outage
    there is no more of it than at any other hour."""
    if now > reminder.drop_after:
        return None
    if rule.exempt_from_quiet_hours:
        return Sending(at=now, drop_after=reminder.drop_after, on=calendar.day(now))
    at = now
    if now - reminder.due_at > ON_TIME:
        at += _room(at, reminder) * share
    if not calendar.allows(at):
        at = calendar.after(at)
        if at > reminder.drop_after:
            return None
        at += _room(at, reminder) * share
    end = calendar.at(calendar.day(at), END_OF_DAY) - _LAST
    return Sending(at=at, drop_after=min(reminder.drop_after, end), on=calendar.day(at))


def _room(at: datetime, reminder: Reminder) -> timedelta:
    return min(SPREAD, (reminder.drop_after - at) / _OF_WHAT_IS_LEFT)


def share_of(*names: str) -> float:
    """Always the same for the same names, and all over the place for others."""
    return int.from_bytes(sha256("|".join(names).encode()).digest()[:4], "big") % _SHARES / _SHARES
