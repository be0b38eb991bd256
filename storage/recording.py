"""Writes down what happened to a session: whatever differs between before and after, and nothing else.

`apply` alone knows what an event means, so no rule of the session machine is told a second time here.
"""

from collections.abc import Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError

from dialogs.errors import Stale
from dialogs.sessions.evolution import apply
from dialogs.sessions.messages import Event
from dialogs.sessions.model import RoundPhase, RoundRun, RunKey, Session
from storage.answers import record_answers
from storage.plans import PlannedConnection
from storage.tables import attendance, rounds, sessions
from storage.unsigned import keep_unsigned, shuffle_unsigned

_HEAD = ("phase", "step", "opened_at", "ends_at", "ended_at", "starts_at", "moved_from")
_MARKS = ("cannot_come", "absent", "aloud", "present")


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


async def record(db: PlannedConnection, before: Session, events: Sequence[Event]) -> None:
    after = apply(before, events)
    await _write_head(db, before, after)
    await _write_rounds(db, before, after)
    await _write_seats(db, before, after)
    await record_answers(db, before, after, events)
    await keep_unsigned(db, after, events)


async def _write_head(db: PlannedConnection, before: Session, after: Session) -> None:
    if (*_head(before), before.note_taker) == (*_head(after), after.note_taker):
        return
    new = {f"new_{name}": value for name, value in zip(_HEAD, _head(after), strict=True)}
    asked = {**new, "new_note_taker_id": after.note_taker, "session": before.id, "before": before.step}
    try:
        moved = await db.execute(_MOVE, asked)
    except IntegrityError:  # another session of the group was opened at the same moment
        raise Stale from None
    if moved.rowcount != 1:
        raise Stale


def _head(session: Session) -> tuple[object, ...]:
    return (session.phase.value, *(getattr(session, name) for name in _HEAD[1:]))


async def _write_rounds(db: PlannedConnection, before: Session, after: Session) -> None:
    old = {run.key: run for run in before.runs}
    changed = [run for run in after.runs if run != old.get(run.key)]
    if changed:
        await db.execute(_PUT_ROUND, [_round_row(after, run) for run in changed])
    for run in changed:
        was = old.get(run.key)
        if was is not None and was.phase is RoundPhase.OPEN and run.phase is not RoundPhase.OPEN:
            await shuffle_unsigned(db, after, run.key)


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


async def _write_seats(db: PlannedConnection, before: Session, after: Session) -> None:
    """Each mark by itself: somebody's own tick and a moderator's, at the same moment, do not undo each other."""
    for old, new in zip(before.seats, after.seats, strict=True):
        if old == new:
            continue
        for mark in _MARKS:
            if getattr(old, mark) != getattr(new, mark):
                row = {"session_id": after.id, "person_id": new.person, mark: getattr(new, mark)}
                await db.write(_PUT_MARK[mark], row)


def _run_keys(session: Session, run: RunKey) -> dict[str, object]:
    return {"session_id": session.id, "round_id": run.round_id, "run": run.run}
