"""What a programme file says: groups, people with their roles, and session dates, as frozen values."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum

from dialogs.formats.model import Language
from dialogs.ids import ConversationId, GroupId


class Role(StrEnum):
    """What someone is in a programme or group. A note-taker is named per session and therefore not here."""

    PARTICIPANT = "participant"
    HOTSEAT = "hotseat"
    MODERATOR = "moderator"
    COORDINATOR = "coordinator"
    OBSERVER = "observer"
    OMDENKER = "omdenker"
    INBRENGER = "inbrenger"

    @property
    def takes_part(self) -> bool:
        """Counts among the six to eight of a mastermind group."""
        return self in {Role.PARTICIPANT, Role.HOTSEAT}


class ContactSubject(StrEnum):
    CONTENT = "content"
    REGISTRATION = "registration"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonEntry:
    """Someone in one role. The same person may stand in several groups; `key` tells who is who."""

    name: str
    email: str
    role: Role
    entra_id: str | None = None
    profession: str = ""
    position: str = ""
    organisation: str = ""
    region: str = ""

    @property
    def key(self) -> str:
        return self.email.casefold()


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactEntry:
    """Whom participants may ask; need not have a role in the programme. No subject: anything."""

    name: str
    email: str
    about: ContactSubject | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Date:
    """When a session is, or was to be."""

    starts: datetime  # aware, UTC
    cancelled: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionEntry:
    """One that was cancelled keeps its place among the others."""

    number: int
    starts: datetime  # aware, UTC
    minutes: int
    meeting_url: str | None = None
    cancelled: bool = False

    @property
    def date(self) -> Date:
        return Date(starts=self.starts, cancelled=self.cancelled)

    @property
    def ends(self) -> datetime:
        return self.starts + timedelta(minutes=self.minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class GroupEntry:
    """`format`, `preset` and `language` are None where the programme's own apply."""

    number: int
    ambition: str
    dilemma: str
    moderators: tuple[PersonEntry, ...]
    participants: tuple[PersonEntry, ...]
    sessions: tuple[SessionEntry, ...]
    format: str | None = None
    preset: str | None = None
    language: Language | None = None

    @property
    def people(self) -> tuple[PersonEntry, ...]:
        return (*self.moderators, *self.participants)

    @property
    def seats(self) -> tuple[PersonEntry, ...]:
        """Who takes part: the hotseat counts, moderators and observers do not."""
        return tuple(p for p in self.participants if p.role.takes_part)

    @property
    def hotseat(self) -> PersonEntry | None:
        return next((p for p in self.participants if p.role is Role.HOTSEAT), None)

    def session(self, number: int) -> SessionEntry | None:
        return next((s for s in self.sessions if s.number == number), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeFile:
    """`preset` is always the real one: a file that names none gets its format's first when it is read."""

    slug: str
    title: str
    language: Language
    time_zone: str
    format: str
    preset: str
    groups: tuple[GroupEntry, ...]
    coordinators: tuple[PersonEntry, ...] = ()
    contacts: tuple[ContactEntry, ...] = ()

    def group(self, number: int) -> GroupEntry | None:
        return next((g for g in self.groups if g.number == number), None)

    def format_of(self, group: GroupEntry) -> str:
        return group.format or self.format

    def preset_of(self, group: GroupEntry) -> str:
        return group.preset or self.preset

    def language_of(self, group: GroupEntry) -> Language:
        return group.language or self.language

    def people(self) -> Iterator[PersonEntry]:
        """Everyone in every role; somebody with two roles comes twice."""
        yield from self.coordinators
        for group in self.groups:
            yield from group.people


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatVersion:
    """One text of a format: the digest tells it from every other, the number is what its maker called it."""

    digest: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What the store has of a group beside what a file would say of it. `digest` is of the format's text."""

    group: GroupId
    chat: ConversationId | None
    digest: str
    handed_over: bool = False  # the hotseat went from one to another in the conversation
    filed: Mapping[int, Date] = field(default_factory=dict)  # by session, what the last file said


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownProgramme:
    """What the store holds: as a file would say it now, and which (group, session number) have started.

    Only present memberships stand in `file`; whoever left is not in it. `versions` is the text that each group plays,
    `handed_over` the groups whose hotseat was handed over, `filed` what the last file said of each (group, session).
    """

    file: ProgrammeFile
    started: frozenset[tuple[int, int]] = frozenset()
    versions: Mapping[int, FormatVersion] = field(default_factory=dict)
    handed_over: frozenset[int] = frozenset()
    filed: Mapping[tuple[int, int], Date] = field(default_factory=dict)

    def has_started(self, group: int, session: int) -> bool:
        return (group, session) in self.started

    def has_begun(self, group: int) -> bool:
        """Any session of the group has started: from then on it keeps its format and its hotseat."""
        return any(number == group for number, _ in self.started)

    def keeps_hotseat(self, group: int) -> bool:
        """A file does not take the hotseat from who was given it in the conversation."""
        return group in self.handed_over or self.has_begun(group)

    def keeps_date(self, group: int, asked: SessionEntry) -> bool:
        """What was moved or cancelled in the conversation stays so, until the file says something else than before."""
        return self.filed.get((group, asked.number)) == asked.date


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """What an import reports first: participants are distinct people, the hotseats among them."""

    groups: int
    sessions: int
    participants: int
    hotseats: int


def counts(file: ProgrammeFile) -> Counts:
    return Counts(
        groups=len(file.groups),
        sessions=sum(not s.cancelled for g in file.groups for s in g.sessions),
        participants=len({p.key for g in file.groups for p in g.seats}),
        hotseats=len({p.key for g in file.groups for p in g.seats if p.role is Role.HOTSEAT}),
    )
