"""What a round's card shows inside its frame: one view per kind of content; the larger ones have a module each.

Views hold only what may be shown to whoever reads the card; nothing here decides about visibility.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final, assert_never

from dialogs.cards.board import Board, board
from dialogs.cards.columns_block import Columns, two_columns
from dialogs.cards.contributions_block import Contributions, contributions
from dialogs.cards.cut import Cut
from dialogs.cards.experiments_block import Experiments, experiment_lines
from dialogs.cards.goals_block import Goals, goals
from dialogs.cards.harvest_blocks import Harvest, Timeline, harvest, timeline
from dialogs.cards.pairs_block import Pairs, pairs
from dialogs.cards.parts import Element, columns, count_box, named, quiet, rich, run, subtitle, text, words
from dialogs.texts.catalogue import Texts

AGREEMENTS: Final = 5
"""How many sentences `card.agreements.*` holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceCount:
    text: str
    names: tuple[str, ...]
    late: tuple[str, ...] = ()  # named, not counted: they chose after the session


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceCounts:
    items: tuple[ChoiceCount, ...]
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Average:
    """`mean` is None below the threshold; then only the sentence that says so is shown."""

    label: str
    contributors: int
    mean: float | None
    most: int = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class UnnamedCounts:
    """How often each was chosen, by nobody in particular; there are enough contributors."""

    label: str
    contributors: int
    counts: tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class SpeakingOrder:
    names: tuple[str, ...]
    seconds_each: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Agreements:
    """*Onze afspraken*, the same for every group."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Preparation:
    """What the hotseat prepared; without a preparation only the imported ambition and dilemma."""

    name: str
    ambition: str
    dilemmas: tuple[str, ...] = ()
    explanation: str | None = None
    influence: str | None = None
    request: str | None = None
    score: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmbitionVersion:
    """`change` is what the hotseat says became different, `score` how far they are (0 to 10)."""

    number: int
    text: str
    change: str | None = None
    score: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AmbitionVersions:
    versions: tuple[AmbitionVersion, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Nothing:
    """There is nothing to show; said in one line."""


Block = (
    Contributions
    | ChoiceCounts
    | Average
    | UnnamedCounts
    | SpeakingOrder
    | Agreements
    | Preparation
    | AmbitionVersions
    | Experiments
    | Board
    | Harvest
    | Timeline
    | Columns
    | Pairs
    | Goals
    | Nothing
)


def draw(block: Block, texts: Texts, cut: Cut) -> Iterator[Element]:
    match block:
        case Board() | Harvest() | Timeline() | Columns() | Pairs() | Goals():
            yield from _draw_of_the_series(block, texts, cut)
        case Contributions():
            yield from contributions(block, texts, cut)
        case ChoiceCounts():
            yield from _choice_counts(block, texts, cut)
        case Average():
            yield from _average(block, texts)
        case UnnamedCounts():
            yield from _unnamed_counts(block, texts)
        case SpeakingOrder():
            yield from _speaking_order(block, texts)
        case Agreements():
            yield from _agreements(texts)
        case Preparation():
            yield from _preparation(block, texts, cut)
        case AmbitionVersions():
            yield from (line for version in block.versions for line in ambition(version, texts, cut))
        case Experiments():
            yield subtitle(texts.say("card.experiments.title"))
            yield from experiment_lines(block.items, texts, cut)
        case Nothing():
            yield words(texts.say("card.nothing"), spacing="Medium")
        case _:
            assert_never(block)


def _draw_of_the_series(
    block: Board | Harvest | Timeline | Columns | Pairs | Goals, texts: Texts, cut: Cut
) -> Iterator[Element]:
    match block:
        case Board():
            return board(block, texts, cut)
        case Harvest():
            return harvest(block, texts, cut)
        case Timeline():
            return timeline(block, texts, cut)
        case Columns():
            return two_columns(block, cut)
        case Pairs():
            return pairs(block, texts)
        case Goals():
            return goals(block, texts, cut)
        case _:
            assert_never(block)


def _choice_counts(block: ChoiceCounts, texts: Texts, cut: Cut) -> Iterator[Element]:
    if block.label:
        yield words(block.label, spacing="Medium")
    yield from (_choice_count(item, texts, cut) for item in block.items)


def _choice_count(item: ChoiceCount, texts: Texts, cut: Cut) -> Element:
    names = words(texts.names((*item.names, *item.late)), size="Small", quiet=True, spacing="None")
    return columns([words(cut(item.text), spacing="None"), names], [_large(len(item.names))], spacing="Small")


def _large(number: int) -> Element:
    return text(str(number), size="Large", bold=True, right=True, spacing="None")


def _speaking_order(block: SpeakingOrder, texts: Texts) -> Iterator[Element]:
    yield subtitle(texts.say("card.order.title"))
    yield words(", ".join(block.names), spacing="Small")
    if block.seconds_each:
        yield quiet(texts.say("card.order.seconds", seconds=block.seconds_each), spacing="Small")


def _agreements(texts: Texts) -> Iterator[Element]:
    yield subtitle(texts.say("card.agreements.title"))
    for number in range(1, AGREEMENTS + 1):
        yield text(f"· {texts.say(f'card.agreements.{number}')}", spacing="Small")


def ambition(version: AmbitionVersion, texts: Texts, cut: Cut) -> Iterator[Element]:
    yield subtitle(texts.say("card.ambition.version", number=version.number))
    yield rich(run(cut(version.text), italic=True), spacing="Small")
    if version.change:
        yield words(cut(version.change), spacing="Small")
    if version.score is not None:
        yield quiet(texts.say("card.ambition.score", score=version.score), spacing="Small")


def _average(block: Average, texts: Texts) -> Iterator[Element]:
    if block.mean is None:
        yield words(texts.say("card.average.too_few"), spacing="Medium")
        return
    mean = texts.number(block.mean)
    yield words(block.label, spacing="Medium")
    yield count_box(
        run(texts.say("card.average.mean", mean=mean, most=block.most), bold=True),
        run(" " + texts.plural("card.average.contributors", block.contributors)),
    )


def _unnamed_counts(block: UnnamedCounts, texts: Texts) -> Iterator[Element]:
    contributors = texts.plural("card.average.contributors", block.contributors)
    yield rich(run(block.label), run(f" {contributors}", quiet=True), spacing="Medium")
    for chosen, count in block.counts:
        yield columns([words(chosen, spacing="None")], [_large(count)], spacing="Small")


def _preparation(block: Preparation, texts: Texts, cut: Cut) -> Iterator[Element]:
    yield named(texts.say("card.preparation.by"), block.name, spacing="Medium")
    for key, said in (("explanation", block.explanation), ("ambition", block.ambition)):
        if said:
            yield subtitle(texts.say(f"card.preparation.{key}"))
            yield words(cut(said), spacing="Small")
    if block.dilemmas:
        yield subtitle(texts.plural("card.preparation.dilemmas", len(block.dilemmas)))
        for number, dilemma in enumerate(block.dilemmas, 1):
            yield words(f"{number}. {cut(dilemma)}" if len(block.dilemmas) > 1 else cut(dilemma), spacing="Small")
    for key, said in (("influence", block.influence), ("request", block.request)):
        if said:
            yield subtitle(texts.say(f"card.preparation.{key}"))
            yield words(cut(said), spacing="Small")
    if block.score is not None:
        yield quiet(texts.say("card.preparation.score", score=block.score))
