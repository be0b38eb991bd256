"""A session as it stands: its phase, the runs of its rounds, who sits where and what came in."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dialogs.formats.model import SessionPlan
from dialogs.ids import GroupId, PersonId, SessionId
from dialogs.programmes.model import Role

Value = str | int | bool | tuple[str, ...] | Mapping[str, str]
"""A field's checked value: text, number, choice id(s), ISO date, or the parts of a short experiment."""

Fields = Mapping[str, Value]


class SessionPhase(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    ENDED = "ended"
    CANCELLED = "cancelled"


class RoundPhase(StrEnum):
    NOT_OPEN = "not_open"
    OPEN = "open"
    CLOSED = "closed"
    SHOWN = "shown"
    DONE = "done"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True, order=True)
class RunKey:
    """One run of one round; the session is known from where it stands."""

    round_id: str
    run: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What an unnamed (A) field came to, computed once, when shown.

    `contributors` is told only when it reached the threshold; below it `counts` is empty
    and `mean` is None, for everyone.
    """

    contributors: int
    mean: float | None = None
    counts: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundRun:
    """A run exists from the moment its round is opened or skipped; before that the round is not open.

    `order` is the session's step at the last opening: the current run has the highest one;
    it is None for a round that was skipped without ever being open. `minutes` is planned plus extended.
    """

    key: RunKey
    phase: RoundPhase
    minutes: int
    order: int | None = None
    opened_at: datetime | None = None
    ends_at: datetime | None = None
    closed_at: datetime | None = None
    settled_at: datetime | None = None  # shown, done or skipped
    forms_until: datetime | None = None  # a spoken round's optional form stays open this long
    tallies: Mapping[str, Tally] = field(default_factory=dict)
    chosen: frozenset[PersonId] = frozenset()
    repeated: bool = False  # a newer run took its place: told where this run is read alone, for an answer


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Someone of the group and how they take part in this session."""

    person: PersonId
    name: str
    roles: frozenset[Role]
    cannot_come: bool = False  # said *Ik kan niet*
    absent: bool = False  # marked by the moderator
    aloud: bool = False  # *doet mondeling mee*
    present: bool = False  # did anything, or was ticked
    matched: bool = True  # known in Teams
    later: bool = False  # joined the group when this session was over: may catch up, and was not asked then


class AnswerStatus(StrEnum):
    SUBMITTED = "submitted"
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    """A person's newest answer in one run. `by` differs from the person when a note-taker entered it."""

    person: PersonId
    run: RunKey
    version: int
    status: AnswerStatus = AnswerStatus.SUBMITTED
    fields: Fields = field(default_factory=dict)
    by: PersonId
    at: datetime
    held: bool = False  # not shown, kept and counted
    taken_back: bool = False  # was shown, now *teruggenomen*
    supplements: tuple[str, ...] = ()  # added after the showing
    caught_up: bool = False  # *ingehaald*: after the session, by somebody who missed the round


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """`answers` may hold only those a command needs: all of the current run for a moderator's step,
    the sender's own for an answer. `step` goes up by one with every moderator's step.

    `unsigned` is what nobody may trace, read only where a round that asks it can still be shown: an average is made of
    it then and never again.
    """

    id: SessionId
    group: GroupId
    number: int
    phase: SessionPhase
    step: int
    plan: SessionPlan
    starts_at: datetime
    minutes: int
    opened_at: datetime | None = None
    ends_at: datetime | None = None  # when it should be over; moves only when the moderator chooses *Uitlopen*
    ended_at: datetime | None = None
    note_taker: PersonId | None = None
    moved_from: datetime | None = None  # when it was planned before it moved the last time
    superseded: bool = False  # a later session of the group has started
    runs: tuple[RoundRun, ...] = ()
    seats: tuple[Seat, ...] = ()
    answers: Mapping[tuple[RunKey, PersonId], Answer] = field(default_factory=dict)
    former: Mapping[PersonId, str] = field(default_factory=dict)  # names of those who left: what they wrote stays
    unsigned: Mapping[RunKey, tuple[Fields, ...]] = field(default_factory=dict)

    @property
    def current(self) -> RoundRun | None:
        """The run that was opened last; commands act on it."""
        opened = [r for r in self.runs if r.order is not None]
        return max(opened, key=lambda r: r.order or 0, default=None)

    def run(self, key: RunKey) -> RoundRun | None:
        return next((r for r in self.runs if r.key == key), None)

    def newest_run(self, round_id: str) -> RoundRun | None:
        return max((r for r in self.runs if r.key.round_id == round_id), key=lambda r: r.key.run, default=None)

    def phase_of(self, round_id: str) -> RoundPhase:
        run = self.newest_run(round_id)
        return run.phase if run else RoundPhase.NOT_OPEN

    def seat(self, person: PersonId) -> Seat | None:
        return next((s for s in self.seats if s.person == person), None)
