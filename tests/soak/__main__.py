"""`make soak`: a season of many groups, two bots, a channel in bad weather, deaths; then the checker's report."""

import argparse
import asyncio
import sys
import tempfile
from pathlib import Path

from tests import postgres
from tests.soak.checker import Verdict, calls_in, checked
from tests.soak.season import Plan, Told, play


def main(plan: Plan, report: Path | None) -> int:
    with postgres.server(durable=True) as server, tempfile.TemporaryDirectory() as folder:
        told, verdict = asyncio.run(_soaked(plan, server, Path(folder)))
    weather = ", ".join(f"{name} {number}" for name, number in sorted(told.troubles.items()))
    words = (
        f"{plan.groups} groups in {plan.tenants} tenants, two bots, seed {plan.seed}: {told.steps} moments in"
        f" {told.seconds:.0f} s, {told.deaths} deaths.\nTroubles of the channel: {weather}.\n{verdict}\n"
    )
    sys.stdout.write(words)
    if report is not None:
        report.write_text(f"# The soak's report\n\n```\n{words}```\n", encoding="utf-8")
    return 0 if verdict.kept else 1


async def _soaked(plan: Plan, server: str, folder: Path) -> tuple[Told, Verdict]:
    url = await postgres.create_database(server)
    told = await play(plan, url=url, folder=folder, said=_aloud)
    return told, await checked(url=url, lines=calls_in(folder), deaths=told.deaths)


def _aloud(line: str) -> None:
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def asked() -> tuple[Plan, Path | None]:
    ask = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    ask.add_argument("--groups", type=int, default=200)
    ask.add_argument("--tenants", type=int, default=20)
    ask.add_argument("--deaths", type=int, default=20)
    ask.add_argument("--seed", type=int, default=1)
    ask.add_argument("--report", type=Path, help="a file for the checker's report")
    options = ask.parse_args()
    plan = Plan(
        groups=options.groups,
        tenants=options.tenants,
        seed=options.seed,
        deaths=options.deaths,
        wait_for_leases=True,
    )
    return plan, options.report


if __name__ == "__main__":
    sys.exit(main(*asked()))
