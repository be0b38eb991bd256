"""Takes away what has served, a batch at a time: nobody who has something to say waits for it."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from storage import leasing, paces
from storage.columns import Moment
from storage.tables import drafts, inbox, leases, outbox, reminder_log
from storage.tables import paces as tenants

INBOX_KEPT: Final = timedelta(days=3)
DRAFTS_KEPT: Final = timedelta(days=30)
SETTLED_KEPT: Final = timedelta(days=30)
DEAD_KEPT: Final = timedelta(days=180)
REMINDER_LOG_KEPT: Final = timedelta(days=400)
LEASES_KEPT: Final = timedelta(days=1)
"""Of a worker that died: far longer than any lease lasts, or clocks are apart."""

BATCH: Final = 5000
"""Rows that are looked at in one transaction."""

Transaction = Callable[[], AbstractAsyncContextManager[AsyncConnection]]


def _after(key: Any) -> Any:
    return key > sa.bindparam("after", type_=key.type)


def _in_batch(key: Any) -> Any:
    return sa.and_(_after(key), key <= sa.bindparam("upto", type_=key.type))


def _end_of_batch(key: Any) -> Any:
    some = sa.select(key.label("nr")).where(_after(key)).order_by(key).limit(sa.literal_column(str(BATCH)))
    return sa.select(sa.func.max(some.subquery("some").c.nr))


def _left_alone(key: Any, *conditions: Any) -> Any:
    """Those that nobody is just using: a sweep waits for no courier, and none for it."""
    found = sa.select(key).where(*conditions).order_by(key).with_for_update(skip_locked=True)
    return sa.delete(key.table).where(key.in_(found), *conditions)


def _before(name: str) -> Any:
    return sa.bindparam(name, type_=Moment())


_settled_at = sa.func.coalesce(outbox.c.settled_at, outbox.c.due_at)
_SETTLED: Final = sa.delete(outbox).where(
    _in_batch(outbox.c.id),
    sa.or_(
        sa.and_(outbox.c.state.in_(["sent", "dropped"]), _settled_at < _before("settled")),
        sa.and_(outbox.c.state == "dead", _settled_at < _before("dead")),
    ),
)
_CALLED: Final = sa.delete(reminder_log).where(_in_batch(reminder_log.c.nr), reminder_log.c.at < _before("called"))
_RESTED: Final = _left_alone(tenants.c.tenant, paces.KNOWS_NOTHING)
_LET_GO: Final = _left_alone(leases.c.conversation_id, _in_batch(leases.c.conversation_id), leasing.KNOWS_NOTHING)


async def sweep(transaction: Transaction, now: datetime, *, real: datetime) -> None:
    """`now` is the bot's clock, `real` wall time, which leases and limits keep."""
    async with transaction() as db:
        await db.execute(sa.delete(inbox).where(inbox.c.at < now - INBOX_KEPT))
        await db.execute(sa.delete(drafts).where(drafts.c.at < now - DRAFTS_KEPT))
    await _walk(transaction, outbox.c.id, _SETTLED, {"settled": now - SETTLED_KEPT, "dead": now - DEAD_KEPT})
    await _walk(transaction, reminder_log.c.nr, _CALLED, {"called": now - REMINDER_LOG_KEPT})
    served = {"moment": real.timestamp()}
    async with transaction() as db:
        await db.execute(_RESTED, served)
    await _walk(transaction, leases.c.conversation_id, _LET_GO, {**served, "long_ago": real - LEASES_KEPT}, before="")


async def _walk(
    transaction: Transaction, key: Any, delete: Any, limits: Mapping[str, Any], *, before: int | str = 0
) -> None:
    """From the first row to the last in the order of the key: an index by age would cost every notice something."""
    end, after = _end_of_batch(key), before
    while True:
        async with transaction() as db:
            upto = await db.scalar(end, {"after": after})
            if upto is None:
                return
            await db.execute(delete, {"after": after, "upto": upto, **limits})
        after = upto
