"""Reports of experiments, their earlier versions and what was added to them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.errors import Stale
from dialogs.experiments.report import Done, ExperimentReport, LeftPlace, ReportStatus, Sharing
from dialogs.ids import ExperimentId, GroupId, PersonId, SessionId
from storage.columns import thawed
from storage.tables import report_supplements, report_versions, reports

_LEFT = "left"
"""The status of a place whose report was withdrawn before anybody read it: nothing is left but where it stood and how
often it was written."""

WITH_SUPPLEMENTS = (
    sa.select(reports, report_supplements.c.nth.label("extra"), report_supplements.c.text.label("extra_text"))
    .select_from(
        reports.outerjoin(
            report_supplements,
            sa.and_(*[report_supplements.c[name] == reports.c[name] for name in ("session_id", "person_id", "number")]),
        )
    )
    .where(reports.c.status != _LEFT)
    .order_by(reports.c.at, reports.c.session_id, reports.c.person_id, reports.c.number, report_supplements.c.nth)
)
"""What `reports_from` reads."""


def _at_place(table: sa.Table) -> Any:
    return sa.and_(
        table.c.session_id == sa.bindparam("session"),
        table.c.person_id == sa.bindparam("person"),
        table.c.number == sa.bindparam("nth"),
    )


_OF_GROUP = WITH_SUPPLEMENTS.where(reports.c.group_id == sa.bindparam("group"))
_OF_PERSON = _OF_GROUP.where(reports.c.person_id == sa.bindparam("person"))
_ONE = WITH_SUPPLEMENTS.where(_at_place(reports))
_FIRST = insert(reports).on_conflict_do_nothing()
_STORED = sa.select(reports).where(_at_place(reports)).with_for_update()
_NEXT = (
    sa.update(reports)
    .where(_at_place(reports), reports.c.version == sa.bindparam("before"))
    .values(
        version=sa.bindparam("new_version"),
        status=sa.bindparam("new_status"),
        done=sa.bindparam("new_done"),
        fields=sa.bindparam("new_fields"),
        sharing=sa.bindparam("new_sharing"),
        by_id=sa.bindparam("new_by"),
        at=sa.bindparam("new_at"),
    )
)
_KEEP_VERSION = sa.insert(report_versions)
_COUNT_SUPPLEMENTS = sa.select(sa.func.count()).where(_at_place(report_supplements))
_ADD_SUPPLEMENT = insert(report_supplements).on_conflict_do_nothing()
_WITHDRAW = (
    sa.update(reports)
    .where(_at_place(reports))
    .values(status=ReportStatus.WITHDRAWN.value, fields={}, at=sa.bindparam("now"))
)
_HOLD = sa.update(reports).where(_at_place(reports)).values(held=sa.bindparam("so"))
_TAKE_BACK = sa.update(reports).where(_at_place(reports)).values(taken_back=sa.bindparam("so"))
_PARTS = [sa.delete(table).where(_at_place(table)) for table in (report_versions, report_supplements)]
_DROP = (
    sa.update(reports)
    .where(_at_place(reports))
    .values(
        status=_LEFT,
        done=Done.OTHER.value,
        fields={},
        sharing=Sharing.MODERATOR.value,
        by_id=reports.c.person_id,
        held=False,
        taken_back=False,
    )
)
_LEFT_PLACES = sa.select(reports.c.experiment_id, reports.c.number, reports.c.version).where(
    reports.c.session_id == sa.bindparam("session"),
    reports.c.person_id == sa.bindparam("person"),
    reports.c.status == _LEFT,
)


class SqlReports:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db

    async def of_group(self, group: GroupId) -> Sequence[ExperimentReport]:
        return reports_from(await self._db.execute(_OF_GROUP, {"group": group}))

    async def of_person(self, person: PersonId, group: GroupId) -> Sequence[ExperimentReport]:
        return reports_from(await self._db.execute(_OF_PERSON, {"person": person, "group": group}))

    async def get(self, session: SessionId, person: PersonId, number: int) -> ExperimentReport | None:
        found = await self._db.execute(_ONE, _place(session, person, number))
        return next(iter(reports_from(found)), None)

    async def save(self, report: ExperimentReport) -> None:
        if report.version == 1:
            if (await self._db.execute(_FIRST, _row(report))).rowcount != 1:
                raise Stale
            return
        place = _place(report.session, report.person, report.number)
        stored = (await self._db.execute(_STORED, place)).one_or_none()
        if stored is None or stored.version != report.version - 1:
            raise Stale
        changed = await self._db.execute(
            _NEXT,
            {
                **place,
                "before": stored.version,
                "new_version": report.version,
                "new_status": report.status.value,
                "new_done": report.done.value,
                "new_fields": dict(report.fields),
                "new_sharing": report.sharing.value,
                "new_by": report.by,
                "new_at": report.at,
            },
        )
        if changed.rowcount != 1:
            raise Stale
        if stored.fields:  # nothing is left of a withdrawn one
            earlier = {"version": stored.version, "fields": stored.fields, "by_id": stored.by_id, "at": stored.at}
            await self._db.execute(_KEEP_VERSION, {**_keys(report.session, report.person, report.number), **earlier})

    async def add_supplement(
        self, session: SessionId, person: PersonId, number: int, text: str, *, now: datetime
    ) -> None:
        """Two at the same moment: the second is `Stale`."""
        before = await self._db.scalar(_COUNT_SUPPLEMENTS, _place(session, person, number))
        row = {**_keys(session, person, number), "nth": (before or 0) + 1, "text": text, "at": now}
        if (await self._db.execute(_ADD_SUPPLEMENT, row)).rowcount != 1:
            raise Stale

    async def withdraw(self, session: SessionId, person: PersonId, number: int, *, now: datetime) -> None:
        place = _place(session, person, number)
        await self._db.execute(_WITHDRAW, {**place, "now": now})
        for part in _PARTS:
            await self._db.execute(part, place)

    async def drop(self, session: SessionId, person: PersonId, number: int) -> None:
        place = _place(session, person, number)
        for part in (*_PARTS, _DROP):
            await self._db.execute(part, place)

    async def left(self, session: SessionId, person: PersonId) -> Mapping[ExperimentId, LeftPlace]:
        rows = await self._db.execute(_LEFT_PLACES, {"session": session, "person": person})
        return {ExperimentId(row.experiment_id): LeftPlace(number=row.number, version=row.version) for row in rows}

    async def set_held(self, session: SessionId, person: PersonId, number: int, *, held: bool) -> None:
        await self._db.execute(_HOLD, {**_place(session, person, number), "so": held})

    async def set_taken_back(self, session: SessionId, person: PersonId, number: int, *, taken_back: bool) -> None:
        await self._db.execute(_TAKE_BACK, {**_place(session, person, number), "so": taken_back})


def _place(session: SessionId, person: PersonId, number: int) -> dict[str, object]:
    return {"session": session, "person": person, "nth": number}


def _keys(session: SessionId, person: PersonId, number: int) -> dict[str, object]:
    return {"session_id": session, "person_id": person, "number": number}


def _row(report: ExperimentReport) -> dict[str, object]:
    return {
        **_keys(report.session, report.person, report.number),
        "experiment_id": report.experiment,
        "group_id": report.group,
        "version": report.version,
        "status": report.status.value,
        "done": report.done.value,
        "fields": dict(report.fields),
        "sharing": report.sharing.value,
        "by_id": report.by,
        "at": report.at,
    }


def reports_from(rows: Iterable[Any]) -> list[ExperimentReport]:
    """A row comes for each supplement."""
    found: dict[tuple[str, str, int], tuple[Any, list[str]]] = {}
    for row in rows:
        extras = found.setdefault((row.session_id, row.person_id, row.number), (row, []))[1]
        if row.extra is not None:
            extras.append(row.extra_text)
    return [
        ExperimentReport(
            session=SessionId(row.session_id),
            person=PersonId(row.person_id),
            number=row.number,
            experiment=ExperimentId(row.experiment_id),
            group=GroupId(row.group_id),
            version=row.version,
            status=ReportStatus(row.status),
            done=Done(row.done),
            fields=thawed(row.fields),
            sharing=Sharing(row.sharing),
            by=PersonId(row.by_id),
            at=row.at,
            held=row.held,
            taken_back=row.taken_back,
            supplements=tuple(extras),
        )
        for row, extras in found.values()
    ]
