"""The courier's shift: woken at every beat from the start of the bot to its end, with a daily sweep beside it."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Final, Protocol

import structlog

from bot.delivery.courier import Courier
from bot.delivery.crier import Crier
from bot.delivery.heartbeat import Heartbeat
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

    async def sweep(self, now: datetime) -> None: ...


@asynccontextmanager
async def delivering(
    *, courier: Courier, store: Store, clock: Clock, held: bool, crier: Crier, pulse: Pulse | None = None
) -> AsyncIterator[None]:
    """Crier and courier at work; on leaving the sends in flight come in. While the lock is not `held` it is asked for
    at every beat, and nothing is sent before it is. The pulse is felt only while the courier looks around."""
    may_send = asyncio.Event()
    turns = courier.turns
    if held:
        may_send.set()

    def beat() -> None:
        nonlocal turns
        if may_send.is_set() or _try_to_hold(store):
            may_send.set()
            courier.wake()
            crier.wake()
            if pulse is not None and courier.turns != turns:
                pulse.beat()
            turns = courier.turns

    async def deliver() -> None:
        await may_send.wait()
        try:
            await store.take_over()
        except StoreUnavailable as fault:  # then what a killed bot had in hand comes back when its lease ends
            log.info("store.waits", reason=str(fault))
        await courier.run()

    async def cry() -> None:
        await may_send.wait()
        await crier.run()

    async def sweep() -> None:
        await sweep_daily(sweep=store.sweep, clock=clock, end=end)

    async def feel() -> None:
        if pulse is not None:
            await pulse.run(end)

    heartbeat = Heartbeat(wake=beat)
    end = asyncio.Event()
    work = {"courier": deliver, "crier": cry, "sweeper": sweep, "pulse": feel}
    tasks = {name: asyncio.create_task(_kept_at(do, name, end), name=name) for name, do in work.items()}
    heartbeat.start()
    try:
        yield
    finally:
        heartbeat.stop()
        end.set()
        crier.stop()
        courier.stop()
        if not may_send.is_set():
            tasks["crier"].cancel()
            tasks["courier"].cancel()
        await _finish(*tasks.values())


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
