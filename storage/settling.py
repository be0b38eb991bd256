"""What becomes of a notice that was not sent: settled, put back, or replaced by a newer one for the same card."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.notices import Act, NoticeState
from dialogs.ports import ClaimedNotice
from storage import queue
from storage.columns import Moment
from storage.outbox import MERGING
from storage.tables import outbox

SUPERSEDED: Final = "superseded"
CARD_DIED: Final = "its card died"

_SETTLE = (
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("notice"), queue.MINE)
    .values(state=sa.bindparam("became"), error=sa.bindparam("why"), settled_at=sa.bindparam("now"))
)
_DROP_REFRESHES = (
    sa.update(outbox)
    .where(
        outbox.c.conversation_id == sa.bindparam("chat"),
        outbox.c.key == sa.bindparam("card"),
        queue.unsettled(),
        queue.PENDING,
        outbox.c.act == "refresh",
    )
    .values(state="dropped", error=CARD_DIED, settled_at=sa.bindparam("now"))
    .returning(outbox.c.id, outbox.c.conversation_id)
)
_RETRY = (
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("notice"), queue.MINE)
    .values(
        state="pending",
        not_before=sa.bindparam("again"),
        error=sa.bindparam("why"),
        ambiguous=sa.or_(outbox.c.ambiguous, sa.bindparam("doubt", type_=sa.Boolean)),
        attempts=sa.bindparam("tries", type_=sa.Integer),
        first_tried_at=sa.bindparam("since", type_=Moment()),
    )
)


async def settle(db: AsyncConnection, notice: ClaimedNotice, *, state: NoticeState, error: str, now: datetime) -> bool:
    """Whether it was still this worker's to settle."""
    settled = {"notice": notice.id, "attempt": notice.attempts, "became": state.value, "why": error, "now": now}
    return (await db.execute(_SETTLE, settled)).rowcount > 0


async def put_back(
    db: AsyncConnection, notice: ClaimedNotice, *, at: datetime | None, error: str, tried: bool, ambiguous: bool
) -> tuple[bool, Sequence[Any]]:
    """Whether it was still this worker's; and the row, when a newer one for the same card took its place."""
    mine = {"notice": notice.id, "attempt": notice.attempts}
    row = (await db.execute(queue.IN_HAND, mine)).one_or_none()
    if row is None:
        return False, ()
    tries = row.attempts if tried else row.attempts - 1
    since = row.first_tried_at if tries else None
    doubt = ambiguous or row.ambiguous
    if await superseded(db, row, again=at, doubt=doubt, tries=tries, since=since):
        return True, (row,)
    told = {"again": at, "why": error, "doubt": ambiguous, "tries": tries, "since": since}
    await db.execute(_RETRY, {**mine, **told})
    return True, ()


async def take_along(db: AsyncConnection, dead: ClaimedNotice, now: datetime) -> Sequence[Any]:
    """What would have brought the card up to date that is never to stand there."""
    said = dead.notice
    if said.act is not Act.POST or said.key is None:
        return ()
    return (await db.execute(_DROP_REFRESHES, {"chat": said.conversation, "card": said.key, "now": now})).all()


async def superseded(
    db: AsyncConnection, row: Any, *, again: datetime | None, doubt: bool, tries: int, since: datetime | None
) -> bool:
    """Lets a newer row for the same card take over from one that was in hand, and drops that one."""
    if row.act not in MERGING or row.key is None:
        return False
    heir = await db.execute(
        queue.TAKE_OVER,
        {
            "chat": row.conversation_id,
            "card": row.key,
            "older": row.id,
            "posts": row.act == Act.UPSERT,
            "due": row.due_at,
            "again": again,
            "doubt": doubt,
            "tries": tries,
            "since": since,
        },
    )
    if heir.rowcount == 0:
        return False
    settled = {"notice": row.id, "attempt": row.attempts, "became": "dropped", "why": SUPERSEDED, "now": None}
    await db.execute(_SETTLE, settled)
    return True
