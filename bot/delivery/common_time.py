"""One time for all processes: where they share a database server its clock counts, and not the one of each machine."""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Final

import structlog

from bot.delivery.sweeper import Nap, nap
from dialogs.errors import StoreUnavailable

log = structlog.get_logger()

EVERY_SECONDS: Final = 60.0
_SOON: Final = 1.0
_LONGEST: Final = timedelta(seconds=2)
"""An answer that took longer says too little: a lease leaves room for some seconds of difference, not for many."""
_WORTH_TELLING: Final = timedelta(seconds=1)

Ask = Callable[[], Awaitable[datetime | None]]
"""What the server's clock says; None where there is no server. Raises `StoreUnavailable`."""


def of_this_machine() -> datetime:
    return datetime.now(UTC)


async def ahead_of(ask: Ask, machine: Callable[[], datetime]) -> tuple[timedelta, timedelta] | None:
    """How far this machine's clock is ahead of the server's, and how long the question took: the answer is right to
    half of that. None where there is no server."""
    asked = machine()
    said = await ask()
    if said is None:
        return None
    took = machine() - asked
    return asked + took / 2 - said, took


class CommonTime:
    """Two processes whose clocks are apart would take each other's leases for over, and speak at once. `now` is the
    time they agree on; before `agreed` it is only the machine's."""

    def __init__(self, *, ask: Ask, machine: Callable[[], datetime] | None = None, nap: Nap = nap) -> None:
        self._ask = ask
        self._machine = machine or of_this_machine
        self._nap = nap
        self.ahead = timedelta()
        """The machine's clock, of the server's."""
        self.agreed = asyncio.Event()

    def now(self) -> datetime:
        return self._machine() - self.ahead

    async def run(self, end: asyncio.Event) -> None:
        """Until the `end`: at once, and then every minute, for clocks drift and are set."""
        while not end.is_set():
            await self._nap(end, EVERY_SECONDS if await self.compare() else _SOON)

    async def compare(self) -> bool:
        try:
            found = await ahead_of(self._ask, self._machine)
        except StoreUnavailable:
            return False  # others tell
        if found is not None:
            ahead, took = found
            if not timedelta() <= took <= _LONGEST:
                return False
            if abs(ahead - self.ahead) > took:
                self._set_right(ahead)
        self.agreed.set()
        return True

    def _set_right(self, ahead: timedelta) -> None:
        if abs(ahead - self.ahead) > _WORTH_TELLING:
            log.warning("clock.apart", seconds_ahead=round(ahead.total_seconds(), 1))
        self.ahead = ahead
