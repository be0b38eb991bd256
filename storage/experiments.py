"""Experiments, their earlier versions and the dated history of how they stood."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.errors import Stale
from dialogs.experiments.model import Experiment, ExperimentState, Safety
from dialogs.formats.model import Visibility
from dialogs.ids import ExperimentId, GroupId, PersonId, SessionId
from dialogs.sessions.model import RunKey
from storage.incidents import take_out_experiment
from storage.tables import experiment_states, experiment_versions, experiments

_IN_ORDER = sa.select(experiments).order_by(experiments.c.created_at, experiments.c.id)
_OF_GROUP = _IN_ORDER.where(experiments.c.group_id == sa.bindparam("group"))
_OF_PERSON = _OF_GROUP.where(experiments.c.person_id == sa.bindparam("person"))
_STORED = sa.select(experiments).where(experiments.c.id == sa.bindparam("this")).with_for_update()
_ADD = sa.insert(experiments)
_KEEP_VERSION = sa.insert(experiment_versions)
_CHANGED = ("when_text", "then_text", "starts_on", "safety", "state", "version", "visibility", "follows_id")
_CHANGE = (
    sa.update(experiments)
    .where(experiments.c.id == sa.bindparam("this"))
    .values({name: sa.bindparam(f"new_{name}") for name in _CHANGED})
)
_COUNT_STATES = sa.select(sa.func.count()).where(experiment_states.c.experiment_id == sa.bindparam("this"))
_ADD_STATE = sa.insert(experiment_states)


class SqlExperiments:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db

    async def of_group(self, group: GroupId) -> Sequence[Experiment]:
        return _experiments(await self._db.execute(_OF_GROUP, {"group": group}))

    async def of_person(self, person: PersonId, group: GroupId) -> Sequence[Experiment]:
        return _experiments(await self._db.execute(_OF_PERSON, {"person": person, "group": group}))

    async def save(self, experiment: Experiment, *, now: datetime) -> None:
        """A version that is neither the stored one nor the next raises `Stale`."""
        stored = (await self._db.execute(_STORED, {"this": experiment.id})).one_or_none()
        row = _row(experiment)
        if stored is None:
            await self._db.execute(_ADD, row)
            await self._note_state(experiment, number=1, now=now)
            return
        if experiment.version not in {stored.version, stored.version + 1}:
            raise Stale
        if experiment.version > stored.version:
            await self._db.execute(
                _KEEP_VERSION,
                {
                    "experiment_id": stored.id,
                    "version": stored.version,
                    "when_text": stored.when_text,
                    "then_text": stored.then_text,
                    "starts_on": stored.starts_on,
                    "safety": stored.safety,
                    "visibility": stored.visibility,
                    "replaced_at": now,
                },
            )
        await self._db.execute(_CHANGE, {"this": experiment.id, **{f"new_{name}": row[name] for name in _CHANGED}})
        if experiment.state.value != stored.state:
            before = await self._db.scalar(_COUNT_STATES, {"this": experiment.id})
            await self._note_state(experiment, number=(before or 0) + 1, now=now)

    async def drop(self, session: SessionId, run: RunKey, person: PersonId) -> None:
        await take_out_experiment(self._db, session, run, person)

    async def _note_state(self, experiment: Experiment, *, number: int, now: datetime) -> None:
        await self._db.execute(
            _ADD_STATE,
            {"experiment_id": experiment.id, "number": number, "state": experiment.state.value, "at": now},
        )


def _row(experiment: Experiment) -> dict[str, Any]:
    return {
        "id": experiment.id,
        "group_id": experiment.group,
        "person_id": experiment.person,
        "when_text": experiment.when,
        "then_text": experiment.then,
        "starts_on": experiment.on,
        "safety": experiment.safety.value,
        "state": experiment.state.value,
        "version": experiment.version,
        "visibility": experiment.visibility.value,
        "session_id": experiment.session,
        "round_id": experiment.round_id,
        "run": experiment.run,
        "follows_id": experiment.follows,
        "created_at": experiment.created_at,
    }


def _experiments(rows: Iterable[Any]) -> list[Experiment]:
    return [
        Experiment(
            id=ExperimentId(row.id),
            group=GroupId(row.group_id),
            person=PersonId(row.person_id),
            when=row.when_text,
            then=row.then_text,
            on=row.starts_on,
            safety=Safety(row.safety),
            state=ExperimentState(row.state),
            version=row.version,
            visibility=Visibility(row.visibility),
            session=None if row.session_id is None else SessionId(row.session_id),
            round_id=row.round_id,
            run=row.run,
            follows=None if row.follows_id is None else ExperimentId(row.follows_id),
            created_at=row.created_at,
        )
        for row in rows
    ]
