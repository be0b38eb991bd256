"""What somebody prefers, in every group they are in, and whether their address takes mail."""

from collections.abc import Collection, Mapping
from datetime import date, datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.ids import PersonId
from storage.queue import padded
from storage.tables import people, preferences

_PAUSED = sa.select(preferences.c.person_id, preferences.c.paused_until).where(
    preferences.c.person_id.in_(sa.bindparam("people", expanding=True)), preferences.c.paused_until.is_not(None)
)
_TOUCH = insert(preferences).on_conflict_do_nothing()
_HOLD = (
    sa.select(preferences.c.person_id, preferences.c.paused_until)
    .where(preferences.c.person_id.in_(sa.bindparam("people", expanding=True)))
    .order_by(preferences.c.person_id)
    .with_for_update()
)
"""In one order everywhere, so that two who hold several of the same people never wait for each other in a ring."""
_PAUSE = insert(preferences)
_PAUSE = _PAUSE.on_conflict_do_update(
    index_elements=[preferences.c.person_id], set_={"paused_until": _PAUSE.excluded.paused_until}
)
_REFUSED = (
    sa.select(preferences.c.person_id)
    .join(people, people.c.id == preferences.c.person_id)
    .where(
        preferences.c.person_id.in_(sa.bindparam("people", expanding=True)),
        preferences.c.mail_refused == people.c.email,
    )
)
_REFUSE = insert(preferences)
_REFUSE = _REFUSE.on_conflict_do_update(
    index_elements=[preferences.c.person_id],
    set_={
        "mail_refused": _REFUSE.excluded.mail_refused,
        "mail_refused_at": _REFUSE.excluded.mail_refused_at,
    },
)


class SqlPreferences:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db

    async def paused(self, persons: Collection[PersonId]) -> Mapping[PersonId, date]:
        if not persons:
            return {}
        rows = await self._db.execute(_PAUSED, {"people": padded(persons)})
        return {PersonId(row.person_id): row.paused_until for row in rows}

    async def hold(self, persons: Collection[PersonId]) -> Mapping[PersonId, date]:
        if not persons:
            return {}
        wanted = sorted(set(persons))
        await self._db.execute(_TOUCH, [{"person_id": person} for person in wanted])
        rows = await self._db.execute(_HOLD, {"people": padded(wanted)})
        return {PersonId(row.person_id): row.paused_until for row in rows if row.paused_until is not None}

    async def pause(self, person: PersonId, until: date | None) -> None:
        await self._db.execute(_PAUSE, {"person_id": person, "paused_until": until})

    async def mail_refused(self, persons: Collection[PersonId]) -> Collection[PersonId]:
        if not persons:
            return frozenset()
        return frozenset(PersonId(one) for one in await self._db.scalars(_REFUSED, {"people": padded(persons)}))

    async def refuse_mail(self, person: PersonId, *, address: str, at: datetime) -> None:
        row = {"person_id": person, "mail_refused": address, "mail_refused_at": at}
        await self._db.execute(_REFUSE, row)
