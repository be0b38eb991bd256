"""Who look after each other between two sessions."""

from collections.abc import Collection, Iterable, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.groups import Buddies
from dialogs.ids import GroupId, PersonId, SessionId
from storage.tables import buddies, sessions

_OF_SESSION = (
    sa.select(buddies)
    .where(buddies.c.session_id == sa.bindparam("session"))
    .order_by(buddies.c.pair, buddies.c.person_id)
)
_OF_GROUP = (
    sa.select(buddies)
    .join(sessions, sessions.c.id == buddies.c.session_id)
    .where(sessions.c.group_id == sa.bindparam("group"))
    .order_by(sessions.c.number, buddies.c.pair, buddies.c.person_id)
)
_CLEAR = sa.delete(buddies).where(buddies.c.session_id == sa.bindparam("session"))
_ADD = sa.insert(buddies)
_AGREE = sa.update(buddies).where(buddies.c.session_id == sa.bindparam("session")).values(agreed=True)


class SqlBuddies:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db

    async def of_session(self, session: SessionId) -> Buddies | None:
        return next(iter(buddies_from(await self._db.execute(_OF_SESSION, {"session": session}))), None)

    async def of_group(self, group: GroupId) -> Sequence[Buddies]:
        return buddies_from(await self._db.execute(_OF_GROUP, {"group": group}))

    async def put(self, session: SessionId, pairs: Sequence[Collection[PersonId]]) -> None:
        await self._db.execute(_CLEAR, {"session": session})
        rows = [
            {"session_id": session, "person_id": person, "pair": number, "agreed": False}
            for number, pair in enumerate(pairs, 1)
            for person in sorted(pair)
        ]
        if rows:
            await self._db.execute(_ADD, rows)

    async def agree(self, session: SessionId) -> None:
        await self._db.execute(_AGREE, {"session": session})


def buddies_from(rows: Iterable[Any]) -> list[Buddies]:
    found: dict[str, dict[int, set[PersonId]]] = {}
    agreed: dict[str, bool] = {}
    for row in rows:
        found.setdefault(row.session_id, {}).setdefault(row.pair, set()).add(PersonId(row.person_id))
        agreed[row.session_id] = row.agreed
    return [
        Buddies(session=SessionId(session), pairs=tuple(map(frozenset, pairs.values())), agreed=agreed[session])
        for session, pairs in found.items()
    ]
