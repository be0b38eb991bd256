"""A connection that could not be made leaves no thread behind that speaks to an event loop which is gone."""

import asyncio
import sqlite3
import threading
from pathlib import Path

import pytest

from storage import one_trip


def test_the_thread_of_a_failed_connection_has_ended_before_the_failure_is_told(tmp_path: Path) -> None:
    async def fail() -> None:
        before = set(threading.enumerate())
        with pytest.raises(sqlite3.OperationalError):
            await one_trip.connect(str(tmp_path / "nowhere" / "mastermind.db"))
        left = set(threading.enumerate()) - before
        assert [thread for thread in left if thread.name.endswith("(_connection_worker_thread)")] == []

    for _ in range(20):
        asyncio.run(fail())
