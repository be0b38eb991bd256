"""The card of a round in the group: open, closed, shown, done or skipped; the energy round's one tap; the result."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, tzinfo
from functools import partial
from typing import Final

from dialogs.cards.actions.answers import AnswerOpen, EnergyTap, SupplementOpen
from dialogs.cards.actions.regie import RegieOpen
from dialogs.cards.actions.reporting import ReportOpen
from dialogs.cards.blocks import AmbitionVersions, Average, Block, Nothing, Preparation, UnnamedCounts, draw
from dialogs.cards.board import Board
from dialogs.cards.columns_block import Columns
from dialogs.cards.contributions_block import Contributions
from dialogs.cards.cut import Cut, whole
from dialogs.cards.experiments_block import Experiments
from dialogs.cards.extra import Extra, extra_rows
from dialogs.cards.goals_block import Goals
from dialogs.cards.harvest_blocks import Harvest, Timeline
from dialogs.cards.offers import bounds
from dialogs.cards.parts import (
    BUDGET,
    Card,
    Element,
    button,
    card,
    count_box,
    header,
    quiet,
    row,
    run,
    size_of,
    text,
    words,
)
from dialogs.cards.visibility import visibility_line
from dialogs.formats.model import Form, RoundKind
from dialogs.ids import SessionId
from dialogs.sessions.model import RoundPhase, RunKey
from dialogs.texts.catalogue import Texts

_SHORTER: Final = (280, 200, 140, 100, 60, 30, 10)
"""Lengths tried, one after the other, when a card is too big for the wire."""

_REPORTABLE: Final = (Contributions, Experiments, Preparation, Board, Columns, Goals, Harvest, Timeline)
"""What holds words by people of this session, and so can hold something recognisable."""
_REPORTABLE_RESULT: Final = (*_REPORTABLE, AmbitionVersions)
"""On the result also the ambition: its newest version was made of what came in here."""

_Body = Callable[["RoundView", Texts, Cut], Iterator[Element]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """`given` of `of` have answered (x van y)."""

    given: int
    of: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RoundView:
    """What a round's card tells. `ambition` is the one line of later rounds; `speaker` has the word
    (the only answerer, or who tells in a show round); `blocks` is what the round shows now.
    """

    session: SessionId
    run: RunKey
    session_number: int
    position: int
    rounds: int
    title: str
    kind: RoundKind
    phase: RoundPhase
    prompt: str
    zone: tzinfo
    form: Form | None = None
    ends_at: datetime | None = None
    forms_until: datetime | None = None  # a spoken round's optional form
    ambition: str | None = None
    count: Count | None = None
    speaker: str | None = None
    brings_in: str | None = None  # who brings something in, or that the moderator asks: a sentence
    steps: tuple[tuple[str, int], ...] = ()  # (title, minutes) of a spoken round's parts
    blocks: tuple[Block, ...] = ()
    shown_line: str | None = None
    supplements: bool = False  # whether *Aanvulling geven* is offered
    leads: bool = True  # whether `Regie` is offered
    extras: tuple[Extra, ...] = ()


def round_card(view: RoundView, texts: Texts) -> Card:
    """The card that is updated in place. Where it holds words by people, anyone can report something recognisable."""
    return _fitting(view, texts, _round_body, _REPORTABLE)


def result_card(view: RoundView, texts: Texts) -> Card:
    """The answers shown together, or what came in during a spoken round: posted once, and meant to stay."""
    return _fitting(view, texts, _result_body, _REPORTABLE_RESULT)


def _fitting(view: RoundView, texts: Texts, body: _Body, reportable: tuple[type[Block], ...]) -> Card:
    """The card with everything; when that is too big, with people's words shortened until it fits."""
    buttons = [*_buttons(view, texts), *extra_rows(view.extras, texts), *_report(view, texts, reportable)]
    made = card([*body(view, texts, whole), *buttons])
    for longest in _SHORTER:
        if size_of(made) <= BUDGET:
            break
        lines = body(view, texts, partial(shorten, longest=longest))
        made = card([*lines, quiet(texts.say("card.shortened")), *buttons])
    return made


def _report(view: RoundView, texts: Texts, reportable: tuple[type[Block], ...]) -> Iterator[Element]:
    if any(isinstance(block, reportable) for block in view.blocks):
        yield row(button(texts.say("button.report"), ReportOpen(session=view.session)), spacing="Small")


def shorten(said: str, *, longest: int) -> str:
    return said if len(said) <= longest else said[: longest - 1].rstrip() + "…"


def _header(view: RoundView, texts: Texts) -> Element:
    where = texts.say("card.round.where", session=view.session_number, position=view.position, rounds=view.rounds)
    if view.run.run > 1:
        where = texts.say("card.round.again", where=where, run=view.run.run)
    corner = texts.say(f"card.round.phase.{view.phase}")
    if view.phase is RoundPhase.OPEN and view.ends_at:
        corner = texts.until(view.ends_at, view.zone)
    return header(where, view.title, corner)


def _round_body(view: RoundView, texts: Texts, cut: Cut) -> Iterator[Element]:
    yield _header(view, texts)
    if view.ambition:
        yield words(
            texts.say("card.ambition.line", ambition=cut(view.ambition)), size="Small", quiet=True, spacing="Small"
        )
    if view.phase is RoundPhase.SKIPPED:
        yield text(texts.say("card.round.skipped_form" if view.form else "card.round.skipped"), spacing="Medium")
        return
    if view.phase is RoundPhase.SHOWN and not view.blocks:
        yield text(texts.say("card.round.shown_below"), spacing="Medium")
        return
    if view.phase is RoundPhase.SHOWN and view.shown_line:
        yield words(view.shown_line, spacing="Small")
    else:
        yield words(view.prompt, size="Medium", spacing="Medium")
    if view.form is not None and view.form.one_tap and view.phase is RoundPhase.OPEN:
        yield words(_tap_question(view.form, texts), spacing="Small")
    for part, minutes in view.steps:
        yield words(texts.plural("card.round.step", minutes, title=part), spacing="Small")
    told_below = any(isinstance(block, Preparation) for block in view.blocks)
    if view.speaker and view.phase is RoundPhase.OPEN and not told_below:
        yield words(texts.say("card.round.speaker", name=view.speaker), spacing="Small")
    if view.brings_in and view.phase is RoundPhase.OPEN:
        yield words(view.brings_in, spacing="Small")
    for block in view.blocks:
        yield from draw(block, texts, cut)
    yield from _closing_lines(view, texts)


def _tap_question(form: Form, texts: Texts) -> str:
    """What a tap answers, and what the ends mean: `Hoeveel energie heb je nu? (1 is weinig, 5 is veel)`."""
    field = form.fields[0]
    label = field.label.in_(texts.language)
    if field.minimum_text is None or field.maximum_text is None:
        return label
    ends = (*bounds(field), field.minimum_text.in_(texts.language), field.maximum_text.in_(texts.language))
    least, most, low, high = ends
    return texts.say("card.round.tap", label=label, least=least, most=most, low=low, high=high)


def _result_body(view: RoundView, texts: Texts, cut: Cut) -> Iterator[Element]:
    yield _header(view, texts)
    if view.shown_line:
        yield words(view.shown_line, spacing="Small")
    for block in view.blocks or (Nothing(),):
        yield from draw(block, texts, cut)
    yield from _closing_lines(view, texts)


def _closing_lines(view: RoundView, texts: Texts) -> Iterator[Element]:
    """The count, and who sees it until when it can be changed."""
    if view.form is None:
        return
    answering = view.phase in {RoundPhase.OPEN, RoundPhase.CLOSED}
    count = view.count if view.count and view.count.of != 1 else None
    if count and answering:
        share, verb = texts.counted(count.given, count.of, verb="chosen" if view.form.one_tap else "answered")
        yield count_box(run(share, bold=True), run(f" {verb}"))
    elif count and count.given and not any(isinstance(block, Average | UnnamedCounts) for block in view.blocks):
        line = texts.say("card.count.line", answered=texts.answered(count.given, count.of))
        yield quiet(f"{line} {texts.say('card.round.supplements')}" if view.supplements else line)
    if view.phase is RoundPhase.CLOSED:
        yield text(texts.say("card.round.closed"), spacing="Small")
    if _takes_answers(view):
        yield quiet(f"{visibility_line(view.form, texts)} {_changing(view, view.form, texts)}".strip())


def _takes_answers(view: RoundView) -> bool:
    """Whether the form can still be opened for a first answer or a change."""
    if view.form is None:
        return False
    if view.kind.revealed:
        final = view.form.has_nobody_fields or view.form.one_tap
        return view.phase is RoundPhase.OPEN or (view.phase is RoundPhase.CLOSED and not final)
    return view.phase is RoundPhase.OPEN or (view.phase is RoundPhase.DONE and view.forms_until is not None)


def _changing(view: RoundView, form: Form, texts: Texts) -> str:
    if form.has_nobody_fields:
        return texts.say("form.final")
    if form.one_tap:
        return texts.say("form.change.tap")
    if view.kind.revealed:
        return texts.say("form.change.until_shown")
    if view.forms_until:
        return texts.say("form.change.until", until=texts.moment(view.forms_until, view.zone))
    return ""


def _buttons(view: RoundView, texts: Texts) -> Iterator[Element]:
    """At most two beside each other; the filled one is what most people came for."""
    answering: list[Element] = []
    if view.form is not None and _takes_answers(view):
        if view.form.one_tap:
            yield row(*(_tap(view, value) for value in range(1, 6)))
        else:
            answering.append(button(_answer_word(view, view.form, texts), _of_run(view, AnswerOpen), filled=True))
    elif view.supplements:
        answering.append(button(texts.say("button.supplement"), _of_run(view, SupplementOpen)))
    if view.leads:
        answering.append(button(texts.say("button.regie"), RegieOpen(session=view.session)))
    if answering:
        yield row(*answering)


def _answer_word(view: RoundView, form: Form, texts: Texts) -> str:
    if view.phase is RoundPhase.CLOSED:
        return texts.say("button.change")
    return form.button.in_(texts.language) if form.button else texts.say("button.answer")


def _of_run(view: RoundView, kind: type[AnswerOpen] | type[SupplementOpen]) -> AnswerOpen | SupplementOpen:
    return kind(session=view.session, round=view.run.round_id, run=view.run.run)


def _tap(view: RoundView, value: int) -> Element:
    return button(str(value), EnergyTap(session=view.session, round=view.run.round_id, run=view.run.run, value=value))
