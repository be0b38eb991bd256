"""How the bot stands, for whoever asks from outside: can it work, how much waits, when is something due next."""

from collections.abc import Awaitable, Callable, Mapping
from datetime import datetime
from typing import Protocol

from prometheus_client import CollectorRegistry

from bot.delivery.common_time import CommonTime
from bot.delivery.pulse import OF_A_WORKER, crew
from bot.web.health import Ready
from bot.web.metrics import Seen, StoreMetrics, clock_metric
from dialogs.errors import StoreUnavailable
from dialogs.usecases.house import House


class Store(Protocol):
    async def check(self) -> None: ...

    def hold(self) -> None: ...

    async def keepsakes(self, beginning: str) -> Mapping[str, str]: ...


def next_due(house: House) -> Callable[[datetime], Awaitable[datetime | None]]:
    """When there is something to say, or to call."""

    async def due(after: datetime) -> datetime | None:
        async with house.reading() as uow:
            said, called = await uow.outbox.next_due(after), await uow.reminders.next_due(after)
        return min((one for one in (said, called) if one is not None), default=None)

    return due


def next_reminder(house: House) -> Callable[[], Awaitable[datetime | None]]:
    async def due() -> datetime | None:
        async with house.reading() as uow:
            return await uow.reminders.next_due()

    return due


def watched(
    registry: CollectorRegistry, house: House, store: Store, common: CommonTime
) -> Callable[[], Awaitable[None]]:
    """Brings up to date what is only counted when somebody asks."""

    async def seen() -> Seen:
        now, workers = house.now(), crew(await store.keepsakes(OF_A_WORKER), common.now())
        async with house.reading() as uow:
            depth, reminder = await uow.dead_letters.depth(now), await uow.reminders.next_due()
        return Seen(now=now, depth=depth, reminder=reminder, at_work=workers.at_work, lost=len(workers.lost))

    clock_metric(registry, lambda: common.ahead)
    return StoreMetrics(registry, look=seen).refresh


def readiness(store: Store) -> Ready:
    async def ready() -> str | None:
        try:
            await store.check()
            store.hold()
        except StoreUnavailable as fault:
            return str(fault)
        return None

    return ready
