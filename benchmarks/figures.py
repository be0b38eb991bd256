"""The figures of a run, in their order: each measures something, in turns with what, and notes what was noticed."""

from collections.abc import Awaitable, Callable, Mapping

from benchmarks.answering import p1, p1s, p2, p3, p4, p5
from benchmarks.at_once import p9
from benchmarks.bench import Bench
from benchmarks.crowd import p7
from benchmarks.idle import p12
from benchmarks.paced import p10
from benchmarks.report import Row
from benchmarks.series import p8
from benchmarks.starting import p6
from benchmarks.two_processes import p11

Figure = Callable[[Bench], Awaitable[list[Row]]]

FIGURES: Mapping[str, Figure] = {
    "P1": p1,
    "P1S": p1s,
    "P2": p2,
    "P3": p3,
    "P4": p4,
    "P5": p5,
    "P6": p6,
    "P7": p7,
    "P8": p8,
    "P9": p9,
    "P10": p10,
    "P11": p11,
    "P12": p12,
}
