"""What the group looks back on at the end: the harvest cards, and how each experiment went from session to session."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from dialogs.cards.cut import Cut
from dialogs.cards.parts import Element, box, named, quiet, subtitle, words
from dialogs.texts.catalogue import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class HarvestLine:
    """One experiment: what was tried, said as it goes on after the name, and what was learned of it. `mark`: what
    became of it (a key under `card.contribution`); then there is nothing to read."""

    name: str
    said: tuple[str, ...] = ()
    mark: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Harvest:
    """The board of the end: each experiment under what became of it. `busy` and `not_done` are those that were looked
    back on and are still open; `tells` are names: who has nothing to read here."""

    finished: tuple[HarvestLine, ...] = ()
    goes_on: tuple[HarvestLine, ...] = ()
    stopped: tuple[HarvestLine, ...] = ()
    busy: tuple[HarvestLine, ...] = ()
    not_done: tuple[HarvestLine, ...] = ()
    tells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class TimelineLine:
    """One person: a line of text for each thing that happened, oldest first."""

    name: str
    steps: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """`counts`: what the group did, a line for each session."""

    items: tuple[TimelineLine, ...]
    counts: tuple[str, ...] = ()


_COLUMNS: Final = ("finished", "goes_on", "stopped", "busy", "not_done")


def harvest(block: Harvest, texts: Texts, cut: Cut) -> Iterator[Element]:
    yield subtitle(texts.say("card.harvest.title"))
    for column in _COLUMNS:
        lines: tuple[HarvestLine, ...] = getattr(block, column)
        if lines:
            yield quiet(texts.say(f"card.harvest.{column}", count=len(lines)), spacing="Small")
            yield box([_line(line, texts, cut) for line in lines], spacing="Small")
    if block.tells:
        yield quiet(texts.say("card.board.tells"), spacing="Small")
        yield words(texts.names(block.tells), spacing="Small")


def _line(line: HarvestLine, texts: Texts, cut: Cut) -> Element:
    if line.mark is not None:
        return named(line.name, texts.say(f"card.contribution.{line.mark}"))
    return named(f"{line.name}:", " · ".join(cut(one) for one in line.said))


def timeline(block: Timeline, texts: Texts, cut: Cut) -> Iterator[Element]:
    yield subtitle(texts.say("card.timeline.title"))
    for counted in block.counts:
        yield words(counted, size="Small", quiet=True, spacing="None")
    for item in block.items:
        yield box([quiet(item.name, spacing="None"), *(words(cut(step), spacing="None") for step in item.steps)])
