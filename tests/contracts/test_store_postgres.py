"""What only PostgreSQL does."""

import sqlalchemy as sa

from dialogs.ids import ConversationId
from storage.database import Database

PREPARED = sa.text("SELECT count(*) FROM pg_prepared_statements WHERE statement LIKE 'SELECT chats.id%'")


async def test_a_statement_is_prepared_once_and_used_again(postgres_database: Database) -> None:
    """An unnamed statement would be parsed and planned at each use, at the price of a second round trip."""
    for _ in range(3):
        async with postgres_database.unit_of_work() as uow:
            await uow.chats.get(ConversationId("19:x"))
    async with postgres_database.engines[0].connect() as db:
        assert await db.scalar(PREPARED) == 1
