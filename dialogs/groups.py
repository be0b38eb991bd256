"""A group as the bot knows it: its people, its format, its chat, its ambition."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from dialogs.experiments.model import Level
from dialogs.formats.model import Format, Language, SessionPlan
from dialogs.ids import ConversationId, GroupId, PersonId, ProgrammeId, SessionId
from dialogs.programmes.model import Role
from dialogs.sessions.model import RunKey, SessionPhase


@dataclass(frozen=True, slots=True, kw_only=True)
class Member:
    """Someone with a seat or a role in a group. `personal` is their 1:1 chat with the bot when it is known to work."""

    person: PersonId
    name: str
    email: str
    roles: frozenset[Role]
    entra_id: str | None = None
    organisation: str | None = None
    channel_id: str | None = None  # `29:...`; None: not matched yet
    personal: ConversationId | None = None
    language: Language | None = None  # the person's own choice


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact:
    name: str
    email: str
    about: str  # "content" | "registration"


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionHead:
    """A session as a planning shows it."""

    id: SessionId
    number: int
    phase: SessionPhase
    starts_at: datetime
    minutes: int
    meeting_url: str | None = None
    opened_at: datetime | None = None
    ended_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Group:
    """`ambition` and `dilemma` are the imported theme; versions live in `Ambition`."""

    id: GroupId
    programme: ProgrammeId
    programme_title: str
    number: int
    ambition: str
    dilemma: str
    language: Language
    zone: ZoneInfo
    format: Format
    preset: str
    conversation: ConversationId | None = None
    members: tuple[Member, ...] = ()
    sessions: tuple[SessionHead, ...] = ()
    contacts: tuple[Contact, ...] = ()
    organisations: frozenset[str] = frozenset()

    def member(self, person: PersonId) -> Member | None:
        return next((m for m in self.members if m.person == person), None)

    def with_role(self, role: Role) -> tuple[Member, ...]:
        return tuple(m for m in self.members if role in m.roles)

    @property
    def hotseat(self) -> Member | None:
        return next(iter(self.with_role(Role.HOTSEAT)), None)

    def after(self, number: int) -> SessionHead | None:
        """The session that follows; one that was called off is passed over."""
        return next((s for s in self.sessions if s.number > number and s.phase is not SessionPhase.CANCELLED), None)

    def plan(self, number: int) -> SessionPlan:
        return self.format.plan(self.preset, number)


class AmbitionSource(StrEnum):
    IMPORTED = "imported"
    PREPARATION = "preparation"
    ROUND = "round"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ambition:
    """One version of what the hotseat wants, with its dilemmas."""

    group: GroupId
    version: int
    text: str
    dilemmas: tuple[str, ...]
    source: AmbitionSource
    at: datetime
    explanation: str = ""
    influence: str = ""
    request: str = ""
    score: int | None = None
    public: bool = False  # the consent tick of the preparation card


@dataclass(frozen=True, slots=True, kw_only=True)
class FormAnswer:
    """A form between sessions (preparation, later attendance, harvest), newest version. A draft counts nowhere."""

    session: SessionId
    form: str
    person: PersonId
    version: int
    fields: Mapping[str, object] = field(default_factory=dict)
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Attended:
    """Who was seen in a session that was held. Who was told of beforehand may have come after all."""

    session: SessionId
    number: int
    members: frozenset[PersonId]  # who made up the group then; who leads it is no part of it
    there: frozenset[PersonId]  # did anything, or was ticked
    told: frozenset[PersonId]  # said *Ik kan niet*


class HandoverReason(StrEnum):
    ILLNESS = "illness"
    WISH = "wish"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """The hotseat went from one member to another."""

    group: GroupId
    from_: PersonId
    to: PersonId
    by: PersonId
    reason: HandoverReason
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class Buddies:
    """Who look after each other from this session on: in twos, or once in threes. Proposed until `agreed`."""

    session: SessionId
    pairs: tuple[frozenset[PersonId], ...]
    agreed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class BottleneckLabel:
    """What the moderator says later about somebody's bottleneck; `run` is the answer's, or a report's place."""

    session: SessionId
    run: RunKey
    person: PersonId
    category: str
    level: Level | None = None
    by: PersonId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateNote:
    """A moderator's own words about a session: its author's only."""

    session: SessionId
    person: PersonId
    text: str
    at: datetime


class Effect(StrEnum):
    HELPS = "helps"  # bevorderend
    HINDERS = "hinders"  # belemmerend


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldNote:
    """What an observer wrote down: the observer's only."""

    id: str  # random
    session: SessionId
    observer: PersonId
    text: str
    round_id: str | None = None
    effect: Effect | None = None
    level: Level | None = None
    at: datetime
