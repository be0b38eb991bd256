"""Plays every shipped format with several seeds, each in a process of its own: `python -m tests.rehearsals`.

One line for each; ends with 1 if one of them did not end well, whose complaint is told.
"""

import subprocess
import sys
import time
from pathlib import Path
from typing import Final

PLAYED: Final = {"mastermind-4": 8, "mastermind-3": 6, "action-learning": 7, "taster": 5}
"""By format, how many take part."""
SEEDS: Final = range(1, 6)
_LONGEST: Final = 600
_ROOT: Final = Path(__file__).parents[1]


def rehearsed(format_: str, people: int, seed: int) -> bool:
    command = [sys.executable, "-m", "bot", "rehearse"]
    arguments = ["--format", format_, "--people", str(people), "--seed", str(seed)]
    began = time.monotonic()
    done = subprocess.run(
        [*command, *arguments], cwd=_ROOT, capture_output=True, text=True, timeout=_LONGEST, check=False
    )
    well = done.returncode == 0
    told = "ended well" if well else f"ended with {done.returncode}"
    sys.stdout.write(f"{' '.join(arguments)}: {told} in {time.monotonic() - began:.0f} s\n")
    if not well:
        sys.stdout.write(done.stderr)
    sys.stdout.flush()
    return well


def main() -> int:
    ended = [rehearsed(format_, people, seed) for format_, people in PLAYED.items() for seed in SEEDS]
    return 0 if all(ended) else 1


if __name__ == "__main__":
    sys.exit(main())
