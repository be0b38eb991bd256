"""A report of an experiment (*terugblik*): what was tried, what was seen, what follows from it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final

from dialogs.ids import ExperimentId, GroupId, PersonId, SessionId

REPORT_PLACE: Final = "look_back"
"""Stands where an answer has its round: with the report's number it makes the place `RunKey("look_back", n)`."""

ReportFields = Mapping[str, str | int | bool | tuple[str, ...] | Mapping[str, str]]
"""What `sessions.model.Fields` is; told here once more, for this room lies beneath that one."""


DONE: Final = "done"
"""The question of the first page; every other field of the form belongs to the second."""
OBSERVED: Final = "observed"  # ik zag ...
LEARNED: Final = "learned"  # daarvan leerde ik ...
NEXT: Final = "next"  # daarom ga ik ...
NEXT_HOW: Final = "next_how"
REASONS: Final = "reasons"  # wat kwam ertussen?
REASON_OTHER: Final = "reason_other"
ANOTHER_REASON: Final = "other"
SHARING: Final = "sharing"
ADAPT: Final = "adapt"
"""The choice of `NEXT` that asks for a new experiment."""


class Done(StrEnum):
    """Uitgevoerd?"""

    YES = "yes"
    PARTLY = "partly"
    NO = "no"  # with its reasons: data, not failure
    OTHER = "other"  # iets anders; on the board under *deels*


class Sharing(StrEnum):
    GROUP = "group"
    GROUP_PROGRAMME = "group_programme"  # the programme too, without name
    MODERATOR = "moderator"  # nothing tells the group that there is one


class ReportStatus(StrEnum):
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentReport:
    """The newest version. `session` is the one on whose board it stands: there is one for each experiment and session.

    `by` differs from the person when a note-taker entered it.
    """

    session: SessionId
    person: PersonId
    number: int  # the person's first, second ... of this session
    experiment: ExperimentId
    group: GroupId
    version: int
    status: ReportStatus = ReportStatus.SUBMITTED
    done: Done
    fields: ReportFields = field(default_factory=dict)
    sharing: Sharing = Sharing.GROUP
    by: PersonId
    at: datetime
    held: bool = False  # not shown, kept and counted
    taken_back: bool = False  # was shown, now *teruggenomen*
    supplements: tuple[str, ...] = ()  # added after the showing
    untold: bool = (
        False  # what was tried is itself kept from the group: held back, taken back or withdrawn in its round
    )

    @property
    def following(self) -> str | None:
        """What the person does now: the choice of *daarom ga ik ...*."""
        said = self.fields.get(NEXT)
        return said if isinstance(said, str) else None


@dataclass(frozen=True, slots=True, kw_only=True)
class LeftPlace:
    """Of a report that was withdrawn before anybody read it: its number, and the last version it had."""

    number: int
    version: int


def sharing_in(fields: ReportFields) -> Sharing:
    """As chosen in the form; who chose nothing shares it with the group."""
    said = fields.get(SHARING)
    return Sharing(said) if isinstance(said, str) and said in Sharing.__members__.values() else Sharing.GROUP
