"""The beat that is written down: at once, then once a minute, never one that was not, and a farewell at the end."""

import asyncio
from collections.abc import Callable, Collection, Mapping
from datetime import UTC, datetime, timedelta

import pytest

from bot.delivery.pulse import HEARTBEAT, OF_A_WORKER, Pulse, crew
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
    """`kept` is what is there now, `beats` every beat of any bot that was written."""

    def __init__(self) -> None:
        self.kept: dict[str, str] = {}
        self.beats: list[str] = []
        self.away = False
        self.fault: Exception = StoreUnavailable("The database cannot be used.")

    async def keep(self, name: str, value: str) -> None:
        if self.away:
            raise self.fault
        self.kept[name] = value
        if name == HEARTBEAT:
            self.beats.append(value)

    async def keepsakes(self, beginning: str) -> Mapping[str, str]:
        return {name: value for name, value in self.kept.items() if name.startswith(beginning)}

    async def forget(self, names: Collection[str]) -> None:
        if self.away:
            raise self.fault
        for name in names:
            del self.kept[name]


async def test_the_first_beat_is_written_soon_and_then_the_newest_of_each_minute() -> None:
    clock, store = FixedClock(NOW), Keepsakes()
    pulse = Pulse(worker="one", store=store, wall=clock.now, nap=Nights(3, lambda nth: _beats(pulse, clock, nth)))
    await pulse.run(asyncio.Event())
    assert store.beats == [(NOW + timedelta(seconds=seconds)).isoformat() for seconds in (1, 2)]


def _beats(pulse: Pulse, clock: FixedClock, _nth: int) -> None:
    clock.advance(seconds=1)
    pulse.beat()


async def test_before_the_first_beat_and_after_the_last_nothing_is_written() -> None:
    clock, store = FixedClock(NOW), Keepsakes()
    nights = Nights(4, lambda nth: _beats(pulse, clock, nth) if nth == 2 else None)
    pulse = Pulse(worker="one", store=store, wall=clock.now, nap=nights)
    await pulse.run(asyncio.Event())
    assert len(store.beats) == 1, "a heart that stopped does not seem to beat"
    assert nights.seconds == [1, 1, 60, 60]


@pytest.mark.parametrize("fault", [StoreUnavailable("The database cannot be used."), KeyError("a slip")])
async def test_a_store_that_is_away_gets_the_beat_as_soon_as_it_is_back(fault: Exception) -> None:
    clock, store = FixedClock(NOW), Keepsakes()
    store.away, store.fault = True, fault

    def comes_back(nth: int) -> None:
        store.away = nth < 2

    pulse = Pulse(worker="one", store=store, wall=clock.now, nap=Nights(3, comes_back))
    pulse.beat()
    await pulse.run(asyncio.Event())
    assert store.beats == [NOW.isoformat()]


# --- one row for each process


async def test_who_stops_in_order_takes_its_own_beat_away_and_leaves_the_others() -> None:
    clock, store = FixedClock(NOW), Keepsakes()
    store.kept[f"{OF_A_WORKER}two"] = NOW.isoformat()
    seen: list[set[str]] = []
    pulse = Pulse(worker="one", store=store, wall=clock.now, nap=Nights(2, lambda _nth: seen.append(set(store.kept))))
    pulse.beat()
    await pulse.run(asyncio.Event())
    assert seen[-1] == {HEARTBEAT, f"{OF_A_WORKER}one", f"{OF_A_WORKER}two"}
    assert set(store.kept) == {HEARTBEAT, f"{OF_A_WORKER}two"}, "when the last of them worked is still known"


async def test_what_others_left_more_than_a_day_ago_is_swept_at_the_first_beat() -> None:
    clock, store = FixedClock(NOW), Keepsakes()
    store.kept = {f"{OF_A_WORKER}{days}": (NOW - timedelta(days=days, minutes=1)).isoformat() for days in (0, 1, 2)}
    pulse = Pulse(worker="one", store=store, wall=clock.now, nap=Nights(1))
    pulse.beat()
    await pulse.run(asyncio.Event())
    assert set(store.kept) == {HEARTBEAT, f"{OF_A_WORKER}0"}


async def test_a_store_that_is_away_at_the_end_keeps_nobody_from_stopping() -> None:
    clock, store = FixedClock(NOW), Keepsakes()
    pulse = Pulse(worker="one", store=store, wall=clock.now, nap=Nights(1, lambda _nth: setattr(store, "away", True)))
    pulse.beat()
    await asyncio.wait_for(pulse.run(asyncio.Event()), 60)
    assert f"{OF_A_WORKER}one" in store.kept


def test_a_crew_is_those_that_beat_and_those_that_fell_silent_in_the_last_hour() -> None:
    ago = {"working": 61, "just": 179, "first": 59 * 60, "later": 240, "long ago": 61 * 60}
    kept = {f"{OF_A_WORKER}{name}": (NOW - timedelta(seconds=seconds)).isoformat() for name, seconds in ago.items()}
    found = crew(kept, NOW)
    assert found.at_work == 2
    assert [name for name, _ in found.lost] == ["first", "later"]


def test_a_beat_of_a_clock_that_was_set_back_since_tells_of_nobody_at_work() -> None:
    """Who lives writes another within a minute."""
    beats = {"dead": NOW + timedelta(hours=5), "a little ahead": NOW + timedelta(seconds=1)}
    found = crew({f"{OF_A_WORKER}{name}": beat.isoformat() for name, beat in beats.items()}, NOW)
    assert (found.at_work, found.lost) == (1, ())
