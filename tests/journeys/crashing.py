"""A bot that dies at a chosen step and is started again, while people and the channel carry on as they would."""

import asyncio
from collections.abc import Mapping
from contextlib import AsyncExitStack
from dataclasses import replace
from typing import Any, Final, Self

import aiosqlite
import sqlalchemy as sa
from sqlalchemy import event

from bot.bootstrap import Bot, open_database
from bot.rehearsal.channel import BotUnreachable, Channel
from bot.rehearsal.chats import Operation, Sent
from bot.rehearsal.room import Room
from bot.settings import Settings
from storage.database import Database
from storage.tables import cards, leases, outbox
from tests.fakes import FixedClock
from tests.journeys.stage import running

_READS: Final = ("SELECT", "BEGIN")
_REPLIES_SENT: Final = (
    sa.select(sa.func.count())
    .select_from(outbox)
    .where(outbox.c.key.is_(None), outbox.c.state == "sent", outbox.c.kind.not_in(["roster", "open_personal"]))
)
"""What is said once has no card in the store to go by."""


class Killed(asyncio.CancelledError):
    """The process is no more: whatever runs ends where it is, and nothing that handles faults holds it up."""


class Fuse:
    """Counts the steps that may leave a trace, and from step `at` on (0 for never) lets none of them happen any more.

    A step is a statement that writes, the moment before and after a commit, and before and after a call to the
    channel took effect. Dying at a statement that only reads is dying after the step before it.
    """

    def __init__(self, *, at: int = 0) -> None:
        self._at = at
        self._armed = True
        self._connections: list[Any] = []
        self.steps: list[str] = []
        self.blown = asyncio.Event()

    def disarm(self) -> None:
        """What follows is no part of what is counted."""
        self._armed = False

    def step(self, what: str) -> None:
        if self.blown.is_set():
            raise Killed
        if not self._armed:
            return
        self.steps.append(what)
        if len(self.steps) == self._at:
            self.blown.set()
            raise Killed

    def wire(self, bot: Bot) -> None:
        self._wire_store(bot.database)
        connector = bot.courier._speaker._connector
        call = connector._call

        async def stepping(method: str, *rest: Any, **more: Any) -> Any:
            self.step(f"ask the channel to {method}")
            said = await call(method, *rest, **more)
            self.step(f"the channel did {method}")
            return said

        connector._call = stepping  # type: ignore[method-assign]

    def _wire_store(self, database: Database) -> None:
        def asked(_db: object, _cursor: object, statement: str, *_rest: object) -> None:
            if not statement.startswith(_READS):
                self.step(" ".join(statement.split()[:3]))

        def connected(connection: Any, _record: object) -> None:
            self._connections.append(connection.driver_connection)

        for engine in database.engines:
            event.listen(engine.sync_engine, "before_cursor_execute", asked)
            event.listen(engine.sync_engine, "connect", connected)
        dialect = database.engines[0].sync_engine.dialect
        commit = dialect.do_commit

        def stepping(connection: Any) -> None:
            self.step("commit")
            commit(connection)
            self.step("committed")

        dialect.do_commit = stepping  # type: ignore[method-assign, assignment]

    async def hang_up(self) -> None:
        """Closes what the dead process had open, as its machine does; what was not committed is gone with it."""
        for connection in self._connections:
            if isinstance(connection, aiosqlite.Connection):
                connection.stop()
                await asyncio.to_thread(connection._thread.join, 5)
            else:
                connection.terminate()


class MortalBot:
    """A bot that may die once, by its fuse. Whoever waits for it then starts a new one on the same store.

    The channel delivers a turn that got no answer again, with the same id, as Teams does. `in_doubt` counts the cards
    that stood in the chat at the moment of death while the store did not know yet.
    """

    def __init__(self, *, settings: Settings, room: Room, clock: FixedClock, fuse: Fuse) -> None:
        self._settings = settings
        self._room = room
        self._clock = clock
        self._fuse = fuse
        self._process = AsyncExitStack()
        self._bot: Bot | None = None
        self._replies_before = 0
        self.died = False
        self.in_doubt = 0

    @property
    def bot(self) -> Bot:
        assert self._bot is not None
        return self._bot

    async def __aenter__(self) -> Self:
        channel = self._room.channel
        self._bot = await self._process.enter_async_context(running(self._settings, self._room, self._clock))
        async with self.bot.database.engines[0].connect() as db:
            self._replies_before = int(await db.scalar(_REPLIES_SENT) or 0)
        self._fuse.wire(self.bot)
        channel._post = self._deliver  # type: ignore[method-assign]
        return self

    async def __aexit__(self, *_: object) -> None:
        del self._room.channel._post  # the class's own again
        await self._process.aclose()

    async def rest(self) -> None:
        """Everything is said that is due by now."""
        resting = asyncio.ensure_future(self.bot.courier.rest())
        if not await self._lives_through(resting):
            resting.cancel()
            await self.bot.courier.rest()

    async def _deliver(self, activity: Mapping[str, Any]) -> Sent:
        turn = asyncio.ensure_future(Channel._post(self._room.channel, activity))
        await self._lives_through(turn)
        try:
            return await turn
        except BotUnreachable:
            return await Channel._post(self._room.channel, activity)

    async def _lives_through(self, doing: "asyncio.Future[Any]") -> bool:
        """Waits for it to be done. When the bot dies meanwhile, a new one is there afterwards."""
        death = asyncio.ensure_future(self._fuse.blown.wait())
        await asyncio.wait({doing, death}, return_when=asyncio.FIRST_COMPLETED)
        death.cancel()
        if self.died or not self._fuse.blown.is_set():
            await asyncio.wait({doing})
            return True
        self.died = True
        await self._process.aclose()
        await self._fuse.hang_up()
        await self._after_half_a_minute()
        self._bot = await self._process.enter_async_context(running(self._settings, self._room, self._clock))
        return False

    async def _after_half_a_minute(self) -> None:
        """Nobody holds what the dead one had leased any more."""
        database = open_database(self._settings)
        try:
            async with database.engines[0].begin() as db:
                await db.execute(sa.delete(leases))
                known = set(await db.scalars(sa.select(cards.c.activity_id)))
                replies = int(await db.scalar(_REPLIES_SENT) or 0) - self._replies_before
        finally:
            await database.dispose()
        self.in_doubt = len(self._posted() - known) - replies

    def _posted(self) -> set[str]:
        """What was posted in this story and still stands there."""
        channel = self._room.channel
        standing = {card.id for chat in channel.chats.values() for card in chat.cards}
        return {str(c.activity_id) for c in channel.calls if c.operation is Operation.SEND} & standing


class Rewind:
    """Puts the channel and the clock back to the moment this was made; the store is the caller's."""

    def __init__(self, room: Room, clock: FixedClock) -> None:
        self._room = room
        self._clock = clock
        self._then = clock.now()
        chats = room.channel.chats.values()
        self._said = {chat.id: [replace(message) for message in chat.messages] for chat in chats}
        self._in = {chat.id: (chat.installed, chat.known) for chat in chats}

    def __call__(self) -> None:
        channel = self._room.channel
        for chat in channel.chats.values():
            chat.installed, chat.known = self._in[chat.id]
            chat.messages[:] = [replace(message) for message in self._said[chat.id]]
        channel.calls.clear()
        channel.sent.clear()
        self._clock.advance(seconds=(self._then - self._clock.now()).total_seconds())
