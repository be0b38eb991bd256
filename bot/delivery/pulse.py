"""Writes down now and then that the heart still beats, so that whoever looks at the store from outside can tell."""

import asyncio
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Final, Protocol

import structlog

from bot.delivery.sweeper import Nap, nap
from dialogs.errors import StoreUnavailable

log = structlog.get_logger()

HEARTBEAT: Final = "heartbeat"
"""The keepsake: the last beat of any bot on this store, in wall time."""

OF_A_WORKER: Final = "heartbeat:"
"""The last beat of one process; who stops in order takes it away."""

LATE: Final = timedelta(minutes=3)
"""A bot that works writes its beat down every minute."""
_LATELY: Final = timedelta(hours=1)
_KEPT: Final = timedelta(days=1)

EVERY_SECONDS: Final = 60.0
_FIRST_SECONDS: Final = 1.0


class Store(Protocol):
    async def keep(self, name: str, value: str) -> None: ...

    async def keepsakes(self, beginning: str) -> Mapping[str, str]: ...

    async def forget(self, names: Collection[str]) -> None: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Crew:
    """The processes on one store: how many are at work, and which stopped without a farewell in the last hour, when."""

    at_work: int = 0
    lost: tuple[tuple[str, datetime], ...] = ()


class Pulse:
    """What is written is the beat itself and never the moment of writing: a heart that stopped is seen to have."""

    def __init__(
        self,
        *,
        worker: str,
        store: Store,
        wall: Callable[[], datetime] = lambda: datetime.now(UTC),
        nap: Nap = nap,
    ) -> None:
        self._name = f"{OF_A_WORKER}{worker}"
        self._store = store
        self._wall = wall
        self._nap = nap
        self.last: datetime | None = None

    def beat(self) -> None:
        self.last = self._wall()

    async def run(self, end: asyncio.Event) -> None:
        """Until the `end`, once a minute, and then a farewell. A store that does not answer is told so by others."""
        written: datetime | None = None
        while not end.is_set():
            if self.last is not None and self.last != written:
                written = await self._write(self.last, first=written is None) or written
            await self._nap(end, EVERY_SECONDS if written is not None else _FIRST_SECONDS)
        if written is not None:
            with _survived():
                await self._store.forget([self._name])

    async def _write(self, beat: datetime, *, first: bool) -> datetime | None:
        with _survived():
            for name in (HEARTBEAT, self._name):
                await self._store.keep(name, beat.isoformat())
            if first:
                kept = await self._store.keepsakes(OF_A_WORKER)
                await self._store.forget([name for name, last in kept.items() if beat - _read(last) > _KEPT])
            return beat
        return None


def crew(kept: Mapping[str, str], now: datetime) -> Crew:
    """From the keepsakes of the workers; `now` in wall time."""
    beats = {name.removeprefix(OF_A_WORKER): _read(last) for name, last in kept.items()}
    lost = {name: last for name, last in beats.items() if LATE < now - last <= _LATELY}
    return Crew(
        at_work=sum(-LATE <= now - last <= LATE for last in beats.values()),  # further ahead: the clock was set back
        lost=tuple(sorted(lost.items(), key=lambda one: one[1])),
    )


def _read(beat: str) -> datetime:
    return datetime.fromisoformat(beat)


@contextmanager
def _survived() -> Iterator[None]:
    try:
        yield
    except StoreUnavailable as fault:
        log.info("pulse.waits", reason=str(fault))
    except Exception:
        log.exception("pulse.failed")
