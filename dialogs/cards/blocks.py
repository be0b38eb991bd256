"""What a round's card shows inside its frame: contributions, counts, averages, preparation, ambitions, experiments.

Views hold only what may be shown to whoever reads the card; nothing here decides about visibility.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final, assert_never

from dialogs.cards.board import Board, board
from dialogs.cards.columns_block import Columns, two_columns
from dialogs.cards.cut import Cut, whole
from dialogs.cards.goals_block import Goals, goals
from dialogs.cards.harvest_blocks import Harvest, Timeline, harvest, timeline
from dialogs.cards.pairs_block import Pairs, pairs
from dialogs.cards.parts import Element, box, columns, count_box, named, quiet, rich, run, subtitle, text, words
from dialogs.texts.catalogue import Texts

AGREEMENTS: Final = 5
"""How many sentences `card.agreements.*` holds."""

_ENDS: Final = (".", "?", "!", "…")
"""What may close a sentence; without one of these a point is put behind it."""


class ContributionState(StrEnum):
    SHOWN = "shown"
    TAKEN_BACK = "taken_back"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"  # after a report of something recognisable


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One field of a contribution, as text; the label only where a form has more than one field."""

    text: str
    label: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    name: str
    parts: tuple[Part, ...] = ()
    by: str | None = None  # who entered it, when not the person
    state: ContributionState = ContributionState.SHOWN
    supplements: tuple[str, ...] = ()
    caught_up: bool = False

    @property
    def says_something(self) -> bool:
        return bool(self.parts or self.supplements) or self.state is not ContributionState.SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributions:
    items: tuple[Contribution, ...]


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
class ExperimentLine:
    """`parts` and `supplements` are what was said beside it, in the same answer and afterwards."""

    name: str
    when: str  # als ...
    then: str  # dan ...
    on: date | None = None
    by: str | None = None  # who entered it, when not the person
    parts: tuple[Part, ...] = ()
    supplements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Experiments:
    items: tuple[ExperimentLine, ...]


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
            yield from _contributions(block, texts, cut)
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


def _contributions(block: Contributions, texts: Texts, cut: Cut) -> Iterator[Element]:
    if not block.items:
        yield words(texts.say("card.contributions.none"), spacing="Medium")
        return
    lines = [line for item in block.items for line in contribution_lines(item, texts, cut)]
    yield box(lines)


def contribution_lines(item: Contribution, texts: Texts, cut: Cut) -> Iterator[Element]:
    """The name in bold, the text beside it; more fields each on a line of their own."""
    if item.state is not ContributionState.SHOWN:
        yield rich(
            run(f"{item.name}  ", bold=True),
            run(texts.say(f"card.contribution.{item.state}"), quiet=True),
            spacing="Small",
        )
        return
    before = _entered_by(item, texts)
    if item.caught_up:
        before += texts.say("card.contribution.caught_up") + " "
    for number, line in enumerate(_said(item, texts, cut)):
        yield words(line, spacing="None") if number else named(item.name, before + line)


def _entered_by(item: Contribution | ExperimentLine, texts: Texts) -> str:
    """Before what somebody said aloud and another one typed."""
    return texts.say("card.contribution.by", name=item.name, by=item.by) + " " if item.by else ""


def _said(item: Contribution | ExperimentLine, texts: Texts, cut: Cut) -> Iterator[str]:
    for part in item.parts:
        yield f"{part.label} {cut(part.text)}" if part.label else cut(part.text)
    for supplement in item.supplements:
        yield texts.say("card.contribution.supplement", text=cut(supplement))


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


def experiment_lines(items: tuple[ExperimentLine, ...], texts: Texts, cut: Cut) -> Iterator[Element]:
    """Who tries what, and when."""
    for number, item in enumerate(items):
        said = [named(item.name, _entered_by(item, texts) + sentence(item, texts, cut), spacing="None")]
        said += [words(line, spacing="None") for line in _said(item, texts, cut)]
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
