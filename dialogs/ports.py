"""What the conversation needs from outside: a clock, a store of one transaction a turn, dates nobody works."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from types import MappingProxyType, TracebackType
from typing import Protocol, Self

from dialogs.experiments.model import EarlierVersion, Experiment, StateCause, StateChange
from dialogs.experiments.report import ExperimentReport, LeftPlace
from dialogs.formats.model import Format, Language
from dialogs.groups import (
    Ambition,
    Attended,
    BottleneckLabel,
    Buddies,
    FieldNote,
    FormAnswer,
    Group,
    Handover,
    PrivateNote,
)
from dialogs.ids import ConversationId, ExperimentId, GroupId, PersonId, ProgrammeId, SessionId
from dialogs.notices import Notice, NoticeState
from dialogs.programmes.model import ProgrammeFile, Standing
from dialogs.records import Consent, ConsentKind, Findable, Found, PersonalLink, ProgrammeRecords
from dialogs.reminders.model import Reminder, Told
from dialogs.sessions.messages import Event
from dialogs.sessions.model import RunKey, Session
from dialogs.turns import ChatKind, Origin
from dialogs.undelivered import Depth, Undelivered, Why


class Clock(Protocol):
    def now(self) -> datetime:
        """Aware, UTC."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A conversation as stored. `group` is set when linked, `person` for a 1:1 chat of somebody known."""

    id: ConversationId
    kind: ChatKind
    service_url: str
    tenant_id: str | None
    bot_id: str
    active: bool = True
    group: GroupId | None = None
    person: PersonId | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who sent a turn: `person` None when nobody is matched to this address."""

    channel_id: str
    person: PersonId | None
    name: str
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerDesk:
    """All an answer needs, from one statement: the session with this run and the sender's own seat and answer.

    `session.seats` holds the sender (and `on_behalf_of`, when asked), `session.runs` the one run.
    """

    session: Session
    group: Group  # without members and sessions
    visitor: Visitor
    drafted: bool = False  # the sender kept a draft for this run


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatClaim:
    """Somebody who could not be matched says which seat is theirs; the moderator confirms."""

    group: GroupId
    channel_id: str
    name: str
    person: PersonId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """Somebody in a chat, as the channel tells it; guests and anonymous people lack some of it."""

    channel_id: str
    name: str
    entra_id: str | None = None
    tenant_id: str | None = None
    email: str | None = None
    user_principal_name: str | None = None


class Formats(Protocol):
    async def keep(self, *, digest: str, format_id: str, source: str) -> None:
        """Remember a format's text; the same digest twice is one."""
        ...

    async def get(self, digest: str) -> Format: ...


class Programmes(Protocol):
    async def load(self, slug: str) -> tuple[ProgrammeId, ProgrammeFile, frozenset[tuple[int, int]]] | None:
        """As a file would say it now, and which (group, session number) have started; None when unknown."""
        ...

    async def standing(self, slug: str) -> Mapping[int, Standing]:
        """By group number; nothing for an unknown programme."""
        ...

    async def apply(self, file: ProgrammeFile, *, digests: Mapping[str, str], now: datetime) -> None:
        """Make the store say what the file says, but for sessions that have started; people who are no longer
        in the file get `left_at`. `digests` maps a format id to the kept version new groups start with; a group
        of which a session has started keeps its own."""
        ...

    async def remember(self, file: ProgrammeFile) -> None:
        """Keep when the file itself has each session, whatever was made of it: the next file is compared with it."""
        ...

    async def list(self) -> Sequence[tuple[str, str, int, int]]:
        """(slug, title, groups, participants)."""
        ...

    async def codes(self, slug: str) -> Sequence[tuple[int, str, str]]:
        """(group number, moderator's name, code) for `koppel <number> <code>`; a spent code makes place for another."""
        ...


class Groups(Protocol):
    async def get(self, group: GroupId) -> Group: ...

    async def of_chat(self, chat: ConversationId) -> Group | None: ...

    async def of_person(self, person: PersonId) -> Sequence[Group]:
        """Every group somebody has a role in now."""
        ...

    async def by_code(self, number: int, code: str) -> tuple[Group, PersonId] | None:
        """The group and the moderator whose link code this is."""
        ...

    async def spend_code(self, group: GroupId, moderator: PersonId, code: str) -> bool:
        """This moderator's link code makes place for a new one; false when it was spent already."""
        ...

    async def link(self, group: GroupId, chat: ConversationId | None) -> None:
        """Sets the group's chat; the chat's former group and the group's former chat let go."""
        ...

    async def set_language(self, group: GroupId, language: Language) -> None: ...

    async def count_agreed_warning(self, group: GroupId, day: date) -> None:
        """Somebody ticked *niet herleidbaar*: one more that day, without text or person."""
        ...

    async def hand_over(self, handover: Handover) -> None:
        """The two change roles and the handover is noted. `Stale` when `from_` has no hotseat any more or `to` is no
        participant of the group any more."""
        ...

    async def handovers(self, group: GroupId) -> Sequence[Handover]:
        """Oldest first."""
        ...

    async def incidents_of(self, group: GroupId) -> Mapping[SessionId, frozenset[tuple[RunKey, PersonId]]]:
        """`Sessions.incidents` of all sessions at once; a session without any is not in it."""
        ...


class People(Protocol):
    async def visitor(self, channel_id: str, name: str) -> Visitor: ...

    async def match(
        self, person: PersonId, *, channel_id: str, entra_id: str | None, tenant_id: str | None, now: datetime
    ) -> None:
        """From now on this address is this person; another address of the same person stays valid too."""
        ...

    async def find(self, *, entra_id: str | None, emails: Collection[str]) -> Sequence[PersonId]:
        """Everybody known by this Entra id; when there is none, by one of these addresses (any case)."""
        ...

    async def unmatched(self, group: GroupId) -> Sequence[PersonId]: ...

    async def positions(self, programme: ProgrammeId) -> Sequence[str]:
        """The positions in the chain that people of this programme have, each once, in the order of the alphabet."""
        ...

    async def set_language(self, person: PersonId, language: Language) -> None: ...

    async def claim_seat(self, claim: SeatClaim) -> None: ...

    async def seat_claim(self, group: GroupId, channel_id: str) -> SeatClaim | None: ...

    async def drop_seat_claim(self, group: GroupId, channel_id: str) -> None: ...


class Chats(Protocol):
    async def seen(self, origin: Origin, *, active: bool | None = None) -> Chat:
        """Stores or refreshes the chat: the service URL is overwritten, a 1:1 chat is tied to its person when known."""
        ...

    async def get(self, chat: ConversationId) -> Chat | None: ...

    async def opened(self, chat: Chat) -> None:
        """A 1:1 chat that the bot itself opened."""
        ...

    async def set_language(self, chat: ConversationId, language: Language) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Gathering:
    """A session with the group it is of, what was reported as recognisable in any session of that group, and whether
    anybody keeps a draft for this one."""

    session: Session
    group: Group
    incidents: Mapping[SessionId, frozenset[tuple[RunKey, PersonId]]]
    drafts: bool = True  # there may be one; nobody looked


class Sessions(Protocol):
    async def desk(
        self, session: SessionId, run: RunKey, *, sender: str, on_behalf_of: PersonId | None = None
    ) -> AnswerDesk | None:
        """One statement, FOR SHARE OF the session. None: no such session, or the sender's address is not matched to
        somebody of its group. The run is missing from `session.runs` when it was never opened."""
        ...

    async def lock(self, session: SessionId) -> Session | None:
        """The whole session, every run and newest answer, FOR UPDATE OF the session."""
        ...

    async def get(self, session: SessionId) -> Session | None:
        """The same without a lock, for reading."""
        ...

    async def gathering(self, session: SessionId, *, lock: bool = False) -> Gathering | None:
        """What `get` or, with `lock`, `lock` finds, and all around it at the same moment, in one statement."""
        ...

    async def record(self, session: Session, events: Sequence[Event]) -> None:
        """Writes what happened to `session` (as it was before the events). A version written by another
        turn meanwhile raises `Stale`, at the commit at the latest: nothing of the turn may be kept then."""
        ...

    async def keep_draft(
        self, session: SessionId, form: str, person: PersonId, fields: Mapping[str, str], now: datetime
    ) -> None:
        """`form` is a run (`1.4#1`) or a form between sessions; raw inputs, its author's only."""
        ...

    async def draft(self, session: SessionId, form: str, person: PersonId) -> Mapping[str, str] | None: ...

    async def drop_draft(self, session: SessionId, form: str, person: PersonId) -> None: ...

    async def save_form(self, answer: FormAnswer) -> None:
        """A form between sessions; `version` must be one more than the stored one, else `Stale`."""
        ...

    async def form_answer(self, session: SessionId, form: str, person: PersonId) -> FormAnswer | None: ...

    async def forms_of(self, session: SessionId) -> Sequence[FormAnswer]:
        """Every form between sessions that was filled in for this one, oldest first."""
        ...

    async def forms_of_group(self, group: GroupId, form: str) -> Sequence[FormAnswer]:
        """One form in all sessions of a group, oldest session first."""
        ...

    async def attended(self, group: GroupId) -> Sequence[Attended]:
        """The sessions that were held, oldest first; not one in which nobody was seen at all."""
        ...

    async def wipe(self, session: SessionId, run: RunKey, person: PersonId, *, now: datetime) -> None:
        """Something recognisable: the answer's texts, versions, drafts and experiment go; what is left says so.
        A form between sessions goes whole; `run` then names it (`preparation`, 1). A report of an experiment is named
        by its place (`look_back`, number) and keeps only that there was one."""
        ...

    async def report_incident(
        self, session: SessionId, run: RunKey, person: PersonId, *, by: PersonId, now: datetime
    ) -> None: ...

    async def incidents(self, session: SessionId) -> frozenset[tuple[RunKey, PersonId]]:
        """Reported and therefore hidden, whatever else is true of them."""
        ...

    async def lift_incident(self, session: SessionId, run: RunKey, person: PersonId) -> None: ...


class Ambitions(Protocol):
    async def versions(self, group: GroupId) -> Sequence[Ambition]: ...

    async def add(self, ambition: Ambition) -> None:
        """The same group and version again replaces it (round 1.7 extended)."""
        ...

    async def drop(self, group: GroupId, version: int) -> None:
        """Something recognisable stood in it."""
        ...


class Experiments(Protocol):
    async def get(self, experiment: ExperimentId) -> Experiment | None: ...

    async def of_group(self, group: GroupId) -> Sequence[Experiment]:
        """In the order they were thought of; so are the next."""
        ...

    async def of_person(self, person: PersonId, group: GroupId) -> Sequence[Experiment]: ...

    async def save(self, experiment: Experiment, *, now: datetime, cause: StateCause = StateCause.AUTHOR) -> None:
        """Insert, change in place (same version), or a new version that keeps the one before; anything else is
        `Stale`. A changed state is added to the dated history: `now` and `cause` are that line's. Whose it is and when
        it was thought of stay as they were stored; where it belongs may change."""
        ...

    async def states(self, experiment: ExperimentId) -> Sequence[StateChange]:
        """The dated history, oldest first."""
        ...

    async def versions(self, experiment: ExperimentId) -> Sequence[EarlierVersion]:
        """Those before the newest, oldest first."""
        ...

    async def drop(self, session: SessionId, run: RunKey, person: PersonId) -> None:
        """What the person thought of in this run is gone, with every version and every report of it."""
        ...


class Reports(Protocol):
    """Reports of experiments. `session`, `person` and `number` are a report's place."""

    async def of_group(self, group: GroupId) -> Sequence[ExperimentReport]:
        """Oldest first; withdrawn ones too."""
        ...

    async def of_person(self, person: PersonId, group: GroupId) -> Sequence[ExperimentReport]: ...

    async def get(self, session: SessionId, person: PersonId, number: int) -> ExperimentReport | None: ...

    async def save(self, report: ExperimentReport) -> None:
        """Version 1 is inserted; another must be one more than the stored one, whose fields are kept. Anything else is
        `Stale`, and so is a second report of the same experiment for the same session. What was held back stays so,
        and supplements are not written here."""
        ...

    async def add_supplement(
        self, session: SessionId, person: PersonId, number: int, text: str, *, now: datetime
    ) -> None: ...

    async def withdraw(self, session: SessionId, person: PersonId, number: int, *, now: datetime) -> None:
        """Its texts, versions and supplements go; that there was one, and `done`, stay."""
        ...

    async def drop(self, session: SessionId, person: PersonId, number: int) -> None:
        """Withdrawn without a trace: nobody has seen it, and nobody reads that there was one. Its place stays, so that
        what is told anew goes on counting, and no screen that is still open takes it for what it shows."""
        ...

    async def left(self, session: SessionId, person: PersonId) -> Mapping[ExperimentId, LeftPlace]:
        """Where dropped ones stood, by what they were of."""
        ...

    async def set_held(self, session: SessionId, person: PersonId, number: int, *, held: bool) -> None: ...

    async def set_taken_back(self, session: SessionId, person: PersonId, number: int, *, taken_back: bool) -> None: ...


class BuddyPairs(Protocol):
    async def of_session(self, session: SessionId) -> Buddies | None: ...

    async def of_group(self, group: GroupId) -> Sequence[Buddies]:
        """Oldest session first."""
        ...

    async def put(self, session: SessionId, pairs: Sequence[Collection[PersonId]]) -> None:
        """A proposal, in place of whatever stood there; not agreed."""
        ...

    async def agree(self, session: SessionId) -> None: ...


class Labels(Protocol):
    async def of_group(self, group: GroupId) -> Sequence[BottleneckLabel]: ...

    async def put(self, label: BottleneckLabel) -> None:
        """The newest takes the place of the one before."""
        ...


class Notes(Protocol):
    async def private(self, session: SessionId, person: PersonId) -> PrivateNote | None: ...

    async def keep_private(self, note: PrivateNote) -> None:
        """The newest takes the place of the one before; an empty text takes it away."""
        ...

    async def field_notes(self, session: SessionId, observer: PersonId) -> Sequence[FieldNote]:
        """The observer's own, oldest first."""
        ...

    async def add_field_note(self, note: FieldNote) -> None: ...

    async def codes(self, group: GroupId) -> Mapping[PersonId, int]:
        """The 1 of *P01* for everybody who takes or took part; who has none gets one now, in random order. It may
        write, so ask it in a unit of work that does, and commit."""
        ...


class Consents(Protocol):
    async def of_person(self, person: PersonId) -> Sequence[Consent]:
        """The newest of each programme and kind."""
        ...

    async def of_programme(self, programme: ProgrammeId, kind: ConsentKind) -> Mapping[PersonId, Consent]:
        """The newest of each person."""
        ...

    async def record(self, consent: Consent) -> None: ...


class Links(Protocol):
    async def new(self, token_hash: str, link: PersonalLink, *, now: datetime) -> None:
        """Links that have expired go meanwhile."""
        ...

    async def find(self, token_hash: str, now: datetime) -> PersonalLink | None:
        """None for an unknown and for an expired one: nobody can tell which."""
        ...


class Finder(Protocol):
    async def put(self, entries: Sequence[Findable]) -> None:
        """The same id again gets the new text."""
        ...

    async def drop(self, ids: Collection[str]) -> None: ...

    async def search(self, programme: ProgrammeId, words: str, limit: int) -> Sequence[Found]:
        """Best first. `words` are a person's: whatever they typed, it is no syntax."""
        ...

    async def get(self, ids: Sequence[str]) -> Sequence[Found]:
        """In the order asked; what is gone meanwhile is left out."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class SeriesParts:
    """What a group wrote around a session; what was not asked for is None."""

    ambitions: Sequence[Ambition] | None = None  # all versions, oldest first
    experiments: Sequence[Experiment] | None = None  # of every session of the group
    reports: Sequence[ExperimentReport] | None = None  # of those experiments
    forms: Sequence[FormAnswer] | None = None  # between sessions, for this session
    buddies: Sequence[Buddies] | None = None  # of every session of the group
    handovers: Sequence[Handover] | None = None  # of the hotseat


class SeriesPart(StrEnum):
    """What `SeriesParts` can hold."""

    AMBITIONS = "ambitions"
    EXPERIMENTS = "experiments"
    REPORTS = "reports"
    FORMS = "forms"
    BUDDIES = "buddies"
    HANDOVERS = "handovers"


class Series(Protocol):
    async def parts(self, session: SessionId, wanted: frozenset[SeriesPart]) -> SeriesParts:
        """One statement, however much is wanted; none for nothing."""
        ...


class Archive(Protocol):
    async def programme(self, slug: str) -> ProgrammeRecords | None: ...


class Reminders(Protocol):
    """What waits until a rule's moment comes. Everything here happens in the turn's own transaction."""

    async def plan(
        self,
        group: GroupId,
        reminders: Sequence[Reminder],
        *,
        now: datetime,
        latest: Mapping[tuple[SessionId, str], datetime] = MappingProxyType({}),
    ) -> None:
        """These in place of what waits for this group and names no person. Of those that name one, what belongs to a
        session that has none of these left goes, and what is due when its rule at that session is over, which is told
        in `latest`; the others are skipped from then on. What was called already comes back only when it got another
        moment, after `now`. What is new and makes no sense any more by `now` never waits and leaves no trace: a group
        that is imported close to its session missed nothing."""
        ...

    async def add(self, reminder: Reminder) -> None:
        """For one person; a later moment takes the place of an earlier one."""
        ...

    async def drop(self, session: SessionId, rule: str, person: PersonId) -> None:
        """What this person chose, if it waits still."""
        ...

    async def unplanned(self, *, after: GroupId | None, limit: int) -> Sequence[GroupId]:
        """Groups with a session to come for which nothing was ever planned, in the order of their ids."""
        ...

    async def take_due(
        self, now: datetime, *, groups: int, but: Collection[GroupId] = frozenset()
    ) -> Sequence[Reminder]:
        """What is due of at most so many groups, oldest first; locked until the transaction ends, what another process
        has in hand is passed over. None of the groups `but`."""
        ...

    async def waiting(self, group: GroupId, until: datetime | None = None) -> Sequence[Reminder]:
        """In the order of their moments, those that are due by now too."""
        ...

    async def elsewhere(
        self, persons: Collection[PersonId], until: datetime, *, but: Collection[GroupId]
    ) -> Sequence[GroupId]:
        """The groups that one of these people makes up and in which something waits until then, other than `but`."""
        ...

    async def called(self, reminders: Sequence[Reminder], *, now: datetime) -> None:
        """Their moment was: they wait no longer."""
        ...

    async def next_due(self, after: datetime | None = None) -> datetime | None: ...

    async def log(self, entries: Sequence[Told]) -> None: ...

    async def told(self, persons: Collection[PersonId], since: date) -> Sequence[Told]:
        """What became of theirs since that day, in every group, oldest first."""
        ...

    async def told_group(self, group: GroupId, since: date) -> Sequence[Told]:
        """What became of the reminders of a group, of its people and of its chat, oldest first."""
        ...


class Preferences(Protocol):
    """A person's own, once and not per group."""

    async def paused(self, persons: Collection[PersonId]) -> Mapping[PersonId, date]:
        """The last day of each pause, of those who have one; it may have passed."""
        ...

    async def hold(self, persons: Collection[PersonId]) -> Mapping[PersonId, date]:
        """What `paused` tells; and until this transaction ends nobody else decides what these people get."""
        ...

    async def pause(self, person: PersonId, until: date | None) -> None:
        """None ends it."""
        ...

    async def mail_refused(self, persons: Collection[PersonId]) -> Collection[PersonId]:
        """Those whose address, as it is now, was refused by a mail server. Another address is another chance."""
        ...

    async def refuse_mail(self, person: PersonId, *, address: str, at: datetime) -> None:
        """A mail server says that there is nobody at this address, or nobody who wants our mail."""
        ...


class Inbox(Protocol):
    async def first_time(self, chat: ConversationId, activity: str, now: datetime) -> bool:
        """False for a redelivered activity; waits for a twin that is being handled right now. An empty activity id is
        always a first time."""
        ...


class Outbox(Protocol):
    async def add(self, notices: Sequence[Notice]) -> None:
        """One statement for all; REFRESH rows merge into a pending one of the same (conversation, key)."""
        ...

    async def next_due(self, after: datetime | None = None) -> datetime | None:
        """When the earliest pending notice is due (later than `after`)."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedNotice:
    """A notice in the hands of one courier; `attempts` counts this one, `ambiguous`: an earlier try died midway."""

    id: int
    notice: Notice
    chat: Chat | None  # where it goes, None when the bot never heard of it
    attempts: int
    ambiguous: bool
    first_tried_at: datetime | None
    card_activity: str | None  # the posted card's activity id under `key`, when known
    more: bool = False  # another waits behind it in its conversation, and is due
    tenant: str = ""  # whose limit it counts for
    leaves_at: datetime | None = None  # wall time it must wait for; None where nobody counts
    given_up: bool = False  # two workers died with it: it is dead or dropped already, and is only told of


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """So many at once after a rest, then one `every` so many seconds."""

    every: float
    burst: int

    @property
    def slack(self) -> float:
        """Seconds by which one may leave before its time, as long as there was a rest."""
        return (self.burst - 1) * self.every


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How fast the channel lets the bot speak: what is posted in one conversation, and every call for one tenant."""

    conversation: Pace
    tenant: Pace
    ahead: float  # seconds: what a tenant has to wait longer for is left to be claimed later

    @property
    def turns(self) -> int:
        """That a tenant gets at once at most, after a rest."""
        return 1 + int((self.tenant.slack + self.ahead) / self.tenant.every)


class CourierDesk(Protocol):
    """The courier's side of the outbox. `worker` names a process; `now` is the bot's clock, `real` wall time. Whatever
    is written down about a notice counts only while nobody else has claimed it since."""

    async def claim(self, *, worker: str, now: datetime, real: datetime, limit: int) -> Sequence[ClaimedNotice]:
        """Leases up to `limit` conversations with a due head that may be tried now, marks each head as sending and
        commits. At most one notice per conversation at a time, in order of id among the due ones; no tenant waits for
        another. A superseded refresh is dropped."""
        ...

    async def renew(self, notices: Collection[ClaimedNotice], *, worker: str, real: datetime) -> Collection[int]:
        """Keeps their conversations for longer; the ids of those that are still in this worker's hands."""
        ...

    async def reserve(self, notices: Collection[ClaimedNotice], *, real: datetime) -> Mapping[int, datetime]:
        """When each may leave that did not leave in time: counted once more, for others leave by now. Empty without
        limits."""
        ...

    async def hold(self, notice: ClaimedNotice, *, until: datetime, real: datetime) -> bool:
        """The channel asked to wait: nobody speaks in this conversation before then (wall time), nor, when little was
        said there lately, in its whole tenant. Whether it was the tenant."""
        ...

    async def sent(self, done: Sequence[tuple[ClaimedNotice, str | None]], *, worker: str, now: datetime) -> None:
        """Stamps notices with the activity id they got (kept under the card's key) and lets go of the conversations."""
        ...

    async def settle(
        self, notice: ClaimedNotice, *, worker: str, state: NoticeState, error: str, now: datetime
    ) -> None:
        """Dropped or dead; a dead POST takes its card's later refreshes with it."""
        ...

    async def card_gone(self, notice: ClaimedNotice, *, worker: str, now: datetime) -> None:
        """Somebody took the card away: the notice is dropped and the card's id forgotten."""
        ...

    async def retry(self, notice: ClaimedNotice, *, worker: str, at: datetime, error: str, ambiguous: bool) -> None:
        """Back to pending, head of its conversation, not before `at` (wall time)."""
        ...

    async def hand_back(self, unsaid: Sequence[tuple[ClaimedNotice, datetime, str]], *, worker: str) -> None:
        """As if they had never been claimed, not before their moment (wall time), with the reason: nobody tried."""
        ...

    async def silence(self, notice: ClaimedNotice, *, worker: str, error: str, now: datetime) -> Collection[int]:
        """Uninstalled or blocked: it is dead with all that waits in its chat, which is inactive until seen again. The
        ids of those that waited."""
        ...

    async def busy(self, now: datetime) -> bool:
        """Whether anything is due or in hand."""
        ...


class DeadLetters(Protocol):
    """The outbox as those who look after it see it."""

    async def find(
        self,
        states: Collection[NoticeState],
        *,
        slug: str | None = None,
        ids: Collection[int] | None = None,
        most: int | None = None,
    ) -> Sequence[Undelivered]:
        """In the order they were written; of one programme, or of these numbers only; the first `most` of them."""
        ...

    async def count(self, states: Collection[NoticeState], *, slug: str | None = None) -> int:
        """How many there are to find."""
        ...

    async def reasons(self) -> Mapping[Why, int]:
        """What is in the way of the dead ones, and of how many."""
        ...

    async def of_group(self, group: GroupId) -> Sequence[Undelivered]:
        """What could not be delivered in the group's chat, or to one of its people about the group."""
        ...

    async def bring_back(self, ids: Collection[int]) -> Collection[int]:
        """Dead ones wait again, as if nobody had tried, in chats that count as reachable again. A card of which
        something newer waits already needs no older one: that is dropped, and is not among those returned. `Stale`
        when the bot wrote in the same moment: ask again."""
        ...

    async def put_aside(self, ids: Collection[int]) -> Collection[int]:
        """Dead ones are dropped; returns those that were."""
        ...

    async def depth(self, now: datetime) -> Depth:
        """Looks at everything that waits: not for every second."""
        ...


class UnitOfWork(Protocol):
    """One transaction. Leaving it without `commit` undoes everything."""

    formats: Formats
    programmes: Programmes
    groups: Groups
    people: People
    chats: Chats
    sessions: Sessions
    ambitions: Ambitions
    experiments: Experiments
    reports: Reports
    buddies: BuddyPairs
    labels: Labels
    notes: Notes
    consents: Consents
    links: Links
    finder: Finder
    archive: Archive
    series: Series
    reminders: Reminders
    preferences: Preferences
    dead_letters: DeadLetters
    inbox: Inbox
    outbox: Outbox

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def commit(self) -> None: ...


NewUnitOfWork = Callable[[], UnitOfWork]
"""Writes: on SQLite the one writing connection."""
