"""The pairs of buddies as the group reads them."""

from collections.abc import Callable, Iterable

from dialogs.cards.blocks import Block, Nothing
from dialogs.cards.pairs_block import Pairs
from dialogs.ids import PersonId
from dialogs.sessions.pairs import Pair
from dialogs.usecases.pairing import Standing, standing_pairs
from dialogs.usecases.scene import Scene


def pairs_of(scene: Scene) -> Block:
    """This session's pairs by name. Reads the part BUDDIES."""
    standing = standing_pairs(scene.buddies, scene.session)
    if standing is None or not standing.pairs:
        return Nothing()
    return block_of(standing, scene.name)


def block_of(standing: Standing, name: Callable[[PersonId], str]) -> Pairs:
    return Pairs(pairs=_named(standing.pairs, name), agreed=standing.agreed, left=standing.left)


def _named(pairs: Iterable[Pair], name: Callable[[PersonId], str]) -> tuple[tuple[str, ...], ...]:
    return tuple(sorted(tuple(sorted(name(person) for person in pair)) for pair in pairs))
