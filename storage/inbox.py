"""Which activities were handled: a redelivered one is told from the first."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.ids import ConversationId
from storage.tables import inbox

_NOTE = insert(inbox).on_conflict_do_nothing()


class SqlInbox:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db

    async def first_time(self, chat: ConversationId, activity: str, now: datetime) -> bool:
        """PostgreSQL waits at the key for a twin in another transaction; on SQLite the twin waits to begin."""
        if not activity:
            return True
        noted = await self._db.execute(_NOTE, {"conversation_id": chat, "activity_id": activity, "at": now})
        return noted.rowcount == 1
