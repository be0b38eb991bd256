"""Something recognisable slipped through: it is hidden at once, and its words can be taken out everywhere."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.experiments.model import DRAFT_OF_EXPERIMENT
from dialogs.experiments.report import REPORT_PLACE
from dialogs.ids import PersonId, SessionId
from dialogs.sessions.model import RunKey
from storage.tables import (
    answer_versions,
    answers,
    drafts,
    experiment_states,
    experiment_versions,
    experiments,
    findable,
    form_answers,
    incidents,
    report_supplements,
    report_versions,
    reports,
    supplements,
)

_REPORT = insert(incidents).on_conflict_do_update(
    index_elements=[incidents.c.session_id, incidents.c.round_id, incidents.c.run, incidents.c.person_id],
    set_={"lifted": False},  # the first report stays the log's; it is only in force again
)
_STANDING = sa.select(incidents.c.round_id, incidents.c.run, incidents.c.person_id).where(
    incidents.c.session_id == sa.bindparam("session"), sa.not_(incidents.c.lifted)
)


def _of(table: sa.Table) -> Any:
    return sa.and_(
        table.c.session_id == sa.bindparam("session"),
        table.c.round_id == sa.bindparam("round"),
        table.c.run == sa.bindparam("nth"),
        table.c.person_id == sa.bindparam("person"),
    )


_LIFT = sa.update(incidents).where(_of(incidents)).values(lifted=True)
_EMPTY = sa.update(answers).where(_of(answers)).values(fields={}, taken_back=True, wiped_at=sa.bindparam("now"))
_NO_DRAFT = sa.delete(drafts).where(
    drafts.c.session_id == sa.bindparam("session"),
    drafts.c.form.in_([sa.bindparam("paper"), sa.bindparam("round")]),
    drafts.c.person_id == sa.bindparam("person"),
)
_NO_FORM = sa.delete(form_answers).where(
    form_answers.c.session_id == sa.bindparam("session"),
    form_answers.c.form == sa.bindparam("round"),
    form_answers.c.person_id == sa.bindparam("person"),
)


def _of_report(table: sa.Table) -> Any:
    return sa.and_(
        table.c.session_id == sa.bindparam("session"),
        table.c.person_id == sa.bindparam("person"),
        table.c.number == sa.bindparam("nth"),
    )


_EMPTY_REPORT = (
    sa.update(reports).where(_of_report(reports)).values(fields={}, taken_back=True, wiped_at=sa.bindparam("now"))
)
_REPORT_PARTS = [sa.delete(table).where(_of_report(table)) for table in (report_versions, report_supplements)]
_NO_REPORT_DRAFT = sa.delete(drafts).where(
    drafts.c.session_id == sa.bindparam("session"),
    drafts.c.person_id == sa.bindparam("person"),
    drafts.c.form
    == sa.select(sa.literal(f"{REPORT_PLACE}/") + reports.c.experiment_id).where(_of_report(reports)).scalar_subquery(),
)
_UNFINDABLE = sa.delete(findable).where(_of(findable))
_ANSWER_PARTS = [sa.delete(table).where(_of(table)) for table in (answer_versions, supplements)]

_ITS_EXPERIMENTS = sa.select(experiments.c.id).where(_of(experiments))
_UNCHAIN = sa.update(experiments).where(experiments.c.follows_id.in_(_ITS_EXPERIMENTS)).values(follows_id=None)


def _of_its_reports(table: sa.Table) -> Any:
    return sa.exists().where(
        reports.c.experiment_id.in_(_ITS_EXPERIMENTS),
        *[reports.c[name] == table.c[name] for name in ("session_id", "person_id", "number")],
    )


_NO_EXPERIMENT_DRAFT = sa.delete(drafts).where(
    drafts.c.person_id == sa.bindparam("person"),
    drafts.c.form.in_(sa.select(sa.literal(DRAFT_OF_EXPERIMENT) + experiments.c.id).where(_of(experiments))),
)

_TAKE_OUT = [
    _UNCHAIN,
    _NO_EXPERIMENT_DRAFT,
    *[sa.delete(table).where(_of_its_reports(table)) for table in (report_versions, report_supplements)],
    sa.delete(findable).where(
        findable.c.round_id == REPORT_PLACE,
        sa.exists().where(
            reports.c.experiment_id.in_(_ITS_EXPERIMENTS),
            reports.c.session_id == findable.c.session_id,
            reports.c.person_id == findable.c.person_id,
            reports.c.number == findable.c.run,
        ),
    ),
    sa.delete(reports).where(reports.c.experiment_id.in_(_ITS_EXPERIMENTS)),
    *[
        sa.delete(table).where(table.c.experiment_id.in_(_ITS_EXPERIMENTS))
        for table in (findable, experiment_versions, experiment_states)
    ],
    sa.delete(experiments).where(_of(experiments)),
]


async def report(
    db: AsyncConnection, session: SessionId, run: RunKey, person: PersonId, *, by: PersonId, now: datetime
) -> None:
    row = {
        "session_id": session,
        "round_id": run.round_id,
        "run": run.run,
        "person_id": person,
        "reported_by_id": by,
        "reported_at": now,
    }
    await db.execute(_REPORT, row)


async def standing(db: AsyncConnection, session: SessionId) -> frozenset[tuple[RunKey, PersonId]]:
    rows = await db.execute(_STANDING, {"session": session})
    return frozenset((RunKey(row.round_id, row.run), PersonId(row.person_id)) for row in rows)


async def lift(db: AsyncConnection, session: SessionId, run: RunKey, person: PersonId) -> None:
    await db.execute(_LIFT, _place(session, run, person))


async def wipe(db: AsyncConnection, session: SessionId, run: RunKey, person: PersonId, *, now: datetime) -> None:
    """What is left is that somebody answered, taken back and wiped."""
    place = _place(session, run, person)
    await db.execute(_UNFINDABLE, place)
    if run.round_id == REPORT_PLACE:
        await _wipe_report(db, {"session": session, "person": person, "nth": run.run}, now=now)
        return
    await db.execute(_EMPTY, {**place, "now": now})
    for emptied in _ANSWER_PARTS:
        await db.execute(emptied, place)
    await db.execute(_NO_DRAFT, {**place, "paper": f"{run.round_id}#{run.run}"})
    await db.execute(_NO_FORM, place)
    await take_out_experiment(db, session, run, person)


async def _wipe_report(db: AsyncConnection, place: Mapping[str, object], *, now: datetime) -> None:
    await db.execute(_EMPTY_REPORT, {**place, "now": now})
    for emptied in _REPORT_PARTS:
        await db.execute(emptied, place)
    await db.execute(_NO_REPORT_DRAFT, place)


async def take_out_experiment(db: AsyncConnection, session: SessionId, run: RunKey, person: PersonId) -> None:
    """What was thought of there, with its versions, its history, every report of it and the way to find it."""
    place = _place(session, run, person)
    for taken in _TAKE_OUT:
        await db.execute(taken, place)


def _place(session: SessionId, run: RunKey, person: PersonId) -> dict[str, object]:
    return {"session": session, "round": run.round_id, "nth": run.run, "person": person}
