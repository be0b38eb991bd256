"""What a group writes around its sessions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from dialogs.experiments.model import Experiment
from dialogs.experiments.report import ExperimentReport
from dialogs.groups import (
    Ambition,
    BottleneckLabel,
    Buddies,
    FieldNote,
    FormAnswer,
    Handover,
    PrivateNote,
)
from dialogs.ids import GroupId, PersonId, SessionId


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
