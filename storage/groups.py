"""Groups: who is in them, which chat is theirs."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.formats.model import Language
from dialogs.groups import Group, Handover
from dialogs.ids import ConversationId, GroupId, PersonId, SessionId
from dialogs.sessions.model import RunKey
from storage import group_reading, handovers
from storage.link_codes import new_code, plain
from storage.queue import padded
from storage.shelf import Shelf
from storage.tables import agreed_warnings, groups, memberships

_OF_PERSON = (
    sa.select(memberships.c.group_id)
    .where(memberships.c.person_id == sa.bindparam("person"), memberships.c.left_at.is_(None))
    .distinct()
)
_BY_CODE = (
    sa.select(memberships.c.group_id, memberships.c.person_id)
    .join(groups, groups.c.id == memberships.c.group_id)
    .where(
        groups.c.number == sa.bindparam("nr"),
        memberships.c.code == sa.bindparam("proof"),
        memberships.c.left_at.is_(None),
    )
)
_SPEND_CODE = (
    sa.update(memberships)
    .where(
        memberships.c.group_id == sa.bindparam("group"),
        memberships.c.person_id == sa.bindparam("person"),
        memberships.c.code == sa.bindparam("proof"),
    )
    .values(code=sa.bindparam("next"))
)
_LET_GO = sa.update(groups).where(groups.c.conversation_id == sa.bindparam("chat")).values(conversation_id=None)
_LINK = sa.update(groups).where(groups.c.id == sa.bindparam("this")).values(conversation_id=sa.bindparam("chat"))
_SPEAK = sa.update(groups).where(groups.c.id == sa.bindparam("this")).values(chosen_language=sa.bindparam("chosen"))


_AGREED = insert(agreed_warnings).values(times=1)
_AGREED = _AGREED.on_conflict_do_update(
    index_elements=[agreed_warnings.c.group_id, agreed_warnings.c.day],
    set_={"times": agreed_warnings.c.times + 1},
)


class SqlGroups:
    def __init__(self, db: AsyncConnection, shelf: Shelf) -> None:
        self._db = db
        self._shelf = shelf

    async def get(self, group: GroupId) -> Group:
        """Raises `KeyError` for an id that is no group's."""
        found = await self._load(group_reading.ONE, group=group)
        if not found:
            raise KeyError(group)
        return found[0]

    async def of_chat(self, chat: ConversationId) -> Group | None:
        return next(iter(await self._load(group_reading.OF_CHAT, chat=chat)), None)

    async def of_person(self, person: PersonId) -> Sequence[Group]:
        ids = (await self._db.scalars(_OF_PERSON, {"person": person})).all()
        return await self._load(group_reading.MANY, groups=padded(ids)) if ids else []

    async def by_code(self, number: int, code: str) -> tuple[Group, PersonId] | None:
        """However the code was typed: upper or lower case, with or without its dash."""
        proof = plain(code)
        row = (await self._db.execute(_BY_CODE, {"nr": number, "proof": proof})).first() if proof else None
        return None if row is None else (await self.get(row.group_id), PersonId(row.person_id))

    async def spend_code(self, group: GroupId, moderator: PersonId, code: str) -> bool:
        spent = {"group": group, "person": moderator, "proof": plain(code), "next": new_code()}
        return (await self._db.execute(_SPEND_CODE, spent)).rowcount > 0

    async def link(self, group: GroupId, chat: ConversationId | None) -> None:
        if chat is not None:
            await self._db.execute(_LET_GO, {"chat": chat})
        await self._db.execute(_LINK, {"this": group, "chat": chat})

    async def set_language(self, group: GroupId, language: Language) -> None:
        await self._db.execute(_SPEAK, {"this": group, "chosen": language.value})

    async def count_agreed_warning(self, group: GroupId, day: date) -> None:
        await self._db.execute(_AGREED, {"group_id": group, "day": day})

    async def hand_over(self, handover: Handover) -> None:
        await handovers.hand_over(self._db, handover)

    async def handovers(self, group: GroupId) -> Sequence[Handover]:
        return await handovers.of_group(self._db, group)

    async def incidents_of(self, group: GroupId) -> Mapping[SessionId, frozenset[tuple[RunKey, PersonId]]]:
        return group_reading.by_session(await self._db.execute(group_reading.REPORTED_IN, {"group": group}))

    async def _load(self, look: sa.Select[Any], **asked: object) -> list[Group]:
        return await group_reading.load(self._db, self._shelf, look, asked)
