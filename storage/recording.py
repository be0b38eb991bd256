"""Writes down what happened to a session: whatever differs between before and after, and nothing else.

`apply` alone knows what an event means, so no rule of the session machine is told a second time here.
"""

import secrets
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.errors import Stale
from dialogs.ids import PersonId
from dialogs.sessions.evolution import apply
from dialogs.sessions.messages import AnswerGiven, Event, SupplementAdded
from dialogs.sessions.model import Answer, AnswerStatus, RoundPhase, RoundRun, RunKey, Session
from storage.tables import answer_versions, answers, attendance, rounds, sessions, supplements, unsigned_answers

_HEAD = ("phase", "step", "opened_at", "ends_at", "ended_at")
_MARKS = ("cannot_come", "absent", "aloud", "present")


def _place_in(table: sa.Table) -> Any:
    return sa.and_(
        table.c.session_id == sa.bindparam("session"),
        table.c.round_id == sa.bindparam("round"),
        table.c.run == sa.bindparam("nth"),
        table.c.person_id == sa.bindparam("person"),
    )


def _upsert_round() -> Any:
    put = insert(rounds)
    keys = {"session_id", "round_id", "run"}
    return put.on_conflict_do_update(
        index_elements=[rounds.c.session_id, rounds.c.round_id, rounds.c.run],
        set_={c.name: put.excluded[c.name] for c in rounds.c if c.name not in keys},
    )


def _upsert_mark(mark: str) -> Any:
    put = insert(attendance)
    return put.on_conflict_do_update(
        index_elements=[attendance.c.session_id, attendance.c.person_id], set_={mark: put.excluded[mark]}
    )


_MOVE = (
    sa.update(sessions)
    .where(sessions.c.id == sa.bindparam("session"), sessions.c.step == sa.bindparam("before"))
    .values({name: sa.bindparam(f"new_{name}") for name in (*_HEAD, "note_taker_id")})
)
_PUT_ROUND = _upsert_round()
_PUT_MARK = {mark: _upsert_mark(mark) for mark in _MARKS}
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
    )
)
_NO_ANSWER = sa.delete(answers).where(_place_in(answers), answers.c.version == sa.bindparam("before"))
_NO_VERSIONS = sa.delete(answer_versions).where(_place_in(answer_versions))
_NO_SUPPLEMENTS = sa.delete(supplements).where(_place_in(supplements))
_KEEP_VERSION = sa.insert(answer_versions)
_ADD_SUPPLEMENT = insert(supplements).on_conflict_do_nothing()
_ADD_UNSIGNED = sa.insert(unsigned_answers)
_UNSIGNED = sa.select(unsigned_answers.c.fields).where(
    unsigned_answers.c.session_id == sa.bindparam("session"),
    unsigned_answers.c.round_id == sa.bindparam("round"),
    unsigned_answers.c.run == sa.bindparam("nth"),
)
_NO_UNSIGNED = sa.delete(unsigned_answers).where(_UNSIGNED.whereclause)  # type: ignore[arg-type]


async def record(db: AsyncConnection, before: Session, events: Sequence[Event]) -> None:
    after = apply(before, events)
    await _write_head(db, before, after)
    await _write_rounds(db, before, after)
    await _write_seats(db, before, after)
    added_at = {(e.run, e.person): e.at for e in events if isinstance(e, SupplementAdded)}
    for (run, person), old in before.answers.items():
        if (run, person) not in after.answers:
            await _remove_answer(db, _answer_place(before, run, person), old)
    for (run, person), new in after.answers.items():
        known = before.answers.get((run, person))
        if new != known:
            place = _answer_place(before, run, person)
            await _write_answer(db, place, known, new, added_at=added_at.get((run, person)))
    await _write_unsigned(db, after, events)


async def _write_head(db: AsyncConnection, before: Session, after: Session) -> None:
    if (*_head(before), before.note_taker) == (*_head(after), after.note_taker):
        return
    new = {f"new_{name}": value for name, value in zip(_HEAD, _head(after), strict=True)}
    moved = await db.execute(
        _MOVE, {**new, "new_note_taker_id": after.note_taker, "session": before.id, "before": before.step}
    )
    if moved.rowcount != 1:
        raise Stale


def _head(session: Session) -> tuple[object, ...]:
    return (session.phase.value, session.step, session.opened_at, session.ends_at, session.ended_at)


async def _write_rounds(db: AsyncConnection, before: Session, after: Session) -> None:
    old = {run.key: run for run in before.runs}
    changed = [run for run in after.runs if run != old.get(run.key)]
    if changed:
        await db.execute(_PUT_ROUND, [_round_row(after, run) for run in changed])
    for run in changed:
        was = old.get(run.key)
        if was is not None and was.phase is RoundPhase.OPEN and run.phase is not RoundPhase.OPEN:
            await _shuffle(db, after, run.key)


def _round_row(session: Session, run: RoundRun) -> dict[str, object]:
    return {
        **_run_keys(session, run.key),
        "phase": run.phase.value,
        "minutes": run.minutes,
        "step": run.order,
        "opened_at": run.opened_at,
        "ends_at": run.ends_at,
        "closed_at": run.closed_at,
        "settled_at": run.settled_at,
        "forms_until": run.forms_until,
        "tallies": {
            name: {"contributors": tally.contributors, "mean": tally.mean, "counts": dict(tally.counts)}
            for name, tally in run.tallies.items()
        },
        "chosen": sorted(run.chosen),
    }


async def _write_seats(db: AsyncConnection, before: Session, after: Session) -> None:
    """Each mark by itself: somebody's own tick and a moderator's, at the same moment, do not undo each other."""
    for old, new in zip(before.seats, after.seats, strict=True):
        if old == new:
            continue
        for mark in _MARKS:
            if getattr(old, mark) != getattr(new, mark):
                row = {"session_id": after.id, "person_id": new.person, mark: getattr(new, mark)}
                await db.execute(_PUT_MARK[mark], row)


def _run_keys(session: Session, run: RunKey) -> dict[str, object]:
    return {"session_id": session.id, "round_id": run.round_id, "run": run.run}


def _answer_place(session: Session, run: RunKey, person: PersonId) -> dict[str, object]:
    return {"session": session.id, "round": run.round_id, "nth": run.run, "person": person}


def _keys(place: Mapping[str, object]) -> dict[str, object]:
    return {
        "session_id": place["session"],
        "round_id": place["round"],
        "run": place["nth"],
        "person_id": place["person"],
    }


async def _remove_answer(db: AsyncConnection, place: Mapping[str, object], old: Answer) -> None:
    """Taken back without a trace."""
    removed = await db.execute(_NO_ANSWER, {**place, "before": old.version})
    if removed.rowcount != 1:
        raise Stale
    await db.execute(_NO_VERSIONS, place)
    await db.execute(_NO_SUPPLEMENTS, place)


async def _write_answer(
    db: AsyncConnection, place: Mapping[str, object], old: Answer | None, new: Answer, *, added_at: datetime | None
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


async def _insert_answer(db: AsyncConnection, place: Mapping[str, object], new: Answer) -> None:
    row = {
        **_keys(place),
        "version": new.version,
        "status": new.status.value,
        "fields": dict(new.fields),
        "by_id": new.by,
        "at": new.at,
        "held": new.held,
        "taken_back": new.taken_back,
    }
    first = await db.execute(_FIRST_ANSWER, row)
    if first.rowcount != 1:
        raise Stale


async def _change_answer(db: AsyncConnection, place: Mapping[str, object], old: Answer, new: Answer) -> None:
    changed = await db.execute(
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
        },
    )
    if changed.rowcount != 1:
        raise Stale
    if new.status is AnswerStatus.WITHDRAWN:
        await db.execute(_NO_VERSIONS, place)
        await db.execute(_NO_SUPPLEMENTS, place)
    elif new.version > old.version and old.fields:
        earlier = {"version": old.version, "fields": dict(old.fields), "by_id": old.by, "at": old.at}
        await db.execute(_KEEP_VERSION, {**_keys(place), **earlier})


async def _write_unsigned(db: AsyncConnection, after: Session, events: Sequence[Event]) -> None:
    """What `apply` does not keep with the person (fields nobody may trace) is kept apart from everyone."""
    for event in events:
        if isinstance(event, AnswerGiven):
            signed = after.answers[event.run, event.person].fields
            unsigned = {name: value for name, value in event.fields.items() if name not in signed}
            if unsigned:
                row = {"id": uuid4().hex, **_run_keys(after, event.run), "fields": unsigned}
                await db.execute(_ADD_UNSIGNED, row)


async def _shuffle(db: AsyncConnection, session: Session, run: RunKey) -> None:
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
