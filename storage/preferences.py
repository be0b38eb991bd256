"""What somebody prefers, in every group they are in."""

from collections.abc import Collection, Mapping
from datetime import date

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.ids import PersonId
from storage.queue import padded
from storage.tables import preferences

_PAUSED = sa.select(preferences.c.person_id, preferences.c.paused_until).where(
    preferences.c.person_id.in_(sa.bindparam("people", expanding=True)), preferences.c.paused_until.is_not(None)
)
_PAUSE = insert(preferences)
_PAUSE = _PAUSE.on_conflict_do_update(
    index_elements=[preferences.c.person_id], set_={"paused_until": _PAUSE.excluded.paused_until}
)


class SqlPreferences:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db

    async def paused(self, persons: Collection[PersonId]) -> Mapping[PersonId, date]:
        if not persons:
            return {}
        rows = await self._db.execute(_PAUSED, {"people": padded(persons)})
        return {PersonId(row.person_id): row.paused_until for row in rows}

    async def pause(self, person: PersonId, until: date | None) -> None:
        await self._db.execute(_PAUSE, {"person_id": person, "paused_until": until})
