"""A process of its own that empties a store: the courier's desk, a whole courier, or APScheduler's SQL job store.

It says `ready`, begins at the first line it reads, and prints what it did as one line of JSON.
"""

import argparse
import asyncio
import gc
import json
import os
import pickle
import sys
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime

import sqlalchemy as sa
from apscheduler.job import Job
from apscheduler.jobstores.sqlalchemy import SQLAlchemyJobStore
from apscheduler.schedulers.base import STATE_RUNNING, BaseScheduler
from apscheduler.triggers.date import DateTrigger
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.util import greenlet_spawn

from bot.bootstrap import open_database
from bot.clock import SystemClock
from bot.delivery.courier import Courier
from bot.delivery.heartbeat import beat_until
from bot.delivery.limits import IN_HAND, TEAMS
from bot.delivery.speaking import Drawn
from bot.logs import set_up_logs
from bot.settings import Settings
from bot.teams.connector import Connector, channel_http
from dialogs.ports import Chat, ClaimedNotice, Limits
from storage.database import Database

_CARD = {
    "type": "AdaptiveCard",
    "version": "1.5",
    "body": [{"type": "TextBlock", "text": "Hoe gaat het met je experiment?"}],
}


@dataclass(slots=True, kw_only=True)
class Lag:
    """How long the loop kept somebody waiting at most."""

    most: float = 0.0

    async def watch(self) -> None:
        while True:
            asked = time.perf_counter()
            await asyncio.sleep(0.002)
            self.most = max(self.most, time.perf_counter() - asked - 0.002)


async def empties(database: Database, worker: str, limits: Limits | None) -> dict[str, float]:
    """Claims and stamps, and says nothing: what the desk itself can do."""
    desk = database.courier_desk(limits=limits)
    done = 0
    await desk.busy(datetime.now(UTC))  # opens a connection
    async with starting():
        lag = Lag()
        watching = asyncio.create_task(lag.watch())
        began = time.perf_counter()
        while True:
            now = datetime.now(UTC)
            claimed = await desk.claim(worker=worker, now=now, real=now, limit=IN_HAND)
            if not claimed and not await desk.busy(now):
                break
            await desk.sent([(one, f"activity-{one.id}") for one in claimed], worker=worker, now=now)
            done += len(claimed)
        seconds = time.perf_counter() - began
        watching.cancel()
    return {"done": done, "seconds": seconds, "lag": lag.most}


class Draws:
    async def draw(self, _claimed: ClaimedNotice, chat: Chat) -> Drawn | None:
        return Drawn(chat=chat, card=_CARD, summary="Bericht")


async def delivers(database: Database, worker: str) -> dict[str, float]:
    """A whole courier, until it is told to stop by another line."""
    http = channel_http()
    courier = Courier(
        desk=database.courier_desk(limits=TEAMS),
        draws=Draws(),
        connector=Connector(http=http, tokens=None, scope="", plain_loopback=True),
        errands={},
        clock=SystemClock(),
        worker=worker,
    )
    async with starting():
        lag = Lag()
        watching = asyncio.create_task(lag.watch())
        end = asyncio.Event()
        beating = asyncio.create_task(beat_until(end, wake=courier.wake))
        working = asyncio.create_task(courier.run())
        began = time.perf_counter()
        await asyncio.to_thread(sys.stdin.readline)
        seconds = time.perf_counter() - began
        end.set()
        courier.stop()
        await asyncio.gather(beating, working)
        watching.cancel()
    await http.close()
    return {"done": courier.tally.sent, "seconds": seconds, "lag": lag.most}


_RAN: list[int] = []


def job(number: int) -> None:
    _RAN.append(number)


class Turns(BaseScheduler):  # type: ignore[misc]  # the library has no types
    """Without a thread of its own: its turn is taken where the store's driver can wait."""

    def wakeup(self) -> None:
        """Nobody sleeps."""

    def shutdown(self, wait: bool = True) -> None:  # noqa: FBT001, FBT002 - APScheduler's own
        super().shutdown(wait)


async def schedules(url: str, jobs: int) -> dict[str, float]:
    """APScheduler as its users have it: a SQL job store, jobs that are due, one turn of its scheduler. The jobs are
    put there beforehand, in one statement; what is measured is that each runs and is taken away."""
    engine = create_async_engine(url)
    store = SQLAlchemyJobStore(engine=engine.sync_engine)
    scheduler = Turns(timezone="UTC", jobstores={"default": store})
    await greenlet_spawn(scheduler.start, paused=True)
    now = datetime.now(UTC)
    rows = [
        {"id": one.id, "next_run_time": now.timestamp(), "job_state": pickle.dumps(one.__getstate__(), 5)}
        for one in (_due_job(scheduler, number, now) for number in range(jobs))
    ]
    async with engine.begin() as db:
        await db.execute(sa.insert(store.jobs_t), rows)
    async with starting():
        began = time.perf_counter()
        scheduler.state = STATE_RUNNING
        await greenlet_spawn(scheduler._process_jobs)  # noqa: SLF001 - one turn of its loop
        await asyncio.to_thread(scheduler.shutdown)
        seconds = time.perf_counter() - began
    async with engine.connect() as db:
        left = int(await db.scalar(sa.select(sa.func.count()).select_from(store.jobs_t)) or 0)
    await engine.dispose()
    return {"done": len(_RAN), "seconds": seconds, "lag": 0.0, "left": left}


def _due_job(scheduler: BaseScheduler, number: int, now: datetime) -> Job:
    return Job(
        scheduler,
        id=str(number),
        func=job,
        trigger=DateTrigger(now),
        executor="default",
        args=(number,),
        kwargs={},
        name="job",
        misfire_grace_time=None,
        coalesce=True,
        max_instances=1,
        next_run_time=now,
    )


@asynccontextmanager
async def starting() -> AsyncIterator[None]:
    gc.collect()
    gc.freeze()
    print("ready", flush=True)
    await asyncio.to_thread(sys.stdin.readline)
    yield


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("what", choices=("empty", "deliver", "schedule"))
    asked.add_argument("--url", required=True)
    asked.add_argument("--worker", default="one")
    asked.add_argument("--jobs", type=int, default=0)
    asked.add_argument("--counted", action="store_true", help="as the channel's limits allow")
    options = asked.parse_args()
    os.sched_setaffinity(0, range(os.cpu_count() or 1))
    set_up_logs(level="WARNING")
    print(json.dumps(asyncio.run(_done(options))), flush=True)


async def _done(options: argparse.Namespace) -> dict[str, float]:
    if options.what == "schedule":
        return await schedules(options.url, options.jobs)
    database = open_database(Settings(database_url=options.url))
    try:
        if options.what == "empty":
            return await empties(database, options.worker, TEAMS if options.counted else None)
        return await delivers(database, options.worker)
    finally:
        await database.dispose()


if __name__ == "__main__":
    main()
