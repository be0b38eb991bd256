"""`Regie`: its pages, and the steps by which the moderator leads the rounds."""

from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Final

from dialogs.cards.actions.base import Action, Step
from dialogs.ids import SessionId


class RegieDo(StrEnum):
    """What the list *Meer* and the two phase buttons can do."""

    REVEAL = "reveal"
    CLOSE = "close"
    REOPEN = "reopen"
    SKIP = "skip"
    SKIP_LATER = "skip_later"
    REPEAT = "repeat"
    EXTEND = "extend"
    REVEAL_EARLIER = "reveal_earlier"
    REOPEN_EARLIER = "reopen_earlier"
    MOVE_CARD = "move_card"
    SPEAKING_ORDER = "speaking_order"
    WHO_IS_HERE = "who_is_here"
    ON_BEHALF = "on_behalf"
    NOTE_TAKER = "note_taker"
    REPORT = "report"
    STATUS = "status"
    PLANNING = "planning"
    START = "start"
    RESUME = "resume"
    END = "end"
    CHOOSE_PERSON = "choose_person"
    PAIRS = "pairs"
    HAND_OVER = "hand_over"
    LABEL = "label"
    NOTES = "notes"
    FACTS = "facts"
    RUN_SHEET = "run_sheet"
    CLOSING_TEXT = "closing_text"
    MOVE_SESSION = "move_session"
    CANCEL_SESSION = "cancel_session"
    REMINDERS = "reminders"


class Extending(StrEnum):
    """Where two more minutes come from."""

    PROPOSAL = "proposal"  # Doen: skip the proposed round
    CHOOSE = "choose"  # Zelf kiezen: ask which round
    CHOSEN = "chosen"  # that round, in input `choice`
    RUN_OVER = "run_over"  # Uitlopen


@dataclass(frozen=True, slots=True, kw_only=True)
class RegieOpen(Action):
    verb: ClassVar[str] = "regie.open"
    opens_dialog: ClassVar[bool] = True
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class RegieBack(Action):
    """From any page of `Regie` to the first one."""

    verb: ClassVar[str] = "regie.back"
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class RegiePrivate(Action):
    """`Alleen voor mij`: the second page."""

    verb: ClassVar[str] = "regie.private"
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class Continue(Step):
    """`Verder`, in `Regie` and on the moderator's 1:1 card."""

    verb: ClassVar[str] = "regie.continue"


@dataclass(frozen=True, slots=True, kw_only=True)
class RegieStep(Step):
    """One of the phase buttons."""

    verb: ClassVar[str] = "regie.step"
    do: RegieDo


@dataclass(frozen=True, slots=True, kw_only=True)
class RegieMore(Step):
    """`Doen` beside the list; input `more` is a `RegieDo`."""

    verb: ClassVar[str] = "regie.more"


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend(Step):
    """`Doen`, `Zelf kiezen` or `Uitlopen`; `skip` is the proposed round."""

    verb: ClassVar[str] = "regie.extend"
    minutes: int
    how: Extending
    skip: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipLater(Step):
    """Input `choice`: a round id."""

    verb: ClassVar[str] = "regie.skip_later"


@dataclass(frozen=True, slots=True, kw_only=True)
class RevealEarlier(Step):
    """Input `choice`: a run (`run_key`)."""

    verb: ClassVar[str] = "regie.reveal_earlier"


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenEarlier(Step):
    """Input `choice`: a run (`run_key`) that was skipped or closed before."""

    verb: ClassVar[str] = "regie.reopen_earlier"


BUTTONS: Final[tuple[type[Action], ...]] = (
    RegieOpen,
    RegieBack,
    RegiePrivate,
    Continue,
    RegieStep,
    RegieMore,
    Extend,
    SkipLater,
    RevealEarlier,
    ReopenEarlier,
)
