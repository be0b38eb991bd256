"""The store is swept soon after the start and every day, and sooner again when it was away."""

import asyncio
from datetime import datetime

from bot.delivery.sweeper import AFTER_START, DAY, SOON, sweep_daily
from dialogs.errors import StoreUnavailable
from tests.fakes import FixedClock


async def test_a_store_that_could_not_be_swept_is_swept_soon_and_then_daily() -> None:
    swept: list[datetime] = []
    naps: list[float] = []
    clock = FixedClock()

    async def sweep(now: datetime) -> None:
        swept.append(now)
        if len(swept) <= 2:
            raise (StoreUnavailable("The database cannot be used: it is locked."), KeyError("a slip"))[len(swept) - 1]

    async def nap(end: asyncio.Event, seconds: float) -> None:
        naps.append(seconds)
        clock.advance(seconds=seconds)
        if len(naps) == 5:
            end.set()

    await sweep_daily(sweep=sweep, clock=clock, end=asyncio.Event(), nap=nap)

    assert naps == [AFTER_START.total_seconds(), *[SOON.total_seconds()] * 2, *[DAY.total_seconds()] * 2]
    assert swept[1] - swept[0] == swept[2] - swept[1] == SOON
    assert swept[3] - swept[2] == DAY


async def test_the_sweeper_wakes_up_when_the_bot_stops() -> None:
    end = asyncio.Event()
    swept: list[datetime] = []

    async def sweep(now: datetime) -> None:
        swept.append(now)

    asyncio.get_running_loop().call_soon(end.set)

    await asyncio.wait_for(sweep_daily(sweep=sweep, clock=FixedClock(), end=end), 60)

    assert swept == [], "who stops at once has not begun to sweep"
