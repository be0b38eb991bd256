"""Small numbers: what may be said of few, so that nobody can be reckoned out (domain.md 8.3)."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random
from typing import Final, Generic, TypeVar

ENOUGH: Final = 5
"""Below this many people "without a name" would not be true; `dialogs.sessions.tallies` keeps to the same."""
MANY: Final = 10
"""From so many on texts that nobody may trace are handed over, shuffled over all groups."""
FEW: Final = "<5"
LEFT_OUT: Final = "-"

_Key = TypeVar("_Key", bound=object)


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected(Generic[_Key]):
    """`whole` is what they add up to, where saying so gives nothing away."""

    cells: Mapping[_Key, int | str]
    whole: int | str


def protected(counts: Mapping[_Key, int]) -> Protected[_Key]:
    """One to four become `<5`. As long as they would follow from the rest, the next smallest is left out too, and when
    nothing remains to be left out, the whole."""
    small = {key for key, count in counts.items() if 0 < count < ENOUGH}
    larger = sorted((key for key, count in counts.items() if count >= ENOUGH), key=lambda key: counts[key])
    left_out: set[_Key] = set()
    while larger and _follows(counts, small, left_out):
        left_out.add(larger.pop(0))
    secret = _follows(counts, small, left_out)
    cells = {key: FEW if key in small else LEFT_OUT if key in left_out else count for key, count in counts.items()}
    return Protected(cells=cells, whole=LEFT_OUT if secret else sum(counts.values()))


def _follows(counts: Mapping[_Key, int], small: set[_Key], left_out: set[_Key]) -> bool:
    """Whether who knows the whole can tell a small number: each is one to four, each left out five or more."""
    if not small:
        return False
    unknown = sum(counts[key] for key in small | left_out)
    if left_out:
        return unknown == len(small) + ENOUGH * len(left_out)
    return len(small) == 1 or unknown in {len(small), (ENOUGH - 1) * len(small)}


def of_the_whole(told: Sequence[Counter[str]], all_: Counter[str], *, each: int = 1) -> Counter[str]:
    """What a programme's figure may count, beside parts that were told already: everything, or, where what was added
    or has gone since then comes from fewer than five, only what the parts came to. Their difference would else tell
    it. `each` is how often one person may count."""
    parts = sum(told, Counter[str]())
    moved = sum((parts - all_).values()) + sum((all_ - parts).values())
    return all_ if moved == 0 or moved >= ENOUGH * each else parts


def shuffled(texts: Sequence[str], chance: Random) -> tuple[str, ...]:
    """Texts that nobody may trace: none below ten, in no order from ten on."""
    if len(texts) < MANY:
        return ()
    drawn = list(texts)
    chance.shuffle(drawn)
    return tuple(drawn)
