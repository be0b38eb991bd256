"""P10: delivery at the channel's pace: twenty tenants, and a small one beside a big one."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.bench import Bench, middle
from benchmarks.report import Row
from benchmarks.workers import CHATS, DUE, PERMITTED, Channel, Worker, crew, filled, store, totals, verdict


@dataclass(frozen=True, kw_only=True)
class Paced:
    share: float
    refused: float
    cpu: float
    lag: float
    exact: bool


async def at_pace(bench: Bench, workers: int, *, tenants: int = 20) -> Paced:
    seconds = 4.0 if bench.pace.quick else 20.0
    chats = int((seconds + 8) * PERMITTED)
    channel = Channel()
    async with store(bench) as url, channel.open() as service:
        await filled(url, tenants=tenants, chats=chats, service=service)
        async with crew(workers, "deliver", f"--url={url}") as ready:
            return await _watched(channel, ready, seconds, tenants, url)


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
    sent = (await totals(url)).get("sent", (0, 0))[1]
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
    async with store(bench) as url, channel.open() as service:
        if beside:
            await filled(url, tenants=1, chats=5_000, service=service, name="big")
        engine = create_async_engine(url)
        async with Worker.ready("deliver", f"--url={url}") as worker:
            async with engine.begin() as db:
                small = {"tenants": 1, "chats": said, "name": "small"}
                await db.execute(sa.text(CHATS.replace("t || ':' || c", "'s:' || c")), {**small, "service": service})
                await db.execute(sa.text(DUE.replace("t || ':' || c", "'s:' || c")), {**small, "apart": apart})
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
    paced = [await at_pace(bench, 1) for _ in range(1 if bench.pace.quick else 3)]
    alone, beside = await _lateness(bench, beside=False), await _lateness(bench, beside=True)
    bench.notes.append(
        f"P10: row check: each exactly once: {verdict(one.exact for one in paced)}. 20 tenants, one "
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
