"""The second page of `Regie`, for the moderator's eyes only: who is missing, what came in, and holding it back."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from functools import partial
from typing import Final

from dialogs.cards.actions.regie import RegieBack
from dialogs.cards.actions.regie_texts import MoveContribution, Moving
from dialogs.cards.contributions_block import Part
from dialogs.cards.missed import MissedLine, missed_sentences
from dialogs.cards.parts import (
    BUDGET,
    Card,
    Element,
    button,
    card,
    choice_input,
    header,
    named,
    quiet,
    row,
    size_of,
    subtitle,
    warning,
    words,
)
from dialogs.cards.round import shorten
from dialogs.ids import SessionId
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog

_SHORTER: Final = (2000, 200, 100, 50, 20)


class Standing(StrEnum):
    """How a contribution stands."""

    IN = "in"
    HELD = "held"
    SHOWN = "shown"
    TAKEN_BACK = "taken_back"
    WITHDRAWN = "withdrawn"
    HIDDEN = "hidden"


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateContribution:
    """`key` is `actions.contribution_key(run, person)`; `can` is what may be done with it now."""

    key: str
    name: str
    parts: tuple[Part, ...]
    standing: Standing
    can: tuple[Moving, ...] = ()
    by: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateLine:
    """Something only the moderator reads (an M field)."""

    name: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PrivateView:
    """`missing` is None where nobody may see who is missing; `contributions` is None before closing."""

    session: SessionId
    title: str
    missing: tuple[str, ...] | None = None
    aloud: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    missed: tuple[MissedLine, ...] = ()  # sessions that were held
    lines: tuple[PrivateLine, ...] = ()
    contributions: tuple[PrivateContribution, ...] | None = None
    notice: str | None = None
    done: str | None = None


def private_dialog(view: PrivateView, texts: Texts) -> ShowDialog:
    made: Card = {}
    for longest in _SHORTER:
        made = _page(view, texts, longest)
        if size_of(made) <= BUDGET:
            break
    return ShowDialog(title=texts.say("regie.private.heading"), card=made, height="large")


def _page(view: PrivateView, texts: Texts, longest: int) -> Card:
    body: list[Element | None] = [
        warning(view.notice) if view.notice else None,
        words(view.done, quiet=True) if view.done else None,
        header(texts.say("regie.private.where"), view.title),
        *_people(view, texts),
        *_lines(view, texts, longest),
        *_contributions(view, texts, longest),
        *_moves(view, texts),
        row(button(texts.say("button.back"), RegieBack(session=view.session), sends_inputs=False)),
    ]
    return card(body)


def _people(view: PrivateView, texts: Texts) -> Iterator[Element]:
    if view.missing is None:
        yield quiet(texts.say("regie.private.missing_unknown"))
    elif view.missing:
        yield words(texts.say("regie.private.missing", names=texts.names(view.missing)), spacing="Medium")
    else:
        yield words(texts.say("regie.private.missing_none"), spacing="Medium")
    if view.aloud:
        yield words(texts.say("regie.private.aloud", names=texts.names(view.aloud)), spacing="Small")
    if view.absent:
        yield words(texts.say("regie.private.absent", names=texts.names(view.absent)), spacing="Small")
    if view.missed:
        yield subtitle(texts.say("regie.missed.heading"))
        yield from (words(line, spacing="Small") for line in missed_sentences(view.missed, texts))


def _lines(view: PrivateView, texts: Texts, longest: int) -> Iterator[Element]:
    if view.lines:
        yield subtitle(texts.say("regie.private.lines"))
        for line in view.lines:
            yield named(line.name, shorten(line.text, longest=longest))


def _contributions(view: PrivateView, texts: Texts, longest: int) -> Iterator[Element]:
    if view.contributions is None:
        yield quiet(texts.say("regie.private.after_closing"))
        return
    if not view.contributions and view.lines:
        return  # something came in, for the moderator alone
    yield subtitle(texts.say("regie.private.contributions"))
    if not view.contributions:
        yield words(texts.say("card.contributions.none"), spacing="Small")
    cut = partial(shorten, longest=longest)
    for item in view.contributions:
        said = " · ".join(f"{part.label} {cut(part.text)}" if part.label else cut(part.text) for part in item.parts)
        standing = "" if item.standing is Standing.IN else f" ({texts.say(f'regie.standing.{item.standing}')})"
        by = f" {texts.say('regie.private.by', by=item.by)}" if item.by else ""
        yield named(item.name, f"{said}{by}{standing}".strip())


def _moves(view: PrivateView, texts: Texts) -> Iterator[Element]:
    """One list of whose contribution, and the buttons that fit at least one of them."""
    movable = [item for item in view.contributions or () if item.can]
    if not movable:
        return
    options = [(item.key, _option(item, view, texts)) for item in movable]
    yield choice_input(
        "choice", texts.say("regie.private.choose"), options, compact=True, example=texts.say("form.choose")
    )
    fitting = [move for move in Moving if any(move in item.can for item in movable)]
    for pair in (fitting[:2], fitting[2:4], fitting[4:]):
        if pair:
            yield row(
                *(button(texts.say(f"button.{move}"), MoveContribution(session=view.session, do=move)) for move in pair)
            )


def _option(item: PrivateContribution, view: PrivateView, texts: Texts) -> str:
    """The name; with the first words where two people have the same one, or it is held back."""
    same = [other for other in view.contributions or () if other.name == item.name]
    said = item.name
    if len(same) > 1 and item.parts:
        said = f"{said}: {shorten(item.parts[0].text, longest=40)}"
    return f"{said} ({texts.say(f'regie.standing.{item.standing}')})"
