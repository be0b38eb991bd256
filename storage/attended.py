"""Who was seen in the sessions that a group has held; one statement."""

from collections.abc import Iterable
from itertools import groupby
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.groups import Attended
from dialogs.ids import GroupId, PersonId, SessionId
from dialogs.sessions.model import SessionPhase
from dialogs.sessions.seats import GROUP_ROLES
from storage.tables import attendance, memberships, sessions

_HELD = (
    sa.select(
        sessions.c.id,
        sessions.c.number,
        memberships.c.person_id,
        attendance.c.present,
        attendance.c.aloud,
        attendance.c.cannot_come,
    )
    .select_from(
        sessions.join(
            memberships,
            sa.and_(
                memberships.c.group_id == sessions.c.group_id,
                memberships.c.joined_at <= sessions.c.ended_at,
                sa.or_(memberships.c.left_at.is_(None), memberships.c.left_at > sessions.c.ended_at),
            ),
        ).outerjoin(
            attendance,
            sa.and_(attendance.c.session_id == sessions.c.id, attendance.c.person_id == memberships.c.person_id),
        )
    )
    .where(
        sessions.c.group_id == sa.bindparam("group"),
        sessions.c.phase == SessionPhase.ENDED.value,
        memberships.c.role.in_([role.value for role in GROUP_ROLES]),
    )
    .order_by(sessions.c.number, memberships.c.place)
)


async def attended(db: AsyncConnection, group: GroupId) -> list[Attended]:
    rows = (await db.execute(_HELD, {"group": group})).all()
    found = (_one(list(of_session)) for _, of_session in groupby(rows, key=lambda row: row.number))
    return [one for one in found if one.there]


def _one(rows: list[Any]) -> Attended:
    def people(those: Iterable[Any]) -> frozenset[PersonId]:
        return frozenset(PersonId(row.person_id) for row in those)

    return Attended(
        session=SessionId(rows[0].id),
        number=rows[0].number,
        members=people(rows),
        there=people(row for row in rows if row.present or row.aloud),
        told=people(row for row in rows if row.cannot_come),
    )
