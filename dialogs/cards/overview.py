"""Several groups on one card, for who moderates them: how each stands, and the way to its *Regie*."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta, tzinfo
from enum import StrEnum
from typing import Final

from dialogs.cards.actions.asking import GroupChoose
from dialogs.cards.actions.regie import RegieOpen
from dialogs.cards.lookup import SessionLine
from dialogs.cards.parts import Card, Element, box, button, card, choice_input, columns, row, text, title, words
from dialogs.ids import GroupId, SessionId
from dialogs.texts.catalogue import Texts

MOST_BUTTONS: Final = 6
"""What a card may hold (platform.md section 3); of more groups one is chosen from a list."""


class Light(StrEnum):
    """Said in a word too: not everybody tells the colours apart."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


_COLOURS: Final = {Light.GREEN: "Good", Light.AMBER: "Warning", Light.RED: "Attention"}


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewLine:
    """`session` is the one that *Regie* opens: the one going on, else the first to come."""

    group: GroupId
    title: str
    zone: tzinfo
    session: SessionId | None = None
    next: SessionLine | None = None
    running: int | None = None  # the number of the open session
    light: Light = Light.GREEN
    why: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewView:
    """`choose` is what the list of groups carries, where there are too many for a button each."""

    groups: tuple[OverviewLine, ...]
    choose: GroupChoose


def overview_card(view: OverviewView, texts: Texts) -> Card:
    each = sum(1 for line in view.groups if line.session is not None) <= MOST_BUTTONS
    lines = (box(_line(line, texts, button_=each), separator=number > 0) for number, line in enumerate(view.groups))
    return card([title(texts.say("card.overview.title")), *lines, *(() if each else _list(view, texts))])


def _line(line: OverviewLine, texts: Texts, *, button_: bool) -> Iterator[Element]:
    light = text(texts.say(f"card.overview.light.{line.light}"), bold=True, right=True, spacing="None")
    light["color"] = _COLOURS[line.light]
    yield columns([text(line.title, bold=True, spacing="None")], [light])
    yield words(_stands(line, texts), spacing="None")
    if line.why:
        why = " · ".join(line.why)
        yield words(f"{why[:1].upper()}{why[1:]}", spacing="None")
    if line.session is not None and button_:
        yield row(button(texts.say("button.regie"), RegieOpen(session=line.session)), spacing="Small")


def _stands(line: OverviewLine, texts: Texts) -> str:
    if line.running is not None:
        return texts.say("card.overview.open", number=line.running)
    if line.next is None:
        return texts.say("card.overview.done")
    when = texts.period(line.next.starts_at, line.next.starts_at + timedelta(minutes=line.next.minutes), line.zone)
    return texts.say("card.overview.next", number=line.next.number, when=when)


def _list(view: OverviewView, texts: Texts) -> Iterator[Element]:
    groups = [(line.group, line.title) for line in view.groups]
    yield choice_input(
        "choice", texts.say("card.overview.choose"), groups, compact=True, example=texts.say("form.choose")
    )
    yield row(button(texts.say("button.do"), view.choose, filled=True))
