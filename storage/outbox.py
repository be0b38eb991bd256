"""What the bot will say by itself: rows that wait until they are due."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert

from dialogs.ids import ConversationId
from dialogs.notices import Act, Notice
from storage import queue
from storage.plans import PlannedConnection
from storage.tables import MERGED, chats, outbox
from storage.tables import cards as stood

MERGING: Final = frozenset({Act.REFRESH, Act.UPSERT})
"""Acts that bring a card up to date: one pending row a card is enough."""


def _merging_insert() -> Any:
    """The earlier moment stays, else a stream of answers would put off the card for ever; a card that must come
    into being (upsert) still must after a refresh was merged into it."""
    its_tenant = sa.select(chats.c.tenant_id).where(chats.c.id == sa.bindparam("chat")).scalar_subquery()
    add = insert(outbox).values(tenant=sa.func.coalesce(its_tenant, ""))
    new = add.excluded
    return add.on_conflict_do_update(
        index_elements=[outbox.c.conversation_id, outbox.c.key],
        index_where=MERGED,
        set_={
            "kind": new.kind,
            "payload": new.payload,
            "drop_after": new.drop_after,
            "act": sa.case((new.act == sa.literal_column("'upsert'"), new.act), else_=outbox.c.act),
            "due_at": sa.case((new.due_at < outbox.c.due_at, new.due_at), else_=outbox.c.due_at),
        },
    )


_ADD = _merging_insert()
_NEXT = sa.select(sa.func.min(outbox.c.due_at)).where(queue.live(), queue.PENDING)
_NEXT_AFTER = _NEXT.where(outbox.c.due_at > sa.bindparam("after"))

_STANDS = sa.select(stood.c.conversation_id, stood.c.key).where(
    stood.c.conversation_id.in_(sa.bindparam("chats", expanding=True))
)
_WAIT = (
    sa.select(outbox.c.conversation_id, outbox.c.key, outbox.c.act)
    .where(
        outbox.c.conversation_id.in_(sa.bindparam("chats", expanding=True)),
        queue.unsettled(),
        sa.or_(outbox.c.drop_after.is_(None), outbox.c.drop_after >= queue.NOW),
    )
    .order_by(outbox.c.id)
)
_POSTS: Final = frozenset({Act.POST, Act.UPSERT})


class SqlOutbox:
    def __init__(self, db: PlannedConnection) -> None:
        self._db = db
        self.earliest: datetime | None = None

    async def add(self, notices: Sequence[Notice]) -> None:
        rows = [_row(notice) for notice in in_lock_order(merged(notices))]
        if len(rows) == 1:
            await self._db.write(_ADD, rows[0])
        elif rows:
            await self._db.execute(_ADD, rows)
        if rows:
            self.earliest = min(notice.due_at for notice in notices)

    async def stands(self, cards: Collection[tuple[ConversationId, str]]) -> Collection[tuple[ConversationId, str]]:
        if not cards:
            return ()
        asked = {"chats": queue.padded(sorted({chat for chat, _ in cards}))}
        found = {(ConversationId(row.conversation_id), str(row.key)) for row in await self._db.execute(_STANDS, asked)}
        return found & {*cards}

    async def will_stand(
        self, cards: Collection[tuple[ConversationId, str]], *, now: datetime
    ) -> Collection[tuple[ConversationId, str]]:
        if not cards:
            return ()
        found = {*await self.stands(cards)}
        asked = {"chats": queue.padded(sorted({chat for chat, _ in cards})), "now": now}
        for row in await self._db.execute(_WAIT, asked):
            place = (ConversationId(row.conversation_id), str(row.key))
            if row.act in _POSTS:
                found.add(place)
            elif row.act == Act.DELETE:
                found.discard(place)
        return found & {*cards}

    async def next_due(self, after: datetime | None = None) -> datetime | None:
        found: datetime | None = await self._db.scalar(_NEXT if after is None else _NEXT_AFTER, {"after": after})
        return found


def merged(notices: Iterable[Notice]) -> list[Notice]:
    """Two for one card in the same turn are one, as they would be in two turns."""
    kept: list[Notice] = []
    for notice in notices:
        twin = next((n for n in kept if _same_card(n, notice)), None)
        if twin is None:
            kept.append(notice)
        else:
            kept[kept.index(twin)] = Notice(
                kind=notice.kind,
                act=Act.UPSERT if Act.UPSERT in {twin.act, notice.act} else notice.act,
                conversation=notice.conversation,
                key=notice.key,
                payload=notice.payload,
                due_at=min(twin.due_at, notice.due_at),
                drop_after=notice.drop_after,
            )
    return kept


def _same_card(one: Notice, other: Notice) -> bool:
    return (
        one.act in MERGING
        and other.act in MERGING
        and one.key is not None
        and (one.conversation, one.key) == (other.conversation, other.key)
    )


def in_lock_order(notices: Sequence[Notice]) -> list[Notice]:
    """Rows that merge are taken in one order everywhere, so that two turns never wait for each other in a ring.
    What is said keeps its place."""
    merging = iter(sorted((n for n in notices if n.act in MERGING), key=lambda n: (n.conversation, n.key or "")))
    return [next(merging) if notice.act in MERGING else notice for notice in notices]


def _row(notice: Notice) -> dict[str, object]:
    return {
        "chat": notice.conversation,
        "conversation_id": notice.conversation,
        "key": notice.key,
        "kind": notice.kind.value,
        "act": notice.act.value,
        "payload": dict(notice.payload),
        "due_at": notice.due_at,
        "drop_after": notice.drop_after,
    }
