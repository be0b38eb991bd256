"""The pairs of buddies as the group reads them."""

from dialogs.cards.blocks import Block, Nothing
from dialogs.cards.pairs_block import Pairs
from dialogs.usecases.scene import Scene


def pairs_of(scene: Scene) -> Block:
    """This session's pairs by name. Reads the part BUDDIES."""
    own = next((b for b in scene.buddies if b.session == scene.session.id), None)
    if own is None or not own.pairs:
        return Nothing()
    pairs = tuple(tuple(sorted(scene.name(person) for person in pair)) for pair in own.pairs)
    return Pairs(pairs=pairs, agreed=own.agreed)
