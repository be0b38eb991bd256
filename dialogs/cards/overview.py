"""Several groups on one card, for who moderates them: how each stands, and the way to its *Regie*."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta, tzinfo

from dialogs.cards.actions import RegieOpen
from dialogs.cards.lookup import SessionLine
from dialogs.cards.parts import Card, Element, box, button, card, row, text, title, words
from dialogs.ids import SessionId
from dialogs.texts.catalogue import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewLine:
    """`session` is the one that *Regie* opens: the one going on, else the first to come."""

    title: str
    zone: tzinfo
    session: SessionId | None = None
    next: SessionLine | None = None
    running: int | None = None  # the number of the open session


@dataclass(frozen=True, slots=True, kw_only=True)
class OverviewView:
    groups: tuple[OverviewLine, ...]


def overview_card(view: OverviewView, texts: Texts) -> Card:
    lines = (box(list(_line(line, texts)), separator=number > 0) for number, line in enumerate(view.groups))
    return card([title(texts.say("card.overview.title")), *lines])


def _line(line: OverviewLine, texts: Texts) -> Iterator[Element]:
    yield text(line.title, bold=True, spacing="None")
    yield words(_stands(line, texts), spacing="None")
    if line.session is not None:
        yield row(button(texts.say("button.regie"), RegieOpen(session=line.session)), spacing="Small")


def _stands(line: OverviewLine, texts: Texts) -> str:
    if line.running is not None:
        return texts.say("card.overview.open", number=line.running)
    if line.next is None:
        return texts.say("card.overview.done")
    when = texts.period(line.next.starts_at, line.next.starts_at + timedelta(minutes=line.next.minutes), line.zone)
    return texts.say("card.overview.next", number=line.next.number, when=when)
