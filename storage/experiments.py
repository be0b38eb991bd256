"""Experiments, their earlier versions and the dated history of how they stood."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.errors import Stale
from dialogs.experiments.model import (
    Details,
    EarlierVersion,
    Experiment,
    ExperimentState,
    Level,
    Safety,
    Size,
    StateCause,
    StateChange,
    WithWhom,
)
from dialogs.formats.model import Visibility
from dialogs.ids import ExperimentId, GroupId, PersonId, SessionId
from dialogs.sessions.model import AnswerStatus, RunKey
from storage.incidents import take_out_experiment
from storage.tables import answers, experiment_states, experiment_versions, experiments

_UNTOLD = sa.or_(
    experiments.c.taken_back,
    sa.exists()
    .where(
        answers.c.session_id == experiments.c.session_id,
        answers.c.round_id == experiments.c.round_id,
        answers.c.run == experiments.c.run,
        answers.c.person_id == experiments.c.person_id,
        sa.or_(answers.c.held, answers.c.taken_back, answers.c.status == AnswerStatus.WITHDRAWN.value),
    )
    .correlate(experiments),
)
"""A moderator took it back, or it was an answer in a round and the group does not read that answer."""
WITH_UNTOLD = sa.select(experiments, _UNTOLD.label("untold"))
"""What `experiments_from` reads."""
_IN_ORDER = WITH_UNTOLD.order_by(experiments.c.created_at, experiments.c.id)
_OF_GROUP = _IN_ORDER.where(experiments.c.group_id == sa.bindparam("group"))
_OF_PERSON = _OF_GROUP.where(experiments.c.person_id == sa.bindparam("person"))
_ONE = WITH_UNTOLD.where(experiments.c.id == sa.bindparam("this"))
_STORED = sa.select(experiments).where(experiments.c.id == sa.bindparam("this")).with_for_update()
_ADD = insert(experiments).on_conflict_do_nothing(index_elements=[experiments.c.id])
_KEEP_VERSION = sa.insert(experiment_versions)
_SAID = ("when_text", "then_text", "starts_on", "safety", "visibility", "programme", "details")
_CHANGED = (*_SAID, "state", "version", "follows_id", "session_id", "round_id", "run", "taken_back")
_CHANGE = (
    sa.update(experiments)
    .where(experiments.c.id == sa.bindparam("this"))
    .values({name: sa.bindparam(f"new_{name}") for name in _CHANGED})
)
_nth = experiment_states.alias("nth")
_ADD_STATE = sa.insert(experiment_states).values(
    experiment_id=sa.bindparam("this"),
    number=sa.select(sa.func.count() + 1).where(_nth.c.experiment_id == sa.bindparam("this")).scalar_subquery(),
    state=sa.bindparam("stands"),
    at=sa.bindparam("now"),
    cause=sa.bindparam("because"),
)
_STATES = (
    sa.select(experiment_states)
    .where(experiment_states.c.experiment_id == sa.bindparam("this"))
    .order_by(experiment_states.c.number)
)
_VERSIONS = (
    sa.select(experiment_versions)
    .where(experiment_versions.c.experiment_id == sa.bindparam("this"))
    .order_by(experiment_versions.c.version)
)


class SqlExperiments:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db

    async def get(self, experiment: ExperimentId) -> Experiment | None:
        return next(iter(experiments_from(await self._db.execute(_ONE, {"this": experiment}))), None)

    async def of_group(self, group: GroupId) -> Sequence[Experiment]:
        return experiments_from(await self._db.execute(_OF_GROUP, {"group": group}))

    async def of_person(self, person: PersonId, group: GroupId) -> Sequence[Experiment]:
        return experiments_from(await self._db.execute(_OF_PERSON, {"person": person, "group": group}))

    async def save(self, experiment: Experiment, *, now: datetime, cause: StateCause = StateCause.AUTHOR) -> None:
        """A version that is neither the stored one nor the next raises `Stale`."""
        stored = (await self._db.execute(_STORED, {"this": experiment.id})).one_or_none()
        row = _row(experiment)
        if stored is None:
            added = await self._db.execute(_ADD, row)
            if added.rowcount == 0:  # another turn was here in the same moment
                raise Stale
            await self._note_state(experiment, now=now, cause=cause)
            return
        if experiment.version not in {stored.version, stored.version + 1}:
            raise Stale
        if experiment.version > stored.version:
            said = {name: getattr(stored, name) for name in _SAID}
            kept = {"experiment_id": stored.id, "version": stored.version, **said, "replaced_at": now}
            await self._db.execute(_KEEP_VERSION, kept)
        await self._db.execute(_CHANGE, {"this": experiment.id, **{f"new_{name}": row[name] for name in _CHANGED}})
        if experiment.state.value != stored.state:
            await self._note_state(experiment, now=now, cause=cause)

    async def states(self, experiment: ExperimentId) -> Sequence[StateChange]:
        return [change_from(row) for row in await self._db.execute(_STATES, {"this": experiment})]

    async def versions(self, experiment: ExperimentId) -> Sequence[EarlierVersion]:
        return [
            EarlierVersion(
                version=row.version,
                when=row.when_text,
                then=row.then_text,
                on=row.starts_on,
                safety=Safety(row.safety),
                visibility=Visibility(row.visibility),
                programme=row.programme,
                details=_details(row.details),
                replaced_at=row.replaced_at,
            )
            for row in await self._db.execute(_VERSIONS, {"this": experiment})
        ]

    async def drop(self, session: SessionId, run: RunKey, person: PersonId) -> None:
        await take_out_experiment(self._db, session, run, person)

    async def _note_state(self, experiment: Experiment, *, now: datetime, cause: StateCause) -> None:
        state = {"this": experiment.id, "stands": experiment.state.value, "now": now, "because": cause.value}
        await self._db.execute(_ADD_STATE, state)


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
        "programme": experiment.programme,
        "details": _document(experiment.details),
        "session_id": experiment.session,
        "round_id": experiment.round_id,
        "run": experiment.run,
        "follows_id": experiment.follows,
        "created_at": experiment.created_at,
        "taken_back": experiment.taken_back,
    }


def experiments_from(rows: Iterable[Any]) -> list[Experiment]:
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
            programme=row.programme,
            details=_details(row.details),
            session=None if row.session_id is None else SessionId(row.session_id),
            round_id=row.round_id,
            run=row.run,
            follows=None if row.follows_id is None else ExperimentId(row.follows_id),
            created_at=row.created_at,
            taken_back=row.taken_back,
            untold=bool(row.untold),
        )
        for row in rows
    ]


def change_from(row: Any) -> StateChange:
    return StateChange(state=ExperimentState(row.state), at=row.at, cause=StateCause(row.cause))


def _document(details: Details) -> dict[str, object]:
    """What was left out is not in it."""
    said: dict[str, object] = {
        "expects": details.expects,
        "success": details.success,
        "watching": details.watching,
        "with_whom": details.with_whom,
        "size": details.size,
        "level": details.level,
        "dilemma": details.dilemma,
        "bottleneck": details.bottleneck,
    }
    return {name: value for name, value in said.items() if value}


def _details(said: Mapping[str, Any]) -> Details:
    whom, size, level = (said.get(name) for name in ("with_whom", "size", "level"))
    return Details(
        expects=said.get("expects", ""),
        success=said.get("success", ""),
        watching=said.get("watching", ""),
        with_whom=WithWhom(whom) if whom else None,
        size=Size(size) if size else None,
        level=Level(level) if level else None,
        dilemma=said.get("dilemma"),
        bottleneck=said.get("bottleneck"),
    )
