"""The report of an experiment as a dialog: did you try it, what came of it, and what can be added once it was read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from dialogs.cards.actions.look_back import ExperimentReportOpen, ExperimentReportPage, ExperimentReportSupplement
from dialogs.cards.actions.look_back import ExperimentReportWithdraw as Withdraw
from dialogs.cards.choose import LONGEST_SUPPLEMENT
from dialogs.cards.form_view import FormView, Tick
from dialogs.cards.forms import form_dialog
from dialogs.cards.offers import Offer, choices
from dialogs.cards.parts import (
    Card,
    Element,
    button,
    card,
    choice_input,
    quiet,
    row,
    text_input,
    tick,
    title,
    warning,
    words,
)
from dialogs.experiments.report import DONE, Done
from dialogs.formats.model import Field, Form, Visibility
from dialogs.ids import SessionId
from dialogs.texts.catalogue import Texts
from dialogs.turns import Reply, ShowDialog

_MANY = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstPageView:
    """`tried` are the experiments to choose from; one alone stands there as a line. `form` is the whole form."""

    next: ExperimentReportPage
    form: Form
    tried: tuple[Offer, ...]
    chosen: str | None = None
    done: Done | None = None
    draft: bool = False
    notice: str | None = None


def first_page(view: FirstPageView, texts: Texts) -> ShowDialog:
    """Input `done`, and with several experiments `choice`."""
    asked = next(item for item in view.form.fields if item.id == DONE)
    body: list[Element | None] = [
        warning(view.notice) if view.notice else warning(texts.say("form.draft")) if view.draft else None,
        title(view.form.title.in_(texts.language)) if view.form.title else None,
        *_which(view, texts),
        choice_input(
            DONE,
            asked.label.in_(texts.language),
            choices(asked, {}, texts),
            value=view.done.value if view.done else None,
        ),
        quiet(texts.say("form.look_back.first_page")),
        row(button(texts.say("button.next_page"), view.next, filled=True)),
    ]
    return ShowDialog(title=texts.say("button.look_back"), card=card(body))


def _which(view: FirstPageView, texts: Texts) -> Iterator[Element]:
    if len(view.tried) == 1:
        yield words(view.tried[0].text, size="Medium")
        return
    offered = [(one.id, one.text) for one in view.tried]
    compact = len(offered) > _MANY
    example = texts.say("form.choose") if compact else None
    yield choice_input(
        "choice", texts.say("form.look_back.which"), offered, value=view.chosen, compact=compact, example=example
    )


def second_form(form: Form, done: Done, *, shared: bool) -> Form:
    """What is asked after this answer to the first page. Where nothing is shared with the group (`shared` false)
    every field says so and there is no choice of whom to share it with."""
    fields = []
    for item in form.fields:
        if item.id == DONE or not _asked(item, done):
            continue
        own = replace(item, shown_if=None) if item.shown_if and item.shown_if.field == DONE else item
        if shared:
            fields.append(replace(own, visibility=Visibility.GROUP, programme=False))
        elif item.id != "sharing":
            fields.append(replace(own, visibility=Visibility.MODERATOR, programme=False))
    return replace(form, fields=tuple(fields))


def _asked(item: Field, done: Done) -> bool:
    return item.shown_if is None or item.shown_if.field != DONE or done.value in item.shown_if.choices


def second_page(view: FormView, texts: Texts, *, withdraw: Withdraw | None = None) -> ShowDialog:
    """`withdraw` where there is a report already that the group has not read."""
    made = form_dialog(view, texts)
    if withdraw is None:
        return made
    taken: Element = row(button(texts.say("button.withdraw"), withdraw, sends_inputs=False), spacing="Small")
    whole: Card = {**made.card, "body": [*made.card["body"], taken]}
    return replace(made, card=whole)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadReportView:
    """A report the group has read: `said` are the own words, `add` is None where nothing can be added."""

    experiment: str
    said: tuple[str, ...]
    withdraw: Withdraw
    add: ExperimentReportSupplement | None = None
    typed: str | None = None
    notices: tuple[str, ...] = ()
    tick: bool = False  # *niet herleidbaar*


def read_report(view: ReadReportView, texts: Texts) -> ShowDialog:
    """Input `text`."""
    body: list[Element | None] = [
        warning(*view.notices) if view.notices else None,
        words(view.experiment, size="Medium"),
        *(words(line, quiet=True, spacing="Small") for line in view.said),
    ]
    if view.add is not None:
        label = texts.say("form.supplement.label")
        body += [
            text_input("text", label, value=view.typed, longest=LONGEST_SUPPLEMENT, lines=True),
            tick(f"tick-{Tick.UNRECOGNISABLE}", texts.say("form.tick.label"), texts.say("form.tick.unrecognisable"))
            if view.tick
            else None,
            quiet(texts.say("form.supplement.line", most=LONGEST_SUPPLEMENT)),
            row(button(texts.say("button.submit"), view.add, filled=True)),
        ]
    body.append(row(button(texts.say("button.withdraw"), view.withdraw, sends_inputs=False), spacing="Small"))
    return ShowDialog(title=texts.say("button.look_back"), card=card(body), height="large")


def on_top(page: Reply, line: str) -> Reply:
    """What was just done, above the form that comes next."""
    if not isinstance(page, ShowDialog):
        return page
    return replace(page, card={**page.card, "body": [words(line), *page.card["body"]]})


def invitation(session: SessionId, texts: Texts) -> Card:
    """For everybody in the chat, so it names nobody's experiment."""
    opens = button(texts.say("button.look_back"), ExperimentReportOpen(session=session), filled=True)
    return card([words(texts.say("reply.look_back.invite")), row(opens)])
