"""The courier's side of the outbox: whose turn it is in each conversation, and what became of every notice."""

from collections.abc import Callable, Collection, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.ids import ConversationId
from dialogs.notices import Act, Notice, NoticeKind, NoticeState
from dialogs.ports import ClaimedNotice
from storage import queue
from storage.chats import chat_from
from storage.outbox import MERGING
from storage.queue import padded
from storage.tables import cards, chats, leases, outbox

LEASE: Final = timedelta(seconds=30)
"""Longer than a send may take (10 s), so that only a dead worker loses its conversations."""

Transaction = Callable[[], AbstractAsyncContextManager[AsyncConnection]]
"""Commits when left without an error."""

_RELEASE = sa.delete(leases).where(
    leases.c.conversation_id.in_(sa.bindparam("chats", expanding=True)), leases.c.leased_by == sa.bindparam("worker")
)
_SENT = (
    sa.update(outbox)
    .where(outbox.c.id.in_(sa.bindparam("ids", expanding=True)), queue.SENDING)
    .values(state="sent", settled_at=sa.bindparam("now"))
)
_KEEP_CARD = insert(cards)
_KEEP_CARD = _KEEP_CARD.on_conflict_do_update(
    index_elements=[cards.c.conversation_id, cards.c.key], set_={"activity_id": _KEEP_CARD.excluded.activity_id}
)
_FORGET_CARD = sa.delete(cards).where(  # not the one that another worker posted in its place meanwhile
    cards.c.conversation_id == sa.bindparam("chat"),
    cards.c.key == sa.bindparam("card"),
    cards.c.activity_id == sa.bindparam("activity"),
)
_SETTLE = (
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("notice"), queue.SENDING)
    .values(state=sa.bindparam("became"), error=sa.bindparam("why"), settled_at=sa.bindparam("now"))
)
_DROP_REFRESHES = (
    sa.update(outbox)
    .where(
        outbox.c.conversation_id == sa.bindparam("chat"),
        outbox.c.key == sa.bindparam("card"),
        queue.PENDING,
        outbox.c.act == "refresh",
    )
    .values(state="dropped", error="its card died", settled_at=sa.bindparam("now"))
)
_RETRY = (
    sa.update(outbox)
    .where(outbox.c.id == sa.bindparam("notice"), queue.SENDING)
    .values(
        state="pending",
        not_before=sa.bindparam("again"),
        error=sa.bindparam("why"),
        ambiguous=sa.or_(outbox.c.ambiguous, sa.bindparam("doubt", type_=sa.Boolean)),
    )
)
_DROP_CHAT = (
    sa.update(outbox)
    .where(outbox.c.conversation_id == sa.bindparam("chat"), queue.PENDING)
    .values(state="dropped", error=sa.bindparam("why"), settled_at=sa.bindparam("now"))
)
_SILENCE = sa.update(chats).where(chats.c.id == sa.bindparam("chat")).values(active=False)


class SqlCourierDesk:
    def __init__(self, transaction: Transaction) -> None:
        self._transaction = transaction

    async def claim(self, *, worker: str, now: datetime, real: datetime, limit: int) -> Sequence[ClaimedNotice]:
        moment = {"now": now, "real": real}
        async with self._transaction() as db:
            turn = {**moment, "worker": worker, "until": real + LEASE, "most": limit}
            gained = set((await db.scalars(queue.LEASE_DUE, turn)).all())
            if not gained:
                return ()
            claimed: list[ClaimedNotice] = []
            asked = gained
            while asked:
                rows = (await db.execute(queue.CLAIM_HEADS, {**moment, "chats": padded(asked)})).all()
                asked = set()
                for row in rows:
                    lost = row.state == NoticeState.DROPPED
                    tries = row.attempts - 1
                    if lost or (row.ambiguous and await _superseded(db, row, again=None, doubt=True, tries=tries)):
                        asked.add(row.conversation_id)
                    else:
                        claimed.append(_claimed(row))
            await _release(db, gained - {c.notice.conversation for c in claimed}, worker)
        return sorted(claimed, key=lambda one: one.id)

    async def sent(self, done: Sequence[tuple[ClaimedNotice, str | None]], *, worker: str, now: datetime) -> None:
        if not done:
            return
        new = [
            {"conversation_id": one.notice.conversation, "key": one.notice.key, "activity_id": activity}
            for one, activity in done
            if one.notice.key is not None and activity is not None and activity != one.card_activity
        ]
        gone = [
            {"chat": one.notice.conversation, "card": one.notice.key, "activity": one.card_activity}
            for one, _ in done
            if one.notice.key is not None and one.notice.act is Act.DELETE
        ]
        async with self._transaction() as db:
            await db.execute(_SENT, {"ids": padded([one.id for one, _ in done]), "now": now})
            if new:
                await db.execute(_KEEP_CARD, new)
            if gone:
                await db.execute(_FORGET_CARD, gone)
            await _release(db, {one.notice.conversation for one, _ in done}, worker)

    async def settle(
        self, notice: ClaimedNotice, *, worker: str, state: NoticeState, error: str, now: datetime
    ) -> None:
        said = notice.notice
        async with self._transaction() as db:
            await db.execute(_SETTLE, {"notice": notice.id, "became": state.value, "why": error, "now": now})
            if state is NoticeState.DEAD and said.act is Act.POST and said.key is not None:
                await db.execute(_DROP_REFRESHES, {"chat": said.conversation, "card": said.key, "now": now})
            await _release(db, {said.conversation}, worker)

    async def card_gone(self, notice: ClaimedNotice, *, worker: str, now: datetime) -> None:
        said = notice.notice
        settled = {"notice": notice.id, "became": "dropped", "why": "its card was taken away", "now": now}
        async with self._transaction() as db:
            await db.execute(_SETTLE, settled)
            gone = {"chat": said.conversation, "card": said.key, "activity": notice.card_activity}
            await db.execute(_FORGET_CARD, gone)
            await _release(db, {said.conversation}, worker)

    async def retry(self, notice: ClaimedNotice, *, worker: str, at: datetime, error: str, ambiguous: bool) -> None:
        """A newer row for the same card takes its place, with the waiting and the doubt that it had."""
        try:
            await self._retry(notice, worker=worker, at=at, error=error, ambiguous=ambiguous)
        except IntegrityError:  # a turn added the newer row between our two looks; now it is there to be found
            await self._retry(notice, worker=worker, at=at, error=error, ambiguous=ambiguous)

    async def _retry(self, notice: ClaimedNotice, *, worker: str, at: datetime, error: str, ambiguous: bool) -> None:
        async with self._transaction() as db:
            row = (await db.execute(queue.IN_HAND, {"notice": notice.id})).one_or_none()
            doubt = row is not None and (ambiguous or row.ambiguous)
            if row is not None and not await _superseded(db, row, again=at, doubt=doubt, tries=row.attempts):
                await db.execute(_RETRY, {"notice": notice.id, "again": at, "why": error, "doubt": ambiguous})
            await _release(db, {notice.notice.conversation}, worker)

    async def block_chat(self, chat: ConversationId, *, reason: str, now: datetime) -> None:
        async with self._transaction() as db:
            await db.execute(_DROP_CHAT, {"chat": chat, "why": reason, "now": now})
            await db.execute(_SILENCE, {"chat": chat})

    async def busy(self, now: datetime) -> bool:
        async with self._transaction() as db:
            return bool(await db.scalar(queue.BUSY, {"now": now}))


async def _release(db: AsyncConnection, chats_done: Collection[str], worker: str) -> None:
    if chats_done:
        await db.execute(_RELEASE, {"chats": padded(chats_done), "worker": worker})


async def _superseded(db: AsyncConnection, row: Any, *, again: datetime | None, doubt: bool, tries: int) -> bool:
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
            "since": row.first_tried_at,
        },
    )
    if heir.rowcount == 0:
        return False
    await db.execute(_SETTLE, {"notice": row.id, "became": "dropped", "why": "superseded", "now": None})
    return True


def _claimed(row: Any) -> ClaimedNotice:
    return ClaimedNotice(
        id=row.id,
        notice=Notice(
            kind=NoticeKind(row.kind),
            act=Act(row.act),
            conversation=ConversationId(row.conversation_id),
            key=row.key,
            payload=row.payload,
            due_at=row.due_at,
            drop_after=row.drop_after,
        ),
        chat=next(map(chat_from, queue.CHAT.rows(row.chat)), None),
        attempts=row.attempts,
        ambiguous=row.ambiguous,
        first_tried_at=row.first_tried_at,
        card_activity=row.card_activity,
        more=bool(row.more),
    )
