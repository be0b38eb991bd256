"""P11: two processes that share one store and one set of limits, against one."""

from benchmarks.at_once import emptied
from benchmarks.bench import Bench, middle
from benchmarks.paced import at_pace
from benchmarks.report import Row
from benchmarks.workers import verdict


async def p11(bench: Bench) -> list[Row]:
    rounds = 1 if bench.pace.quick else 3
    single, double = [], []
    for _ in range(rounds):
        single.append(await emptied(bench, 1))
        double.append(await emptied(bench, 2))
    one, two = await at_pace(bench, 1), await at_pace(bench, 2)
    bench.notes.append(
        f"P11: row check: each exactly once by two: all at once {verdict(run.exact for run in double)}, at the "
        f"channel's pace {verdict([two.exact])}. Two were refused {two.refused:.2%} of their calls, "
        f"one {one.refused:.2%}; processor time {two.cpu:.2f} core against {one.cpu:.2f}. At the channel's "
        f"pace both share one limit, which one alone all but fills ({one.share:.0%}): 1.3x cannot be there."
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
