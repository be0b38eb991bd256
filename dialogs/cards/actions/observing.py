"""The observer, and what somebody agrees to."""

from dataclasses import dataclass
from typing import ClassVar, Final

from dialogs.cards.actions.base import Action
from dialogs.ids import SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ObserveOpen(Action):
    """The coded view of a session, with one's own notes."""

    verb: ClassVar[str] = "observe.open"
    opens_dialog: ClassVar[bool] = True
    session: SessionId
    round: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ObserveNote(Action):
    """Inputs `text`, `effect` and `level`."""

    verb: ClassVar[str] = "observe.note"
    session: SessionId
    round: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentOpen(Action):
    verb: ClassVar[str] = "consent.open"
    opens_dialog: ClassVar[bool] = True
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ConsentSubmit(Action):
    """`version` is of the words that were agreed to. Inputs are the ticks, by kind."""

    verb: ClassVar[str] = "consent.submit"
    session: SessionId
    version: str


BUTTONS: Final[tuple[type[Action], ...]] = (ObserveOpen, ObserveNote, ConsentOpen, ConsentSubmit)
