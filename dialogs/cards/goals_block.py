"""The learning goals that a project group or action-learning team has chosen."""

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.cards.cut import Cut
from dialogs.cards.parts import Element, named, subtitle
from dialogs.texts.catalogue import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class GoalLine:
    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Goals:
    items: tuple[GoalLine, ...]


def goals(block: Goals, texts: Texts, cut: Cut) -> Iterator[Element]:
    yield subtitle(texts.say("card.goals.title"))
    for item in block.items:
        yield named(item.name, cut(item.text))
