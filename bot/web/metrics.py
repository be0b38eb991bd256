"""The figures the bot keeps about itself, on a registry that is passed in."""

import asyncio
import time
from collections import Counter as Counts
from collections.abc import Awaitable, Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final, Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

from dialogs.errors import StoreUnavailable
from dialogs.notices import NoticeKind
from dialogs.ports import ClaimedNotice
from dialogs.reminders.model import Told
from dialogs.undelivered import Depth

_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)  # Teams re-delivers after 15 s
_LAGS = (0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0, 60.0, 120.0, 300.0, 900.0, 1800.0, 3600.0, 14400.0)

TENANTS: Final = 50
"""Labels for tenants; each costs a time series for ever. Those that come after them are counted together."""
_OTHER: Final = "other"
_BY_MAIL: Final = "mail"
_UNKNOWN: Final = "unknown"

DEPTH_SECONDS: Final = 15.0
"""How old a count of the queue may be: a scrape more often costs nothing."""


class TurnMetrics:
    """How many turns there were, of which kind, how they ended and how long they took."""

    def __init__(self, registry: CollectorRegistry) -> None:
        self._turns = Counter("mastermind_turns", "Turns by kind and outcome", ["kind", "outcome"], registry=registry)
        self._seconds = Histogram(
            "mastermind_turn_seconds", "Time a turn takes, by kind", ["kind"], registry=registry, buckets=_BOUNDS
        )

    def turn(self, kind: str, outcome: str, seconds: float) -> None:
        """Count one turn; kinds and outcomes are few and fixed, never what a client sent."""
        self._turns.labels(kind, outcome).inc()
        self._seconds.labels(kind).observe(seconds)


def exposition(registry: CollectorRegistry) -> bytes:
    """Everything on the registry in Prometheus' text format (0.0.4, UTF-8)."""
    return generate_latest(registry)


class Delivered(Protocol):
    """What a courier counts since it started."""

    sent: int
    skipped: int
    retried: int
    dead: int


class DeliveryMetrics:
    """What became of the notices and reminders of this process: add the processes up for the whole."""

    def __init__(self, registry: CollectorRegistry, *, tally: Delivered) -> None:
        for name in ("sent", "skipped", "retried", "dead"):
            gauge = Gauge(f"mastermind_notices_{name}", f"Notices {name} since the start", registry=registry)
            gauge.set_function(partial(_count, tally, name))
        self._lag = Histogram(
            "mastermind_notice_lag_seconds", "From due to sent, by kind", ["kind"], registry=registry, buckets=_LAGS
        )
        self._sends = Counter("mastermind_sends", "Notices sent, by tenant", ["tenant"], registry=registry)
        self._reminders = Counter(
            "mastermind_reminders", "Reminders, by what became of them", ["fate"], registry=registry
        )
        self._tenants: set[str] = set()

    def said(self, notice: ClaimedNotice, at: datetime) -> None:
        """One that was sent."""
        self._lag.labels(notice.notice.kind).observe(max(0.0, (at - notice.notice.due_at).total_seconds()))
        self._sends.labels(self._tenant(notice)).inc()

    def told(self, told: Iterable[Told]) -> None:
        """A reminder for one person counts once, and so does a line for a group."""
        for fate, count in Counts(one.fate for one in told).items():
            self._reminders.labels(fate).inc(count)

    def _tenant(self, notice: ClaimedNotice) -> str:
        if notice.notice.kind is NoticeKind.LETTER:
            return _BY_MAIL
        tenant = notice.chat.tenant_id if notice.chat is not None else None
        if tenant is None:
            return _UNKNOWN
        if len(self._tenants) < TENANTS:
            self._tenants.add(tenant)
        return tenant if tenant in self._tenants else _OTHER


def _count(tally: Delivered, name: str) -> float:
    return float(getattr(tally, name))


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the store tells; `now` is the bot's clock, `reminder` when the oldest was due that nobody called yet."""

    now: datetime
    depth: Depth
    reminder: datetime | None
    at_work: int
    lost: int


class StoreMetrics:
    """How much waits in the store and who works on it, for all processes alike: every one of them tells the same.
    Counted when somebody asks, and not again within a quarter of a minute; unknown while the store does not answer."""

    def __init__(
        self,
        registry: CollectorRegistry,
        *,
        look: Callable[[], Awaitable[Seen]],
        seconds: Callable[[], float] = time.monotonic,
    ) -> None:
        told = {
            "queue_due": "Notices that are due or in hand now",
            "queue_waiting": "Notices that wait for their moment",
            "queue_dead": "Notices that could not be delivered and that nobody looked after yet",
            "queue_oldest_seconds": "How long the oldest due notice has been due",
            "queue_reminder_seconds": "How long the oldest due reminder has waited to be called",
            "workers_at_work": "Processes whose heart beats",
            "workers_lost": "Processes that stopped without a farewell in the last hour",
        }
        self._gauges = {name: Gauge(f"mastermind_{name}", says, registry=registry) for name, says in told.items()}
        self._look = look
        self._seconds = seconds
        self._looked: float | None = None
        self._looking = asyncio.Lock()

    async def refresh(self) -> None:
        async with self._looking:
            if self._looked is not None and self._seconds() - self._looked < DEPTH_SECONDS:
                return
            try:
                seen = await self._look()
            except StoreUnavailable:
                self._tell(dict.fromkeys(self._gauges, float("nan")))
                self._looked = self._seconds()
                return
            self._tell(
                {
                    "queue_due": seen.depth.due,
                    "queue_waiting": seen.depth.waiting,
                    "queue_dead": seen.depth.dead,
                    "queue_oldest_seconds": _since(seen.depth.oldest, seen.now),
                    "queue_reminder_seconds": _since(seen.reminder, seen.now),
                    "workers_at_work": seen.at_work,
                    "workers_lost": seen.lost,
                }
            )
            self._looked = self._seconds()

    def _tell(self, figures: Mapping[str, float]) -> None:
        for name, gauge in self._gauges.items():
            gauge.set(figures[name])


def _since(due: datetime | None, now: datetime) -> float:
    return max(0.0, (now - due).total_seconds()) if due is not None else 0.0


def clock_metric(registry: CollectorRegistry, ahead: Callable[[], timedelta]) -> None:
    """Of this process's machine: the bot works by the database's clock, whatever else runs there does not."""
    gauge = Gauge("mastermind_clock_ahead_seconds", "This machine's clock, of the database's", registry=registry)
    gauge.set_function(lambda: ahead().total_seconds())
