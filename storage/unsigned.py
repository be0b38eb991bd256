"""Answers that nobody may trace: kept apart from everyone, and shuffled when their round closes."""

import secrets
from collections.abc import Sequence
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.ids import SessionId
from dialogs.sessions.messages import AnswerGiven, Event
from dialogs.sessions.model import Fields, RunKey, Session
from storage.columns import thawed
from storage.tables import unsigned_answers

_ADD_UNSIGNED = sa.insert(unsigned_answers)
_UNSIGNED = sa.select(unsigned_answers.c.fields).where(
    unsigned_answers.c.session_id == sa.bindparam("session"),
    unsigned_answers.c.round_id == sa.bindparam("round"),
    unsigned_answers.c.run == sa.bindparam("nth"),
)
_NO_UNSIGNED = sa.delete(unsigned_answers).where(_UNSIGNED.whereclause)  # type: ignore[arg-type]


async def keep_unsigned(db: AsyncConnection, after: Session, events: Sequence[Event]) -> None:
    """What `apply` does not keep with the person (fields nobody may trace) is kept apart from everyone."""
    for event in events:
        if isinstance(event, AnswerGiven):
            signed = after.answers[event.run, event.person].fields
            unsigned = {name: value for name, value in event.fields.items() if name not in signed}
            if unsigned:
                row = {"id": uuid4().hex, **_run_keys(after, event.run), "fields": unsigned}
                await db.execute(_ADD_UNSIGNED, row)


async def unsigned_of(db: AsyncConnection, session: SessionId, run: RunKey) -> tuple[Fields, ...]:
    place = {"session": session, "round": run.round_id, "nth": run.run}
    return tuple(thawed(said) for said in (await db.scalars(_UNSIGNED, place)).all())


async def shuffle_unsigned(db: AsyncConnection, session: Session, run: RunKey) -> None:
    """Rewrites a closed round's unsigned answers in random order: not even the database's own marks of who wrote when
    tell them apart then."""
    form = session.plan.round(run.round_id).form
    if form is None or not form.has_nobody_fields:
        return
    place = {"session": session.id, "round": run.round_id, "nth": run.run}
    said = list((await db.scalars(_UNSIGNED, place)).all())
    if said:
        secrets.SystemRandom().shuffle(said)
        await db.execute(_NO_UNSIGNED, place)
        await db.execute(
            _ADD_UNSIGNED, [{"id": uuid4().hex, **_run_keys(session, run), "fields": fields} for fields in said]
        )


def _run_keys(session: Session, run: RunKey) -> dict[str, object]:
    return {"session_id": session.id, "round_id": run.round_id, "run": run.run}
