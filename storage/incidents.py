"""Something recognisable slipped through: it is hidden at once, and its words can be taken out everywhere."""

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.ids import PersonId, SessionId
from dialogs.sessions.model import RunKey
from storage.tables import (
    answer_versions,
    answers,
    drafts,
    experiment_states,
    experiment_versions,
    experiments,
    form_answers,
    incidents,
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
_ITS_EXPERIMENTS = sa.select(experiments.c.id).where(_of(experiments))
_UNCHAIN = sa.update(experiments).where(experiments.c.follows_id.in_(_ITS_EXPERIMENTS)).values(follows_id=None)


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
    await db.execute(_EMPTY, {**place, "now": now})
    for table in (answer_versions, supplements):
        await db.execute(sa.delete(table).where(_of(table)), place)
    await db.execute(_NO_DRAFT, {**place, "paper": f"{run.round_id}#{run.run}"})
    await db.execute(_NO_FORM, place)
    await take_out_experiment(db, session, run, person)


async def take_out_experiment(db: AsyncConnection, session: SessionId, run: RunKey, person: PersonId) -> None:
    """What was thought of there, with its versions and its history."""
    place = _place(session, run, person)
    await db.execute(_UNCHAIN, place)
    for table in (experiment_versions, experiment_states):
        await db.execute(sa.delete(table).where(table.c.experiment_id.in_(_ITS_EXPERIMENTS)), place)
    await db.execute(sa.delete(experiments).where(_of(experiments)), place)


def _place(session: SessionId, run: RunKey, person: PersonId) -> dict[str, object]:
    return {"session": session, "round": run.round_id, "nth": run.run, "person": person}
