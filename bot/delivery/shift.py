"""The courier's shift: woken at every beat from the start of the bot to its end, with a daily sweep beside it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final, Protocol

import structlog

from bot.delivery.common_time import CommonTime
from bot.delivery.courier import Courier
from bot.delivery.crier import Crier
from bot.delivery.heartbeat import beat_until
from bot.delivery.pulse import Pulse
from bot.delivery.sweeper import nap, sweep_daily
from dialogs.errors import StoreUnavailable
from dialogs.ports import Clock

log = structlog.get_logger()

DRAIN_SECONDS: Final = 10.0

_PAUSE: Final = 1.0
"""Seconds of rest after a fault that nobody foresaw."""


class Store(Protocol):
    def hold(self) -> None:
        """The lock of a SQLite file; raises `StoreUnavailable`. Holding twice is holding once."""
        ...

    async def take_over(self) -> None: ...

    async def sweep(self, now: datetime, *, real: datetime) -> None: ...


@asynccontextmanager
async def delivering(
    *,
    courier: Courier,
    store: Store,
    clock: Clock,
    held: bool,
    crier: Crier,
    common: CommonTime,
    pulse: Pulse,
) -> AsyncIterator[None]:
    """Crier and courier at work; on leaving the sends in flight come in. While the lock is not `held` it is asked for
    at every beat, and nothing is sent before it is, nor before the processes have a time in `common`."""
    shift = _Shift(courier=courier, store=store, clock=clock, crier=crier, common=common, pulse=pulse)
    if held:
        shift.may_send.set()
    tasks = {name: asyncio.create_task(_kept_at(do, name, shift.end), name=name) for name, do in shift.work.items()}
    try:
        yield
    finally:
        shift.stop()
        if not shift.begun:
            for waits in ("courier", "crier", "sweeper"):
                tasks[waits].cancel()
        await _finish(*tasks.values())


class _Shift:
    def __init__(
        self, *, courier: Courier, store: Store, clock: Clock, crier: Crier, common: CommonTime, pulse: Pulse
    ) -> None:
        self._courier = courier
        self._crier = crier
        self._store = store
        self._clock = clock
        self._common = common
        self._pulse = pulse
        self._turns = courier.turns
        self.may_send = asyncio.Event()
        self.end = asyncio.Event()
        self.work: Mapping[str, Callable[[], Awaitable[None]]] = {
            "courier": self._deliver,
            "crier": self._cry,
            "sweeper": self._sweep,
            "heartbeat": lambda: beat_until(self.end, wake=self.beat),
            "pulse": lambda: pulse.run(self.end),
            "time": lambda: common.run(self.end),
        }

    def beat(self) -> None:
        """The pulse is felt only while the courier looks around."""
        if self.may_send.is_set() or _try_to_hold(self._store):
            self.may_send.set()
            self._courier.wake()
            self._crier.wake()
            if self._courier.turns != self._turns:
                self._pulse.beat()
            self._turns = self._courier.turns

    def stop(self) -> None:
        self.end.set()
        self._crier.stop()
        self._courier.stop()

    @property
    def begun(self) -> bool:
        return self.may_send.is_set() and self._common.agreed.is_set()

    async def _begin(self) -> None:
        await self.may_send.wait()
        await self._common.agreed.wait()

    async def _deliver(self) -> None:
        await self._begin()
        try:
            await self._store.take_over()
        except StoreUnavailable as fault:  # then what a killed bot had in hand comes back when its lease ends
            log.info("store.waits", reason=str(fault))
        await self._courier.run()

    async def _cry(self) -> None:
        await self._begin()
        await self._crier.run()

    async def _sweep(self) -> None:
        await self._begin()
        await sweep_daily(sweep=self._sweep_once, clock=self._clock, end=self.end)

    async def _sweep_once(self, now: datetime) -> None:
        await self._store.sweep(now, real=self._common.now())


async def _kept_at(work: Callable[[], Awaitable[None]], name: str, end: asyncio.Event) -> None:
    """Whatever goes wrong in it is told, and it goes on: nobody else would notice that it stopped."""
    while True:
        try:
            return await work()
        except Exception:
            log.exception("shift.failed", task=name)
        if end.is_set():
            return None
        await nap(end, _PAUSE)


def _try_to_hold(store: Store) -> bool:
    try:
        store.hold()
    except StoreUnavailable:
        return False
    return True


async def _finish(*tasks: asyncio.Task[None]) -> None:
    """Lets the sends in flight come in, at most ten seconds; what is cut off comes back when its lease ends."""
    _, pending = await asyncio.wait(tasks, timeout=DRAIN_SECONDS)
    for task in pending:
        task.cancel()
    await asyncio.gather(*pending, return_exceptions=True)
