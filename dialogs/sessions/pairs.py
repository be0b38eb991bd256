"""Who look after each other between two sessions: pairs drawn by lot, one trio where the number is odd, and nobody
with the same person twice when that can be avoided."""

import random
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Final

from dialogs.ids import PersonId

Pair = frozenset[PersonId]

_LONGEST_SEARCH: Final = 20_000
"""Steps. Of a dozen people every division is looked at; of more, the best one that was found by then."""
_EARLIER, _LATEST = 100, 1
"""What it costs to be together again: with somebody of an earlier session, or of the proposal that is replaced."""


def pairs(
    people: Sequence[PersonId], seed: str, earlier: Collection[Pair] = (), *, latest: Collection[Pair] = ()
) -> tuple[Pair, ...]:
    """The same seed gives the same pairs, in whatever order the people come. Nobody alone has a buddy.

    `earlier` are pairs of other sessions, `latest` those of the proposal that did not fit: each of both is avoided,
    the former first. Three in one pair have all met.
    """
    order = sorted(people)
    random.Random(seed).shuffle(order)  # noqa: S311 - a lot, no secret
    if len(order) < 2:  # noqa: PLR2004 - it takes two
        return ()
    price = {**_met(latest, _LATEST), **_met(earlier, _EARLIER)}
    return _Search(price).best(order)


def mended(
    proposal: Sequence[Pair], people: Sequence[PersonId], seed: str, earlier: Collection[Pair] = ()
) -> tuple[Pair, ...]:
    """The proposal for those who are there now: pairs that lost nobody stay as they were; who lost theirs, and who is
    new, are put together. An odd one joins the trio, which becomes two pairs, or else a pair."""
    here = set(people)
    whole = sorted((pair for pair in proposal if pair <= here), key=len, reverse=True)
    alone = sorted(here.difference(*whole))
    joined = next((pair for pair in whole if _takes_in(pair, len(alone))), None)
    if joined is not None:
        whole.remove(joined)
        alone += sorted(joined)
    return (*whole, *pairs(alone, seed, earlier))


def _takes_in(pair: Pair, alone: int) -> bool:
    return alone % 2 == 1 and (len(pair) > 2 or alone == 1)  # noqa: PLR2004 - a trio


def _met(groups: Collection[Pair], price: int) -> dict[Pair, int]:
    return {frozenset(two): price for group in groups for two in combinations(sorted(group), 2)}


@dataclass(slots=True)
class _Search:
    """Depth first, with the cheapest so far as the bound; nought cannot be beaten."""

    price: dict[Pair, int]
    found: tuple[Pair, ...] = ()
    cost: int | None = None
    steps: int = 0

    def best(self, order: Sequence[PersonId]) -> tuple[Pair, ...]:
        self._divide(tuple(order), (), 0)
        return self.found

    def _divide(self, left: tuple[PersonId, ...], made: tuple[Pair, ...], cost: int) -> None:
        if self.cost is not None and (cost >= self.cost or self.steps > _LONGEST_SEARCH):
            return
        self.steps += 1
        if not left:
            self.found, self.cost = made, cost
            return
        for together in _with_the_first(left):
            more = sum(self.price.get(frozenset(two), 0) for two in combinations(together, 2))
            rest = tuple(person for person in left if person not in together)
            self._divide(rest, (*made, frozenset(together)), cost + more)


def _with_the_first(left: Sequence[PersonId]) -> Iterator[tuple[PersonId, ...]]:
    """Everybody the first one can be with: with an odd number left also two at once."""
    first, others = left[0], left[1:]
    odd = len(left) % 2 == 1
    if odd:
        yield from ((first, *two) for two in combinations(others, 2))
    if not odd or len(others) > 2:  # noqa: PLR2004 - three left are one trio
        yield from ((first, one) for one in others)
