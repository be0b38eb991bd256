"""The figures the bot keeps about itself, on a registry that is passed in."""

from functools import partial
from typing import Protocol

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest

_BOUNDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 15.0)  # Teams re-delivers after 15 s


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
    """What became of the notices of this process."""

    def __init__(self, registry: CollectorRegistry, *, tally: Delivered) -> None:
        for name in ("sent", "skipped", "retried", "dead"):
            gauge = Gauge(f"mastermind_notices_{name}", f"Notices {name} since the start", registry=registry)
            gauge.set_function(partial(_count, tally, name))


def _count(tally: Delivered, name: str) -> float:
    return float(getattr(tally, name))
