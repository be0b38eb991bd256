"""The crier: at every beat until nothing is due, never two calls at once, and it survives a store that is gone."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from structlog.testing import capture_logs

from bot.delivery.crier import Crier
from dialogs.errors import StoreUnavailable
from dialogs.ids import GroupId
from dialogs.usecases.calling import Called, Failed
from tests.fakes import FixedClock


@dataclass(slots=True)
class FakeStore:
    """`due` are the moments of groups that wait."""

    clock: FixedClock
    due: list[datetime] = field(default_factory=list)
    looks: int = 0
    calls: int = 0
    at_once: int = 0
    most: int = 0
    gone: bool = False
    broken: bool = False

    async def next_due(self) -> datetime | None:
        self.looks += 1
        if self.gone:
            raise StoreUnavailable("no store")
        return min(self.due, default=None)

    async def call(self) -> Called:
        self.at_once += 1
        self.most = max(self.most, self.at_once)
        await asyncio.sleep(0)
        self.at_once -= 1
        if self.broken:
            raise RuntimeError("a mistake of ours")
        waiting = [moment for moment in sorted(self.due) if moment <= self.clock.now()]
        for moment in waiting[:1]:
            self.due.remove(moment)
        self.calls += len(waiting[:1])
        return Called(groups=len(waiting[:1]))


@dataclass(frozen=True, slots=True)
class Post:
    crier: Crier
    store: FakeStore
    clock: FixedClock


@asynccontextmanager
async def at_work(store: FakeStore) -> AsyncIterator[Post]:
    crier = Crier(call=store.call, next_due=store.next_due, clock=store.clock)
    task = asyncio.create_task(crier.run())
    try:
        yield Post(crier, store, store.clock)
    finally:
        crier.stop()
        await task


async def breathe() -> None:
    for _ in range(20):
        await asyncio.sleep(0)


async def test_a_beat_calls_until_nothing_is_due() -> None:
    clock = FixedClock()
    store = FakeStore(clock, due=[clock.now(), clock.now(), clock.now() + timedelta(hours=1)])
    async with at_work(store) as post:
        post.crier.wake()
        await breathe()
        assert (store.calls, len(store.due)) == (2, 1)
        clock.advance(hours=1)
        post.crier.wake()
        await breathe()
        assert store.due == []


async def test_two_never_call_at_once() -> None:
    clock = FixedClock()
    store = FakeStore(clock, due=[clock.now()] * 5)
    async with at_work(store) as post:
        post.crier.wake()
        await asyncio.gather(*(post.crier.call() for _ in range(4)))
    assert (store.calls, store.most) == (5, 1)


async def test_between_beats_nothing_is_looked_for_that_nobody_planned() -> None:
    clock = FixedClock()
    store = FakeStore(clock, due=[clock.now() + timedelta(hours=2)])
    async with at_work(store) as post:
        for _ in range(5):
            await post.crier.call()
        assert store.looks == 1
        store.due.append(clock.now() + timedelta(hours=1))
        post.crier.expect(clock.now() + timedelta(hours=1))
        await post.crier.call()
        clock.advance(hours=1)
        await post.crier.call()
        assert store.calls == 1


async def test_what_is_planned_for_now_is_called_without_a_beat() -> None:
    clock = FixedClock()
    store = FakeStore(clock)
    async with at_work(store) as post:
        await post.crier.call()
        store.due.append(clock.now())
        post.crier.expect(clock.now())
        await breathe()
        assert store.calls == 1


async def test_a_store_that_is_gone_is_told_once_and_waited_for() -> None:
    clock = FixedClock()
    store = FakeStore(clock, due=[clock.now()], gone=True)
    with capture_logs() as logs:
        async with at_work(store) as post:
            for _ in range(3):
                post.crier.wake()
                await breathe()
            store.gone = False
            post.crier.wake()
            await breathe()
            assert store.calls == 1
    assert [entry["event"] for entry in logs] == ["crier.waits", "crier.goes_on"]


async def test_where_nobody_can_be_called_the_rest_waits_for_the_next_beat() -> None:
    clock, calls = FixedClock(), 0

    async def call() -> Called:
        nonlocal calls
        calls += 1
        return Called(groups=1, failed=(Failed(group=GroupId(str(calls)), error=LookupError()),))

    store = FakeStore(clock, due=[clock.now()])
    crier = Crier(call=call, next_due=store.next_due, clock=clock)
    with capture_logs() as logs:
        await crier.call()
        assert calls == 1
        await crier.call()
    assert calls == 2
    assert [(entry["event"], entry["group"]) for entry in logs] == [
        ("crier.group_failed", "1"),
        ("crier.group_failed", "2"),
    ]


async def test_a_mistake_of_ours_is_logged_once_and_ends_nothing() -> None:
    clock = FixedClock()
    store = FakeStore(clock, due=[clock.now()], broken=True)
    with capture_logs() as logs:
        async with at_work(store) as post:
            for _ in range(3):
                post.crier.wake()
                await breathe()
            store.broken = False
            post.crier.wake()
            await breathe()
            assert store.calls == 1
    assert [entry["event"] for entry in logs] == ["crier.failed", "crier.goes_on"]
