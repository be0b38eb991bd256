"""The hotseat goes from one member to another; who was it before is kept."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.errors import Stale
from dialogs.groups import Handover, HandoverReason
from dialogs.ids import GroupId, PersonId
from dialogs.programmes.model import Role
from storage.tables import groups, handovers, memberships

_ONE_AT_A_TIME = sa.select(groups.c.id).where(groups.c.id == sa.bindparam("group")).with_for_update()
_ROLE = sa.select(memberships.c.place).where(
    memberships.c.group_id == sa.bindparam("group"),
    memberships.c.person_id == sa.bindparam("person"),
    memberships.c.role == sa.bindparam("what"),
    memberships.c.left_at.is_(None),
)
_GIVE_UP = (
    sa.update(memberships)
    .where(
        memberships.c.group_id == sa.bindparam("group"),
        memberships.c.person_id == sa.bindparam("person"),
        memberships.c.role == sa.bindparam("what"),
    )
    .values(left_at=sa.bindparam("now"))
)
_TAKE_UP = insert(memberships)
_TAKE_UP = _TAKE_UP.on_conflict_do_update(
    index_elements=[memberships.c.group_id, memberships.c.person_id, memberships.c.role],
    set_={"place": _TAKE_UP.excluded.place, "left_at": None},
)
_COUNT = sa.select(sa.func.count()).where(handovers.c.group_id == sa.bindparam("group"))
_ADD = sa.insert(handovers)
_OF_GROUP = sa.select(handovers).where(handovers.c.group_id == sa.bindparam("group")).order_by(handovers.c.number)


async def hand_over(db: AsyncConnection, handover: Handover) -> None:
    """One at a time: of two at once the second finds that the hotseat is another's."""
    group = {"group": handover.group}
    await db.execute(_ONE_AT_A_TIME, group)
    changes = ((handover.from_, Role.HOTSEAT, Role.PARTICIPANT), (handover.to, Role.PARTICIPANT, Role.HOTSEAT))
    places = [await db.scalar(_ROLE, {**group, "person": person, "what": holds.value}) for person, holds, _ in changes]
    if None in places:
        raise Stale
    for place, (person, was, becomes) in zip(places, changes, strict=True):
        await db.execute(_GIVE_UP, {**group, "person": person, "what": was.value, "now": handover.at})
        row = {"group_id": handover.group, "person_id": person, "role": becomes.value, "place": place}
        await db.execute(_TAKE_UP, {**row, "joined_at": handover.at})
    await db.execute(
        _ADD,
        {
            "group_id": handover.group,
            "number": (await db.scalar(_COUNT, group) or 0) + 1,
            "from_id": handover.from_,
            "to_id": handover.to,
            "by_id": handover.by,
            "reason": handover.reason.value,
            "at": handover.at,
        },
    )


async def of_group(db: AsyncConnection, group: GroupId) -> Sequence[Handover]:
    return handovers_from(await db.execute(_OF_GROUP, {"group": group}))


def handovers_from(rows: Iterable[Any]) -> list[Handover]:
    return [
        Handover(
            group=GroupId(row.group_id),
            from_=PersonId(row.from_id),
            to=PersonId(row.to_id),
            by=PersonId(row.by_id),
            reason=HandoverReason(row.reason),
            at=row.at,
        )
        for row in rows
    ]
