"""One's own experiments as dialogs: the list to choose from, and the page about one of them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Final

from dialogs.cards.actions.base import Action
from dialogs.cards.actions.experiments import (
    ExperimentChoose,
    ExperimentCorrect,
    ExperimentEdit,
    ExperimentList,
    ExperimentWithdraw,
)
from dialogs.cards.actions.look_back import ExperimentReportOpen
from dialogs.cards.choose import ChooseView, choose_dialog
from dialogs.cards.experiments_block import ExperimentLine, in_full
from dialogs.cards.form_view import Tick
from dialogs.cards.offers import Offer
from dialogs.cards.parts import Element, button, card, named, quiet, row, subtitle, tick, warning, words
from dialogs.experiments.model import ExperimentState
from dialogs.formats.model import Visibility
from dialogs.ids import ExperimentId, SessionId
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog

_IN_A_ROW: Final = 2
"""More buttons beside each other are cut off on a phone."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ListedExperiment:
    id: ExperimentId
    title: str
    state: ExperimentState


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentListView:
    session: SessionId
    items: tuple[ListedExperiment, ...]
    notice: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExperimentPageView:
    """`history` holds every state with the day since when; the last one is how it stands. `may` is what its author
    may say of it now."""

    session: SessionId
    experiment: ExperimentId
    seal: int
    line: ExperimentLine
    history: tuple[tuple[ExperimentState, date], ...]
    details: tuple[tuple[str, str], ...] = ()
    follows: str | None = None
    visibility: Visibility = Visibility.GROUP
    programme: bool = False
    may_edit: bool = True
    may_report: bool = False
    may: tuple[ExperimentState, ...] = ()
    may_withdraw: bool = False
    notice: str | None = None
    ticks: tuple[Tick, ...] = ()


def state_word(state: ExperimentState, texts: Texts) -> str:
    return texts.say(f"card.experiment.state.{state}")


def list_dialog(view: ExperimentListView, texts: Texts) -> ShowDialog:
    offered = tuple(
        Offer(id=one.id, text=texts.say("card.experiment.listed", title=one.title, state=state_word(one.state, texts)))
        for one in view.items
    )
    return choose_dialog(
        ChooseView(
            heading=texts.say("button.own_experiments"),
            question=texts.say("form.experiment.open"),
            options=offered,
            submit=ExperimentChoose(session=view.session),
            button=texts.say("button.open"),
            back=ExperimentChoose(session=view.session, new=True),
            back_button=texts.say("button.new_experiment"),
            notice=view.notice,
        ),
        texts,
    )


def experiment_dialog(view: ExperimentPageView, texts: Texts) -> ShowDialog:
    body = [*_said(view, texts), *_buttons(view, texts)]
    return ShowDialog(title=texts.say("form.experiment.label"), card=card(body))


def _said(view: ExperimentPageView, texts: Texts) -> Iterator[Element]:
    if view.notice:
        yield warning(view.notice)
    yield words(in_full(view.line, texts), size="Medium")
    if view.line.on:
        yield quiet(texts.say("card.experiment.from", day=texts.short_day(view.line.on)), spacing="Small")
    yield subtitle(texts.say("card.experiment.now", state=state_word(view.history[-1][0], texts)))
    since = (
        texts.say("card.experiment.since", state=state_word(state, texts), day=texts.short_day(day))
        for state, day in view.history
    )
    yield quiet(" · ".join(since), spacing="Small")
    if view.follows:
        yield named(texts.say("card.experiment.follows"), view.follows)
    for label, told in view.details:
        yield named(label.rstrip(" …?:"), told)
    seen = texts.say(f"form.visible.{view.visibility}")
    yield quiet(f"{seen} {texts.say('form.visible.programme')}" if view.programme else seen)


def _buttons(view: ExperimentPageView, texts: Texts) -> Iterator[Element]:
    session, experiment = view.session, view.experiment
    first = []
    if view.may_report:
        report = ExperimentReportOpen(session=session, experiment=experiment)
        first.append(_inside(texts.say("button.look_back"), report, filled=True))
    if view.may_edit:
        edit = ExperimentEdit(session=session, experiment=experiment)
        first.append(_inside(texts.say("button.edit_experiment"), edit, filled=not view.may_report))
    if first:
        yield row(*first)
    if view.may:
        for kind in view.ticks:
            yield tick(f"tick-{kind}", texts.say("form.tick.label"), texts.say(f"form.tick.{kind}"))
    for start in range(0, len(view.may), _IN_A_ROW):
        yield row(
            *(
                _inside(
                    texts.say(f"button.state.{state}"),
                    ExperimentCorrect(session=session, experiment=experiment, seal=view.seal, state=state),
                )
                for state in view.may[start : start + _IN_A_ROW]
            ),
            spacing="Small",
        )
    last = [_inside(texts.say("button.back"), ExperimentList(session=session))]
    if view.may_withdraw:
        withdraw = ExperimentWithdraw(session=session, experiment=experiment, seal=view.seal)
        last.append(_inside(texts.say("button.withdraw"), withdraw))
    yield row(*last, spacing="Small")


def _inside(label: str, action: Action, *, filled: bool = False) -> Element:
    """A button of a dialog. It answers with the next page by itself, so it does not ask for a dialog of its own."""
    made = button(label, action, filled=filled)
    made["data"].pop("msteams", None)
    return made
