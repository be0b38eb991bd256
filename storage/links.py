"""Links for one person, for a while: the store knows only the hash of what is in them."""

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.ids import PersonId, SessionId
from dialogs.records import LinkPurpose, PersonalLink
from storage.tables import personal_links

_ADD = sa.insert(personal_links)
_EXPIRED = sa.delete(personal_links).where(personal_links.c.expires_at <= sa.bindparam("now"))
_FIND = sa.select(personal_links).where(
    personal_links.c.token_hash == sa.bindparam("hash"), personal_links.c.expires_at > sa.bindparam("now")
)


class SqlLinks:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db

    async def new(self, token_hash: str, link: PersonalLink, *, now: datetime) -> None:
        await self._db.execute(_EXPIRED, {"now": now})
        await self._db.execute(
            _ADD,
            {
                "token_hash": token_hash,
                "person_id": link.person,
                "session_id": link.session,
                "purpose": link.purpose.value,
                "expires_at": link.expires_at,
            },
        )

    async def find(self, token_hash: str, now: datetime) -> PersonalLink | None:
        row = (await self._db.execute(_FIND, {"hash": token_hash, "now": now})).one_or_none()
        if row is None:
            return None
        return PersonalLink(
            person=PersonId(row.person_id),
            session=SessionId(row.session_id),
            purpose=LinkPurpose(row.purpose),
            expires_at=row.expires_at,
        )
