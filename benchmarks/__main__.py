"""`make bench`: prints the table of figures; a run of all of them that is not a hurried one is also written to
`benchmarks/results.md`. It never fails a build."""

import argparse
import asyncio
import os
import tempfile
from pathlib import Path

from benchmarks.bench import Bench, Pace
from benchmarks.bots import keep_off_the_bots_core
from benchmarks.figures import FIGURES
from benchmarks.report import RESULTS, page, table
from benchmarks.world import world
from tests import postgres


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    asked.add_argument("--only", default=os.environ.get("ONLY", ""), help="one figure, such as P1; also ONLY=P1")
    asked.add_argument("--quick", action="store_true", help="short rounds: does it work, not how fast is it")
    options = asked.parse_args()
    wanted = {name.strip().upper() for name in options.only.split(",") if name.strip()} or set(FIGURES)
    unknown = wanted - FIGURES.keys()
    if unknown:
        asked.error(f"there is no figure {', '.join(sorted(unknown))}; there are {', '.join(FIGURES)}")
    alone = keep_off_the_bots_core()
    asyncio.run(measure(wanted, quick=options.quick, alone=alone))


async def measure(wanted: set[str], *, quick: bool, alone: bool) -> None:
    pace = Pace(rounds=2, seconds=2.0) if quick else Pace()
    rows, notes, before = [], [], os.getloadavg()[0]
    if not alone:
        notes.append("There was one core for everything: the load took its share of what is measured.")
    with postgres.server(durable=True) as server, tempfile.TemporaryDirectory() as folder:
        async with world() as around:
            bench = Bench(world=around, pace=pace, server=server, folder=Path(folder), notes=notes)
            for name, figure in FIGURES.items():
                if name in wanted:
                    print(f"{name} ...", flush=True)
                    try:
                        rows += await figure(bench)
                    except Exception as fault:  # noqa: BLE001 - the other figures are worth having
                        notes.append(f"{name} could not be measured: {type(fault).__name__}: {fault}")
                        print(notes[-1], flush=True)
    notes.append(
        f"Others may have wanted the machine too: its load average was {before:.1f} before the run and "
        f"{os.getloadavg()[0]:.1f} at the end, of which about 2 is the run itself."
    )
    print(table(rows))
    print(*(f"- {note}" for note in notes), sep="\n")
    if wanted == set(FIGURES) and not quick:
        RESULTS.write_text(page(rows, notes), encoding="utf-8")


if __name__ == "__main__":
    main()
