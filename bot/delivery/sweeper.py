"""Sweeps the store once a day: marks of handled activities and forgotten drafts are taken away."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

import structlog

from dialogs.errors import StoreUnavailable
from dialogs.ports import Clock

log = structlog.get_logger()

DAY: Final = timedelta(days=1)
SOON: Final = timedelta(minutes=10)


async def sweep_daily(
    *,
    sweep: Callable[[datetime], Awaitable[None]],
    clock: Clock,
    nap: Callable[[float], Awaitable[None]] = asyncio.sleep,
) -> None:
    """Until cancelled, beginning now; when the store does not answer, soon again. Naps take real time."""
    while True:
        pause = DAY
        try:
            await sweep(clock.now())
        except StoreUnavailable as fault:
            log.info("sweeper.waits", reason=str(fault))
            pause = SOON
        await nap(pause.total_seconds())
