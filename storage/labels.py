"""What a moderator says about a bottleneck: its category, and where it plays."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.experiments.model import Level
from dialogs.groups import BottleneckLabel
from dialogs.ids import GroupId, PersonId, SessionId
from dialogs.sessions.model import RunKey
from storage.tables import bottleneck_labels, sessions

_OF_GROUP = (
    sa.select(bottleneck_labels)
    .join(sessions, sessions.c.id == bottleneck_labels.c.session_id)
    .where(sessions.c.group_id == sa.bindparam("group"))
    .order_by(sessions.c.number, bottleneck_labels.c.round_id, bottleneck_labels.c.run, bottleneck_labels.c.person_id)
)
_PLACE = ("session_id", "round_id", "run", "person_id")
_PUT = insert(bottleneck_labels)
_PUT = _PUT.on_conflict_do_update(
    index_elements=[bottleneck_labels.c[name] for name in _PLACE],
    set_={c.name: _PUT.excluded[c.name] for c in bottleneck_labels.c if c.name not in _PLACE},
)


class SqlLabels:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db

    async def of_group(self, group: GroupId) -> Sequence[BottleneckLabel]:
        return labels_from(await self._db.execute(_OF_GROUP, {"group": group}))

    async def put(self, label: BottleneckLabel) -> None:
        await self._db.execute(
            _PUT,
            {
                "session_id": label.session,
                "round_id": label.run.round_id,
                "run": label.run.run,
                "person_id": label.person,
                "category": label.category,
                "level": label.level and label.level.value,
                "by_id": label.by,
                "at": label.at,
            },
        )


def labels_from(rows: Iterable[Any]) -> list[BottleneckLabel]:
    return [
        BottleneckLabel(
            session=SessionId(row.session_id),
            run=RunKey(row.round_id, row.run),
            person=PersonId(row.person_id),
            category=row.category,
            level=None if row.level is None else Level(row.level),
            by=PersonId(row.by_id),
            at=row.at,
        )
        for row in rows
    ]
