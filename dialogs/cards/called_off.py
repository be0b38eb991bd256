"""In place of a card about a session that will not take place: that it will not, and nothing to press."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from dialogs.cards.parts import Card, Element, box, card, header, quiet, text
from dialogs.texts.catalogue import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class CalledOff:
    """A session that was to begin at `starts_at`, and the name of its group."""

    group: str
    number: int
    starts_at: datetime
    minutes: int
    zone: tzinfo


def called_off_card(sessions: Sequence[CalledOff], texts: Texts) -> Card:
    """For one person, who has nothing to do for it any more. `sessions` is not empty."""
    first, *others = sessions
    title = texts.say("card.called_off.title", session=first.number)
    return card(
        [
            header(_where(first, texts), title),
            text(texts.say("card.called_off"), spacing="Small"),
            *called_off_lines(others, texts),
        ]
    )


def called_off_lines(sessions: Sequence[CalledOff], texts: Texts) -> Iterator[Element]:
    """Below what else the card says."""
    for one in sessions:
        said = text(texts.say("card.called_off.line", session=one.number), spacing="None")
        yield box([quiet(_where(one, texts), spacing="None"), said], separator=True)


def _where(one: CalledOff, texts: Texts) -> str:
    return f"{one.group} · {when(one, texts)}"


def when(one: CalledOff, texts: Texts) -> str:
    return texts.period(one.starts_at, one.starts_at + timedelta(minutes=one.minutes), one.zone)
