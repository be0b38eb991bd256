"""The store is swept at the start and every day, and sooner again when it was away."""

import asyncio
from datetime import datetime

import pytest

from bot.delivery.sweeper import DAY, SOON, sweep_daily
from dialogs.errors import StoreUnavailable
from tests.fakes import FixedClock


async def test_a_store_that_was_away_is_swept_soon_and_then_daily() -> None:
    swept: list[datetime] = []
    naps: list[float] = []
    clock = FixedClock()

    async def sweep(now: datetime) -> None:
        swept.append(now)
        if len(swept) == 1:
            raise StoreUnavailable("The database cannot be used: it is locked.")

    async def nap(seconds: float) -> None:
        naps.append(seconds)
        clock.advance(seconds=seconds)
        if len(naps) == 3:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await sweep_daily(sweep=sweep, clock=clock, nap=nap)

    assert naps == [SOON.total_seconds(), DAY.total_seconds(), DAY.total_seconds()]
    assert swept[1] - swept[0] == SOON
    assert swept[2] - swept[1] == DAY
