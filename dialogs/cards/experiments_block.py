"""Who tries what, and when: the sentence an experiment is told in."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from dialogs.cards.contributions_block import Given, entered_by, said_by
from dialogs.cards.cut import Cut, whole
from dialogs.cards.parts import Element, box, columns, named, text, words
from dialogs.texts.catalogue import Texts

_ENDS: Final = (".", "?", "!", "…")
"""What may close a sentence; without one of these a point is put behind it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentLine(Given):
    """`parts` and `supplements` are what was said beside it, in the same answer and afterwards."""

    when: str  # als ...
    then: str  # dan ...
    on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiments:
    items: tuple[ExperimentLine, ...]


def experiment_lines(items: tuple[ExperimentLine, ...], texts: Texts, cut: Cut) -> Iterator[Element]:
    """Who tries what, and when."""
    for number, item in enumerate(items):
        said = [named(item.name, entered_by(item, texts) + sentence(item, texts, cut), spacing="None")]
        said += [words(line, spacing="None") for line in said_by(item, texts, cut)]
        if item.on is None:
            yield box(said, spacing="Small", separator=number > 0)
        else:
            day = text(texts.short_day(item.on), size="Small", quiet=True, right=True, spacing="None")
            yield columns(said, [day], spacing="Small", separator=number > 0)


def sentence(item: ExperimentLine, texts: Texts, cut: Cut) -> str:
    """`Als ..., dan ...`, also when people typed these words themselves."""
    when = _without(item.when, texts.say("card.experiment.when_word"), ",;.?!")
    then = _without(item.then, texts.say("card.experiment.then_word"), ".")
    said = texts.say("card.experiment.sentence", when=cut(when), then=cut(then))
    return said if said.endswith(_ENDS) else f"{said}."


def in_full(item: ExperimentLine, texts: Texts) -> str:
    """The sentence as long as it is, where it stands by itself."""
    return sentence(item, texts, whole)


def after_a_colon(item: ExperimentLine, texts: Texts) -> str:
    """The sentence where it goes on after whose it is: its first word is ours, and begins small there."""
    said = in_full(item, texts)
    return said[:1].lower() + said[1:]


def _without(said: str, leading: str, trailing: str) -> str:
    """The words themselves, without a leading `als` or `dan` and without the closing point."""
    said = said.strip().rstrip(f"{trailing}… ")
    first, _, rest = said.partition(" ")
    return rest.lstrip(" ,.…") if rest and first.casefold().rstrip(",.…") == leading else said
