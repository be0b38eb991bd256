"""How each type of field is asked: its input with a label, its limits, who sees it, and what was wrong with it."""

from collections.abc import Iterator
from typing import Final, assert_never

from dialogs.cards.form_view import FormView
from dialogs.cards.limits import EXPERIMENT, SEVERAL, days_allowed, number_limits, said_limits, text_limits
from dialogs.cards.offers import choices, is_consent
from dialogs.cards.parts import (
    Element,
    choice_input,
    date_input,
    named,
    number_input,
    quiet,
    text_input,
    tick,
    warning,
    words,
)
from dialogs.cards.picked import NEW, PICK, how_field, is_pick_asked
from dialogs.cards.visibility import field_visibility
from dialogs.formats.model import Field, FieldType
from dialogs.texts.catalogue import Texts

_MANY: Final = 7
"""More single choices than this are a list that folds open, so that a form stays short."""

_SHORT_LINE: Final = 80
"""A short text that may be longer than this gets several lines to type in."""


def draw_field(field: Field, view: FormView, texts: Texts, *, alone: bool, mixed: bool) -> Iterator[Element]:
    """The reason of a refusal, the input, and beneath it what is good to know; `alone`: the dialog says the limits."""
    yield from _fault(field.id, view, texts)
    if field.type is FieldType.EXPERIMENT:
        yield from _experiment(field, view, texts, alone=len(view.form.fields) == 1)
    else:
        yield _input(field, view, texts)
    beneath = [field.hint.in_(texts.language)] if field.hint else []
    if not alone:
        beneath += said_limits(field, texts)
        if not field.required and not is_consent(field):
            beneath.append(texts.say("form.optional"))
    if mixed:
        beneath.append(field_visibility(field, texts))
    if beneath:
        yield words(" ".join(beneath), size="Small", quiet=True, spacing="Small")


def _fault(name: str, view: FormView, texts: Texts) -> Iterator[Element]:
    if name in view.faults:
        key, values = view.faults[name]
        yield warning(texts.say(key, **values), spacing="Medium")


def _input(field: Field, view: FormView, texts: Texts) -> Element:
    label, value = field.label.in_(texts.language), view.values.get(field.id)
    example = field.placeholder.in_(texts.language) if field.placeholder else None
    match field.type:
        case FieldType.SHORT_TEXT | FieldType.LONG_TEXT | FieldType.REPORT:
            longest = text_limits(field)[1]
            lines = field.type is not FieldType.SHORT_TEXT or longest > _SHORT_LINE
            return text_input(field.id, label, value=value, longest=longest, lines=lines, example=example)
        case FieldType.NUMBER:
            least, most = number_limits(field)
            refusal = texts.say("form.limit.number", least=least, most=most)
            return number_input(field.id, label, value=value, least=least, most=most, example=example, refusal=refusal)
        case FieldType.DATE:
            first, last = view.first_day, view.last_day
            told = days_allowed(first, last, texts)
            return date_input(field.id, label, value=value, first=first, last=last, refusal=told)
        case FieldType.YES_NO if is_consent(field):
            return tick(field.id, label, example or texts.say("form.yes"), value=value)
        case (
            FieldType.YES_NO
            | FieldType.CHOICE
            | FieldType.CHOICES
            | FieldType.SCALE
            | FieldType.MEMBER
            | FieldType.PICK
            | FieldType.VOTES
        ):
            return _choice(field, view, texts)
        case FieldType.EXPERIMENT:
            raise AssertionError("an experiment has four inputs")
        case _:
            assert_never(field.type)


def _choice(field: Field, view: FormView, texts: Texts) -> Element:
    offered = choices(field, view.offers, texts)
    several = field.type in SEVERAL
    compact = not several and len(offered) > _MANY
    example = texts.say("form.choose") if compact else None
    value = view.values.get(field.id, field.default)
    label = field.label.in_(texts.language)
    return choice_input(field.id, label, offered, value=value, several=several, compact=compact, example=example)


def _pick(field: Field, view: FormView, texts: Texts) -> Iterator[Element]:
    """Which of one's own that are under way: to go on with, or to adapt."""
    own, name = view.offers.get(field.id, ()), f"{field.id}.{PICK}"
    if not own:
        return
    yield from _fault(name, view, texts)
    if is_pick_asked(view.form, own):
        offered = [(offer.id, offer.text) for offer in own]
        if how_field(view.form) is None:
            offered.append((NEW, texts.say("form.experiment.new")))
        yield choice_input(name, texts.say("form.experiment.pick"), offered, value=view.values.get(name))
    else:
        yield named(texts.say("form.experiment.only"), own[0].text)
    yield quiet(texts.say("form.experiment.rest"), spacing="Small")


def _experiment(field: Field, view: FormView, texts: Texts, *, alone: bool) -> Iterator[Element]:
    """Als, dan, wanneer, veiligheid; beside other questions with its own label above."""
    if not alone:
        yield words(field.label.in_(texts.language), spacing="Medium")
    yield from _pick(field, view, texts)
    for part, (_, longest) in EXPERIMENT.items():
        name = f"{field.id}.{part}"
        yield from _fault(name, view, texts)
        label, example = texts.say(f"form.experiment.{part}"), texts.say(f"form.experiment.{part}.example")
        yield text_input(name, label, value=view.values.get(name), longest=longest, lines=True, example=example)
        yield quiet(texts.say("form.limit.text", most=longest), spacing="Small")
    name = f"{field.id}.on"
    yield from _fault(name, view, texts)
    # a later day than the next session is allowed after a warning, so there is no last day here
    first, refusal = view.first_day, days_allowed(view.first_day, None, texts)
    yield date_input(name, texts.say("form.experiment.on"), value=view.values.get(name), first=first, refusal=refusal)
    name = f"{field.id}.safety"
    yield from _fault(name, view, texts)
    offered = choices(field, view.offers, texts)
    yield choice_input(name, texts.say("form.experiment.safety"), offered, value=view.values.get(name))
