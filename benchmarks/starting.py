"""P6: how long a start takes, and what it weighs."""

import asyncio
import time
from contextlib import AbstractContextManager
from dataclasses import dataclass

from benchmarks.bench import Bench, middle
from benchmarks.bots import Process, echo, ours
from benchmarks.report import Row

_FIRST_BEATS = 3.0  # seconds; what a start leaves for later is loaded by then


@dataclass(frozen=True, kw_only=True)
class Start:
    """Seconds to `/readyz`; MiB then, and a few beats later."""

    seconds: float
    resident: float
    later: float


async def p6(bench: Bench) -> list[Row]:
    """From nothing to `/readyz`, and what it holds in memory then; on SQLite, as the bot starts by default. The note
    says what it holds a few beats later, for the bot listens before all of it is loaded."""
    pairs: list[tuple[Start, Start]] = []
    async with bench.store("sqlite") as (url, _):
        for _ in range(bench.pace.rounds + 1):
            mine = await _start(ours(url, bench.world.settings))
            theirs = await _start(echo(patched=False, options=bench.world.reference_options))
            pairs.append((mine, theirs))
    del pairs[0]  # the first start reads everything from disk
    later = [(mine.later, theirs.later) for mine, theirs in pairs]
    bench.notes.append(
        f"P6: {_FIRST_BEATS:.0f} s after `readyz`, when all is loaded, {middle([mine for mine, _ in later]):.0f} MiB "
        f"against {middle([theirs for _, theirs in later]):.0f} MiB "
        f"({middle([mine / theirs for mine, theirs in later]):.2f}x)."
    )
    return [
        Row(
            name="P6",
            figure=what,
            ours=f"{middle([mine for mine, _ in found]) * scale:.0f} {unit}",
            reference=f"{middle([theirs for _, theirs in found]) * scale:.0f} {unit}",
            ratio=middle([mine / theirs for mine, theirs in found]),
            floor=floor,
            goal=1.6,
        )
        for what, found, scale, unit, floor in (
            (
                "start to `readyz`, against the SDK's echo bot",
                [(mine.seconds, theirs.seconds) for mine, theirs in pairs],
                1000,
                "ms",
                2.2,
            ),
            (
                "resident memory when ready, against the SDK's echo bot",
                [(mine.resident, theirs.resident) for mine, theirs in pairs],
                1,
                "MiB",
                2.0,
            ),
        )
    ]


async def _start(bot: AbstractContextManager[Process]) -> Start:
    began = time.perf_counter()
    with bot as process:
        await process.ready(every=0.002)
        seconds, resident = time.perf_counter() - began, process.resident
        await asyncio.sleep(_FIRST_BEATS)
        return Start(seconds=seconds, resident=resident, later=process.resident)
