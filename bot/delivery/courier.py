"""Claims what is due, has it said and stamped, and looks again; between two looks it rests."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial
from typing import Final

import structlog

from bot.delivery.limits import Hand, has_to_wait
from bot.delivery.outage import Outage
from bot.delivery.outcomes import Outcome, Tally
from bot.delivery.speaking import Draws, Errand, Missed, Post, Speaker, Unheard
from bot.delivery.stamping import Stamper
from bot.teams.connector import Connector
from bot.teams.errors import Unclear
from dialogs.errors import StoreUnavailable
from dialogs.notices import NoticeKind
from dialogs.ports import ClaimedNotice, Clock, CourierDesk

log = structlog.get_logger()

BREATH: Final = 0.02
"""Seconds between two looks at the outbox: nobody notices, and what comes meanwhile is claimed and stamped together."""

_BREATHS_WHEN_FULL: Final = 5
"""Where much is in hand more of it is stamped together; who is there already waits for the channel anyway."""

STAMPS_FOR: Final = 9.0
"""Seconds after `stop` in which what was sent is still written down, should the store not answer at first."""

_SOON: Final = 0.25
_PAUSE: Final = 1.0
"""Seconds of rest after a fault that nobody foresaw."""

Flights = dict[asyncio.Task[Outcome], ClaimedNotice]


class Courier:
    """One per process. `wake` after a commit; the heartbeat wakes it as well. Leases and back-off use wall time."""

    def __init__(
        self,
        *,
        desk: CourierDesk,
        draws: Draws,
        connector: Connector,
        errands: Mapping[NoticeKind, Errand],
        post: Post | None = None,
        missed: Missed | None = None,
        unheard: Unheard | None = None,
        clock: Clock,
        worker: str,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        jitter: Callable[[], float] = random.random,
        breath: float = BREATH,
        nap: Callable[[float], Awaitable[None]] = asyncio.sleep,
        calls: Callable[[], Awaitable[None]] | None = None,
        stamps_for: float = STAMPS_FOR,
    ) -> None:
        """`calls` what comes due, so that it is said too before there is rest."""
        self._calls = calls
        self._desk = desk
        self._clock = clock
        self._worker = worker
        self._wall = wall
        self._speaker = Speaker(
            draws=draws,
            connector=connector,
            errands=errands,
            post=post,
            missed=missed,
            unheard=unheard,
            clock=clock,
        )
        self._hand = Hand(desk=desk, worker=worker, wall=wall, nap=nap)
        self._stamper = Stamper(
            desk=desk, clock=clock, worker=worker, wall=wall, jitter=jitter, told_to_wait=self._hand.hold
        )
        self._awake = asyncio.Event()
        self._resting = asyncio.Event()
        self._stopping = False
        self._outage = Outage(wall=wall)
        self._waits = True  # something may be due: what was there before, what was not to be had a moment ago
        self._breath = breath
        self._looked_at = 0.0
        self._stamps_for = stamps_for
        self._ends = 0.0
        self._claimed_again: dict[int, ClaimedNotice] = {}  # while it was under way here
        self.turns = 0
        """How often it looked around: whoever watches sees that it does."""

    @property
    def tally(self) -> Tally:
        return self._stamper.tally

    def expect(self, due: datetime) -> None:
        """Something was added. What is due later is found at the beat after it."""
        if due <= self._clock.now():
            self.wake()

    def wake(self) -> None:
        self._resting.clear()
        self._awake.set()

    async def rest(self) -> None:
        """Waits until everything due now was tried; what must be tried again later does not count."""
        if self._calls is not None:
            await self._calls()
        self.wake()
        await self._resting.wait()

    def stop(self) -> None:
        """Claims nothing more; `run` ends when the sends in flight have, and what has not left goes back."""
        self._stopping = True
        self._ends = asyncio.get_running_loop().time() + self._stamps_for
        self._hand.stop()
        self.wake()

    async def run(self) -> None:
        """Ends after `stop`, and for nothing else. Without the store it tries again at every beat; what was sent is
        stamped first then."""
        flights: Flights = {}
        try:
            while True:
                try:
                    return await self._deliver(flights)
                except Exception:
                    log.exception("courier.failed")
                    await asyncio.sleep(_PAUSE)
        finally:
            for flight in flights:  # cut off: nobody would stamp what they bring
                flight.cancel()

    async def _deliver(self, flights: Flights) -> None:
        while True:
            await self._breathe()
            self._land(flights)
            look = self._awake.is_set() or self._waits
            self._awake.clear()
            self._waits = look and bool(flights)  # behind one of these, when one landed
            claimed = await self._next(self._hand.room if look else 0)
            self.turns += 1
            flights |= {asyncio.create_task(self._attempt(one)): one for one in claimed}
            if flights:
                await self._until_something(flights)
                continue
            if self._stopping:
                if not self._stamper.holds or asyncio.get_running_loop().time() >= self._ends:
                    return
                await asyncio.sleep(_SOON)
                continue
            if not self._awake.is_set() or self._outage.lasts:
                self._resting.set()
            await self._awake.wait()

    def _land(self, flights: Flights) -> None:
        for task in [task for task in flights if task.done()]:
            outcome = _brought(task, flights.pop(task))
            claimed = outcome.claimed
            if again := self._claimed_again.pop(claimed.id, None):
                outcome = replace(outcome, claimed=replace(claimed, attempts=again.attempts))
            self._waits = self._waits or claimed.more or not outcome.said
            self._stamper.land(outcome)

    async def _breathe(self) -> None:
        time = asyncio.get_running_loop().time
        breath = self._breath * (_BREATHS_WHEN_FULL if self._hand.full else 1)
        rest = self._looked_at + breath - time()
        if rest > 0 and not self._stopping:
            await asyncio.sleep(rest)
        self._looked_at = time()

    async def _next(self, room: int) -> Sequence[ClaimedNotice]:
        """Stamps what landed, keeps what is in hand, then claims; nothing while the store does not answer, which is
        told once."""
        try:
            await self._stamper.stamp()
            await self._hand.renew()  # or what is under way would be there to be claimed
            claimed = await self._claim(room)
        except StoreUnavailable as error:
            if self._outage.begins():
                log.warning("courier.waits", reason=str(error))
            return ()
        except Exception:
            if self._outage.begins():
                log.exception("courier.failed")
            return ()
        if self._outage.lasts and not self._stopping:
            log.info("courier.goes_on")
            self._outage.ends()
        return claimed

    async def _until_something(self, flights: Flights) -> None:
        """Until something landed or there may be more to claim."""
        waking = asyncio.create_task(self._awake.wait())
        try:
            await asyncio.wait({*flights, waking}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waking.cancel()  # not awaited: that could swallow the courier's own end

    async def _claim(self, room: int) -> Sequence[ClaimedNotice]:
        if self._stopping or room <= 0:
            return ()
        real = self._wall()
        found = await self._desk.claim(
            worker=self._worker, now=self._clock.now(), real=real, limit=room, over=self._outage.over(real)
        )
        claimed = [one for one in found if not one.given_up]
        new = [one for one in claimed if not self._hand.holds(one.id)]
        self._claimed_again |= {one.id: one for one in claimed if self._hand.holds(one.id)}
        for one in new:
            self._hand.take(one, since=real)
            log.debug("notice.claimed", notice=one.id, conversation=one.notice.conversation, attempt=one.attempts)
        self._stamper.note_given_up(one for one in found if one.given_up)
        more = len(claimed) == room or any(has_to_wait(one, real) for one in claimed)
        self._waits = self._waits or more
        return new

    async def _attempt(self, claimed: ClaimedNotice) -> Outcome:
        if reason := self._speaker.needless(claimed):
            self._hand.let_go(claimed)
            return await self._speaker.pass_over(claimed, reason)
        async with self._hand.turn(claimed) as turn:
            said = await self._speaker.says(claimed, partial(self._hand.keeps, turn)) if turn.comes else None
            return said or Outcome(
                claimed=claimed, lost=turn.lost, later=turn.later, unread=turn.unsure, stays=turn.stays
            )


def _brought(task: asyncio.Task[Outcome], claimed: ClaimedNotice) -> Outcome:
    """A fault that nobody foresaw costs one notice, and only doubt: it may have been said."""
    if task.cancelled():
        return Outcome(claimed=claimed, stays=True)
    fault = task.exception()
    if fault is None:
        return task.result()
    log.error("notice.failed", notice=claimed.id, exc_info=fault)
    return Outcome(claimed=claimed, error=Unclear(code=type(fault).__name__))
