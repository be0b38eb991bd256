"""Claims what is due, has it drawn from the state of that moment, sends and stamps it; retries what may be retried."""

import asyncio
import contextlib
import random
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final, Protocol

import structlog

from bot.teams.connector import Address, Connector
from bot.teams.errors import ChannelError, Verdict
from bot.teams.outbound import card_message
from dialogs.notices import REPOSTED_WHEN_AMBIGUOUS, Act, ClaimedNotice, NoticeKind, NoticeState
from dialogs.ports import Chat, Clock, CourierDesk

log = structlog.get_logger()

AT_ONCE: Final = 50
"""Conversations one process sends to at the same time."""

IN_A_SESSION: Final = frozenset(
    {NoticeKind.ROUND, NoticeKind.RESULT, NoticeKind.REPLY, NoticeKind.MODERATOR, NoticeKind.TIME_WARNING}
)
PATIENCE_IN_A_SESSION: Final = timedelta(minutes=2)
PATIENCE_OUTSIDE: Final = timedelta(hours=1)
_LONGEST_WAIT: Final = 60.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What a notice says now: a card and the line people see in a notification (never an answer or a name)."""

    chat: Chat
    card: Mapping[str, Any]
    summary: str


class Draws(Protocol):
    async def chat(self, claimed: ClaimedNotice) -> Chat | None: ...

    async def draw(self, claimed: ClaimedNotice, chat: Chat) -> Drawn | None:
        """None when there is nothing to say any more."""
        ...


Errand = Callable[[ClaimedNotice, Chat], Awaitable[None]]
"""A notice that says nothing: something to ask the channel and to remember."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    claimed: ClaimedNotice
    activity: str | None = None
    dropped: str | None = None
    error: ChannelError | None = None
    undrawable: str | None = None


@dataclass(slots=True)
class Tally:
    """What was sent and what was skipped since the bot started."""

    sent: int = 0
    skipped: int = 0
    retried: int = 0
    dead: int = 0


class Courier:
    """One per process. `wake` after a commit; the heartbeat wakes it as well. Leases and back-off use wall time."""

    def __init__(
        self,
        *,
        desk: CourierDesk,
        draws: Draws,
        connector: Connector,
        errands: Mapping[NoticeKind, Errand],
        clock: Clock,
        worker: str,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        jitter: Callable[[], float] = random.random,
    ) -> None:
        self._desk = desk
        self._draws = draws
        self._connector = connector
        self._errands = errands
        self._clock = clock
        self._worker = worker
        self._wall = wall
        self._jitter = jitter
        self._awake = asyncio.Event()
        self._resting = asyncio.Event()
        self._stopping = False
        self.tally = Tally()

    def wake(self) -> None:
        self._resting.clear()
        self._awake.set()

    async def rest(self) -> None:
        """Waits until everything due now was tried; what must be tried again later does not count."""
        self.wake()
        await self._resting.wait()

    def stop(self) -> None:
        """Claims nothing more; `run` ends when the sends in flight have."""
        self._stopping = True
        self.wake()

    async def run(self) -> None:
        flights: set[asyncio.Task[Outcome]] = set()
        while True:
            self._awake.clear()
            claimed = await self._claim(AT_ONCE - len(flights))
            flights |= {asyncio.create_task(self._attempt(one)) for one in claimed}
            if not flights:
                if self._stopping:
                    return
                if not self._awake.is_set():
                    self._resting.set()
                await self._awake.wait()
                continue
            landed = await self._wait(flights)
            flights -= landed
            await self._stamp([task.result() for task in landed])

    async def _wait(self, flights: set[asyncio.Task[Outcome]]) -> set[asyncio.Task[Outcome]]:
        """Until something landed or there may be more to claim."""
        waking = asyncio.create_task(self._awake.wait())
        try:
            done, _ = await asyncio.wait({*flights, waking}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            waking.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await waking
        return {task for task in flights if task in done}

    async def _claim(self, room: int) -> Iterable[ClaimedNotice]:
        if self._stopping or room <= 0:
            return ()
        return await self._desk.claim(worker=self._worker, now=self._clock.now(), real=self._wall(), limit=room)

    async def _attempt(self, claimed: ClaimedNotice) -> Outcome:
        notice = claimed.notice
        if notice.drop_after is not None and self._clock.now() > notice.drop_after:
            return Outcome(claimed=claimed, dropped="too late")
        if claimed.ambiguous and notice.act is Act.POST and notice.kind not in REPOSTED_WHEN_AMBIGUOUS:
            return Outcome(claimed=claimed, dropped="may have been said already")
        chat = await self._draws.chat(claimed)
        if chat is None or not chat.active:
            return Outcome(claimed=claimed, dropped="no such chat, or the bot is not in it")
        try:
            return await self._say(claimed, chat)
        except ChannelError as error:
            return Outcome(claimed=claimed, error=error)
        except Exception as error:
            log.error("notice.undrawable", notice=claimed.id, conversation=notice.conversation, exc_info=True)
            return Outcome(claimed=claimed, undrawable=type(error).__name__)

    async def _say(self, claimed: ClaimedNotice, chat: Chat) -> Outcome:
        notice, where = claimed.notice, address_of(chat)
        errand = self._errands.get(notice.kind)
        if errand is not None:
            await errand(claimed, chat)
            return Outcome(claimed=claimed)
        if notice.act is Act.DELETE:
            if claimed.card_activity is not None:
                await self._connector.delete(where, claimed.card_activity)
            return Outcome(claimed=claimed)
        if notice.act is Act.REFRESH and claimed.card_activity is None:
            return Outcome(claimed=claimed, dropped="its card is not there")
        drawn = await self._draws.draw(claimed, chat)
        if drawn is None:
            return Outcome(claimed=claimed, dropped="nothing to say any more")
        activity = card_message(drawn.card, summary=drawn.summary)
        if notice.act is Act.POST or claimed.card_activity is None:
            return Outcome(claimed=claimed, activity=await self._connector.send(where, activity))
        await self._connector.update(where, claimed.card_activity, activity)
        return Outcome(claimed=claimed, activity=claimed.card_activity)

    async def _stamp(self, outcomes: list[Outcome]) -> None:
        now = self._clock.now()
        done = [(o.claimed, o.activity) for o in outcomes if not (o.error or o.dropped or o.undrawable)]
        if done:
            await self._desk.sent(done, worker=self._worker, now=now)
            self.tally.sent += len(done)
        for outcome in outcomes:
            if outcome.dropped is not None:
                self.tally.skipped += 1
                await self._settle(outcome.claimed, NoticeState.DROPPED, outcome.dropped)
            elif outcome.undrawable is not None:
                await self._settle(outcome.claimed, NoticeState.DEAD, outcome.undrawable)
            elif outcome.error is not None:
                await self._failed(outcome.claimed, outcome.error)

    async def _failed(self, claimed: ClaimedNotice, error: ChannelError) -> None:
        notice = claimed.notice
        if error.verdict is Verdict.BLOCKED:
            await self._settle(claimed, NoticeState.DEAD, str(error))
            await self._desk.block_chat(notice.conversation, reason=error.code or "blocked", now=self._clock.now())
        elif error.verdict is Verdict.RETRY and not self._out_of_patience(claimed):
            await self._again(claimed, error, ambiguous=claimed.ambiguous)
        elif error.verdict is Verdict.AMBIGUOUS and self._may_repost(claimed):
            await self._again(claimed, error, ambiguous=True)
        else:
            await self._settle(claimed, NoticeState.DEAD, str(error))

    def _may_repost(self, claimed: ClaimedNotice) -> bool:
        return (
            not claimed.ambiguous
            and claimed.notice.kind in REPOSTED_WHEN_AMBIGUOUS
            and not self._out_of_patience(claimed)
        )

    def _out_of_patience(self, claimed: ClaimedNotice) -> bool:
        patience = PATIENCE_IN_A_SESSION if claimed.notice.kind in IN_A_SESSION else PATIENCE_OUTSIDE
        return claimed.first_tried_at is not None and self._wall() - claimed.first_tried_at > patience

    async def _again(self, claimed: ClaimedNotice, error: ChannelError, *, ambiguous: bool) -> None:
        wait = error.retry_after
        if wait is None:
            wait = min(_LONGEST_WAIT, 0.5 * 2 ** min(claimed.attempts, 8)) * (0.5 + self._jitter())
        self.tally.retried += 1
        log.info("notice.retry", notice=claimed.id, conversation=claimed.notice.conversation, wait=round(wait, 1))
        await self._desk.retry(
            claimed,
            worker=self._worker,
            at=self._wall() + timedelta(seconds=wait),
            error=str(error),
            ambiguous=ambiguous,
        )

    async def _settle(self, claimed: ClaimedNotice, state: NoticeState, error: str) -> None:
        if state is NoticeState.DEAD:
            self.tally.dead += 1
            log.warning("notice.dead", notice=claimed.id, conversation=claimed.notice.conversation, error=error)
        else:
            log.info("notice.dropped", notice=claimed.id, conversation=claimed.notice.conversation, reason=error)
        await self._desk.settle(claimed, worker=self._worker, state=state, error=error, now=self._clock.now())


def address_of(chat: Chat) -> Address:
    return Address(conversation_id=chat.id, service_url=chat.service_url, tenant_id=chat.tenant_id, bot_id=chat.bot_id)
