"""Buddies: who look after each other until the next session."""

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.cards.parts import Element, quiet, subtitle, words
from dialogs.texts.catalogue import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Names, in twos or once in threes. A proposal until the moderator agreed."""

    pairs: tuple[tuple[str, ...], ...]
    agreed: bool = False


def pairs(block: Pairs, texts: Texts) -> Iterator[Element]:
    yield subtitle(texts.say("card.pairs.title"))
    for names in block.pairs:
        yield words(texts.names(names), spacing="Small")
    if not block.agreed:
        yield quiet(texts.say("card.pairs.proposal"))
