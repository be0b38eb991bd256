"""What a process has in hand and when it may say it: the channel's limits, the leases, the places at the channel."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import structlog

from dialogs.errors import StoreUnavailable
from dialogs.ports import LONGEST_WAIT, ClaimedNotice, CourierDesk, Limits, Pace

log = structlog.get_logger()

TEAMS: Final = Limits(
    conversation=Pace(every=2.08, burst=6),
    tenant=Pace(every=1 / 48, burst=1),
    ahead=0.25,
)
"""Per bot and conversation Teams takes 7 messages in 1 s, 8 in 2 s, 60 in 30 s and 1800 in an hour; per bot and tenant
50 calls of any kind in 1 s. Six at once and then one every 2.08 s stay within all four (6, 6, 20 and 1736), with room
for a card that must be posted anew; 48 a second leave room for what the network delays. What is ahead is marked as
being sent, and after a kill nobody knows whether it was: it is no more than bridges the time between two looks."""

AT_ONCE: Final = 50
"""Calls that one process makes at the same time."""

IN_HAND: Final = 500
"""Notices that one process holds at most where most of them wait until they may leave, and so claims at once: reading
more would keep people waiting who answer meanwhile."""

RENEWED_AFTER: Final = timedelta(seconds=10)
"""A lease lasts 30 s and a call at most 10 s: what is said under one of this age is said while it lasts."""

_CLOCKS_APART: Final = timedelta(seconds=1)
"""What is made up for when processes compare their clocks is less; more is a clock that was set."""

_ON_TIME: Final = timedelta(milliseconds=20)
"""What leaves later than this leaves beside what others planned for then, in a heap after the machine was held up."""

_LONG_CLAIM: Final = timedelta(milliseconds=100)
"""What the store takes to answer is no hold-up, unless it is longer than this."""

_WORTH_WAITING: Final = timedelta(seconds=3)
"""What may leave later than this goes back to the others: in hand it counts as being sent."""


def has_to_wait(claimed: ClaimedNotice, real: datetime) -> bool:
    """Its tenant has much to say: there may be more that could not be given yet."""
    return claimed.leaves_at is not None and claimed.leaves_at - real > _ON_TIME


@dataclass(slots=True, kw_only=True, eq=False)
class Turn:
    """`lost`: another worker has it by now, it may not be said. `later`: it may not leave before then."""

    claimed: ClaimedNotice
    since: datetime
    leaves_at: datetime | None  # moved on when it could not leave then
    lost: bool = False
    later: datetime | None = None
    unsure: str | None = None  # the store could not tell whose it is
    stays: bool = False  # the bot stops
    left: bool = False
    waits: asyncio.Task[object] | None = None  # who does, while nothing else is being done

    @property
    def comes(self) -> bool:
        return not (self.lost or self.stays) and self.later is None and self.unsure is None


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
        self._paced = False  # what was claimed is to leave at a moment of its own
        self._late: list[Turn] = []
        self._reserving = asyncio.Lock()
        self._seconds = 0.0  # that a call takes, lately
        self._stopping = False

    @property
    def room(self) -> int:
        """For how many more there is time before their leases grow old: a channel that takes a second for every call
        gets fewer at a time than one that answers at once."""
        if not self._paced:
            return AT_ONCE - len(self._turns)
        in_time = AT_ONCE * RENEWED_AFTER.total_seconds() / max(self._seconds, 0.01)
        return max(AT_ONCE, min(IN_HAND, int(in_time))) - len(self._turns)

    @property
    def full(self) -> bool:
        """More than can be said at once: others need not be looked for in a hurry."""
        return len(self._turns) > AT_ONCE

    def take(self, claimed: ClaimedNotice, since: datetime) -> None:
        now, leaves = self._wall(), claimed.leaves_at
        self._paced = leaves is not None
        if leaves is not None and now - since < _LONG_CLAIM:
            leaves = max(leaves, now)
        self._turns[claimed.id] = Turn(claimed=claimed, since=since, leaves_at=leaves)

    def holds(self, number: int) -> bool:
        return number in self._turns

    def let_go(self, claimed: ClaimedNotice) -> None:
        """It needs no turn."""
        self._turns.pop(claimed.id, None)

    def stop(self) -> None:
        """What has not left stays: whoever waits for a turn is cancelled, whoever comes is told."""
        self._stopping = True
        for turn in self._turns.values():
            turn.stays = not turn.left
            if turn.waits is not None:
                turn.waits.cancel()

    def hold(self, tenant: str, until: datetime) -> None:
        """The channel asked to wait: what is in hand for this tenant does."""
        self._held[tenant] = max(until, self._held.get(tenant, until))

    @asynccontextmanager
    async def turn(self, claimed: ClaimedNotice) -> AsyncIterator[Turn]:
        """Until it may leave and there is a place at the channel; the place is taken for as long as this is entered."""
        turn = self._turns[claimed.id]
        turn.stays = self._stopping
        try:
            while True:
                await self._until(turn)
                if not turn.comes:
                    yield turn
                    return
                turn.waits = asyncio.current_task()
                async with self._places:
                    turn.waits = None
                    if self._missed(turn):
                        continue  # without a place, or those that are on time would wait for it
                    turn.left = await self.keeps(turn)
                    began = asyncio.get_running_loop().time()
                    yield turn
                    if turn.comes:
                        took = asyncio.get_running_loop().time() - began
                        self._seconds += (took - self._seconds) / 20
                    return
        finally:
            self._turns.pop(claimed.id, None)

    async def keeps(self, turn: Turn) -> bool:
        """Asked right before it is said: to make what it says may have taken long, and another may have it by now."""
        if turn.comes and self._is_old(turn):
            await self._renew([turn])
        return turn.comes

    async def renew(self) -> None:
        """Keeps the leases of all that has to wait for long."""
        old = [turn for turn in self._turns.values() if turn.comes and self._is_old(turn)]
        if old:
            await self._renew(old)

    def _is_old(self, turn: Turn) -> bool:
        """Also what the clock was set back behind: the others may take that for free."""
        return not -_CLOCKS_APART < self._wall() - turn.since < RENEWED_AFTER

    def _missed(self, turn: Turn) -> bool:
        """Its moment went by while it waited for a place, or those before it were told to wait."""
        now = self._wall()
        late = turn.leaves_at is not None and now - turn.leaves_at > _ON_TIME
        return turn.comes and (late or self._held_until(turn.claimed.tenant, now) > now)

    def _held_until(self, tenant: str, now: datetime) -> datetime:
        held = self._held.get(tenant, now)
        return held if held - now <= LONGEST_WAIT else now

    async def _until(self, turn: Turn) -> None:
        while turn.comes:
            now = self._wall()
            leaves = max(self._held_until(turn.claimed.tenant, now), turn.leaves_at or now)
            if leaves - now > _WORTH_WAITING:
                turn.later = leaves
                return
            if leaves > now:
                turn.waits = asyncio.current_task()
                await self._nap((leaves - now).total_seconds())
                turn.waits = None
            elif turn.leaves_at is None or now - turn.leaves_at <= _ON_TIME:
                return
            else:
                await self._reserve(turn)

    async def _reserve(self, turn: Turn) -> None:
        """Another moment for what is late; all that are late together ask together."""
        self._late.append(turn)
        async with self._reserving:
            if turn not in self._late:
                return
            late, self._late = self._late, []
            try:
                leaving = await self._desk.reserve([one.claimed for one in late], real=self._wall())
            except StoreUnavailable as fault:
                for one in late:
                    one.unsure = str(fault)
                return
        now = self._wall()
        for one in late:
            one.leaves_at = max(now, leaving.get(one.claimed.id, now))

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
