"""In place of a card about a session that will not take place: that it will not, and nothing to press."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from dialogs.cards.parts import Card, Element, box, card, header, quiet, text
from dialogs.texts.catalogue import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancelled:
    """A session that was to begin at `starts_at`, and the name of its group."""

    group: str
    number: int
    starts_at: datetime
    minutes: int
    zone: tzinfo


def cancelled_card(sessions: Sequence[Cancelled], texts: Texts) -> Card:
    """For one person, who has nothing to do for it any more. `sessions` is not empty."""
    first, *others = sessions
    title = texts.say("card.cancelled.title", session=first.number)
    return card(
        [
            header(_where(first, texts), title),
            text(texts.say("card.cancelled"), spacing="Small"),
            *cancelled_lines(others, texts),
        ]
    )


def cancelled_lines(sessions: Sequence[Cancelled], texts: Texts) -> Iterator[Element]:
    """Below what else the card says."""
    for one in sessions:
        said = text(texts.say("card.cancelled.line", session=one.number), spacing="None")
        yield box([quiet(_where(one, texts), spacing="None"), said], separator=True)


def _where(one: Cancelled, texts: Texts) -> str:
    return f"{one.group} · {when(one, texts)}"


def when(one: Cancelled, texts: Texts) -> str:
    return texts.period(one.starts_at, one.starts_at + timedelta(minutes=one.minutes), one.zone)
