"""Forms between sessions, the preparation by the hotseat among them, and what was missed."""

from dataclasses import dataclass
from typing import ClassVar, Final

from dialogs.cards.actions.base import Action, OfRun
from dialogs.ids import SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationOpen(Action):
    """`Mijn ambitie delen`."""

    verb: ClassVar[str] = "preparation.open"
    opens_dialog: ClassVar[bool] = True
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationSave(Action):
    """`Bewaren`: a draft."""

    verb: ClassVar[str] = "preparation.save"
    session: SessionId
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class PreparationSubmit(Action):
    verb: ClassVar[str] = "preparation.submit"
    session: SessionId
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BetweenOpen(Action):
    """A form between sessions: attendance, preparation, consent, facts, highlight, highlight_vote, harvest.

    `session` is the one it is asked for; `choice` is what the button said already (*Ik kan niet*).
    """

    verb: ClassVar[str] = "between.open"
    opens_dialog: ClassVar[bool] = True
    session: SessionId
    form: str
    choice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class BetweenSave(Action):
    verb: ClassVar[str] = "between.save"
    session: SessionId
    form: str
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BetweenSubmit(Action):
    """`about`: which of one's experiments the numbered questions ask after, where there are such questions."""

    verb: ClassVar[str] = "between.submit"
    session: SessionId
    form: str
    version: int
    about: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUpOpen(Action):
    """`Inhalen`: the rounds somebody missed, or with a round the form of that one."""

    verb: ClassVar[str] = "catch_up.open"
    opens_dialog: ClassVar[bool] = True
    session: SessionId
    round: str | None = None
    run: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUpAnswer(OfRun):
    verb: ClassVar[str] = "catch_up.answer"
    version: int


BUTTONS: Final[tuple[type[Action], ...]] = (
    PreparationOpen,
    PreparationSave,
    PreparationSubmit,
    BetweenOpen,
    BetweenSave,
    BetweenSubmit,
    CatchUpOpen,
    CatchUpAnswer,
)
