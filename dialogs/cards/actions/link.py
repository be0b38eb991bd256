"""A group comes to life: its chat is linked, and people find their seat."""

from dataclasses import dataclass
from typing import ClassVar, Final

from dialogs.cards.actions.base import Action
from dialogs.ids import GroupId


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkOpen(Action):
    """`Koppelen`: with a group when it was named already (then the dialog confirms)."""

    verb: ClassVar[str] = "link.open"
    opens_dialog: ClassVar[bool] = True
    group: GroupId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkChoose(Action):
    """Inputs `group` and, when asked, `code`."""

    verb: ClassVar[str] = "link.choose"


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkConfirm(Action):
    """Link although this chat or this group is linked already. Input `code`, when asked."""

    verb: ClassVar[str] = "link.confirm"
    group: GroupId


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatOpen(Action):
    """`Plek kiezen`."""

    verb: ClassVar[str] = "seat.open"
    opens_dialog: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatChoose(Action):
    """Input `choice`: the person id of the seat."""

    verb: ClassVar[str] = "seat.choose"


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatConfirm(Action):
    """The moderator says whether someone is who they chose to be; `claim` is the store's id of the request."""

    verb: ClassVar[str] = "seat.confirm"
    claim: str
    agree: bool


BUTTONS: Final[tuple[type[Action], ...]] = (LinkOpen, LinkChoose, LinkConfirm, SeatOpen, SeatChoose, SeatConfirm)
