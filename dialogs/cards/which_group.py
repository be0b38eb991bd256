"""In a 1:1 chat of somebody with several groups: which of them was meant with what was typed?"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Final

from dialogs.cards.actions.asking import GroupChoose
from dialogs.cards.link import GroupChoice
from dialogs.cards.parts import Card, Element, button, card, choice_input, named, row, words
from dialogs.texts.catalogue import Texts

_MOST_BUTTONS: Final = 6
"""What a card may hold (platform.md section 3); more groups stand in a list."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WhichGroupView:
    """`said` is the word as people type it; `answer` is what every button carries, each with its own group."""

    said: str
    groups: tuple[GroupChoice, ...]
    answer: GroupChoose


def which_group_card(view: WhichGroupView, texts: Texts) -> Card:
    """A button for each group, or a list where there are too many, or where a number would not tell them apart."""
    numbers = {choice.number for choice in view.groups}
    plain = len(view.groups) <= _MOST_BUTTONS and len(numbers) == len(view.groups)
    return card(
        [
            words(texts.say("card.which_group", said=view.said)),
            *(_buttons(view, texts) if plain else _list(view, texts)),
        ]
    )


def _buttons(view: WhichGroupView, texts: Texts) -> Iterator[Element]:
    for choice in view.groups:
        yield named(texts.say("card.group", number=choice.number), choice.ambition)
    made = [
        button(texts.say("card.group", number=choice.number), replace(view.answer, group=choice.group))
        for choice in view.groups
    ]
    for start in range(0, len(made), 2):
        yield row(*made[start : start + 2], spacing="Small" if start else "Default")


def _list(view: WhichGroupView, texts: Texts) -> Iterator[Element]:
    offered = [
        (choice.group, texts.say("group.link.choice", number=choice.number, ambition=choice.ambition))
        for choice in view.groups
    ]
    yield choice_input("choice", texts.say("group.link.group"), offered, compact=True, example=texts.say("form.choose"))
    yield row(button(texts.say("button.do"), view.answer, filled=True))
