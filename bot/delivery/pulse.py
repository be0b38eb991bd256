"""Writes down now and then that the heart still beats, so that whoever looks at the store from outside can tell."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Final

import structlog

from bot.delivery.sweeper import Nap, nap
from dialogs.errors import StoreUnavailable

log = structlog.get_logger()

HEARTBEAT: Final = "heartbeat"
"""The keepsake: the last beat of any bot on this store, in wall time."""

EVERY_SECONDS: Final = 60.0
_FIRST_SECONDS: Final = 1.0


class Pulse:
    """What is written is the beat itself and never the moment of writing: a heart that stopped is seen to have."""

    def __init__(
        self,
        *,
        keep: Callable[[str, str], Awaitable[None]],
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        nap: Nap = nap,
    ) -> None:
        self._keep = keep
        self._wall = wall
        self._nap = nap
        self.last: datetime | None = None

    def beat(self) -> None:
        self.last = self._wall()

    async def run(self, end: asyncio.Event) -> None:
        """Until the `end`, once a minute. A store that does not answer is told so by others."""
        written: datetime | None = None
        while not end.is_set():
            if self.last is not None and self.last != written:
                written = await self._write(self.last) or written
            await self._nap(end, EVERY_SECONDS if written is not None else _FIRST_SECONDS)

    async def _write(self, beat: datetime) -> datetime | None:
        try:
            await self._keep(HEARTBEAT, beat.isoformat())
        except StoreUnavailable as fault:
            log.info("pulse.waits", reason=str(fault))
            return None
        except Exception:
            log.exception("pulse.failed")
            return None
        return beat
