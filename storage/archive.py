"""A whole programme at once, read for an export."""

from collections.abc import Mapping
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.experiments.model import StateChange
from dialogs.formats.model import Language
from dialogs.ids import GroupId, PersonId, ProgrammeId, SessionId
from dialogs.programmes.model import Role
from dialogs.records import ExperimentRecord, Membership, ProgrammeRecords
from dialogs.sessions.model import Fields, RunKey
from storage import group_reading, papers, session_reading
from storage.columns import thawed
from storage.consents import NEWEST, consents_from
from storage.experiments import WITH_UNTOLD, change_from, experiments_from
from storage.labels import labels_from
from storage.reports import WITH_SUPPLEMENTS, reports_from
from storage.shelf import Shelf
from storage.tables import (
    bottleneck_labels,
    consents,
    experiment_states,
    experiments,
    form_answers,
    groups,
    memberships,
    people,
    programmes,
    reports,
    sessions,
    unsigned_answers,
)
from storage.tables import incidents as reported

_IN_IT = groups.c.programme_id == sa.bindparam("programme")
_GROUPS_OF_IT = sa.select(groups.c.id).where(_IN_IT)
_SESSIONS_OF_IT = sa.select(sessions.c.id).where(sessions.c.group_id.in_(_GROUPS_OF_IT))

_HEAD = sa.select(programmes).where(programmes.c.slug == sa.bindparam("slug"))
_MEMBERSHIPS = (
    sa.select(memberships)
    .join(groups, groups.c.id == memberships.c.group_id)
    .where(_IN_IT)
    .order_by(groups.c.number, memberships.c.place, memberships.c.person_id, memberships.c.role)
)
_REGIONS = (
    sa.select(people.c.id, people.c.region)
    .where(
        people.c.region != "",
        people.c.id.in_(sa.select(memberships.c.person_id).where(memberships.c.group_id.in_(_GROUPS_OF_IT))),
    )
    .order_by(people.c.id)
)
_INCIDENTS = sa.select(reported).where(reported.c.session_id.in_(_SESSIONS_OF_IT), sa.not_(reported.c.lifted))
_UNSIGNED = (
    sa.select(unsigned_answers)
    .where(unsigned_answers.c.session_id.in_(_SESSIONS_OF_IT))
    .order_by(unsigned_answers.c.id)
)
_FORMS = (
    sa.select(form_answers)
    .join(sessions, sessions.c.id == form_answers.c.session_id)
    .join(groups, groups.c.id == sessions.c.group_id)
    .where(_IN_IT)
    .order_by(groups.c.number, sessions.c.number, form_answers.c.at, form_answers.c.person_id)
)
_EXPERIMENTS = (
    WITH_UNTOLD.join(groups, groups.c.id == experiments.c.group_id)
    .where(_IN_IT)
    .order_by(groups.c.number, experiments.c.created_at, experiments.c.id)
)
_STATES = (
    sa.select(experiment_states)
    .join(experiments, experiments.c.id == experiment_states.c.experiment_id)
    .where(experiments.c.group_id.in_(_GROUPS_OF_IT))
    .order_by(experiment_states.c.number)
)
_REPORTS = WITH_SUPPLEMENTS.where(reports.c.group_id.in_(_GROUPS_OF_IT))
_LABELS = (
    sa.select(bottleneck_labels)
    .where(bottleneck_labels.c.session_id.in_(_SESSIONS_OF_IT))
    .order_by(*bottleneck_labels.primary_key)
)
_CONSENTS = NEWEST.where(consents.c.programme_id == sa.bindparam("programme"))


class SqlArchive:
    def __init__(self, db: AsyncConnection, shelf: Shelf) -> None:
        self._db = db
        self._shelf = shelf

    async def programme(self, slug: str) -> ProgrammeRecords | None:
        head = (await self._db.execute(_HEAD, {"slug": slug})).one_or_none()
        if head is None:
            return None
        programme = ProgrammeId(head.id)
        asked = {"programme": programme}
        return ProgrammeRecords(
            programme=programme,
            slug=head.slug,
            title=head.title,
            language=Language(head.language),
            zone=ZoneInfo(head.time_zone),
            groups=tuple(await group_reading.load(self._db, self._shelf, group_reading.OF_PROGRAMME, asked)),
            memberships=tuple(map(_membership, await self._db.execute(_MEMBERSHIPS, asked))),
            sessions=tuple(await session_reading.of_programme(self._db, self._shelf, programme)),
            incidents=group_reading.by_session(await self._db.execute(_INCIDENTS, asked)),
            unsigned=await self._unsigned(asked),
            forms=tuple(papers.forms_from(await self._db.execute(_FORMS, asked))),
            experiments=await self._experiments(asked),
            reports=tuple(reports_from(await self._db.execute(_REPORTS, asked))),
            labels=tuple(labels_from(await self._db.execute(_LABELS, asked))),
            consents=tuple(consents_from(await self._db.execute(_CONSENTS, asked))),
            regions={PersonId(row.id): row.region for row in await self._db.execute(_REGIONS, asked)},
        )

    async def _unsigned(self, asked: Mapping[str, object]) -> dict[tuple[SessionId, RunKey], tuple[Fields, ...]]:
        found: dict[tuple[SessionId, RunKey], list[Fields]] = {}
        for row in await self._db.execute(_UNSIGNED, asked):
            place = (SessionId(row.session_id), RunKey(row.round_id, row.run))
            found.setdefault(place, []).append(thawed(row.fields))
        return {place: tuple(said) for place, said in found.items()}

    async def _experiments(self, asked: Mapping[str, object]) -> tuple[ExperimentRecord, ...]:
        states: dict[str, list[StateChange]] = {}
        for row in await self._db.execute(_STATES, asked):
            states.setdefault(row.experiment_id, []).append(change_from(row))
        return tuple(
            ExperimentRecord(experiment=one, states=tuple(states.get(one.id, ())))
            for one in experiments_from(await self._db.execute(_EXPERIMENTS, asked))
        )


def _membership(row: Any) -> Membership:
    return Membership(
        group=GroupId(row.group_id),
        person=PersonId(row.person_id),
        role=Role(row.role),
        joined_at=row.joined_at,
        left_at=row.left_at,
    )
