"""What the group looks back on at the end: the harvest cards, and how each experiment went from session to session."""

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.cards.cut import Cut
from dialogs.cards.parts import Element, box, named, quiet, subtitle, words
from dialogs.texts.catalogue import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestLine:
    """`mark`: what became of it (a key under `card.contribution`); then there is nothing to read."""

    name: str
    said: tuple[str, ...] = ()
    mark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    items: tuple[HarvestLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineLine:
    """One person: a line of text for each thing that happened, oldest first."""

    name: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    items: tuple[TimelineLine, ...]


def harvest(block: Harvest, texts: Texts, cut: Cut) -> Iterator[Element]:
    yield subtitle(texts.say("card.harvest.title"))
    for item in block.items:
        said = " · ".join(cut(one) for one in item.said)
        yield named(item.name, texts.say(f"card.contribution.{item.mark}") if item.mark else said)


def timeline(block: Timeline, texts: Texts, cut: Cut) -> Iterator[Element]:
    yield subtitle(texts.say("card.timeline.title"))
    for item in block.items:
        yield box([quiet(item.name, spacing="None"), *(words(cut(step), spacing="None") for step in item.steps)])
