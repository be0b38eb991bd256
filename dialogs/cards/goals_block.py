"""The learning goals that an action-learning team has chosen, each with who chose it."""

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.cards.cut import Cut
from dialogs.cards.parts import Element, subtitle, words
from dialogs.texts.catalogue import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLine:
    text: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    items: tuple[GoalLine, ...]


def goals(block: Goals, texts: Texts, cut: Cut) -> Iterator[Element]:
    yield subtitle(texts.say("card.goals.title"))
    for item in block.items:
        yield words(cut(item.text), spacing="Small")
        yield words(texts.names(item.names), size="Small", quiet=True, spacing="None")
