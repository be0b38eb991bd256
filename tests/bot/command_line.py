"""The command line as tests use it: what a call said, and the programme of 2021 to call it about."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

PROGRAMME: Final = Path(__file__).parents[1] / "data" / "programme-2021.yaml"
SLUG: Final = "masterminds-2021"


@dataclass(frozen=True, slots=True)
class Said:
    code: int
    out: str
    err: str


Mastermind = Callable[..., Said]


def with_2021(mastermind: Mastermind, home: Path, stores: dict[str, bytes]) -> Mastermind:
    """A migrated store with the programme of 2021: the commands make it once, every other test begins with a copy."""
    file = home / "var" / "mastermind.db"
    if SLUG in stores:
        file.parent.mkdir()
        file.write_bytes(stores[SLUG])
    else:
        assert mastermind("db", "upgrade").code == 0
        assert mastermind("programme", "import", PROGRAMME).code == 0
        stores[SLUG] = file.read_bytes()
    return mastermind
