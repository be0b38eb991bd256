"""What came out: a table on the screen and a page to keep, with the machine and the versions it was measured on."""

import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

RESULTS = Path(__file__).with_name("results.md")
_HEADS = ("", "Figure", "Ours", "Reference", "Ratio", "Floor", "Goal", "Met")
_PACKAGES = ("aiohttp", "sqlalchemy", "asyncpg", "aiosqlite", "botbuilder-core", "pyjwt", "cryptography")


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One line of the table. `ratio` is judged: at least the goal when `more_is_better`, else at most."""

    name: str
    figure: str
    ours: str
    reference: str
    ratio: float
    floor: float
    goal: float
    more_is_better: bool = False
    unit: str = "x"

    @property
    def met(self) -> str:
        if self._reaches(self.goal):
            return "goal"
        return "floor" if self._reaches(self.floor) else "no"

    def _reaches(self, bar: float) -> bool:
        return self.ratio >= bar if self.more_is_better else self.ratio <= bar

    @property
    def cells(self) -> tuple[str, ...]:
        numbers = (f"{self.ratio:.2f}{self.unit}", f"{self.floor:g}{self.unit}", f"{self.goal:g}{self.unit}")
        return self.name, self.figure, self.ours, self.reference, *numbers, self.met


def table(rows: Iterable[Row]) -> str:
    cells = [_HEADS, *(row.cells for row in rows)]
    widths = [max(len(line[place]) for line in cells) for place in range(len(_HEADS))]
    lines = ["| " + " | ".join(cell.ljust(w) for cell, w in zip(line, widths, strict=True)) + " |" for line in cells]
    lines.insert(1, "|" + "|".join("-" * (w + 2) for w in widths) + "|")
    return "\n".join(lines)


def page(rows: Sequence[Row], notes: Sequence[str]) -> str:
    said = [
        "# Benchmarks",
        "",
        f"{datetime.now(UTC):%d %B %Y, %H:%M} UTC, by `make bench`.",
        "Every figure is a ratio: ours and its reference were measured in turns in the same run, and the middle of the",
        "rounds was taken. The machine is shared, so ratios travel and absolute numbers do not.",
        "",
        table(rows),
        "",
        "## The machine",
        "",
        f"- {_processor()}, {os.cpu_count()} cores, {_memory():.0f} GiB; {platform.system()} {_kernel()}.",
        f"- Python {platform.python_version()}; {', '.join(f'{name} {version(name)}' for name in _PACKAGES)}.",
        "- The bot (ours or the reference) alone on core 0; load, channel, key server and PostgreSQL on the others.",
        "",
        "## Notes",
        "",
        *(f"- {note}" for note in notes),
        "",
    ]
    return "\n".join(said)


def _processor() -> str:
    for line in Path("/proc/cpuinfo").read_text().splitlines():
        if line.startswith("model name"):
            return line.partition(":")[2].strip()
    return platform.machine()


def _kernel() -> str:
    """Its version, without what whoever built it added."""
    return platform.release().partition("-")[0]


def _memory() -> float:
    return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
