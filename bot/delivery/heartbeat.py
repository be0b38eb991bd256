"""Wakes the courier at a steady beat; APScheduler is used for nothing else, what is due lives in our own table."""

from collections.abc import Callable
from typing import Final

from apscheduler.schedulers.asyncio import AsyncIOScheduler

BEAT_SECONDS: Final = 1.0


class Heartbeat:
    """Calls `wake` every second. A late beat is no reason to skip it, and two missed ones are one."""

    def __init__(self, *, wake: Callable[[], None]) -> None:
        self._scheduler = AsyncIOScheduler(timezone="UTC")
        self._scheduler.add_job(
            _beat(wake),
            "interval",
            seconds=BEAT_SECONDS,
            coalesce=True,
            max_instances=1,
            misfire_grace_time=None,
        )

    def start(self) -> None:
        self._scheduler.start()

    def stop(self) -> None:
        self._scheduler.shutdown(wait=False)


def _beat(wake: Callable[[], None]) -> Callable[[], object]:
    async def beat() -> None:  # a coroutine runs on the loop; a plain function would run in a thread
        wake()

    return beat
