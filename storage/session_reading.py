"""Reads sessions: the few rows an answer needs, a whole session, or a whole programme's; each in one statement."""

from collections.abc import Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.formats.model import Language
from dialogs.groups import Group
from dialogs.ids import PersonId, ProgrammeId, SessionId
from dialogs.ports import AnswerDesk, Gathering, Visitor
from dialogs.sessions.model import Fields, RoundPhase, RoundRun, RunKey, Seat, Session
from storage import group_reading
from storage.group_reading import MEMBERS, PLANNED, REPORTED
from storage.packed import KEPT, Packed
from storage.session_rows import DETAILS, answers_from, as_they_were, names_from, run_from, seats_from, session_from
from storage.shelf import Shelf
from storage.tables import (
    addresses,
    answers,
    attendance,
    drafts,
    groups,
    handovers,
    memberships,
    people,
    programmes,
    rounds,
    sessions,
    supplements,
)
from storage.unsigned import unsigned_of

_SESSION: Final = sa.bindparam("session", type_=sessions.c.id.type)
_ROUND: Final = sa.bindparam("round", type_=rounds.c.round_id.type)
_NTH: Final = sa.bindparam("nth", type_=sa.Integer)
_PAPER: Final = sa.bindparam("paper", type_=drafts.c.form.type)


def _labelled(table: sa.FromClause, prefix: str) -> list[Any]:
    return [column.label(f"{prefix}_{column.name}") for column in table.c]


_later = sessions.alias("later")
_SUPERSEDED = sa.exists().where(
    _later.c.group_id == sessions.c.group_id,
    _later.c.number > sessions.c.number,
    _later.c.opened_at.is_not(None),
)
_as_seen = sessions.alias("as_seen")
_STEP_AS_SEEN = sa.select(_as_seen.c.step).where(_as_seen.c.id == _SESSION).scalar_subquery()

_newer = rounds.alias("newer")
_DRAFTED = sa.exists().where(
    drafts.c.session_id == _SESSION, drafts.c.form == _PAPER, drafts.c.person_id == addresses.c.person_id
)
_ANY_DRAFT = sa.exists().where(drafts.c.session_id == _SESSION)
_REPEATED = sa.exists().where(_newer.c.session_id == _SESSION, _newer.c.round_id == _ROUND, _newer.c.run > _NTH)

_HANDED_OVER = Packed(
    sa.select(handovers.c.from_id, handovers.c.to_id)
    .where(handovers.c.group_id == sessions.c.group_id, handovers.c.at > sessions.c.ended_at)
    .order_by(handovers.c.number),
    name="handed_over",
    beside=[sessions],
)
"""Since the session was over."""

_HEAD = [
    *_labelled(sessions, "session"),
    _SUPERSEDED.label("superseded"),
    _HANDED_OVER.column,
    *group_reading.HEAD,
]
_HEAD_FROM = sessions.join(groups, groups.c.id == sessions.c.group_id).join(
    programmes, programmes.c.id == groups.c.programme_id
)
_earlier = memberships.alias("earlier")
_JOINED_LATER = sa.and_(
    sessions.c.ended_at.is_not(None),
    ~sa.exists().where(
        _earlier.c.group_id == memberships.c.group_id,
        _earlier.c.person_id == memberships.c.person_id,
        _earlier.c.joined_at <= sessions.c.ended_at,
    ),
)
_SEAT = [
    memberships.c.person_id.label("seat_person"),
    memberships.c.role.label("seat_role"),
    people.c.name.label("seat_name"),
    *[people.c[detail].label(f"seat_{detail}") for detail in DETAILS],
    *[attendance.c[mark].label(f"seat_{mark}") for mark in ("cannot_come", "absent", "aloud", "present")],
    _JOINED_LATER.label("seat_later"),
]
_ANSWER = [*_labelled(answers, "answer"), supplements.c.number.label("extra"), supplements.c.text.label("extra_text")]
_SUPPLEMENTS_OF = sa.and_(
    *[supplements.c[name] == answers.c[name] for name in ("session_id", "round_id", "run", "person_id")]
)


def _desk() -> Any:
    """The sender's address leads to the seats; the run, the marks and the answers hang beside them when they exist."""
    asked = sa.or_(
        memberships.c.person_id == addresses.c.person_id,
        memberships.c.person_id == sa.bindparam("on_behalf_of", type_=people.c.id.type),
    )
    seated = (
        addresses.join(sessions, sessions.c.id == _SESSION)
        .join(groups, groups.c.id == sessions.c.group_id)
        .join(programmes, programmes.c.id == groups.c.programme_id)
        .join(memberships, sa.and_(memberships.c.group_id == groups.c.id, memberships.c.left_at.is_(None), asked))
        .join(people, people.c.id == memberships.c.person_id)
        .outerjoin(
            rounds, sa.and_(rounds.c.session_id == sessions.c.id, rounds.c.round_id == _ROUND, rounds.c.run == _NTH)
        )
        .outerjoin(
            attendance,
            sa.and_(attendance.c.session_id == sessions.c.id, attendance.c.person_id == memberships.c.person_id),
        )
        .outerjoin(
            answers,
            sa.and_(
                answers.c.session_id == sessions.c.id,
                answers.c.round_id == _ROUND,
                answers.c.run == _NTH,
                answers.c.person_id == memberships.c.person_id,
            ),
        )
        .outerjoin(supplements, _SUPPLEMENTS_OF)
    )
    return (
        sa.select(
            *_HEAD,
            *_SEAT,
            *_labelled(rounds, "run"),
            _REPEATED.label("run_repeated"),
            *_ANSWER,
            people.c.language.label("seat_language"),
            addresses.c.person_id.label("sender_person"),
            _STEP_AS_SEEN.label("step_as_seen"),
            _DRAFTED.label("drafted"),
        )
        .select_from(seated)
        .where(addresses.c.channel_id == sa.bindparam("sender"))
        .order_by(memberships.c.place, supplements.c.number)
        .with_for_update(read=True, of=sessions)
    )


_DESK = _desk()
_RUNS = Packed(
    sa.select(*_labelled(rounds, "run"))
    .where(rounds.c.session_id == sessions.c.id)
    .order_by(rounds.c.round_id, rounds.c.run),
    name="runs",
    beside=[sessions],
)
_SEATS = Packed(
    sa.select(*_SEAT, sa.exists().where(addresses.c.person_id == memberships.c.person_id).label("seat_matched"))
    .select_from(
        memberships.join(people, people.c.id == memberships.c.person_id).outerjoin(
            attendance,
            sa.and_(attendance.c.person_id == memberships.c.person_id, attendance.c.session_id == sessions.c.id),
        )
    )
    .where(memberships.c.group_id == sessions.c.group_id, memberships.c.left_at.is_(None))
    .order_by(memberships.c.place),
    name="seats",
    beside=[sessions],
)
_ANSWERS = Packed(
    sa.select(*_ANSWER)
    .select_from(answers.outerjoin(supplements, _SUPPLEMENTS_OF))
    .where(answers.c.session_id == sessions.c.id)
    .order_by(answers.c.at, supplements.c.number),
    name="said",
    beside=[sessions],
)
_left, _stays = memberships.alias("gone"), memberships.alias("stays")
_FORMER = Packed(
    sa.select(
        people.c.id.label("seat_person"),
        people.c.name.label("seat_name"),
        *[people.c[detail].label(f"seat_{detail}") for detail in DETAILS],
    )
    .select_from(
        _left.join(people, people.c.id == _left.c.person_id).outerjoin(
            _stays,
            sa.and_(
                _stays.c.group_id == _left.c.group_id,
                _stays.c.person_id == _left.c.person_id,
                _stays.c.left_at.is_(None),
            ),
        )
    )
    .where(_left.c.group_id == sessions.c.group_id, _left.c.left_at.is_not(None), _stays.c.person_id.is_(None))
    .distinct()
    .order_by(people.c.id),
    name="former",
    beside=[sessions],
)
"""Who left the group, in every role they had."""
_SESSIONS = sa.select(*_HEAD, _RUNS.column, _SEATS.column, _ANSWERS.column, _FORMER.column).select_from(_HEAD_FROM)
_WHOLE = _SESSIONS.where(sessions.c.id == _SESSION)
_GATHERING = _WHOLE.add_columns(
    *[packed.column for packed in (MEMBERS, PLANNED, REPORTED)], _ANY_DRAFT.label("any_draft")
)
_OF_PROGRAMME = _SESSIONS.where(groups.c.programme_id == sa.bindparam("programme")).order_by(
    groups.c.number, sessions.c.number
)
_LOCKED = sa.select(sessions.c.id).where(sessions.c.id == _SESSION).with_for_update()


async def desk(
    db: AsyncConnection,
    shelf: Shelf,
    session: SessionId,
    run: RunKey,
    *,
    sender: str,
    on_behalf_of: PersonId | None,
) -> AnswerDesk | None:
    """When a moderator's step made this statement wait, PostgreSQL hands out the new session beside the old round:
    then the steps differ, and with the lock now held a second look is right."""
    asked = {
        "session": session,
        "round": run.round_id,
        "nth": run.run,
        "paper": f"{run.round_id}#{run.run}",
        "sender": sender,
        "on_behalf_of": on_behalf_of,
    }
    rows = (await db.execute(_DESK, asked)).all()
    if rows and rows[0].session_step != rows[0].step_as_seen:
        rows = (await db.execute(_DESK, asked)).all()
    own = next((row for row in rows if row.seat_person == row.sender_person), None)
    if own is None:
        return None
    group = await group_reading.group_from(own, shelf)
    return AnswerDesk(
        session=session_from(
            own,
            group,
            runs=() if own.run_run is None else (replace(run_from(own), repeated=own.run_repeated),),
            seats=as_they_were(seats_from(rows, names_from(rows)), _HANDED_OVER.rows(own.handed_over)),
            answers=answers_from(rows),
        ),
        group=group,
        visitor=Visitor(
            channel_id=sender,
            person=PersonId(own.seat_person),
            name=own.seat_name,
            language=None if own.seat_language is None else Language(own.seat_language),
        ),
        drafted=own.drafted,
    )


async def whole(db: AsyncConnection, shelf: Shelf, session: SessionId, *, lock: bool) -> Session | None:
    head = await _looked_at(db, _WHOLE, session, lock=lock)
    if head is None:
        return None
    found = _session(head, await group_reading.group_from(head, shelf))
    return await _to_lead(db, found) if lock else found


async def gathering(db: AsyncConnection, shelf: Shelf, session: SessionId, *, lock: bool) -> Gathering | None:
    head = await _looked_at(db, _GATHERING, session, lock=lock)
    if head is None:
        return None
    group = await group_reading.whole_group_from(head, shelf)
    found = _session(head, group)
    return Gathering(
        session=await _to_lead(db, found) if lock else found,
        group=group,
        incidents=group_reading.by_session(REPORTED.rows(head.reported)),
        drafts=bool(head.any_draft),
    )


async def _looked_at(db: AsyncConnection, look: "sa.Select[Any]", session: SessionId, *, lock: bool) -> Any:
    """The lock comes first, in a statement of its own: what is read after it is from after it. Who writes on SQLite
    writes alone, and has waited at the beginning."""
    asked = {"session": session}
    if lock and db.dialect.name != "sqlite":
        await db.execute(_LOCKED, asked)
    return (await db.execute(look, asked)).one_or_none()


async def _to_lead(db: AsyncConnection, session: Session) -> Session:
    return replace(session, unsigned=await _still_to_be_counted(db, session))


async def _still_to_be_counted(db: AsyncConnection, session: Session) -> Mapping[RunKey, tuple[Fields, ...]]:
    """What nobody may trace of the rounds whose averages are not made yet; no statement where there are none."""
    return {
        run.key: await unsigned_of(db, session.id, run.key)
        for run in session.runs
        if run.phase in {RoundPhase.OPEN, RoundPhase.CLOSED}
        and (form := session.plan.round(run.key.round_id).form) is not None
        and form.has_nobody_fields
    }


async def of_programme(db: AsyncConnection, shelf: Shelf, programme: ProgrammeId) -> list[Session]:
    """All sessions of a programme as `whole` has them, in the order of groups and numbers."""
    return [
        _session(head, await group_reading.group_from(head, shelf))
        for head in await db.execute(_OF_PROGRAMME, {"programme": programme})
    ]


def _session(head: Any, group: Group) -> Session:
    seats, former = _seated(head.seats, head.former, head.handed_over)
    return session_from(
        head, group, runs=_runs(head.runs), seats=seats, answers=answers_from(_ANSWERS.rows(head.said)), former=former
    )


@lru_cache(KEPT)
def _seated(seats: str, former: str, handed_over: str) -> tuple[tuple[Seat, ...], Mapping[PersonId, str]]:
    """Who sits there, and what those are called who left."""
    sit, left = _SEATS.rows(seats), _FORMER.rows(former)
    names = names_from([*sit, *left])
    return (
        as_they_were(seats_from(sit, names), _HANDED_OVER.rows(handed_over)),
        {PersonId(row.seat_person): names[PersonId(row.seat_person)] for row in left},
    )


@lru_cache(KEPT)
def _runs(packed: str) -> tuple[RoundRun, ...]:
    return tuple(map(run_from, _RUNS.rows(packed)))
