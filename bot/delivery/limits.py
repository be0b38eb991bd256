"""What a process has in hand and when it may say it: the channel's limits, the leases, the places at the channel."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from dialogs.errors import StoreUnavailable
from dialogs.ports import ClaimedNotice, CourierDesk, Limits, Pace

log = structlog.get_logger()

TEAMS: Final = Limits(
    conversation=Pace(every=2.08, burst=6),
    tenant=Pace(every=1 / 48, burst=2),
    ahead=1.0,
)
"""Per bot and conversation Teams takes 7 messages in 1 s, 8 in 2 s, 60 in 30 s and 1800 in an hour; per bot and tenant
50 calls of any kind in 1 s. Six at once and then one every 2.08 s stay within all four (6, 6, 20 and 1736), with room
for a card that must be posted anew; two at once and then 48 a second leave room for what the network delays."""

AT_ONCE: Final = 50
"""Calls that one process makes at the same time."""

IN_HAND: Final = 500
"""Notices that one process holds at most, of those most wait until they may leave."""

AT_A_LOOK: Final = 250
"""Notices that are claimed in one transaction: reading more at once would keep people waiting who answer meanwhile."""

RENEWED_AFTER: Final = timedelta(seconds=10)
"""A lease lasts 30 s and a call at most 10 s: what is said under one of this age is said while it lasts."""

_APART: Final = timedelta(seconds=1 / 49)
"""Between two of one tenant from this process, whatever was planned: what should have left while the machine was held
up does not leave in a heap."""

_ON_TIME: Final = timedelta(milliseconds=20)

_WORTH_WAITING: Final = timedelta(seconds=3)
"""What the channel wants to have later than this goes back to the others."""


@dataclass(slots=True, kw_only=True)
class Turn:
    """`lost`: another worker has it by now, it may not be said. `later`: the channel wants nothing before then."""

    claimed: ClaimedNotice
    since: datetime
    lost: bool = False
    later: datetime | None = None
    unsure: str | None = None  # the store could not tell whose it is

    @property
    def comes(self) -> bool:
        return not self.lost and self.later is None and self.unsure is None


class Hand:
    """`wall` is the time of leases and limits; `nap` lets so many seconds of it pass."""

    def __init__(
        self,
        *,
        desk: CourierDesk,
        worker: str,
        wall: Callable[[], datetime],
        nap: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._desk = desk
        self._worker = worker
        self._wall = wall
        self._nap = nap
        self._turns: dict[int, Turn] = {}
        self._places = asyncio.Semaphore(AT_ONCE)
        self._held: dict[str, datetime] = {}
        self._left: dict[str, datetime] = {}  # when the last one of a tenant did, or will
        self._seconds = 0.0  # that a call takes, lately

    @property
    def room(self) -> int:
        """For how many more there is time before their leases grow old: a channel that takes a second for every call
        gets fewer at a time than one that answers at once."""
        in_time = AT_ONCE * RENEWED_AFTER.total_seconds() / max(self._seconds, 0.01)
        return min(AT_A_LOOK, max(AT_ONCE, min(IN_HAND, int(in_time))) - len(self._turns))

    @property
    def full(self) -> bool:
        """There is no room for a whole look: others need not be looked for in a hurry."""
        return self.room < AT_A_LOOK

    def take(self, claimed: ClaimedNotice, since: datetime) -> None:
        self._turns[claimed.id] = Turn(claimed=claimed, since=since)

    def hold(self, tenant: str, until: datetime) -> None:
        """The channel asked to wait: what is in hand for this tenant does."""
        self._held[tenant] = max(until, self._held.get(tenant, until))

    @asynccontextmanager
    async def turn(self, claimed: ClaimedNotice) -> AsyncIterator[Turn]:
        """Until it may leave and there is a place at the channel; the place is taken for as long as this is entered."""
        turn = self._turns[claimed.id]
        try:
            await self._until(turn)
            await self._apart(turn)
            async with self._places:
                await self._until(turn)  # the others that were before it may have been told to wait
                if turn.comes and self._wall() - turn.since >= RENEWED_AFTER:
                    await self._renew([turn])
                began = asyncio.get_running_loop().time()
                yield turn
                if turn.comes:
                    took = asyncio.get_running_loop().time() - began
                    self._seconds += (took - self._seconds) / 20
        finally:
            del self._turns[claimed.id]

    async def renew(self) -> None:
        """Keeps the leases of all that has to wait for long."""
        old = [turn for turn in self._turns.values() if turn.comes and self._wall() - turn.since >= RENEWED_AFTER]
        if old:
            await self._renew(old)

    async def _until(self, turn: Turn) -> None:
        while turn.comes:
            now = self._wall()
            held = self._held.get(turn.claimed.tenant, now)
            if held - now > _WORTH_WAITING:
                turn.later = held
                return
            leaves = max(held, turn.claimed.leaves_at or now)
            if leaves <= now:
                return
            await self._nap((leaves - now).total_seconds())

    async def _apart(self, turn: Turn) -> None:
        tenant, slot = turn.claimed.tenant, None
        if turn.claimed.leaves_at is None:
            return
        while turn.comes and (slot is None or self._wall() - slot > _ON_TIME):
            now = self._wall()
            slot = max(now, self._left[tenant] + _APART) if tenant in self._left else now
            self._left[tenant] = slot
            if slot > now:
                await self._nap((slot - now).total_seconds())

    async def _renew(self, turns: list[Turn]) -> None:
        now = self._wall()
        try:
            kept = await self._desk.renew([turn.claimed for turn in turns], worker=self._worker, real=now)
        except StoreUnavailable as fault:
            for turn in turns:
                turn.unsure = str(fault)
            return
        for turn in turns:
            turn.lost = turn.claimed.id not in kept
            turn.since = now
            if turn.lost:
                log.warning("notice.lost", notice=turn.claimed.id, conversation=turn.claimed.notice.conversation)
