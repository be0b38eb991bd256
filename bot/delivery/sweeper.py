"""Sweeps the store once a day: marks of handled activities and forgotten drafts are taken away."""

import asyncio
import contextlib
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from dialogs.errors import StoreUnavailable
from dialogs.ports import Clock

log = structlog.get_logger()

DAY: Final = timedelta(days=1)
SOON: Final = timedelta(minutes=10)
AFTER_START: Final = timedelta(seconds=10)
"""Nothing hurries here, and in its first seconds a bot has people waiting."""

Nap = Callable[[asyncio.Event, float], Awaitable[None]]
"""Until the event or so many seconds, whichever comes first."""


async def nap(end: asyncio.Event, seconds: float) -> None:
    with contextlib.suppress(TimeoutError):
        await asyncio.wait_for(end.wait(), seconds)


async def sweep_daily(
    *, sweep: Callable[[datetime], Awaitable[None]], clock: Clock, end: asyncio.Event, nap: Nap = nap
) -> None:
    """From soon after the start until the `end`; when the store does not answer, soon again. A sweep under way is
    never cut off."""
    await nap(end, AFTER_START.total_seconds())
    while not end.is_set():
        pause = DAY
        try:
            await sweep(clock.now())
        except StoreUnavailable as fault:
            log.info("sweeper.waits", reason=str(fault))
            pause = SOON
        except Exception:
            log.exception("sweeper.failed")
            pause = SOON
        await nap(end, pause.total_seconds())
