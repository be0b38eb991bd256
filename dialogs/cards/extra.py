"""Buttons that a card carries besides its own: what a person can do between sessions."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from dialogs.cards.actions.base import Action
from dialogs.cards.parts import Element, button, row
from dialogs.texts.catalogue import Texts


@dataclass(frozen=True, slots=True, kw_only=True)
class Extra:
    """`key` is the sentence on the button."""

    key: str
    action: Action


_WIDEST: Final = 34
"""So many letters fit beside each other on a phone."""


def extra_rows(extras: Sequence[Extra], texts: Texts) -> Iterator[Element]:
    """Two beside each other where their words fit a phone, else one."""
    waiting: list[tuple[str, Action]] = []
    for one in extras:
        said = texts.say(one.key)
        if waiting and (len(waiting) > 1 or len(waiting[0][0]) + len(said) > _WIDEST):
            yield _row(waiting)
            waiting = []
        waiting.append((said, one.action))
    if waiting:
        yield _row(waiting)


def _row(buttons: Sequence[tuple[str, Action]]) -> Element:
    return row(*(button(said, action) for said, action in buttons), spacing="Small")
