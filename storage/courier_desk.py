"""The courier's side of the outbox: whose turn it is in each conversation, and what became of every notice."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import IntegrityError
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.ids import ConversationId
from dialogs.notices import BULK, GOES_ANOTHER_WAY, Act, Notice, NoticeKind, NoticeState
from dialogs.ports import LONGEST_WAIT, ClaimedNotice, Limits
from storage import leasing, paces, queue, settling
from storage.chats import chat_from
from storage.columns import Moment
from storage.listed import NUMBERS, among
from storage.plans import PlannedConnection
from storage.tables import cards, chats, outbox

log = structlog.get_logger()

LEASE: Final = timedelta(seconds=30)
"""Longer than a send may take (10 s), so that only a dead worker loses its conversations."""

Transaction = Callable[[], AbstractAsyncContextManager[PlannedConnection]]
"""Commits when left without an error."""

_NEVER: Final = 1e18
_LITTLE: Final = 3
"""Said in a conversation after a rest: then it is hardly the conversation that the channel has too much of."""

_SENT = (
    sa.update(outbox)
    .where(among(outbox.c.id, "ids", NUMBERS), queue.MINE)
    .values(state="sent", settled_at=sa.bindparam("now"))
)
_WHICH_SENT = _SENT.returning(outbox.c.id)
_KEEP_CARD = insert(cards)
_KEEP_CARD = _KEEP_CARD.on_conflict_do_update(
    index_elements=[cards.c.conversation_id, cards.c.key], set_={"activity_id": _KEEP_CARD.excluded.activity_id}
)
_FORGET_CARD = sa.delete(cards).where(  # not the one that another worker posted in its place meanwhile
    cards.c.conversation_id == sa.bindparam("chat"),
    cards.c.key == sa.bindparam("card"),
    cards.c.activity_id == sa.bindparam("activity"),
)
_GOES_ANOTHER_WAY = outbox.c.kind.in_([sa.literal_column(f"'{kind}'") for kind in sorted(GOES_ANOTHER_WAY)])
_GIVE_UP_CHAT = (
    sa.update(outbox)
    .where(outbox.c.conversation_id == sa.bindparam("chat"), queue.unsettled(), queue.PENDING)
    .values(
        state=sa.case((_GOES_ANOTHER_WAY, outbox.c.state), else_="dead"),
        error=sa.bindparam("why"),
        settled_at=sa.case((_GOES_ANOTHER_WAY, outbox.c.settled_at), else_=sa.bindparam("now", type_=Moment())),
        not_before=None,
    )
    .returning(outbox.c.id, outbox.c.state)
)
_LOCK_CHAT = sa.select(chats.c.id).where(chats.c.id == sa.bindparam("chat")).with_for_update()
_SILENCE = sa.update(chats).where(chats.c.id == sa.bindparam("chat")).values(active=False)


class SqlCourierDesk:
    """Without `limits` everything leaves at once, as it may to a channel that counts nothing."""

    def __init__(self, transaction: Transaction, *, limits: Limits | None = None) -> None:
        self._transaction = transaction
        self._limits = limits

    async def claim(
        self, *, worker: str, now: datetime, real: datetime, limit: int, over: datetime | None = None
    ) -> Sequence[ClaimedNotice]:
        moment = {"now": now, "real": real, "beyond": real + LONGEST_WAIT}
        async with self._transaction() as db:
            gained = await self._leased(db, {**moment, "over": over or real, "worker": worker, "most": limit}, real)
            if not gained:
                return ()
            claimed: list[Any] = []
            given_up: list[Any] = []
            overtaken: list[Any] = []
            asked = gained
            while asked:
                rows = (await db.execute(queue.CLAIM_HEADS, {**moment, "chats": list(asked)})).all()
                asked = set()
                for row in rows:
                    lost = row.state != NoticeState.SENDING
                    tries = row.attempts - 1
                    if lost or (
                        row.ambiguous
                        and await settling.superseded(
                            db, row, again=None, doubt=True, tries=tries, since=row.first_tried_at
                        )
                    ):
                        asked.add(row.conversation_id)
                        (given_up if lost else overtaken).append(row)
                    else:
                        claimed.append(row)
            await _release(db, gained - {row.conversation_id for row in claimed}, worker)
            claimed.sort(key=lambda row: (row.kind in BULK, row.id))
            leaving = await self._reserved(db, claimed, real)
        _tell_dropped(overtaken, settling.SUPERSEDED)
        told = [_claimed(row, given_up=True) for row in given_up]
        return told + [_claimed(row, leaves_at=leaving.get(row.id)) for row in claimed]

    async def _leased(self, db: AsyncConnection, turn: dict[str, Any], real: datetime) -> set[str]:
        seconds, limits = real.timestamp(), self._limits
        asked = {
            **turn,
            "until": real + LEASE,
            "lapsed": real + 2 * LEASE,  # with room for clocks that are a little apart
            **paces.clocks(real),
            "every": limits.tenant.every if limits else 1.0,
            "cost": limits.conversation.every if limits else 0.0,
            "full": seconds + limits.conversation.slack if limits else _NEVER,
            "spent": seconds + limits.tenant.slack + limits.ahead if limits else _NEVER,
            "turns": limits.turns if limits else turn["most"],
        }
        return set((await db.scalars(leasing.LEASE_DUE, asked)).all())

    async def reserve(self, notices: Collection[ClaimedNotice], *, real: datetime) -> Mapping[int, datetime]:
        async with self._transaction() as db:
            return await self._reserved(db, notices, real)

    async def _reserved(self, db: AsyncConnection, claimed: Collection[Any], real: datetime) -> Mapping[int, datetime]:
        if self._limits is None or not claimed:
            return {}
        pace = self._limits.tenant
        asked = {"ids": [row.id for row in claimed], **paces.clocks(real), "every": pace.every}
        free = {row.tenant: row.free_at for row in (await db.execute(paces.RESERVE, asked)).all()}
        return paces.leaving([(row.id, row.tenant) for row in claimed if row.tenant in free], free, pace)

    async def renew(self, notices: Collection[ClaimedNotice], *, worker: str, real: datetime) -> Collection[int]:
        chats = [one.notice.conversation for one in notices]
        async with self._transaction() as db:
            asked = {"chats": chats, "worker": worker, "until": real + LEASE}
            kept = set((await db.scalars(leasing.RENEW, asked)).all())
        return {one.id for one in notices if one.notice.conversation in kept}

    async def hold(self, notice: ClaimedNotice, *, until: datetime, real: datetime) -> bool:
        if self._limits is None:
            return False
        chat, pace = {"chat": notice.notice.conversation}, self._limits.conversation
        far = paces.clocks(real)["far"]
        async with self._transaction() as db:
            free = await db.scalar(leasing.SAID_LATELY, chat)
            tenant = free is None or not real.timestamp() + _LITTLE * pace.every < free <= far
            await db.execute(leasing.HOLD, {**chat, "later": until.timestamp() + pace.slack, "far": far})
            if tenant:
                await db.execute(paces.HOLD, {**paces.held(notice, until, self._limits.tenant), "far": far})
        return tenant

    async def sent(self, done: Sequence[tuple[ClaimedNotice, str | None]], *, worker: str, now: datetime) -> None:
        if not done:
            return
        tries = sorted({one.attempts for one, _ in done})
        new = {
            one.id: {"conversation_id": one.notice.conversation, "key": one.notice.key, "activity_id": activity}
            for one, activity in done
            if one.notice.key is not None and activity not in {None, one.card_activity}
        }
        gone = [
            {"chat": one.notice.conversation, "card": one.notice.key, "activity": one.card_activity}
            for one, _ in done
            if one.notice.key is not None and one.notice.act is Act.DELETE
        ]
        async with self._transaction() as db:
            mine: set[int] = set()
            for attempt in tries:  # nearly always the first
                asked = {"ids": [one.id for one, _ in done if one.attempts == attempt], "attempt": attempt, "now": now}
                if new:
                    mine |= set((await db.scalars(_WHICH_SENT, asked)).all())
                else:
                    await db.write(_SENT, asked)
            if mine & new.keys():
                await db.execute(_KEEP_CARD, [new[number] for number in sorted(mine & new.keys())])
            if gone:
                await db.execute(_FORGET_CARD, gone)
            await _release(db, {one.notice.conversation for one, _ in done}, worker)

    async def settle(
        self, notice: ClaimedNotice, *, worker: str, state: NoticeState, error: str, now: datetime
    ) -> None:
        async with self._transaction() as db:
            settled = await settling.settle(db, notice, state=state, error=error, now=now)
            died = await settling.take_along(db, notice, now) if settled and state is NoticeState.DEAD else ()
            await _release(db, {notice.notice.conversation}, worker)
        _tell_dropped(died, settling.CARD_DIED)

    async def card_gone(self, notice: ClaimedNotice, *, worker: str, now: datetime) -> None:
        said = notice.notice
        async with self._transaction() as db:
            await settling.settle(db, notice, state=NoticeState.DROPPED, error="its card was taken away", now=now)
            gone = {"chat": said.conversation, "card": said.key, "activity": notice.card_activity}
            await db.execute(_FORGET_CARD, gone)
            await _release(db, {said.conversation}, worker)

    async def silence(self, notice: ClaimedNotice, *, worker: str, error: str, now: datetime) -> Collection[int]:
        try:
            return await self._silence(notice, worker=worker, error=error, now=now)
        except IntegrityError:
            return await self._silence(notice, worker=worker, error=error, now=now)

    async def _silence(self, notice: ClaimedNotice, *, worker: str, error: str, now: datetime) -> Collection[int]:
        chat = {"chat": notice.notice.conversation}
        dead: set[int] = set()
        died: Sequence[Any] = ()
        overtaken: Sequence[Any] = ()
        async with self._transaction() as db:
            await db.execute(_LOCK_CHAT, chat)  # first, as does whoever speaks up there
            if notice.notice.kind in GOES_ANOTHER_WAY:
                mine, overtaken = await settling.put_back(db, notice, at=None, error=error, tried=True, ambiguous=False)
            elif mine := await settling.settle(db, notice, state=NoticeState.DEAD, error=error, now=now):
                died, dead = await settling.take_along(db, notice, now), {notice.id}
            if mine:
                behind = (await db.execute(_GIVE_UP_CHAT, {**chat, "why": error, "now": now})).all()
                dead |= {row.id for row in behind if row.state == NoticeState.DEAD}
                await db.execute(_SILENCE, chat)
            await _release(db, {notice.notice.conversation}, worker)
        _tell_dropped(died, settling.CARD_DIED)
        _tell_dropped(overtaken, settling.SUPERSEDED)
        return tuple(sorted(dead))

    async def retry(self, notice: ClaimedNotice, *, worker: str, at: datetime, error: str, ambiguous: bool) -> None:
        """A newer row for the same card takes its place, with the waiting and the doubt that it had."""
        back = [(notice, at, error)]
        try:
            await self._back(back, worker=worker, tried=True, ambiguous=ambiguous)
        except IntegrityError:  # a turn added the newer row between our two looks; now it is there to be found
            await self._back(back, worker=worker, tried=True, ambiguous=ambiguous)

    async def hand_back(self, unsaid: Sequence[tuple[ClaimedNotice, datetime, str]], *, worker: str) -> None:
        try:
            await self._back(unsaid, worker=worker, tried=False, ambiguous=False)
        except IntegrityError:
            await self._back(unsaid, worker=worker, tried=False, ambiguous=False)

    async def _back(
        self, notices: Sequence[tuple[ClaimedNotice, datetime, str]], *, worker: str, tried: bool, ambiguous: bool
    ) -> None:
        overtaken: list[Any] = []
        async with self._transaction() as db:
            for notice, at, error in sorted(notices, key=lambda back: back[0].id):
                _, older = await settling.put_back(db, notice, at=at, error=error, tried=tried, ambiguous=ambiguous)
                overtaken += older
            await _release(db, {notice.notice.conversation for notice, _, _ in notices}, worker)
        _tell_dropped(overtaken, settling.SUPERSEDED)

    async def busy(self, now: datetime) -> bool:
        async with self._transaction() as db:
            return bool(await db.scalar(queue.BUSY, {"now": now}))


def _tell_dropped(rows: Iterable[Any], reason: str) -> None:
    for row in rows:
        log.info("notice.dropped", notice=row.id, conversation=row.conversation_id, reason=reason)


async def _release(db: PlannedConnection, chats_done: Collection[str], worker: str) -> None:
    if chats_done:
        await db.write(leasing.RELEASE, {"chats": list(chats_done), "worker": worker})


def _claimed(row: Any, *, leaves_at: datetime | None = None, given_up: bool = False) -> ClaimedNotice:
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
        error=row.error,
        first_tried_at=row.first_tried_at,
        card_activity=row.card_activity,
        more=bool(row.more),
        tenant=row.tenant,
        leaves_at=leaves_at,
        given_up=given_up,
    )
