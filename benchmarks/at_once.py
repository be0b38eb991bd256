"""P9: a hundred thousand notices that are due all at once, beside APScheduler's own job store."""

import asyncio
from dataclasses import dataclass

from benchmarks.bench import Bench, middle
from benchmarks.report import Row
from benchmarks.workers import Worker, crew, filled, store, totals, verdict
from tests import postgres


@dataclass(frozen=True, kw_only=True)
class Emptied:
    each_second: float
    lag: float
    exact: bool


async def emptied(bench: Bench, workers: int, *, counted: bool = False) -> Emptied:
    """Counted, a tenant gives a few at each look: then there are many, so that the limits hold nobody up."""
    many = 10_000 if bench.pace.quick else 100_000
    tenants = 500 if counted else 20
    async with store(bench) as url:
        await filled(url, tenants=tenants, chats=many // tenants, service="http://127.0.0.1:9/")
        async with crew(workers, "empty", f"--url={url}", *(["--counted"] if counted else [])) as ready:
            for worker in ready:
                worker.goes()
            told = await asyncio.gather(*(worker.told() for worker in ready))
        stored = await totals(url)
    return Emptied(
        each_second=sum(one["done"] for one in told) / max(one["seconds"] for one in told),
        lag=max(one["lag"] for one in told),
        exact=sum(one["done"] for one in told) == many and stored == {"sent": (many, many)},
    )


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
        mine.append(await emptied(bench, 1))
        theirs.append(await _scheduled(bench))
    ours, reference = middle([one.each_second for one in mine]), middle(theirs)
    lag = middle([one.lag for one in mine])
    counted = await emptied(bench, 1, counted=True)
    bench.notes.append(
        f"P9: row check: each exactly once: {verdict(one.exact for one in (*mine, counted))}. Cards are kept too "
        "(upserts with a key), 20 tenants, limits not counted (P10 does); counted, over 500 tenants: "
        f"{counted.each_second:.0f}/s. Longest lag by round: "
        f"{', '.join(f'{1000 * one.lag:.0f} ms' for one in mine)}. APScheduler's store is on the same "
        "PostgreSQL, its jobs were put there beforehand."
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
