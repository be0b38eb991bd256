"""Buttons that a card carries besides its own: what a person can do between sessions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dialogs.cards.actions import Action
from dialogs.cards.parts import Element, button, row
from dialogs.texts.catalogue import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """`key` is the sentence on the button."""

    key: str
    action: Action


def extra_rows(extras: Sequence[Extra], texts: Texts) -> Iterator[Element]:
    """Two beside each other: more do not fit a phone."""
    for start in range(0, len(extras), 2):
        pair = extras[start : start + 2]
        yield row(*(button(texts.say(one.key), one.action) for one in pair), spacing="Small")
