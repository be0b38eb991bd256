"""The card that closes a session: who tries what and when, how the ambition reads now, when the group meets again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from functools import partial
from typing import Final

from dialogs.cards.actions.experiments import ExperimentOpen
from dialogs.cards.actions.reporting import ReportOpen
from dialogs.cards.blocks import AmbitionVersion
from dialogs.cards.contributions_block import Contribution, contribution_lines
from dialogs.cards.cut import Cut, whole
from dialogs.cards.experiments_block import ExperimentLine, experiment_lines
from dialogs.cards.extra import Extra, extra_rows
from dialogs.cards.parts import (
    BUDGET,
    Card,
    Element,
    button,
    card,
    quiet,
    rich,
    row,
    run,
    size_of,
    subtitle,
    text,
    title,
    words,
)
from dialogs.cards.round import shorten
from dialogs.ids import SessionId
from dialogs.texts.catalogue import Texts

_SHORTER: Final = (200, 120, 80, 40, 20)


@dataclass(frozen=True, slots=True, kw_only=True)
class SummaryView:
    """`next_at` and `next_minutes` are of the following session; `not_played` counts rounds that were not reached.

    `closing`: nothing new is asked any more, `experiments` are what goes on, and `keeps` what people said they will
    keep doing.
    """

    session: SessionId
    session_number: int
    zone: tzinfo
    experiments: tuple[ExperimentLine, ...] = ()
    ambition: AmbitionVersion | None = None
    next_at: datetime | None = None
    next_minutes: int = 0
    asks: bool = False  # who comes then, because no reminder will
    closing: bool = False
    keeps: tuple[Contribution, ...] = ()
    experiment: bool = True  # whether *Experiment invullen* is offered
    invites: bool = True  # whether it is said that nobody has one yet
    not_played: int = 0
    extras: tuple[Extra, ...] = ()


def summary_card(view: SummaryView, texts: Texts) -> Card:
    made = card([*_body(view, texts, whole), *_buttons(view, texts)])
    for longest in _SHORTER:
        if size_of(made) <= BUDGET:
            break
        lines = _body(view, texts, partial(shorten, longest=longest))
        made = card([*lines, quiet(texts.say("card.shortened")), *_buttons(view, texts)])
    return made


def _body(view: SummaryView, texts: Texts, cut: Cut) -> Iterator[Element]:
    yield title(texts.say("card.summary.title", session=view.session_number))
    if view.experiments or view.invites:
        yield subtitle(texts.say("card.summary.goes_on" if view.closing else "card.experiments.title"))
    if view.experiments:
        yield from experiment_lines(view.experiments, texts, cut)
    elif view.invites:
        yield words(texts.say("card.summary.no_experiments"), spacing="Small")
    if view.keeps:
        yield subtitle(texts.say("card.summary.keep_doing"))
        yield from (line for item in view.keeps for line in contribution_lines(item, texts, cut))
    if view.ambition:
        yield subtitle(texts.say("card.ambition.version", number=view.ambition.number))
        yield rich(run(cut(view.ambition.text), italic=True), spacing="Small")
    if view.not_played:
        yield quiet(texts.plural("card.summary.not_played", view.not_played))
    if view.next_at:
        end = view.next_at + timedelta(minutes=view.next_minutes)
        when = texts.period(view.next_at, end, view.zone)
        yield text(texts.say("card.summary.next", when=when), spacing="Medium")
        if view.asks:
            yield text(texts.say("card.summary.asks"), spacing="Small")
    else:
        yield text(texts.say("card.summary.last"), spacing="Medium")


def _buttons(view: SummaryView, texts: Texts) -> Iterator[Element]:
    if view.experiment:
        yield row(button(texts.say("button.experiment"), ExperimentOpen(session=view.session), filled=True))
    yield from extra_rows(view.extras, texts)
    yield row(button(texts.say("button.report"), ReportOpen(session=view.session)), spacing="Small")
