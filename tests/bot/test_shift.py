"""Nobody watches a task that died, so none does; and who looks at the heartbeat sees whether the courier is at work."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import cast

import pytest
from structlog.testing import capture_logs

from bot.bootstrap import worker_name
from bot.delivery import heartbeat, shift
from bot.delivery.common_time import CommonTime
from bot.delivery.courier import Courier
from bot.delivery.crier import Crier
from bot.delivery.pulse import Pulse
from bot.delivery.shift import delivering
from dialogs.errors import StoreUnavailable
from tests.fakes import FixedClock

NOW = datetime(2027, 5, 10, 8, tzinfo=UTC)


class Store:
    def hold(self) -> None: ...

    async def take_over(self) -> None: ...

    async def sweep(self, now: datetime, *, real: datetime) -> None: ...

    async def keep(self, name: str, value: str) -> None: ...

    async def keepsakes(self, beginning: str) -> Mapping[str, str]:
        return {}

    async def forget(self, names: Collection[str]) -> None: ...

    async def time(self) -> None: ...


def a_pulse() -> Pulse:
    return Pulse(worker="one", store=Store())


class Worker:
    """Courier or crier: fails as often as it is told to, then works until it is stopped."""

    def __init__(self, *, fails: int = 0, looks: bool = True) -> None:
        self.fails = fails
        self.looks = looks
        self.turns = 0
        self.woken = 0
        self.works = asyncio.Event()
        self.end = asyncio.Event()
        self.both = asyncio.Event()

    def wake(self) -> None:
        self.woken += 1
        self.turns += self.looks
        if self.woken >= 2:
            self.both.set()

    def stop(self) -> None:
        self.end.set()

    async def run(self) -> None:
        if self.fails > 0:
            self.fails -= 1
            raise KeyError(1)
        self.works.set()
        await self.end.wait()


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(heartbeat, "BEAT_SECONDS", 0.01)
    monkeypatch.setattr(shift, "_PAUSE", 0.0)


@asynccontextmanager
async def on_shift(
    courier: Worker, crier: Worker, pulse: Pulse, common: CommonTime | None = None
) -> AsyncIterator[None]:
    async with delivering(
        courier=cast("Courier", courier),
        crier=cast("Crier", crier),
        store=Store(),
        clock=FixedClock(NOW),
        held=True,
        common=common or CommonTime(ask=Store().time),
        pulse=pulse,
    ):
        yield


@pytest.mark.usefixtures("quick")
async def test_who_fails_is_told_of_and_goes_on() -> None:
    courier, crier = Worker(fails=2), Worker(fails=1)
    with capture_logs() as logs:
        async with on_shift(courier, crier, a_pulse()):
            await asyncio.wait_for(asyncio.gather(courier.works.wait(), crier.works.wait()), 60)
    told = sorted(line["task"] for line in logs if line["event"] == "shift.failed")
    assert told == ["courier", "courier", "crier"]


@pytest.mark.usefixtures("quick")
async def test_who_fails_for_ever_does_not_keep_the_bot_from_stopping() -> None:
    courier = Worker(fails=10**9)
    async with asyncio.timeout(60):
        async with on_shift(courier, Worker(), a_pulse()):
            await courier.both.wait()


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize("looks", [True, False], ids=["at work", "stuck"])
async def test_the_pulse_is_felt_only_while_the_courier_looks_around(*, looks: bool) -> None:
    courier, pulse = Worker(looks=looks), a_pulse()
    async with on_shift(courier, Worker(), pulse):
        await asyncio.wait_for(courier.both.wait(), 60)
    assert (pulse.last is not None) == looks


@pytest.mark.usefixtures("quick")
async def test_nothing_is_sent_before_the_processes_agree_on_the_time() -> None:
    courier, crier = Worker(), Worker()
    away: StoreUnavailable | None = StoreUnavailable("The database cannot be used.")

    async def ask() -> None:
        if away is not None:
            raise away

    common = CommonTime(ask=ask, nap=lambda _end, _seconds: asyncio.sleep(0.01))
    async with on_shift(courier, crier, a_pulse(), common):
        await asyncio.wait_for(courier.both.wait(), 60)
        assert not courier.works.is_set()
        assert not crier.works.is_set()
        away = None
        await asyncio.wait_for(asyncio.gather(courier.works.wait(), crier.works.wait()), 60)


@pytest.mark.usefixtures("quick")
async def test_a_bot_that_never_agreed_on_the_time_stops_all_the_same() -> None:
    async def ask() -> None:
        raise StoreUnavailable("The database cannot be used.")

    courier = Worker()
    async with asyncio.timeout(60):
        async with on_shift(courier, Worker(), a_pulse(), CommonTime(ask=ask)):
            await courier.both.wait()


def test_two_processes_of_one_name_and_number_are_two_workers() -> None:
    assert worker_name() != worker_name()
