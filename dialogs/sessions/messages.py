"""What can be asked of a session (commands, imperative) and what then has happened (events, past participle)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from dialogs.ids import PersonId
from dialogs.sessions.model import Fields, RunKey, Tally

# --- the moderator's steps; `step` is the session's step number the press was made at, None when typed


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """Opens a planned session and its first round; resumes an ended one at its current round.

    `resumes` is which of the two a button promised; None, when typed, does what fits.
    """

    by: PersonId
    step: int | None = None
    resumes: bool | None = None
    forms_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Continue:
    """`Verder`: shows the answers, or opens the next round."""

    by: PersonId
    step: int | None = None
    forms_until: datetime | None = None
    chosen: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reveal:
    """`run` names an earlier closed run (from Regie after the end); None is the current one."""

    by: PersonId
    step: int | None = None
    run: RunKey | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseRound:
    by: PersonId
    step: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ReopenRound:
    by: PersonId
    step: int | None = None
    run: RunKey | None = None
    forms_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SkipRound:
    """`round_id` names a later round; None is the current one."""

    by: PersonId
    step: int | None = None
    round_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RepeatRound:
    by: PersonId
    step: int | None = None
    forms_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extend:
    """`skip` is the round the minutes come from; `run_over` moves the session's end; neither: there is slack."""

    by: PersonId
    minutes: int
    step: int | None = None
    skip: str | None = None
    run_over: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    by: PersonId
    step: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ChooseSeats:
    """Who brings something in, in an open round that is about one person; nobody takes the choice away."""

    by: PersonId
    run: RunKey
    chosen: frozenset[PersonId]
    step: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MoveSession:
    by: PersonId
    starts_at: datetime
    step: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CancelSession:
    by: PersonId
    step: int | None = None


# --- about answers


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveAnswer:
    """`version` is the own answer version the form was opened with: 0 for none yet."""

    person: PersonId
    by: PersonId
    run: RunKey
    version: int
    fields: Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class CatchUp:
    """*Inhalen*: what somebody missed in a session that is over. `version` is as in `GiveAnswer`."""

    person: PersonId
    run: RunKey
    version: int
    fields: Fields

    @property
    def by(self) -> PersonId:
        """Nobody catches up for somebody else."""
        return self.person


@dataclass(frozen=True, slots=True, kw_only=True)
class AddSupplement:
    person: PersonId
    run: RunKey
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class WithdrawAnswer:
    """`version` is the own answer version the button was drawn with; None is whatever stands there."""

    person: PersonId
    run: RunKey
    version: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldBack:
    by: PersonId
    person: PersonId
    run: RunKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    by: PersonId
    person: PersonId
    run: RunKey


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack:
    by: PersonId
    person: PersonId
    run: RunKey


# --- about people


@dataclass(frozen=True, slots=True, kw_only=True)
class MarkSeat:
    """What is None stays as it is. `by` may be the person for `aloud` and `cannot_come`; else a moderator."""

    by: PersonId
    person: PersonId
    absent: bool | None = None
    present: bool | None = None
    aloud: bool | None = None
    cannot_come: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NameNoteTaker:
    by: PersonId
    person: PersonId | None


Step = (
    Start
    | Continue
    | Reveal
    | CloseRound
    | ReopenRound
    | SkipRound
    | RepeatRound
    | Extend
    | End
    | ChooseSeats
    | MoveSession
    | CancelSession
)
Command = (
    Step
    | GiveAnswer
    | CatchUp
    | AddSupplement
    | WithdrawAnswer
    | HoldBack
    | Release
    | TakeBack
    | MarkSeat
    | NameNoteTaker
)


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionStarted:
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionResumed:
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEnded:
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEndMoved:
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionMoved:
    starts_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionCancelled:
    pass


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundOpened:
    """Also for a repeat: then with run n+1."""

    run: RunKey
    at: datetime
    minutes: int
    forms_until: datetime | None = None
    chosen: frozenset[PersonId] = frozenset()


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundReopened:
    run: RunKey
    at: datetime
    forms_until: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundClosed:
    run: RunKey
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundShown:
    run: RunKey
    at: datetime
    tallies: Mapping[str, Tally] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundDone:
    run: RunKey
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundSkipped:
    run: RunKey
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundExtended:
    run: RunKey
    minutes: int  # added
    ends_at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatsChosen:
    run: RunKey
    chosen: frozenset[PersonId]


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerGiven:
    """First or changed: `version` tells."""

    person: PersonId
    by: PersonId
    run: RunKey
    version: int
    fields: Fields
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerCaughtUp:
    person: PersonId
    run: RunKey
    version: int
    fields: Fields
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class SupplementAdded:
    person: PersonId
    run: RunKey
    text: str
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerWithdrawn:
    person: PersonId
    run: RunKey
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerHeldBack:
    person: PersonId
    run: RunKey


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerReleased:
    person: PersonId
    run: RunKey


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerTakenBack:
    person: PersonId
    run: RunKey


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatMarked:
    person: PersonId
    absent: bool | None = None
    present: bool | None = None
    aloud: bool | None = None
    cannot_come: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NoteTakerNamed:
    person: PersonId | None


Event = (
    SessionStarted
    | SessionResumed
    | SessionEnded
    | SessionEndMoved
    | SessionMoved
    | SessionCancelled
    | RoundOpened
    | RoundReopened
    | RoundClosed
    | RoundShown
    | RoundDone
    | RoundSkipped
    | RoundExtended
    | SeatsChosen
    | AnswerGiven
    | AnswerCaughtUp
    | SupplementAdded
    | AnswerWithdrawn
    | AnswerHeldBack
    | AnswerReleased
    | AnswerTakenBack
    | SeatMarked
    | NoteTakerNamed
)
