"""A person's hand on the reminders, and the moderator's look at them."""

from dataclasses import dataclass
from typing import ClassVar, Final

from dialogs.cards.actions.base import Action
from dialogs.ids import SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterOpen(Action):
    """`Later herinneren`, on the card of one day (ISO): of whoever presses it, never of whom the card was for."""

    verb: ClassVar[str] = "later.open"
    opens_dialog: ClassVar[bool] = True
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LaterChoose(Action):
    """Input `choice`: the moment, ISO 8601 with offset."""

    verb: ClassVar[str] = "later.choose"
    day: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseOpen(Action):
    """`Meldingen pauzeren tot`: one's own, in every group at once."""

    verb: ClassVar[str] = "pause.open"
    opens_dialog: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseSubmit(Action):
    """Input `day`, the last one of the pause."""

    verb: ClassVar[str] = "pause.submit"


@dataclass(frozen=True, slots=True, kw_only=True)
class PauseEnd(Action):
    """`Weer aanzetten`."""

    verb: ClassVar[str] = "pause.end"


@dataclass(frozen=True, slots=True, kw_only=True)
class RemindersOpen(Action):
    """The plan of the group's reminders, for its moderator. `session` is any of the group's."""

    verb: ClassVar[str] = "regie.reminders"
    opens_dialog: ClassVar[bool] = True
    session: SessionId


BUTTONS: Final[tuple[type[Action], ...]] = (LaterOpen, LaterChoose, PauseOpen, PauseSubmit, PauseEnd, RemindersOpen)
