"""P9, P10, P11: notices that are due all at once, delivery at the channel's pace, two processes that share both."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.bench import Bench, middle
from benchmarks.report import Row
from bot.bootstrap import open_database
from bot.rehearsal.chats import Operation
from bot.rehearsal.quota import Quota
from bot.settings import Settings
from tests import postgres

_ROOT = Path(__file__).parents[1]
_TICKS = os.sysconf("SC_CLK_TCK")
PERMITTED = 50
"""Calls a second that the channel takes from one app in one tenant."""

_CHATS = """
INSERT INTO chats (id, kind, service_url, tenant_id, bot_id)
SELECT t || ':' || c, 'personal', :service, CAST(:name AS text) || t, '28:bot'
FROM generate_series(1, :tenants) AS t CROSS JOIN generate_series(1, :chats) AS c
"""
_DUE = """
INSERT INTO outbox (conversation_id, tenant, key, kind, act, payload, due_at)
SELECT t || ':' || c, CAST(:name AS text) || t, 'reminder:2027-05-10', 'reminder', 'upsert', '{"day": "2027-05-10"}',
       now() + CAST(:apart AS double precision) * c * interval '1 second'
FROM generate_series(1, :chats) AS c CROSS JOIN generate_series(1, :tenants) AS t
"""
_TOTALS = "SELECT state, sum(attempts) AS tries, count(*) AS many FROM outbox GROUP BY state"


@dataclass(kw_only=True)
class Channel:
    """Takes what the limits allow and answers 429 to the rest; the tenant is the first part of a chat's name."""

    tenants: dict[str, Quota] = field(default_factory=dict)
    came: dict[str, list[tuple[float, str]]] = field(default_factory=dict)
    refused: int = 0

    async def posted(self, request: web.Request) -> web.Response:
        chat = request.match_info["chat"]
        tenant = chat.partition(":")[0]
        quota = self.tenants.setdefault(tenant, Quota(now=time.monotonic))
        await request.read()
        wait = quota.wait(Operation.SEND, chat)
        if wait:
            self.refused += 1
            return web.json_response(
                {"error": {"code": "Throttled"}}, status=429, headers={"Retry-After": f"{wait:.3f}"}
            )
        self.came.setdefault(tenant, []).append((time.time(), chat))
        return web.json_response({"id": f"{len(self.came[tenant])}"}, status=201)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_post("/v3/conversations/{chat}/activities", self.posted)
        server = TestServer(app)
        await server.start_server(access_log=None)
        try:
            yield str(server.make_url("/"))
        finally:
            await server.close()


@dataclass(kw_only=True)
class Worker:
    popen: subprocess.Popen[str]
    log: Path

    @classmethod
    @asynccontextmanager
    async def ready(cls, *command: str) -> AsyncIterator["Worker"]:
        with tempfile.TemporaryDirectory() as home:
            log = Path(home) / "log"
            environment = {name: value for name, value in os.environ.items() if not name.startswith("MASTERMIND_")}
            with log.open("w") as errors:
                popen = subprocess.Popen(  # noqa: ASYNC220 - begins before anything is measured
                    [sys.executable, "-m", "benchmarks.couriers", *command],
                    cwd=home,
                    env={**environment, "PYTHONPATH": str(_ROOT)},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    text=True,
                )
                worker = cls(popen=popen, log=log)
                try:
                    await worker.line()
                    yield worker
                finally:
                    popen.kill()
                    popen.communicate()

    async def line(self) -> str:
        assert self.popen.stdout is not None
        said = await asyncio.to_thread(self.popen.stdout.readline)
        if not said:
            raise RuntimeError(self.log.read_text()[-2000:])
        return said

    def goes(self) -> None:
        """Begins, and where it delivers until told: stops."""
        assert self.popen.stdin is not None
        self.popen.stdin.write("\n")
        self.popen.stdin.flush()

    async def told(self) -> dict[str, float]:
        found: dict[str, float] = json.loads(await self.line())
        return found

    @property
    def cpu(self) -> float:
        fields = Path(f"/proc/{self.popen.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS


async def _filled(url: str, *, tenants: int, chats: int, service: str, name: str = "t", apart: float = 0.0) -> None:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as db:
            many = {"tenants": tenants, "chats": chats, "name": name}
            await db.execute(sa.text(_CHATS), {**many, "service": service})
            await db.execute(sa.text(_DUE), {**many, "apart": apart})
        async with engine.connect() as db:
            await (await db.execution_options(isolation_level="AUTOCOMMIT")).execute(sa.text("VACUUM ANALYZE"))
    finally:
        await engine.dispose()


async def _totals(url: str) -> dict[str, tuple[int, int]]:
    """By state: how many tries and how many rows."""
    engine = create_async_engine(url)
    try:
        async with engine.connect() as db:
            return {row.state: (int(row.tries), int(row.many)) for row in await db.execute(sa.text(_TOTALS))}
    finally:
        await engine.dispose()


@asynccontextmanager
async def _store(bench: Bench) -> AsyncIterator[str]:
    url = await bench.empty("postgresql")
    database = open_database(Settings(database_url=url))
    await database.upgrade()
    await database.dispose()
    yield url
    await postgres.drop_database(bench.server, url)


# --- all at once


@dataclass(frozen=True, kw_only=True)
class Emptied:
    each_second: float
    lag: float
    exact: bool


async def _emptied(bench: Bench, workers: int, *, counted: bool = False) -> Emptied:
    """Counted, a tenant gives a few at each look: then there are many, so that the limits hold nobody up."""
    many = 10_000 if bench.pace.quick else 100_000
    tenants = 500 if counted else 20
    async with _store(bench) as url:
        await _filled(url, tenants=tenants, chats=many // tenants, service="http://127.0.0.1:9/")
        told = await _by(workers, url, *(["--counted"] if counted else []))
        totals = await _totals(url)
    return Emptied(
        each_second=sum(one["done"] for one in told) / max(one["seconds"] for one in told),
        lag=max(one["lag"] for one in told),
        exact=sum(one["done"] for one in told) == many and totals == {"sent": (many, many)},
    )


async def _by(workers: int, url: str, *options: str) -> list[dict[str, float]]:
    if workers == 1:
        async with Worker.ready("empty", f"--url={url}", *options) as one:
            one.goes()
            return [await one.told()]
    async with (
        Worker.ready("empty", f"--url={url}", "--worker=one", *options) as one,
        Worker.ready("empty", f"--url={url}", "--worker=two", *options) as two,
    ):
        one.goes()
        two.goes()
        return list(await asyncio.gather(one.told(), two.told()))


async def _scheduled(bench: Bench) -> float:
    jobs = 1_000 if bench.pace.quick else 10_000
    url = await bench.empty("postgresql")
    async with Worker.ready("schedule", f"--url={url}", f"--jobs={jobs}") as worker:
        worker.goes()
        told = await worker.told()
    await postgres.drop_database(bench.server, url)
    if told["done"] != jobs or told["left"]:
        raise RuntimeError(f"APScheduler ran {told['done']:.0f} of {jobs} jobs and left {told['left']:.0f}")
    return jobs / told["seconds"]


async def p9(bench: Bench) -> list[Row]:
    rounds = 1 if bench.pace.quick else 3
    mine, theirs = [], []
    for _ in range(rounds):
        mine.append(await _emptied(bench, 1))
        theirs.append(await _scheduled(bench))
    ours, reference = middle([one.each_second for one in mine]), middle(theirs)
    lag = middle([one.lag for one in mine])
    counted = await _emptied(bench, 1, counted=True)
    bench.notes.append(
        f"P9: row check: each exactly once: {_verdict([*mine, counted])}. Cards are kept too (upserts with a key), 20 "
        f"tenants, limits not counted (P10 does); counted, over 500 tenants: {counted.each_second:.0f}/s. "
        f"Longest lag by round: {', '.join(f'{1000 * one.lag:.0f} ms' for one in mine)}. APScheduler's store is on the "
        "same PostgreSQL, its jobs were put there beforehand."
    )
    return [
        Row(
            name="P9",
            figure="notices due at once, claimed and stamped a second, against APScheduler's SQL job store",
            ours=f"{ours:.0f}/s",
            reference=f"{reference:.0f}/s",
            ratio=middle([a.each_second / b for a, b in zip(mine, theirs, strict=True)]),
            floor=10.0,
            goal=20.0,
            more_is_better=True,
        ),
        Row(
            name="P9",
            figure="longest lag of the loop meanwhile",
            ours=f"{1000 * lag:.0f} ms",
            reference="a count",
            ratio=1000 * lag,
            floor=50.0,
            goal=25.0,
            unit=" ms",
        ),
    ]


def _verdict(runs: Sequence[Emptied]) -> str:
    return "yes" if all(one.exact for one in runs) else "NO"


# --- at the channel's pace


@dataclass(frozen=True, kw_only=True)
class Paced:
    share: float
    refused: float
    cpu: float
    lag: float
    exact: bool


async def _paced(bench: Bench, workers: int, *, tenants: int = 20) -> Paced:
    seconds = 4.0 if bench.pace.quick else 20.0
    chats = int((seconds + 8) * PERMITTED)
    channel = Channel()
    async with _store(bench) as url, channel.open() as service:
        await _filled(url, tenants=tenants, chats=chats, service=service)
        async with Worker.ready("deliver", f"--url={url}", "--worker=one") as one:
            if workers == 1:
                return await _watched(channel, [one], seconds, tenants, url)
            async with Worker.ready("deliver", f"--url={url}", "--worker=two") as two:
                return await _watched(channel, [one, two], seconds, tenants, url)


async def _watched(channel: Channel, workers: Sequence[Worker], seconds: float, tenants: int, url: str) -> Paced:
    for worker in workers:
        worker.goes()
    await asyncio.sleep(2.0)  # the burst after the rest is over
    before, calls = sum(worker.cpu for worker in workers), _came(channel)
    await asyncio.sleep(seconds)
    cpu, calls = (sum(worker.cpu for worker in workers) - before) / seconds, _came(channel) - calls
    for worker in workers:
        worker.goes()
    told = [await worker.told() for worker in workers]
    heard = Counter(chat for came in channel.came.values() for _, chat in came)
    sent = (await _totals(url)).get("sent", (0, 0))[1]
    return Paced(
        share=calls / (seconds * PERMITTED * tenants),
        refused=channel.refused / max(1, channel.refused + _came(channel)),
        cpu=cpu,
        lag=max(one["lag"] for one in told),
        exact=max(heard.values(), default=0) == 1 and len(heard) == sent == sum(one["done"] for one in told),
    )


def _came(channel: Channel) -> int:
    return sum(len(came) for came in channel.came.values())


async def _lateness(bench: Bench, *, beside: bool) -> float:
    """Of a tenant that says something twice a second, alone or beside one with much to say."""
    said = 10 if bench.pace.quick else 30
    apart = 0.53  # not in step with the heartbeat
    channel = Channel()
    async with _store(bench) as url, channel.open() as service:
        if beside:
            await _filled(url, tenants=1, chats=5_000, service=service, name="big")
        engine = create_async_engine(url)
        async with Worker.ready("deliver", f"--url={url}") as worker:
            async with engine.begin() as db:
                small = {"tenants": 1, "chats": said, "name": "small"}
                await db.execute(sa.text(_CHATS.replace("t || ':' || c", "'s:' || c")), {**small, "service": service})
                await db.execute(sa.text(_DUE.replace("t || ':' || c", "'s:' || c")), {**small, "apart": apart})
            worker.goes()
            await asyncio.sleep(said * apart + 2.5)
            worker.goes()
            await worker.told()
        due = sa.text("SELECT conversation_id, extract(epoch FROM due_at) AS due FROM outbox WHERE tenant = 'small1'")
        async with engine.connect() as db:
            moments = {row.conversation_id: float(row.due) for row in await db.execute(due)}
        await engine.dispose()
    late = [came - moments[chat] for came, chat in channel.came.get("s", [])]
    if len(late) != said:
        raise RuntimeError(f"{len(late)} of {said} were heard")
    return middle(late)


async def p10(bench: Bench) -> list[Row]:
    paced = [await _paced(bench, 1) for _ in range(1 if bench.pace.quick else 3)]
    alone, beside = await _lateness(bench, beside=False), await _lateness(bench, beside=True)
    bench.notes.append(
        f"P10: row check: each exactly once: {'yes' if all(one.exact for one in paced) else 'NO'}. 20 tenants, one "
        f"process. Longest lag of the loop {1000 * max(one.lag for one in paced):.0f} ms."
    )
    share, refused, cpu = (middle([getattr(one, name) for one in paced]) for name in ("share", "refused", "cpu"))
    return [
        Row(
            name="P10",
            figure="share of the permitted rate to 20 tenants",
            ours=f"{share * 20 * PERMITTED:.0f}/s",
            reference=f"{20 * PERMITTED}/s",
            ratio=share,
            floor=0.90,
            goal=0.95,
            more_is_better=True,
        ),
        Row(
            name="P10",
            figure="answers that say too many",
            ours=f"{refused:.2%}",
            reference="a count",
            ratio=100 * refused,
            floor=1.0,
            goal=0.1,
            unit=" %",
        ),
        Row(
            name="P10",
            figure="processor time meanwhile",
            ours=f"{cpu:.2f} core",
            reference="a count",
            ratio=cpu,
            floor=0.6,
            goal=0.4,
            unit="",
        ),
        Row(
            name="P10",
            figure="lateness of a small tenant beside a big one, against alone",
            ours=f"{1000 * beside:.0f} ms",
            reference=f"{1000 * alone:.0f} ms",
            ratio=beside / alone,
            floor=1.5,
            goal=1.1,
        ),
    ]


# --- two processes


async def p11(bench: Bench) -> list[Row]:
    rounds = 1 if bench.pace.quick else 3
    single, double = [], []
    for _ in range(rounds):
        single.append(await _emptied(bench, 1))
        double.append(await _emptied(bench, 2))
    one, two = await _paced(bench, 1), await _paced(bench, 2)
    bench.notes.append(
        f"P11: row check: each exactly once by two: all at once {_verdict(double)}, at the channel's pace "
        f"{'yes' if two.exact else 'NO'}. Two were refused {two.refused:.2%} of their calls, one {one.refused:.2%}; "
        f"processor time {two.cpu:.2f} core against {one.cpu:.2f}. At the channel's pace both share one limit, "
        f"which one alone all but fills ({one.share:.0%}): 1.3x cannot be there."
    )
    return [
        Row(
            name="P11",
            figure="two processes, all due at once: claimed and stamped a second, against one",
            ours=f"{middle([run.each_second for run in double]):.0f}/s",
            reference=f"{middle([run.each_second for run in single]):.0f}/s",
            ratio=middle([a.each_second / b.each_second for a, b in zip(double, single, strict=True)]),
            floor=1.0,
            goal=1.3,
            more_is_better=True,
        ),
        Row(
            name="P11",
            figure="two processes at the channel's pace, against one (the limits are the same)",
            ours=f"{two.share:.3f}",
            reference=f"{one.share:.3f}",
            ratio=two.share / one.share,
            floor=1.0,
            goal=1.3,
            more_is_better=True,
        ),
    ]
