"""What people gave in a round, one by one: a name, and beside it the words."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from dialogs.cards.cut import Cut
from dialogs.cards.parts import Element, box, named, rich, run, words
from dialogs.texts.catalogue import Texts


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
class Given:
    """Whose it is, and the words: `parts` of the answer, `supplements` that came afterwards."""

    name: str
    parts: tuple[Part, ...] = ()
    by: str | None = None  # who entered it, when not the person
    supplements: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution(Given):
    state: ContributionState = ContributionState.SHOWN
    caught_up: bool = False

    @property
    def says_something(self) -> bool:
        return bool(self.parts or self.supplements) or self.state is not ContributionState.SHOWN


@dataclass(frozen=True, slots=True, kw_only=True)
class Contributions:
    items: tuple[Contribution, ...]


def contributions(block: Contributions, texts: Texts, cut: Cut) -> Iterator[Element]:
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
    before = entered_by(item, texts)
    if item.caught_up:
        before += texts.say("card.contribution.caught_up") + " "
    for number, line in enumerate(said_by(item, texts, cut)):
        yield words(line, spacing="None") if number else named(item.name, before + line)


def entered_by(item: Given, texts: Texts) -> str:
    """Before what somebody said aloud and another one typed."""
    return texts.say("card.contribution.by", name=item.name, by=item.by) + " " if item.by else ""


def said_by(item: Given, texts: Texts, cut: Cut) -> Iterator[str]:
    for part in item.parts:
        yield f"{part.label} {cut(part.text)}" if part.label else cut(part.text)
    for supplement in item.supplements:
        yield texts.say("card.contribution.supplement", text=cut(supplement))
