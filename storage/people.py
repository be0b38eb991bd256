"""People and their addresses in the channel; seats that somebody says are theirs."""

from collections.abc import Collection, Sequence
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.formats.model import Language
from dialogs.ids import GroupId, PersonId, ProgrammeId
from dialogs.ports import SeatClaim, Visitor
from storage.tables import addresses, chats, groups, memberships, people, seat_claims

_VISITOR = (
    sa.select(people.c.id, people.c.name, people.c.language)
    .join(addresses, addresses.c.person_id == people.c.id)
    .where(addresses.c.channel_id == sa.bindparam("channel"))
)
_MATCH = insert(addresses)
_MATCH = _MATCH.on_conflict_do_update(
    index_elements=[addresses.c.channel_id],
    set_={
        "person_id": _MATCH.excluded.person_id,
        "entra_id": sa.func.coalesce(_MATCH.excluded.entra_id, addresses.c.entra_id),
        "tenant_id": sa.func.coalesce(_MATCH.excluded.tenant_id, addresses.c.tenant_id),
        "matched_at": _MATCH.excluded.matched_at,
    },
)
_TIE_CHAT = sa.update(chats).where(chats.c.peer == sa.bindparam("channel")).values(person_id=sa.bindparam("person"))
_BY_ENTRA_ID = (
    sa.select(people.c.id)
    .select_from(people.outerjoin(addresses, addresses.c.person_id == people.c.id))
    .where(
        sa.or_(
            sa.func.lower(people.c.entra_id) == sa.bindparam("entra"),
            sa.func.lower(addresses.c.entra_id) == sa.bindparam("entra"),
        )
    )
    .distinct()
)
_BY_EMAIL = sa.select(people.c.id).where(people.c.email_key.in_(sa.bindparam("keys", expanding=True)))
_UNMATCHED = (
    sa.select(memberships.c.person_id)
    .where(
        memberships.c.group_id == sa.bindparam("group"),
        memberships.c.left_at.is_(None),
        ~sa.exists().where(addresses.c.person_id == memberships.c.person_id),
    )
    .group_by(memberships.c.person_id)
    .order_by(sa.func.min(memberships.c.place))
)
_POSITIONS = (
    sa.select(people.c.position)
    .select_from(
        people.join(memberships, memberships.c.person_id == people.c.id).join(
            groups, groups.c.id == memberships.c.group_id
        )
    )
    .where(groups.c.programme_id == sa.bindparam("programme"), people.c.position != "")
    .distinct()
    .order_by(people.c.position)
)
_SPEAK = sa.update(people).where(people.c.id == sa.bindparam("person")).values(language=sa.bindparam("chosen"))
_CLAIM = insert(seat_claims)
_CLAIM = _CLAIM.on_conflict_do_update(
    index_elements=[seat_claims.c.group_id, seat_claims.c.channel_id],
    set_={"name": _CLAIM.excluded.name, "person_id": _CLAIM.excluded.person_id, "at": _CLAIM.excluded.at},
)
_CLAIMED = sa.select(seat_claims).where(
    seat_claims.c.group_id == sa.bindparam("group"), seat_claims.c.channel_id == sa.bindparam("channel")
)
_UNCLAIM = sa.delete(seat_claims).where(
    seat_claims.c.group_id == sa.bindparam("group"), seat_claims.c.channel_id == sa.bindparam("channel")
)


class SqlPeople:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db

    async def visitor(self, channel_id: str, name: str) -> Visitor:
        row = (await self._db.execute(_VISITOR, {"channel": channel_id})).one_or_none()
        if row is None:
            return Visitor(channel_id=channel_id, person=None, name=name)
        language = None if row.language is None else Language(row.language)
        return Visitor(channel_id=channel_id, person=PersonId(row.id), name=row.name, language=language)

    async def match(
        self, person: PersonId, *, channel_id: str, entra_id: str | None, tenant_id: str | None, now: datetime
    ) -> None:
        row = {
            "channel_id": channel_id,
            "person_id": person,
            "entra_id": entra_id,
            "tenant_id": tenant_id,
            "matched_at": now,
        }
        await self._db.execute(_MATCH, row)
        await self._db.execute(_TIE_CHAT, {"channel": channel_id, "person": person})

    async def find(self, *, entra_id: str | None, emails: Collection[str]) -> Sequence[PersonId]:
        if entra_id:
            known = (await self._db.scalars(_BY_ENTRA_ID, {"entra": entra_id.lower()})).all()
            if known:
                return [PersonId(person) for person in known]
        keys = sorted({email.strip().casefold() for email in emails} - {""})
        return [PersonId(person) for person in await self._db.scalars(_BY_EMAIL, {"keys": keys})] if keys else []

    async def unmatched(self, group: GroupId) -> Sequence[PersonId]:
        return [PersonId(person) for person in await self._db.scalars(_UNMATCHED, {"group": group})]

    async def positions(self, programme: ProgrammeId) -> Sequence[str]:
        return (await self._db.scalars(_POSITIONS, {"programme": programme})).all()

    async def set_language(self, person: PersonId, language: Language) -> None:
        await self._db.execute(_SPEAK, {"person": person, "chosen": language.value})

    async def claim_seat(self, claim: SeatClaim) -> None:
        """The same address in the same group again replaces its earlier claim."""
        row = {
            "group_id": claim.group,
            "channel_id": claim.channel_id,
            "name": claim.name,
            "person_id": claim.person,
            "at": claim.at,
        }
        await self._db.execute(_CLAIM, row)

    async def seat_claim(self, group: GroupId, channel_id: str) -> SeatClaim | None:
        row = (await self._db.execute(_CLAIMED, {"group": group, "channel": channel_id})).one_or_none()
        if row is None:
            return None
        return SeatClaim(group=group, channel_id=channel_id, name=row.name, person=PersonId(row.person_id), at=row.at)

    async def drop_seat_claim(self, group: GroupId, channel_id: str) -> None:
        await self._db.execute(_UNCLAIM, {"group": group, "channel": channel_id})
