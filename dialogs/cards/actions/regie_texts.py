"""What the moderator does with what was written, and writes for nobody else."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from dialogs.cards.actions.base import Action
from dialogs.ids import SessionId


class Moving(StrEnum):
    """What can be done with a contribution."""

    HOLD = "hold"
    RELEASE = "release"
    TAKE_BACK = "take_back"
    WIPE = "wipe"  # for good, after a report of something recognisable
    LIFT = "lift"  # the report was no reason to hide it


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveContribution(Action):
    """`Achterhouden`, `Vrijgeven`, `Terugnemen`; input `choice` is a contribution's key."""

    verb: ClassVar[str] = "regie.contribution"
    session: SessionId
    do: Moving


@dataclass(frozen=True, slots=True, kw_only=True)
class LabelBottleneck(Action):
    """Inputs `category` and `level`. `of` is the bottleneck's `contribution_key`; without it input `choice` is."""

    verb: ClassVar[str] = "regie.label"
    session: SessionId
    of: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateNotes(Action):
    """Input `text`: the moderator's own, read by nobody else."""

    verb: ClassVar[str] = "regie.notes"
    session: SessionId


BUTTONS: Final[tuple[type[Action], ...]] = (MoveContribution, LabelBottleneck, PrivateNotes)
