"""Writes what became of answers: a first one, the next version, marks, supplements, or nothing left."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dialogs.errors import Stale
from dialogs.ids import PersonId
from dialogs.sessions.messages import Event, SupplementAdded
from dialogs.sessions.model import Answer, AnswerStatus, RunKey, Session
from storage.plans import PlannedConnection
from storage.tables import answer_versions, answers, supplements


def _place_in(table: sa.Table) -> Any:
    return sa.and_(
        table.c.session_id == sa.bindparam("session"),
        table.c.round_id == sa.bindparam("round"),
        table.c.run == sa.bindparam("nth"),
        table.c.person_id == sa.bindparam("person"),
    )


_FIRST_ANSWER = insert(answers).on_conflict_do_nothing()
_CHANGE_ANSWER = (
    sa.update(answers)
    .where(_place_in(answers), answers.c.version == sa.bindparam("before"))
    .values(
        version=sa.bindparam("new_version"),
        status=sa.bindparam("new_status"),
        fields=sa.bindparam("new_fields"),
        by_id=sa.bindparam("new_by"),
        at=sa.bindparam("new_at"),
        held=sa.bindparam("new_held"),
        taken_back=sa.bindparam("new_taken_back"),
        caught_up=sa.bindparam("new_caught_up"),
    )
)
_NO_ANSWER = sa.delete(answers).where(_place_in(answers), answers.c.version == sa.bindparam("before"))
_NO_VERSIONS = sa.delete(answer_versions).where(_place_in(answer_versions))
_NO_SUPPLEMENTS = sa.delete(supplements).where(_place_in(supplements))
_KEEP_VERSION = insert(answer_versions).on_conflict_do_nothing()  # whoever loses the race hears it from the answer
_ADD_SUPPLEMENT = insert(supplements).on_conflict_do_nothing()


async def record_answers(db: PlannedConnection, before: Session, after: Session, events: Sequence[Event]) -> None:
    added_at = {(e.run, e.person): e.at for e in events if isinstance(e, SupplementAdded)}
    for (run, person), old in before.answers.items():
        if (run, person) not in after.answers:
            await _remove_answer(db, _answer_place(before, run, person), old)
    for (run, person), new in after.answers.items():
        known = before.answers.get((run, person))
        if new != known:
            place = _answer_place(before, run, person)
            await _write_answer(db, place, known, new, added_at=added_at.get((run, person)))


def _answer_place(session: Session, run: RunKey, person: PersonId) -> dict[str, object]:
    return {"session": session.id, "round": run.round_id, "nth": run.run, "person": person}


def _keys(place: Mapping[str, object]) -> dict[str, object]:
    return {
        "session_id": place["session"],
        "round_id": place["round"],
        "run": place["nth"],
        "person_id": place["person"],
    }


async def _remove_answer(db: PlannedConnection, place: Mapping[str, object], old: Answer) -> None:
    """Taken back without a trace."""
    removed = await db.execute(_NO_ANSWER, {**place, "before": old.version})
    if removed.rowcount != 1:
        raise Stale
    await db.execute(_NO_VERSIONS, place)
    await db.execute(_NO_SUPPLEMENTS, place)


async def _write_answer(
    db: PlannedConnection, place: Mapping[str, object], old: Answer | None, new: Answer, *, added_at: datetime | None
) -> None:
    if old is None:
        await _insert_answer(db, place, new)
    elif replace(old, supplements=()) != replace(new, supplements=()):
        await _change_answer(db, place, old, new)
    known = len(old.supplements) if old else 0
    for number, text in enumerate(new.supplements[known:], known + 1):
        row = {**_keys(place), "number": number, "text": text, "at": added_at or new.at}
        added = await db.execute(_ADD_SUPPLEMENT, row)
        if added.rowcount != 1:
            raise Stale


async def _insert_answer(db: PlannedConnection, place: Mapping[str, object], new: Answer) -> None:
    row = {
        **_keys(place),
        "version": new.version,
        "status": new.status.value,
        "fields": dict(new.fields),
        "by_id": new.by,
        "at": new.at,
        "held": new.held,
        "taken_back": new.taken_back,
        "caught_up": new.caught_up,
    }
    await db.write(_FIRST_ANSWER, row, unless=Stale)


async def _change_answer(db: PlannedConnection, place: Mapping[str, object], old: Answer, new: Answer) -> None:
    await db.write(
        _CHANGE_ANSWER,
        {
            **place,
            "before": old.version,
            "new_version": new.version,
            "new_status": new.status.value,
            "new_fields": dict(new.fields),
            "new_by": new.by,
            "new_at": new.at,
            "new_held": new.held,
            "new_taken_back": new.taken_back,
            "new_caught_up": new.caught_up,
        },
        unless=Stale,
    )
    if new.status is AnswerStatus.WITHDRAWN:
        await db.execute(_NO_VERSIONS, place)
        await db.execute(_NO_SUPPLEMENTS, place)
    elif new.version > old.version and old.fields:
        earlier = {"version": old.version, "fields": dict(old.fields), "by_id": old.by, "at": old.at}
        await db.write(_KEEP_VERSION, {**_keys(place), **earlier})
