"""Takes away what has served, a batch at a time: nobody who has something to say waits for it."""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import leasing, paces
from storage.columns import Moment
from storage.tables import drafts, inbox, outbox, reminder_log

INBOX_KEPT: Final = timedelta(days=3)
DRAFTS_KEPT: Final = timedelta(days=30)
SETTLED_KEPT: Final = timedelta(days=30)
DEAD_KEPT: Final = timedelta(days=180)
REMINDER_LOG_KEPT: Final = timedelta(days=400)

BATCH: Final = 5000
"""Rows that are looked at in one transaction."""

Transaction = Callable[[], AbstractAsyncContextManager[AsyncConnection]]

_AFTER: Final = sa.bindparam("after", type_=sa.BigInteger)
_UPTO: Final = sa.bindparam("upto", type_=sa.BigInteger)


def _end_of_batch(number: Any) -> Any:
    some = sa.select(number.label("nr")).where(number > _AFTER).order_by(number).limit(sa.literal_column(str(BATCH)))
    return sa.select(sa.func.max(some.subquery("some").c.nr))


def _before(name: str) -> Any:
    return sa.bindparam(name, type_=Moment())


_settled_at = sa.func.coalesce(outbox.c.settled_at, outbox.c.due_at)
_SETTLED: Final = sa.delete(outbox).where(
    outbox.c.id > _AFTER,
    outbox.c.id <= _UPTO,
    sa.or_(
        sa.and_(outbox.c.state.in_(["sent", "dropped"]), _settled_at < _before("settled")),
        sa.and_(outbox.c.state == "dead", _settled_at < _before("dead")),
    ),
)
_CALLED: Final = sa.delete(reminder_log).where(
    reminder_log.c.nr > _AFTER, reminder_log.c.nr <= _UPTO, reminder_log.c.at < _before("called")
)


async def sweep(transaction: Transaction, now: datetime) -> None:
    async with transaction() as db:
        await db.execute(sa.delete(inbox).where(inbox.c.at < now - INBOX_KEPT))
        await db.execute(sa.delete(drafts).where(drafts.c.at < now - DRAFTS_KEPT))
        await db.execute(paces.FORGET, {"moment": now.timestamp()})
        await db.execute(leasing.FORGET, {"moment": now.timestamp()})
    await _walk(transaction, outbox.c.id, _SETTLED, {"settled": now - SETTLED_KEPT, "dead": now - DEAD_KEPT})
    await _walk(transaction, reminder_log.c.nr, _CALLED, {"called": now - REMINDER_LOG_KEPT})


async def _walk(transaction: Transaction, number: Any, delete: Any, limits: dict[str, datetime]) -> None:
    """From the first row to the last in the order of the key: an index by age would cost every notice something."""
    end, after = _end_of_batch(number), 0
    while True:
        async with transaction() as db:
            upto = await db.scalar(end, {"after": after})
            if upto is None:
                return
            await db.execute(delete, {"after": after, "upto": upto, **limits})
        after = upto
