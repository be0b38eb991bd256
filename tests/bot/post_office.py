"""A courier on a real store and the stand-in channel, what it is given to say, and what people see of it."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Final

import sqlalchemy as sa

from bot.delivery.courier import Courier
from bot.delivery.speaking import Drawn
from bot.rehearsal.activities import TENANT
from bot.rehearsal.channel import Channel
from bot.rehearsal.chats import Change, Operation
from bot.rehearsal.chats import Chat as TeamsChat
from bot.rehearsal.faults import Trouble
from dialogs.ids import ConversationId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.ports import Chat, ClaimedNotice
from dialogs.turns import ChatKind, Origin
from storage.database import Database
from storage.tables import outbox
from tests.fakes import FixedClock

NOW: Final = datetime(2027, 5, 10, 8, tzinfo=UTC)


@dataclass(frozen=True, slots=True, kw_only=True)
class Words:
    """Draws a notice as the words in its payload."""

    database: Database
    drawing: asyncio.Event = field(default_factory=asyncio.Event)

    async def draw(self, claimed: ClaimedNotice, chat: Chat) -> Drawn | None:
        words = str(claimed.notice.payload["words"])
        self.drawing.set()
        if words == "undrawable":
            raise ValueError("Anna: ik zie mijn cliënt niet")
        if words == "nothing":
            return None
        body = [{"type": "TextBlock", "text": words, "wrap": True}]
        return Drawn(chat=chat, card={"type": "AdaptiveCard", "version": "1.5", "body": body}, summary="Bericht")


@dataclass(slots=True, kw_only=True)
class PostOffice:
    """A courier, what it is given to say, and what people see of it. `wall` is the time of leases and back-off."""

    channel: Channel
    database: Database
    courier: Courier
    clock: FixedClock
    wall: FixedClock
    words: Words

    async def chat(self, name: str = "a", *, kind: ChatKind = ChatKind.GROUP) -> TeamsChat:
        """A chat the bot is in."""
        chat = self.channel.add_chat(f"19:{name}@thread.v2", name, [])
        chat.installed = chat.known = True
        await self.seen(chat, kind=kind)
        return chat

    async def seen(self, chat: TeamsChat, *, kind: ChatKind = ChatKind.GROUP) -> None:
        origin = Origin(
            conversation_id=ConversationId(chat.id),
            kind=kind,
            tenant_id=TENANT,
            service_url=self.channel.service_url,
            activity_id="",
            bot_id=self.channel.bot.id,
            sender_id="29:anna",
            sender_name="Anna",
            sender_entra_id=None,
        )
        async with self.database.unit_of_work() as uow:
            await uow.chats.seen(origin, active=True)
            await uow.commit()

    async def is_given(
        self,
        chat: TeamsChat,
        words: str,
        *,
        kind: NoticeKind = NoticeKind.ROUND,
        act: Act = Act.POST,
        key: str | None = None,
        drop_after: datetime | None = None,
    ) -> None:
        notice = Notice(
            kind=kind,
            act=act,
            conversation=ConversationId(chat.id),
            key=key,
            payload={"words": words},
            due_at=self.clock.now(),
            drop_after=drop_after,
        )
        async with self.database.unit_of_work() as uow:
            await uow.outbox.add([notice])
            await uow.commit()

    async def passes(self, seconds: float) -> None:
        """Wall time goes by, and everything that may be tried is."""
        self.wall.advance(seconds=seconds)
        await self.courier.rest()

    async def states(self) -> list[str]:
        """Of every notice, in the order in which they were given."""
        async with self.database.engines[1].connect() as db:
            return list(await db.scalars(sa.select(outbox.c.state).order_by(outbox.c.id)))

    async def errors(self) -> list[str | None]:
        async with self.database.engines[1].connect() as db:
            return list(await db.scalars(sa.select(outbox.c.error).order_by(outbox.c.id)))

    def fails(self, trouble: Trouble, *, on: Operation = Operation.SEND, times: int = 1) -> None:
        self.channel.faults.add(trouble, on=on, times=times)


async def until(channel: Channel, reached: Callable[[], bool]) -> None:
    """Waits for something to be seen in the channel."""
    changed = asyncio.Event()

    def tell(_change: Change) -> None:
        changed.set()

    channel.listeners.append(tell)
    try:
        async with asyncio.timeout(60):
            while not reached():
                changed.clear()
                await changed.wait()
    finally:
        channel.listeners.remove(tell)
