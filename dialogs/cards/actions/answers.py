"""Answering a round, in the session."""

from dataclasses import dataclass
from typing import ClassVar, Final

from dialogs.cards.actions.base import Action, OfRun
from dialogs.ids import PersonId, SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOpen(OfRun):
    """`Antwoord geven`, `Antwoord wijzigen` or the round's own word."""

    verb: ClassVar[str] = "answer.open"
    opens_dialog: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSubmit(OfRun):
    """`version` is of the own answer the form was opened with; `behalf` is whose answer it is, if not one's own."""

    verb: ClassVar[str] = "answer.submit"
    version: int
    behalf: PersonId | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerSave(OfRun):
    verb: ClassVar[str] = "answer.save"
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWithdraw(OfRun):
    verb: ClassVar[str] = "answer.withdraw"
    version: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementOpen(OfRun):
    """`Aanvulling geven`."""

    verb: ClassVar[str] = "supplement.open"
    opens_dialog: ClassVar[bool] = True


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementSubmit(OfRun):
    """Input `text`."""

    verb: ClassVar[str] = "supplement.submit"


@dataclass(frozen=True, slots=True, kw_only=True)
class EnergyTap(OfRun):
    """One tap on the shared card, 1 to 5."""

    verb: ClassVar[str] = "energy.tap"
    value: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TakePartAloud(Action):
    """`Ik doe mondeling mee`, and back again."""

    verb: ClassVar[str] = "aloud.set"
    session: SessionId
    aloud: bool


BUTTONS: Final[tuple[type[Action], ...]] = (
    AnswerOpen,
    AnswerSubmit,
    AnswerSave,
    AnswerWithdraw,
    SupplementOpen,
    SupplementSubmit,
    EnergyTap,
    TakePartAloud,
)
