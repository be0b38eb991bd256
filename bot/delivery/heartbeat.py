"""Wakes the courier at a steady beat; APScheduler is used for nothing else, what is due lives in our own table."""

import asyncio
from collections.abc import Callable
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler

BEAT_SECONDS: Final = 1.0


async def beat_until(end: asyncio.Event, *, wake: Callable[[], None]) -> None:
    """Calls `wake` every second. A late beat is no reason to skip it, and two missed ones are one."""

    async def beat() -> None:  # a coroutine runs on the loop; a plain function would run in a thread
        wake()

    scheduler = AsyncIOScheduler(timezone="UTC")
    scheduler.add_job(beat, "interval", seconds=BEAT_SECONDS, coalesce=True, max_instances=1, misfire_grace_time=None)
    scheduler.start()
    try:
        await end.wait()
    finally:
        scheduler.shutdown(wait=False)
