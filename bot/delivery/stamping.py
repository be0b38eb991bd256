"""Writes down what became of a notice: sent, dropped, dead, or to be tried again."""

import random
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from bot.delivery.outcomes import SAID_ALREADY, Outcome, Tally
from bot.delivery.patience import Patience, asks_all_to_wait, comes_back
from bot.teams.errors import ChannelError, Verdict
from dialogs.errors import StoreUnavailable
from dialogs.notices import REPOSTED_WHEN_AMBIGUOUS, Act, NoticeState
from dialogs.ports import ClaimedNotice, Clock, CourierDesk

log = structlog.get_logger()

_TOGETHER: Final = 100
"""Notices that are handed back in one transaction."""

_DEAF: Final = frozenset({Verdict.BLOCKED, Verdict.GONE})


class Stamper:
    """Holds what landed until the store has taken it."""

    def __init__(
        self,
        *,
        desk: CourierDesk,
        clock: Clock,
        worker: str,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        jitter: Callable[[], float] = random.random,
        told_to_wait: Callable[[str, datetime], None] = lambda _tenant, _until: None,
    ) -> None:
        """`told_to_wait` hears of a tenant for which the channel wants nothing before some moment (wall time)."""
        self._desk = desk
        self._clock = clock
        self._worker = worker
        self._wall = wall
        self._patience = Patience(clock=clock, wall=wall, jitter=jitter)
        self._told_to_wait = told_to_wait
        self._said: list[Outcome] = []
        self._back: list[Outcome] = []
        self._failed: list[Outcome] = []
        self.tally = Tally()

    @property
    def holds(self) -> bool:
        """Something that the store has not taken yet."""
        return bool(self._said or self._back or self._failed)

    def land(self, outcome: Outcome) -> None:
        if outcome.lost:
            return  # it is another's to write down
        kept = self._said if outcome.said else self._back if outcome.unsaid else self._failed
        kept.append(outcome)

    def note_given_up(self, lost: Iterable[ClaimedNotice]) -> None:
        """The store gave them up when it was asked for more; nothing is left to be written down."""
        for claimed in lost:
            if claimed.notice.kind in REPOSTED_WHEN_AMBIGUOUS:
                self._died(claimed.id, claimed, SAID_ALREADY)
            else:
                self._dropped(claimed, SAID_ALREADY)

    async def stamp(self) -> None:
        """Raises `StoreUnavailable`; what could not be written is kept for the next time. What cannot be written at all
        comes back when its lease ends, and costs no other its stamp."""
        await self._stamp_said()
        while self._back:
            await self._hand_back(self._back[:_TOGETHER])
        while self._failed:
            outcome = self._failed[0]
            try:
                await self._conclude(outcome)
            except StoreUnavailable:
                raise
            except Exception:
                log.exception("notice.unstamped", notice=outcome.claimed.id)
            self._failed.pop(0)

    async def _stamp_said(self) -> None:
        try:
            await self._write(self._said)
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("stamps.failed", notices=len(self._said))
        while self._said:  # one of them cannot be written down
            outcome = self._said[0]
            try:
                await self._write([outcome])
            except StoreUnavailable:
                raise
            except Exception:
                log.exception("notice.unstamped", notice=outcome.claimed.id)
                self._said = [other for other in self._said if other is not outcome]

    async def _write(self, done: list[Outcome]) -> None:
        if not done:
            return
        now = self._clock.now()
        stamps = [(outcome.claimed, outcome.activity) for outcome in done]
        await self._desk.sent(stamps, worker=self._worker, now=now)
        self._said = self._said[len(done) :]
        self.tally.sent += len(done)
        for outcome in done:
            _sent(outcome, self._clock.now())
        for outcome in done:
            self.tally.said(outcome.claimed, now)

    async def _hand_back(self, some: list[Outcome]) -> None:
        back = [(outcome.claimed, *self._until(outcome)) for outcome in some]
        try:
            await self._desk.hand_back(back, worker=self._worker)
        except StoreUnavailable:
            raise
        except Exception:
            log.exception("notices.unstamped", notices=[outcome.claimed.id for outcome in some])
            if len(some) > 1:  # one of them cannot be written down
                for outcome in some:
                    await self._hand_back([outcome])
                return
        else:
            log.info("notices.handed_back", notices=[outcome.claimed.id for outcome in some], reason=back[0][2])
        self._back = self._back[len(some) :]

    def _until(self, outcome: Outcome) -> tuple[datetime, str]:
        if outcome.later is not None:
            return outcome.later, "the channel asked to wait"
        if outcome.unread is not None:
            return self._wall() + self._patience.pause(outcome.claimed), outcome.unread
        return self._wall(), "the bot stopped"

    async def _conclude(self, outcome: Outcome) -> None:
        claimed = outcome.claimed
        if outcome.dropped is not None:
            await self._settle(claimed, NoticeState.DROPPED, outcome.dropped)
        elif outcome.undrawable is not None:
            await self._settle(claimed, NoticeState.DEAD, outcome.undrawable)
        elif outcome.error is not None:
            await self._refused(outcome, outcome.error)

    async def _refused(self, outcome: Outcome, error: ChannelError) -> None:
        claimed, notice = outcome.claimed, outcome.claimed.notice
        posted = notice.act is Act.POST or comes_back(notice)
        if wait := asks_all_to_wait(error):
            await self._hold(claimed, wait)
        if error.verdict is Verdict.GONE and claimed.card_activity is not None and not posted:
            await self._desk.card_gone(claimed, worker=self._worker, now=self._clock.now())
            self.tally.skipped += 1
            log.info("notice.card_gone", notice=claimed.id, conversation=notice.conversation)
        elif error.verdict in _DEAF:
            await self._silence(claimed, error)
        elif error.verdict is Verdict.RETRY and not self._patience.is_over(outcome):
            await self._again(outcome, error, ambiguous=claimed.ambiguous)
        elif error.verdict is Verdict.AMBIGUOUS and self._patience.may_repost(outcome):
            await self._again(outcome, error, ambiguous=True)
        elif error.verdict is Verdict.AMBIGUOUS and notice.kind not in REPOSTED_WHEN_AMBIGUOUS:
            await self._settle(claimed, NoticeState.DROPPED, SAID_ALREADY)
        else:
            await self._settle(claimed, NoticeState.DEAD, str(error))

    async def _silence(self, claimed: ClaimedNotice, error: ChannelError) -> None:
        """Nobody hears the bot there any more: nothing more is tried until somebody is heard from there. What may go
        another way waits for that to be decided."""
        chat, reason = claimed.notice.conversation, error.code or error.verdict.value
        dead = await self._desk.silence(claimed, worker=self._worker, error=str(error), now=self._clock.now())
        for number in dead:
            self._died(number, claimed, str(error))
        log.warning("chat.silenced", conversation=chat, reason=reason)

    async def _hold(self, claimed: ClaimedNotice, wait: timedelta) -> None:
        now = self._wall()
        until = now + wait
        whole = await self._desk.hold(claimed, until=until, real=now)
        if whole:
            self._told_to_wait(claimed.tenant, until)
        log.warning(
            "channel.asks_to_wait",
            conversation=claimed.notice.conversation,
            tenant=claimed.tenant if whole else None,
            seconds=round(wait.total_seconds(), 1),
        )

    async def _again(self, outcome: Outcome, error: ChannelError, *, ambiguous: bool) -> None:
        claimed, reason = outcome.claimed, str(error)
        at = self._patience.again_at(outcome, error)
        await self._desk.retry(claimed, worker=self._worker, at=at, error=reason, ambiguous=ambiguous)
        self.tally.retried += 1
        log.info(
            "notice.retry",
            notice=claimed.id,
            conversation=claimed.notice.conversation,
            wait=round((at - self._wall()).total_seconds(), 1),
            reason=reason,
        )

    async def _settle(self, claimed: ClaimedNotice, state: NoticeState, error: str) -> None:
        await self._desk.settle(claimed, worker=self._worker, state=state, error=error, now=self._clock.now())
        if state is NoticeState.DEAD:
            self._died(claimed.id, claimed, error)
        else:
            self._dropped(claimed, error)

    def _died(self, number: int, claimed: ClaimedNotice, error: str) -> None:
        self.tally.dead += 1
        log.warning("notice.dead", notice=number, conversation=claimed.notice.conversation, error=error)

    def _dropped(self, claimed: ClaimedNotice, reason: str) -> None:
        self.tally.skipped += 1
        log.info("notice.dropped", notice=claimed.id, conversation=claimed.notice.conversation, reason=reason)


def _sent(outcome: Outcome, now: datetime) -> None:
    notice = outcome.claimed.notice
    late = round((now - notice.due_at).total_seconds(), 1)
    log.info("notice.sent", notice=outcome.claimed.id, conversation=notice.conversation, kind=notice.kind, late=late)
