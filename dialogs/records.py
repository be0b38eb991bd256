"""What is kept beyond a group's own talk: consents, personal links, what can be found, and a programme as it is read
for an export."""

import uuid
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from dialogs.experiments.model import Experiment, StateChange
from dialogs.experiments.report import ExperimentReport
from dialogs.formats.model import Language
from dialogs.groups import BottleneckLabel, FormAnswer, Group
from dialogs.ids import ExperimentId, GroupId, PersonId, ProgrammeId, SessionId
from dialogs.programmes.model import Role
from dialogs.sessions.model import Fields, RunKey, Session

_NAMESPACE: Final = uuid.UUID("0b8a3f5e-2d0c-4a53-8f0e-5f7c1f6f2a44")


class ConsentKind(StrEnum):
    """Separate ticks, off until given, withdrawn at any time (domain.md 9.8): only those that change something now.

    That a sentence may be quoted is agreed to beside that sentence; here all of these are taken back at once.
    """

    RESEARCH = "research"  # coded use: what an observer may take along
    NO_QUOTES = "no_quotes"


CONSENT_VERSION: Final = "1"
"""Of the words beside the ticks; it goes up when they come to mean something else."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """One answer to one tick. Nothing is overwritten: the newest of a kind counts."""

    programme: ProgrammeId
    person: PersonId
    kind: ConsentKind
    given: bool
    version: str  # of the words that were agreed to
    at: datetime

    @property
    def stands(self) -> bool:
        """Agreed to in other words than those of today is not agreed to; but what was taken back stays so."""
        return self.given and (self.version == CONSENT_VERSION or self.kind is ConsentKind.NO_QUOTES)


class LinkPurpose(StrEnum):
    RUN_SHEET = "run_sheet"


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonalLink:
    """What a link in somebody's own chat opens, until when. The store knows only the hash of its token."""

    person: PersonId
    session: SessionId
    purpose: LinkPurpose
    expires_at: datetime


class FindableKind(StrEnum):
    EXPERIMENT = "experiment"
    INSIGHT = "insight"


@dataclass(frozen=True, slots=True, kw_only=True)
class Findable:
    """A text that `zoek` may come upon. Only a finder: before it is shown, the text is read anew where it stands and
    judged anew.

    An experiment's place is `experiment`; an insight's is `session` and `run` (of a round, `RunKey("look_back", n)` for
    a report, `RunKey("harvest", 1)` for a form between sessions).
    """

    programme: ProgrammeId
    group: GroupId
    person: PersonId
    kind: FindableKind
    text: str
    session: SessionId | None = None
    run: RunKey | None = None
    experiment: ExperimentId | None = None

    @property
    def id(self) -> str:
        """Follows from its kind and place, so that a changed text takes the place of the one before."""
        run = f"{self.run.round_id}#{self.run.run}" if self.run else ""
        place = self.experiment or f"{self.session or ''}/{run}/{self.person}"
        return uuid.uuid5(_NAMESPACE, f"{self.kind}/{place}").hex


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    findable: Findable
    group_number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Membership:
    """Also of somebody who left."""

    group: GroupId
    person: PersonId
    role: Role
    joined_at: datetime
    left_at: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentRecord:
    """How many versions there were is the experiment's own `version`."""

    experiment: Experiment
    states: tuple[StateChange, ...]  # oldest first


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammeRecords:
    """All of a programme that an export may draw from; what may go into it is for the policy to say.

    `sessions` are whole, as `Sessions.get` has them, and hold every answer that can be tied to a person; `unsigned` has
    the others, in no order that means anything.
    """

    programme: ProgrammeId
    slug: str
    title: str
    language: Language
    zone: ZoneInfo
    groups: tuple[Group, ...] = ()
    memberships: tuple[Membership, ...] = ()
    sessions: tuple[Session, ...] = ()
    incidents: Mapping[SessionId, frozenset[tuple[RunKey, PersonId]]] = field(default_factory=dict)
    unsigned: Mapping[tuple[SessionId, RunKey], tuple[Fields, ...]] = field(default_factory=dict)
    forms: tuple[FormAnswer, ...] = ()
    experiments: tuple[ExperimentRecord, ...] = ()
    reports: tuple[ExperimentReport, ...] = ()
    labels: tuple[BottleneckLabel, ...] = ()
    consents: tuple[Consent, ...] = ()  # the newest of each person and kind
    regions: Mapping[PersonId, str] = field(default_factory=dict)
