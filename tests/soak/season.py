"""Drives a season: two bots on one PostgreSQL, a moved clock, a channel in bad weather, and a hand that kills."""

import asyncio
import os
import random
import signal
import sys
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, Final, Self

import aiohttp
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from tests.ports import Port
from tests.soak.channel import Channel, Weather
from tests.soak.town import BEGINS, built

_ROOT: Final = Path(__file__).parents[2]
_PATIENCE: Final = 600.0  # a start takes seconds, and minutes where everything else goes first
_A_MOMENT: Final = timedelta(seconds=1)

_NEXT: Final = sa.text(
    "SELECT min(due_at) FROM ("
    " SELECT due_at FROM outbox WHERE state IN ('pending', 'sending') AND due_at > :now"
    " UNION ALL SELECT due_at FROM reminders WHERE called_at IS NULL AND due_at > :now) AS coming"
)
_OWED: Final = sa.text(
    "SELECT (SELECT count(*) FROM outbox WHERE state IN ('pending', 'sending') AND due_at <= :now)"
    " + (SELECT count(*) FROM reminders WHERE called_at IS NULL AND due_at <= :now)"
)
_WHICH: Final = sa.text(
    "SELECT kind, state, attempts, error, conversation_id, due_at, not_before FROM outbox"
    " WHERE state IN ('pending', 'sending') AND due_at <= :now"
    " UNION ALL SELECT rule, 'not called', 0, person_id, session_id, due_at, drop_after FROM reminders"
    " WHERE called_at IS NULL AND due_at <= :now"
)
_FREE: Final = sa.text("UPDATE leases SET leased_until = now() WHERE leased_by LIKE :whose")


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    groups: int
    tenants: int
    seed: int
    deaths: int
    """How many times a bot is killed, spread over the season."""
    wait_for_leases: bool
    """Whether what a dead bot had in hand waits until its lease ends, half a minute; else the leases are taken away."""


@dataclass(kw_only=True)
class Told:
    """What the season itself can say of how it went; whether all went well the checker says."""

    deaths: int = 0
    steps: int = 0
    seconds: float = 0.0
    calls: int = 0
    troubles: dict[str, int] = field(default_factory=dict)


class Bot:
    """A process that can be killed and started again."""

    def __init__(self, *, url: str, home: Path) -> None:
        self._url = url
        self._home = home
        self._process: asyncio.subprocess.Process | None = None
        self._port = Port()
        self.address = f"http://127.0.0.1:{self._port.number}"

    async def start(self, http: aiohttp.ClientSession) -> Self:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("MASTERMIND_")}
        mine = {
            "PYTHONPATH": str(_ROOT),
            "MASTERMIND_ENVIRONMENT": "rehearsal",
            "MASTERMIND_DATABASE_URL": self._url,
            "MASTERMIND_PORT": str(self._port.number),
            "MASTERMIND_REHEARSAL_START": BEGINS.isoformat(),
            "MASTERMIND_LOG_FORMAT": "json",
        }
        with (self._home / "bot.log").open("ab") as log:
            self._process = await asyncio.create_subprocess_exec(
                sys.executable, "-m", "tests.soak.bot", cwd=self._home, env=kept | mine, stdout=log, stderr=log
            )
        until = time.monotonic() + _PATIENCE
        while time.monotonic() < until and self._process.returncode is None:
            try:
                async with http.get(f"{self.address}/readyz") as answer:
                    if answer.ok:
                        return self
            except aiohttp.ClientConnectionError:
                pass
            await asyncio.sleep(0.05)
        raise RuntimeError((self._home / "bot.log").read_text(encoding="utf-8")[-3000:])

    async def dies(self) -> int:
        """The number that the process had."""
        assert self._process is not None
        self._process.kill()
        await self._process.wait()
        return self._process.pid

    async def stops(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.send_signal(signal.SIGTERM)
            try:
                await asyncio.wait_for(self._process.wait(), _PATIENCE)
            except TimeoutError:
                self._process.kill()
                await self._process.wait()
                raise
        self._port.close()

    async def is_told(self, now: datetime, http: aiohttp.ClientSession) -> None:
        """Its clock goes to this moment, if it is not there yet. A bot that is dead hears nothing."""
        try:
            async with http.post(f"{self.address}/rehearsal/clock", json={"now": now.isoformat()}) as answer:
                await answer.read()
        except aiohttp.ClientError:
            return


@dataclass(kw_only=True)
class _Clock:
    now: datetime = BEGINS
    at: float = field(default_factory=time.monotonic)

    def reads(self) -> datetime:
        """The bots' clocks tick on from where they were put."""
        return self.now + timedelta(seconds=time.monotonic() - self.at)

    def goes_to(self, moment: datetime) -> None:
        self.now, self.at = moment, time.monotonic()


_EVIDENCE: Final = (
    "CREATE TABLE outbox_swept (LIKE outbox)",
    "CREATE RULE keep_evidence AS ON DELETE TO outbox DO ALSO INSERT INTO outbox_swept SELECT OLD.*",
)
"""What the bots sweep away after a month is kept for the checker."""


async def play(plan: Plan, *, url: str, folder: Path, said: Callable[[str], None] = lambda _: None) -> Told:
    """Leaves `calls.jsonl` in the folder and the season's outcome in the store."""
    began, clock, told = time.monotonic(), _Clock(), Told()
    channel = Channel(log=folder / "calls.jsonl", now=clock.reads, weather=Weather(), seed=plan.seed)
    async with channel as service_url, aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=600)) as http:
        await built(url, service_url=service_url, groups=plan.groups, tenants=plan.tenants, seed=plan.seed)
        async with _store(url) as store:
            async with store.connect() as db:
                for statement in _EVIDENCE:
                    await db.execute(sa.text(statement))
            async with _bots(url, folder, http) as bots:
                moments = await _season(store, bots, clock, plan, http, told, said)
        told.calls, told.troubles = channel.calls, dict(channel.troubles)
    told.steps, told.seconds = moments, time.monotonic() - began
    return told


@asynccontextmanager
async def _store(url: str) -> AsyncIterator[AsyncEngine]:
    engine = create_async_engine(url, isolation_level="AUTOCOMMIT")
    try:
        yield engine
    finally:
        await engine.dispose()


@asynccontextmanager
async def _bots(url: str, folder: Path, http: aiohttp.ClientSession) -> AsyncIterator[Sequence[Bot]]:
    bots = []
    try:
        for name in ("one", "two"):
            home = folder / name
            home.mkdir()
            bots.append(await Bot(url=url, home=home).start(http))
        yield bots
    finally:
        for bot in bots:
            await bot.stops()


async def _season(
    store: AsyncEngine,
    bots: Sequence[Bot],
    clock: _Clock,
    plan: Plan,
    http: aiohttp.ClientSession,
    told: Told,
    said: Callable[[str], None],
) -> int:
    chance, steps = random.Random(plan.seed), 0
    dying: list[asyncio.Task[None]] = []
    every, said_until = await _every(store, plan), BEGINS
    while (moment := await _asked(store, _NEXT, said_until)) is not None:
        clock.goes_to(max(moment + _A_MOMENT, clock.reads()))
        steps += 1
        if told.deaths < plan.deaths and steps % every == 0:
            told.deaths += 1
            dying.append(asyncio.create_task(_dies(bots[told.deaths % 2], store, plan, http, chance.random())))
        await asyncio.gather(*(bot.is_told(clock.now, http) for bot in bots))
        await asyncio.gather(*dying)
        dying.clear()
        said_until = await _all_said(store, bots, clock, http)
        if steps % 100 == 0:
            said(f"{clock.now:%d %B %Y}, {steps} moments")
    return steps


async def _every(store: AsyncEngine, plan: Plan) -> int:
    """After how many moments somebody dies."""
    async with store.connect() as db:
        moments = int(await db.scalar(sa.text("SELECT count(DISTINCT due_at) FROM reminders")) or 0)
    return max(1, moments // (plan.deaths + 1))


async def _dies(bot: Bot, store: AsyncEngine, plan: Plan, http: aiohttp.ClientSession, after: float) -> None:
    """In the middle of its work, and back a moment later."""
    await asyncio.sleep(after)
    number = await bot.dies()
    if not plan.wait_for_leases:
        async with store.connect() as db:
            await db.execute(_FREE, {"whose": f"%:{number}:%"})
    await bot.start(http)


async def _all_said(store: AsyncEngine, bots: Sequence[Bot], clock: _Clock, http: aiohttp.ClientSession) -> datetime:
    """Until nothing is owed any more that is due by then, also of what was called again meanwhile; a bot that was
    started meanwhile is told the time."""
    until = time.monotonic() + _PATIENCE
    while await _asked(store, _OWED, now := clock.reads()):
        if time.monotonic() > until:
            async with store.connect() as db:
                owed = (await db.execute(_WHICH, {"now": now})).all()
            raise RuntimeError(f"due at {now} and still not said {_PATIENCE:.0f} s later: {owed}")
        await asyncio.gather(*(bot.is_told(clock.now, http) for bot in bots))
        await asyncio.sleep(0.05)
    return now


async def _asked(store: AsyncEngine, statement: Any, now: datetime) -> Any:
    async with store.connect() as db:
        return await db.scalar(statement, {"now": now})
