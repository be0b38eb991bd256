"""What the moderator does about people: who is here, who speaks, who has which part."""

from dataclasses import dataclass
from typing import ClassVar, Final

from dialogs.cards.actions.base import Action, OfRun, Step
from dialogs.ids import PersonId, SessionId
from dialogs.sessions.model import RunKey


@dataclass(frozen=True, slots=True, kw_only=True)
class NextSpeaker(Action):
    """The order follows from the seed, so nothing about it is stored."""

    verb: ClassVar[str] = "regie.speaker"
    session: SessionId
    seed: int
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class WhoIsHereSubmit(Action):
    """Inputs `seat-<person id>`: a `SeatState` each."""

    verb: ClassVar[str] = "regie.who_is_here"
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class OnBehalfChoose(OfRun):
    """`Namens iemand`; input `choice` is a person id."""

    verb: ClassVar[str] = "regie.on_behalf"


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTakerChoose(Action):
    """Input `choice`: a person id, or `NOBODY`."""

    verb: ClassVar[str] = "regie.note_taker"
    session: SessionId


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoosePerson(Step):
    """Whose experiment is in the light in this run; input `choice` is a person id, or `NOBODY`."""

    verb: ClassVar[str] = "regie.choose_person"
    round: str
    run: int

    @property
    def key(self) -> RunKey:
        return RunKey(self.round, self.run)


@dataclass(frozen=True, slots=True, kw_only=True)
class RegiePairs(Action):
    """`Akkoord`, or else `Andere paren`; `seen` stands for the pairs that were on the page."""

    verb: ClassVar[str] = "regie.pairs"
    session: SessionId
    agree: bool
    seen: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Action):
    """`Hotseat overdragen`. Inputs `choice`, a person id, and `reason`. `holder` had the hotseat when it was asked."""

    verb: ClassVar[str] = "regie.hand_over"
    session: SessionId
    holder: PersonId


BUTTONS: Final[tuple[type[Action], ...]] = (
    NextSpeaker,
    WhoIsHereSubmit,
    OnBehalfChoose,
    NoteTakerChoose,
    ChoosePerson,
    RegiePairs,
    HandOver,
)
