"""Chats: where the bot is, how to reach it there."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.formats.model import Language
from dialogs.ids import ConversationId, GroupId, PersonId
from dialogs.ports import Chat
from dialogs.turns import ChatKind, Origin
from storage.tables import addresses, chats, groups

_GET = (
    sa.select(chats, groups.c.id.label("group_id"))
    .select_from(chats.outerjoin(groups, groups.c.conversation_id == chats.c.id))
    .where(chats.c.id == sa.bindparam("chat"))
)
_WHO = sa.select(addresses.c.person_id).where(addresses.c.channel_id == sa.bindparam("channel"))
_PUT = insert(chats)
_PUT = _PUT.on_conflict_do_update(
    index_elements=[chats.c.id],
    set_={
        **{name: _PUT.excluded[name] for name in ("kind", "service_url", "bot_id", "active")},
        **{name: sa.func.coalesce(_PUT.excluded[name], chats.c[name]) for name in ("tenant_id", "peer", "person_id")},
    },
)
_SPEAK = sa.update(chats).where(chats.c.id == sa.bindparam("chat")).values(language=sa.bindparam("chosen"))


class SqlChats:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db

    async def seen(self, origin: Origin, *, active: bool | None = None) -> Chat:
        """Who writes can be reached: unless told otherwise the chat is active from now on. Nothing is written when
        nothing changed, which is nearly always."""
        peer = origin.sender_id if origin.kind is ChatKind.PERSONAL and origin.sender_id else None
        row = await self._row(origin.conversation_id)
        now_known = {
            "kind": origin.kind.value,
            "service_url": origin.service_url,
            "tenant_id": origin.tenant_id or (row and row.tenant_id),
            "bot_id": origin.bot_id,
            "active": active is not False,
            "peer": peer or (row and row.peer),
        }
        if row is not None and all(getattr(row, name) == value for name, value in now_known.items()):
            return chat_from(row)
        person = await self._db.scalar(_WHO, {"channel": peer}) if peer else None
        await self._db.execute(_PUT, {"id": origin.conversation_id, **now_known, "person_id": person})
        return chat_from(await self._row(origin.conversation_id))

    async def get(self, chat: ConversationId) -> Chat | None:
        row = await self._row(chat)
        return None if row is None else chat_from(row)

    async def opened(self, chat: Chat) -> None:
        await self._db.execute(
            _PUT,
            {
                "id": chat.id,
                "kind": chat.kind.value,
                "service_url": chat.service_url,
                "tenant_id": chat.tenant_id,
                "bot_id": chat.bot_id,
                "active": chat.active,
                "peer": None,
                "person_id": chat.person,
            },
        )

    async def set_language(self, chat: ConversationId, language: Language) -> None:
        await self._db.execute(_SPEAK, {"chat": chat, "chosen": language.value})

    async def _row(self, chat: ConversationId) -> Any:
        return (await self._db.execute(_GET, {"chat": chat})).one_or_none()


def chat_from(row: Any) -> Chat:
    return Chat(
        id=ConversationId(row.id),
        kind=ChatKind(row.kind),
        service_url=row.service_url,
        tenant_id=row.tenant_id,
        bot_id=row.bot_id,
        active=row.active,
        group=None if row.group_id is None else GroupId(row.group_id),
        person=None if row.person_id is None else PersonId(row.person_id),
        language=None if row.language is None else Language(row.language),
    )
