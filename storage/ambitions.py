"""The ambition of a group, version by version."""

from collections.abc import Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.groups import Ambition, AmbitionSource
from dialogs.ids import GroupId
from storage.tables import ambitions

_VERSIONS = sa.select(ambitions).where(ambitions.c.group_id == sa.bindparam("group")).order_by(ambitions.c.version)
_ADD = insert(ambitions)
_ADD = _ADD.on_conflict_do_update(
    index_elements=[ambitions.c.group_id, ambitions.c.version],
    set_={c.name: _ADD.excluded[c.name] for c in ambitions.c if c.name not in {"group_id", "version"}},
)
_DROP = sa.delete(ambitions).where(
    ambitions.c.group_id == sa.bindparam("group"), ambitions.c.version == sa.bindparam("nth")
)


class SqlAmbitions:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db

    async def versions(self, group: GroupId) -> Sequence[Ambition]:
        return ambitions_from(await self._db.execute(_VERSIONS, {"group": group}))

    async def add(self, ambition: Ambition) -> None:
        await self._db.execute(
            _ADD,
            {
                "group_id": ambition.group,
                "version": ambition.version,
                "text": ambition.text,
                "dilemmas": list(ambition.dilemmas),
                "source": ambition.source.value,
                "at": ambition.at,
                "explanation": ambition.explanation,
                "influence": ambition.influence,
                "request": ambition.request,
                "score": ambition.score,
                "public": ambition.public,
            },
        )

    async def drop(self, group: GroupId, version: int) -> None:
        await self._db.execute(_DROP, {"group": group, "nth": version})


def ambitions_from(rows: Iterable[Any]) -> list[Ambition]:
    return [
        Ambition(
            group=GroupId(row.group_id),
            version=row.version,
            text=row.text,
            dilemmas=tuple(row.dilemmas),
            source=AmbitionSource(row.source),
            at=row.at,
            explanation=row.explanation,
            influence=row.influence,
            request=row.request,
            score=row.score,
            public=row.public,
        )
        for row in rows
    ]
