"""Writes down what became of a notice: sent, dropped, dead, or to be tried again with patience and a little chance."""

import random
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from bot.teams.errors import ChannelError, Verdict
from dialogs.errors import StoreUnavailable
from dialogs.notices import ERRANDS, REPOSTED_WHEN_AMBIGUOUS, Act, Notice, NoticeKind, NoticeState
from dialogs.ports import ClaimedNotice, Clock, CourierDesk

log = structlog.get_logger()

IN_A_SESSION: Final = frozenset(
    {NoticeKind.ROUND, NoticeKind.RESULT, NoticeKind.REPLY, NoticeKind.MODERATOR, NoticeKind.TIME_WARNING}
)
PATIENCE_IN_A_SESSION: Final = timedelta(minutes=2)
PATIENCE_OUTSIDE: Final = timedelta(hours=1)
SAID_ALREADY: Final = "may have been said already"
_LONGEST_WAIT: Final = 60.0
_LONGEST_ASKED: Final = 3600.0
"""However long the channel asks to wait: after an hour it may be asked again whether it meant that."""

_TOGETHER: Final = 100
"""Notices that are handed back in one transaction."""

_TOO_MANY: Final = 429
_DEAF: Final = frozenset({Verdict.BLOCKED, Verdict.GONE})


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    claimed: ClaimedNotice
    activity: str | None = None
    dropped: str | None = None
    error: ChannelError | None = None
    in_the_way: bool = False  # others wait behind it in a chat that many read
    undrawable: str | None = None
    unread: str | None = None  # the store did not answer, or nobody had time for it, so nothing was said yet
    later: datetime | None = None  # the channel wants nothing before then (wall time), so nothing was said yet
    stays: bool = False  # the bot stops, so nothing was said yet
    lost: bool = False  # another worker has it by now

    @property
    def said(self) -> bool:
        return not (self.error or self.dropped or self.undrawable or self.unsaid or self.lost)

    @property
    def unsaid(self) -> bool:
        """Nobody tried: it goes back as it was."""
        return self.unread is not None or self.later is not None or self.stays


def _nobody_counts(_claimed: ClaimedNotice, _now: datetime) -> None:
    """Where there are no metrics."""


@dataclass(slots=True)
class Tally:
    """What was sent and what was skipped since the bot started; `said` hears of each that was sent, and when."""

    sent: int = 0
    skipped: int = 0
    retried: int = 0
    dead: int = 0
    said: Callable[[ClaimedNotice, datetime], None] = _nobody_counts


class Stamper:
    """Holds what landed until the store has taken it. Back-off and patience use wall time."""

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
        self._jitter = jitter
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
            return self._wall() + self._pause(outcome.claimed), outcome.unread
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
        wait = min(error.retry_after, _LONGEST_ASKED) if error.retry_after else None  # at once would be without end
        posted = notice.act is Act.POST or comes_back(notice)
        if error.status == _TOO_MANY and wait is not None:
            await self._hold(claimed, wait)
        if error.verdict is Verdict.GONE and claimed.card_activity is not None and not posted:
            await self._desk.card_gone(claimed, worker=self._worker, now=self._clock.now())
            self.tally.skipped += 1
            log.info("notice.card_gone", notice=claimed.id, conversation=notice.conversation)
        elif error.verdict in _DEAF:
            await self._silence(claimed, error)
        elif error.verdict is Verdict.RETRY and not self._out_of_patience(outcome):
            await self._again(claimed, str(error), wait=wait, ambiguous=claimed.ambiguous)
        elif error.verdict is Verdict.AMBIGUOUS and self._may_repost(outcome):
            await self._again(claimed, str(error), wait=wait, ambiguous=True)
        elif error.verdict is Verdict.AMBIGUOUS and notice.kind not in REPOSTED_WHEN_AMBIGUOUS:
            await self._settle(claimed, NoticeState.DROPPED, SAID_ALREADY)
        else:
            await self._settle(claimed, NoticeState.DEAD, str(error))

    async def _silence(self, claimed: ClaimedNotice, error: ChannelError) -> None:
        """Nobody hears the bot there any more: nothing more is tried until somebody is heard from there."""
        chat, reason = claimed.notice.conversation, error.code or error.verdict.value
        behind = await self._desk.silence(claimed, worker=self._worker, error=str(error), now=self._clock.now())
        for number in (claimed.id, *behind):
            self._died(number, claimed, str(error))
        log.warning("chat.silenced", conversation=chat, reason=reason)

    async def _hold(self, claimed: ClaimedNotice, seconds: float) -> None:
        now = self._wall()
        until = now + timedelta(seconds=seconds)
        whole = await self._desk.hold(claimed, until=until, real=now)
        if whole:
            self._told_to_wait(claimed.tenant, until)
        log.warning(
            "channel.asks_to_wait",
            conversation=claimed.notice.conversation,
            tenant=claimed.tenant if whole else None,
            seconds=round(seconds, 1),
        )

    def _may_repost(self, outcome: Outcome) -> bool:
        claimed = outcome.claimed
        return (
            not claimed.ambiguous
            and claimed.notice.kind in REPOSTED_WHEN_AMBIGUOUS
            and not self._out_of_patience(outcome)
        )

    def _out_of_patience(self, outcome: Outcome) -> bool:
        claimed = outcome.claimed
        awaited = outcome.in_the_way and claimed.notice.kind not in ERRANDS
        patience = PATIENCE_IN_A_SESSION if awaited or claimed.notice.kind in IN_A_SESSION else PATIENCE_OUTSIDE
        return claimed.first_tried_at is not None and self._wall() - claimed.first_tried_at > patience

    async def _again(self, claimed: ClaimedNotice, error: str, *, wait: float | None, ambiguous: bool) -> None:
        pause = self._pause(claimed) if wait is None else timedelta(seconds=wait)
        at = self._wall() + pause
        await self._desk.retry(claimed, worker=self._worker, at=at, error=error, ambiguous=ambiguous)
        self.tally.retried += 1
        seconds = round(pause.total_seconds(), 1)
        log.info(
            "notice.retry", notice=claimed.id, conversation=claimed.notice.conversation, wait=seconds, reason=error
        )

    def _pause(self, claimed: ClaimedNotice) -> timedelta:
        return timedelta(
            seconds=min(_LONGEST_WAIT, 0.5 * 2 ** min(claimed.attempts, 8)) * (0.5 + self._jitter()),
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


def comes_back(notice: Notice) -> bool:
    """Whether a card that somebody took away is posted anew: people cannot answer without the round's card, and what
    is upserted must stand there. Any other card stays away; it was only to be brought up to date."""
    return notice.act is Act.UPSERT or (notice.act is Act.REFRESH and notice.kind is NoticeKind.ROUND)
