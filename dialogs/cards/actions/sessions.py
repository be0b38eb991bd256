"""A session begins, goes on, moves or is cancelled; and its run sheet."""

from dataclasses import dataclass
from typing import ClassVar, Final

from dialogs.cards.actions.base import Action
from dialogs.ids import SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStart(Action):
    """`Sessie N starten`, where the bot asked which; also on a card in the chat."""

    verb: ClassVar[str] = "session.start"
    opens_dialog: ClassVar[bool] = True  # it starts, and `Regie` opens with what there is to do next
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionResume(Action):
    """`Sessie N hervatten`."""

    verb: ClassVar[str] = "session.resume"
    opens_dialog: ClassVar[bool] = True
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class RunSheetOpen(Action):
    """`Draaiboek`, on the card that announces it."""

    verb: ClassVar[str] = "regie.run_sheet"
    opens_dialog: ClassVar[bool] = True
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class RescheduleOpen(Action):
    """On the card that answers `verplaats` and `annuleer`."""

    verb: ClassVar[str] = "session.reschedule"
    opens_dialog: ClassVar[bool] = True
    session: SessionId
    cancel: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionMove(Action):
    """Inputs `day` and `time`."""

    verb: ClassVar[str] = "session.move"
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCancel(Action):
    verb: ClassVar[str] = "session.cancel"
    session: SessionId


BUTTONS: Final[tuple[type[Action], ...]] = (
    SessionStart,
    SessionResume,
    RunSheetOpen,
    RescheduleOpen,
    SessionMove,
    SessionCancel,
)
