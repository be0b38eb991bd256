"""Two bots under the same load in turns: what each does in a second, and what it costs them."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from benchmarks.bench import Bench, in_turns, middle
from benchmarks.bots import Process
from benchmarks.talk import Run


@dataclass(kw_only=True)
class Measured:
    """A bot under a load, and the processor time each unit cost it."""

    process: Process
    load: Callable[[], Awaitable[Run]]
    cost: list[float]

    async def __call__(self) -> Run:
        before = self.process.cpu
        run = await self.load()
        self.cost.append(1000 * (self.process.cpu - before) / max(1, run.done + run.failed))
        return run


def measured(process: Process, load: Callable[[], Awaitable[Run]]) -> Measured:
    return Measured(process=process, load=load, cost=[])


async def in_turns_at_full_speed(bench: Bench, name: str, one: Measured, other: Measured) -> tuple[float, float, float]:
    """Both at full speed in turns: ours and theirs each second, and the middle of the ratios."""
    await one()
    await other()  # the first round warms up caches, connections and keys
    mine, theirs = await in_turns(bench.pace.rounds, one, other, between=lambda: bench.world.channel.quiet(seconds=1))
    ratios = [a.each_second / max(b.each_second, 1.0) for a, b in zip(mine, theirs, strict=True)]
    failed = sum(run.failed for run in mine + theirs)
    bench.notes.append(
        f"{name}: processor time each {middle(one.cost[1:]):.2f} ms against {middle(other.cost[1:]):.2f} ms. "
        f"Half within {1000 * middle([run.within(0.5) for run in mine]):.0f} ms, 99 % within "
        f"{1000 * middle([run.within(0.99) for run in mine]):.0f} ms. By round: "
        f"{', '.join(f'{ratio:.2f}x' for ratio in ratios)}. The load used at most "
        f"{max(run.busy for run in mine + theirs):.0%} of its core." + (f" Failed: {failed}." if failed else "")
    )
    return (
        middle([run.each_second for run in mine]),
        middle([run.each_second for run in theirs]),
        middle(ratios),
    )
