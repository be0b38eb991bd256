"""The beat that is written down: at once, then once a minute, and never one that was not."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.pulse import HEARTBEAT, Pulse
from dialogs.errors import StoreUnavailable
from tests.fakes import FixedClock

NOW = datetime(2027, 5, 10, 8, tzinfo=UTC)


class Nights:
    """Naps that take no time; after the last of them it is the end. `between` happens in each."""

    def __init__(self, times: int, between: Callable[[int], None] = lambda _nth: None) -> None:
        self.seconds: list[float] = []
        self._times = times
        self._between = between

    async def __call__(self, end: asyncio.Event, seconds: float) -> None:
        self.seconds.append(seconds)
        self._between(len(self.seconds))
        if len(self.seconds) == self._times:
            end.set()


class Keepsakes:
    def __init__(self) -> None:
        self.kept: list[tuple[str, str]] = []
        self.away = False
        self.fault: Exception = StoreUnavailable("The database cannot be used.")

    async def keep(self, name: str, value: str) -> None:
        if self.away:
            raise self.fault
        self.kept.append((name, value))


async def test_the_first_beat_is_written_soon_and_then_the_newest_of_each_minute() -> None:
    clock, store = FixedClock(NOW), Keepsakes()
    pulse = Pulse(keep=store.keep, wall=clock.now, nap=Nights(3, lambda nth: _beats(pulse, clock, nth)))
    await pulse.run(asyncio.Event())
    assert store.kept == [
        (HEARTBEAT, (NOW + timedelta(seconds=1)).isoformat()),
        (HEARTBEAT, (NOW + timedelta(seconds=2)).isoformat()),
    ]


def _beats(pulse: Pulse, clock: FixedClock, _nth: int) -> None:
    clock.advance(seconds=1)
    pulse.beat()


async def test_before_the_first_beat_and_after_the_last_nothing_is_written() -> None:
    clock, store = FixedClock(NOW), Keepsakes()
    nights = Nights(4, lambda nth: _beats(pulse, clock, nth) if nth == 2 else None)
    pulse = Pulse(keep=store.keep, wall=clock.now, nap=nights)
    await pulse.run(asyncio.Event())
    assert len(store.kept) == 1, "a heart that stopped does not seem to beat"
    assert nights.seconds == [1, 1, 60, 60]


@pytest.mark.parametrize("fault", [StoreUnavailable("The database cannot be used."), KeyError("a slip")])
async def test_a_store_that_is_away_gets_the_beat_as_soon_as_it_is_back(fault: Exception) -> None:
    clock, store = FixedClock(NOW), Keepsakes()
    store.away, store.fault = True, fault

    def comes_back(nth: int) -> None:
        store.away = nth < 2

    pulse = Pulse(keep=store.keep, wall=clock.now, nap=Nights(3, comes_back))
    pulse.beat()
    await pulse.run(asyncio.Event())
    assert store.kept == [(HEARTBEAT, NOW.isoformat())]
