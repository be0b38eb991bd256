"""Calls the reminders whose moment has come; the courier says what comes of it."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import UTC, datetime

import structlog

from dialogs.errors import StoreUnavailable
from dialogs.ports import Clock
from dialogs.reminders.model import Told
from dialogs.usecases.calling import Called

log = structlog.get_logger()

Call = Callable[[], Awaitable[Called]]
"""Some groups of which something is due; none when nothing is."""
NextDue = Callable[[], Awaitable[datetime | None]]


def _nobody_counts(_told: Sequence[Told]) -> None:
    """Where there are no metrics."""


class Crier:
    """One per process; several processes share the groups. `wake` at every beat and when something due was planned."""

    def __init__(
        self, *, call: Call, next_due: NextDue, clock: Clock, prepare: Callable[[], Awaitable[object]] | None = None
    ) -> None:
        """`prepare` is done once, before the first look."""
        self._call = call
        self._prepare = prepare
        self._next_due = next_due
        self._clock = clock
        self._awake = asyncio.Event()
        self._calling = asyncio.Lock()
        self._stopping = False
        self._in_trouble = False
        self.told: Callable[[Sequence[Told]], None] = _nobody_counts
        """Hears what became of each."""
        self._quiet_until: datetime | None = None  # nothing is due before, as far as this process knows
        self._heard = 0

    def expect(self, due: datetime) -> None:
        """Something was planned. What is due later is found at the beat after it."""
        self._look_again()
        if due <= self._clock.now():
            self._awake.set()

    def wake(self) -> None:
        """Another process may have planned something meanwhile."""
        self._look_again()
        self._awake.set()

    def _look_again(self) -> None:
        self._quiet_until = None
        self._heard += 1

    def stop(self) -> None:
        """`run` ends after the groups in hand."""
        self._stopping = True
        self.wake()

    async def run(self) -> None:
        """Ends after `stop`; without the store it tries again at every beat."""
        while not self._stopping:
            await self._awake.wait()
            self._awake.clear()
            await self.call()

    async def call(self) -> None:
        """Until nothing is due. A look that costs next to nothing comes first, for mostly nothing is."""
        async with self._calling:
            try:
                if self._prepare is not None:
                    await self._prepare()
                    self._prepare = None
                while not self._stopping and await self._is_due() and await self._some():
                    pass
            except StoreUnavailable as error:
                self._trouble(str(error))
            except Exception:
                if not self._in_trouble:
                    log.exception("crier.failed")
                self._in_trouble = True
            else:
                self._well()

    async def _is_due(self) -> bool:
        if self._quiet_until is not None and self._clock.now() < self._quiet_until:
            return False
        heard, due = self._heard, await self._next_due()
        if due is not None and due <= self._clock.now():
            return True
        if heard == self._heard:  # nothing was planned while this looked
            self._quiet_until = due or datetime.max.replace(tzinfo=UTC)
        return False

    async def _some(self) -> bool:
        """False when there was nothing, another process has all of it in hand, or nobody could be called: then what
        is left waits for the next beat."""
        called = await self._call()
        self.told(called.told)
        for failed in called.failed:
            log.error("crier.group_failed", group=failed.group, exc_info=failed.error)
        for told in called.told:
            log.info(
                "reminder.called",
                group=told.group,
                session=told.session,
                rule=told.rule,
                person=told.person,
                fate=told.fate.value,
                on=told.on.isoformat(),
            )
        return called.groups > len(called.failed)

    def _trouble(self, reason: str) -> None:
        if not self._in_trouble:
            log.warning("crier.waits", reason=reason)
        self._in_trouble = True

    def _well(self) -> None:
        if self._in_trouble and not self._stopping:
            log.info("crier.goes_on")
        self._in_trouble = False
