"""The dialog in which somebody fills in a form: an answer, the preparation, an experiment; new, changed or refused."""

from collections.abc import Iterator, Sequence
from typing import Final

from dialogs.cards.form_view import FormView
from dialogs.cards.inputs import draw_field
from dialogs.cards.limits import said_limits
from dialogs.cards.offers import asked_in
from dialogs.cards.parts import Element, button, card, quiet, row, tick, title, warning, words
from dialogs.cards.visibility import is_mixed, visibility_line
from dialogs.formats.model import Field, FieldType
from dialogs.texts.catalogue import Texts
from dialogs.turns import ShowDialog

_TALL: Final = 3
"""From so many fields on a dialog is drawn tall."""

_WRITTEN: Final = frozenset({FieldType.SHORT_TEXT, FieldType.LONG_TEXT, FieldType.EXPERIMENT, FieldType.REPORT})


def form_dialog(view: FormView, texts: Texts) -> ShowDialog:
    asked = asked_in(view.form, view.offers)
    alone = len(asked) == 1 and asked[0].type is not FieldType.EXPERIMENT
    body: list[Element] = [*_top(view, texts, alone=alone)]
    for item in asked:
        body += draw_field(item, view, texts, alone=alone, mixed=is_mixed(view.form))
    body += [tick(f"tick-{kind}", texts.say("form.tick.label"), texts.say(f"form.tick.{kind}")) for kind in view.ticks]
    body.append(quiet(closing_line(view, asked, texts, alone=alone)))
    body += _buttons(view, texts)
    return ShowDialog(title=view.heading, card=card(body), height="large" if len(asked) >= _TALL else "medium")


def _top(view: FormView, texts: Texts, *, alone: bool) -> Iterator[Element]:
    """What has to be read first: what went wrong, that this is a draft, for whom it is; then the question.

    With one field the reason stands beside it and says enough.
    """
    notices = list(view.notices)
    if view.faults and not alone:
        notices.insert(0, texts.plural("form.refused", len(view.faults)))
    if notices:
        yield warning(*notices)
    if view.draft and not notices and not view.faults:
        yield warning(texts.say("form.draft"))
    if view.behalf:
        yield words(texts.say("form.behalf", name=view.behalf), quiet=True)
    if view.form.title:
        yield title(view.form.title.in_(texts.language))
    if view.prompt:
        yield words(view.prompt, size="Medium")
    if view.form.intro:
        yield words(view.form.intro.in_(texts.language), spacing="Small")


def closing_line(view: FormView, asked: Sequence[Field], texts: Texts, *, alone: bool) -> str:
    """Limits (of a single field; more fields say their own), who sees it, and what closing does."""
    lines: list[str] = []
    if alone:
        lines += said_limits(asked[0], texts)
    mixed = is_mixed(view.form)
    lines.append(texts.say("form.visible.mixed") if mixed else visibility_line(view.form, texts))
    if any(item.type in _WRITTEN for item in asked):
        lines.append(texts.say("form.no_names"))
    if view.form.has_nobody_fields:
        lines.append(texts.say("form.final"))
    elif view.until:
        lines.append(view.until)
    lines.append(texts.say("form.closing_with_draft" if view.save else "form.closing"))
    return " ".join(lines)


def _buttons(view: FormView, texts: Texts) -> Iterator[Element]:
    main = [button(texts.say("button.submit"), view.submit, filled=True)]
    if view.save:
        main.append(button(texts.say("button.save"), view.save))
    yield row(*main)
    rest = []
    if view.withdraw:
        rest.append(button(texts.say("button.withdraw"), view.withdraw, sends_inputs=False))
    if view.aloud:
        word = "button.aloud" if view.aloud.aloud else "button.not_aloud"
        rest.append(button(texts.say(word), view.aloud, sends_inputs=False))
    if rest:
        yield row(*rest, spacing="Small")
