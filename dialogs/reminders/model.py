"""A reminder that waits, and what became of one: values the store keeps and the rules speak of."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from dialogs.ids import GroupId, PersonId, SessionId

Place = tuple[SessionId, str, PersonId | None]
"""A session, a rule of its format, and whom it is for: None for whoever the rule is meant for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Reminder:
    """One rule of a session's format, come to its moment.

    `person` None: for whoever the rule is meant for, decided when it is due; set: for one person, who chose the moment
    (their own day to look back, *Later herinneren*). Later than `drop_after` it is skipped and logged. `promised`: they
    were told that it comes then (*Later herinneren*), so that it gives way to nothing.
    """

    group: GroupId
    session: SessionId
    rule: str
    person: PersonId | None = None
    due_at: datetime
    drop_after: datetime
    promised: bool = False

    @property
    def place(self) -> Place:
        """There is at most one of a place."""
        return self.session, self.rule, self.person


class Fate(StrEnum):
    """What became of a reminder, for one person or for a group's chat."""

    SAID = "said"  # handed to the courier; it may still fall silent when the answer came just before
    IN_GROUP = "in_group"  # no way of their own: counted, without a name, in the group's line
    ANSWERED = "answered"  # nothing left to ask
    PAUSED = "paused"
    TOO_MANY = "too_many"  # two this week already, or two that matter more
    LATE = "late"  # past its tolerance: after an outage, or planned too late
    UNREACHABLE = "unreachable"  # no chat, no mail, no group chat
    UNHEARD = "unheard"  # was said and did not get through: what is still open of it is called again


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """A line of the log. `person` None: the group's chat; `on` is the day in the programme's zone."""

    group: GroupId
    session: SessionId
    rule: str
    person: PersonId | None
    fate: Fate
    on: date
    at: datetime

    @property
    def place(self) -> Place:
        return self.session, self.rule, self.person


_REACHED: Final = frozenset({Fate.SAID, Fate.IN_GROUP})
NOT_HEARD: Final = frozenset({Fate.UNHEARD, Fate.LATE, Fate.UNREACHABLE})


def got_through(told: Sequence[Told]) -> Sequence[Told]:
    """Oldest first. Without what turned out, that same day, not to have been heard: it is as if nobody had said it."""
    found: list[Told] = []
    in_vain: set[tuple[Place, date]] = set()
    for line in reversed(told):
        place = line.place, line.on
        if line.fate in NOT_HEARD:
            in_vain.add(place)
        if line.fate not in _REACHED or place not in in_vain:
            found.append(line)
    return found[::-1]
