"""Buddies: who look after each other until the next session; on the round's card and in `Regie`."""

from collections.abc import Iterator
from dataclasses import dataclass

from dialogs.cards.actions.regie import RegieBack
from dialogs.cards.actions.regie_people import RegiePairs
from dialogs.cards.parts import Element, button, card, quiet, row, subtitle, warning, words
from dialogs.ids import SessionId
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog


@dataclass(frozen=True, slots=True, kw_only=True)
class Pairs:
    """Names, in twos or once in threes. A proposal until the moderator agreed, and again when somebody `left`."""

    pairs: tuple[tuple[str, ...], ...]
    agreed: bool = False
    left: bool = False


def pairs(block: Pairs, texts: Texts) -> Iterator[Element]:
    yield subtitle(texts.say("card.pairs.title"))
    for names in block.pairs:
        yield words(texts.names(names), spacing="Small")
    if block.left:
        yield quiet(texts.say("card.pairs.left"))
    if not block.agreed:
        yield quiet(texts.say("card.pairs.proposal"))


@dataclass(frozen=True, slots=True, kw_only=True)
class PairsView:
    """`mark` stands for exactly these pairs."""

    session: SessionId
    block: Pairs
    mark: str
    notice: str | None = None


def pairs_dialog(view: PairsView, texts: Texts) -> ShowDialog:
    agree = RegiePairs(session=view.session, agree=True, seen=view.mark)
    other = RegiePairs(session=view.session, agree=False, seen=view.mark)
    others = button(texts.say("button.other_pairs"), other)
    back = button(texts.say("button.back"), RegieBack(session=view.session))
    body: list[Element | None] = [
        warning(view.notice) if view.notice else None,
        *pairs(view.block, texts),
        quiet(texts.say("regie.pairs.agreed")) if view.block.agreed else None,
        row(others) if view.block.agreed else row(button(texts.say("button.agree"), agree, filled=True), others),
        row(back, spacing="Small"),
    ]
    return ShowDialog(title=texts.say("regie.do.pairs"), card=card(body))
