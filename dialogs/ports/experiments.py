"""Experiments and their reports, and the ambition they serve."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from dialogs.experiments.model import EarlierVersion, Experiment, StateCause, StateChange
from dialogs.experiments.report import ExperimentReport, LeftPlace
from dialogs.groups import (
    Ambition,
)
from dialogs.ids import ExperimentId, GroupId, PersonId, SessionId
from dialogs.sessions.model import RunKey


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
