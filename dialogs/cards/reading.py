"""Reads what came back from a dialog: every limit checked on the server, nothing trusted, nothing typed is lost."""

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final, assert_never

from dialogs.cards.form_view import Tick
from dialogs.cards.limits import number_limits, text_limits
from dialogs.cards.offers import NO, YES, Offers, asked_in, is_consent
from dialogs.cards.picked import PICK, base_of
from dialogs.cards.read_experiment import PARTS, experiment_or_own
from dialogs.cards.read_value import Fault, Wrong, read_day, read_number, read_one, read_several, read_text, said_in
from dialogs.errors import Invalid
from dialogs.formats.model import Field, FieldType, Form
from dialogs.sessions.model import Fields, Value

_CHOSEN: Final = frozenset(FieldType) - {FieldType.SHORT_TEXT, FieldType.LONG_TEXT, FieldType.REPORT, FieldType.NUMBER}


def typed(form: Form, data: Mapping[str, Any]) -> dict[str, str]:
    """Everything that was typed, cleaned of what no card may hold, to show again."""
    names = [name for item in form.fields for name in _names(item)]
    return {name: said for name in names if (said := said_in(data, name))}


def to_keep(form: Form, inputs: Mapping[str, str]) -> dict[str, str]:
    """Of what was typed what a draft may hold: an answer that belongs to another choice is not asked, so not kept."""
    without = {item.id for item in form.fields if not _is_due(item, inputs)}
    return {name: said for name, said in inputs.items() if name.partition(".")[0] not in without}


def as_typed(form: Form, fields: Mapping[str, object]) -> dict[str, str]:
    """Stored values as inputs, to fill a form with an earlier answer."""
    inputs: dict[str, str] = {}
    for item in form.fields:
        value = fields.get(item.id)
        if value is None:
            continue
        if isinstance(value, Mapping):
            inputs.update({f"{item.id}.{part}": str(value[part]) for part in PARTS if part in value})
            if base := base_of(value):
                inputs[f"{item.id}.{PICK}"] = base
        elif isinstance(value, bool):
            inputs[item.id] = YES if value else NO
        elif isinstance(value, tuple | list):
            inputs[item.id] = ",".join(str(chosen) for chosen in value)
        else:
            inputs[item.id] = str(value)
    return inputs


def read(
    form: Form,
    data: Mapping[str, Any],
    *,
    offers: Offers,
    first_day: date | None = None,
    last_day: date | None = None,
) -> Fields:
    """The checked values by field id; fields left empty are absent.

    Raises `Invalid` with a fault per field, an experiment's parts named `field.part`. Unknown inputs are ignored.
    """
    values: dict[str, Value] = {}
    faults: dict[str, Fault] = {}
    days = (first_day, last_day)
    asked = asked_in(form, offers)
    for item in asked:
        if item.type is FieldType.EXPERIMENT:
            parts = experiment_or_own(item, form, data, values, offers, first_day, faults)
            if parts:
                values[item.id] = parts
            continue
        try:
            value = _value(item, said_in(data, item.id), offers, days)
        except Wrong as wrong:
            faults[item.id] = wrong.fault
            continue
        if not _is_due(item, values):
            told = item.shown_if is not None and item.shown_if.field in faults
            if value is not None and not is_consent(item) and not told:
                faults[item.id] = ("form.fault.not_asked", {})
        elif value is not None:
            values[item.id] = value
        elif item.required:
            faults[item.id] = ("form.fault.empty_choice" if item.type in _CHOSEN else "form.fault.empty", {})
    telling = [item for item in asked if not is_consent(item)]
    if telling and not faults and not any(item.id in values for item in telling):
        faults[telling[0].id] = ("form.fault.nothing", {})
    if faults:
        raise Invalid(faults)
    return values


def ticked(data: Mapping[str, Any], tick: Tick) -> bool:
    return said_in(data, f"tick-{tick}") == YES


def chosen(data: Mapping[str, Any], allowed: Collection[str], *, name: str = "choice") -> str | None:
    """The choice of a small dialog; None when nothing or something unknown was chosen."""
    said = said_in(data, name)
    return said if said in allowed else None


def written(data: Mapping[str, Any], name: str, *, most: int, least: int = 1) -> str:
    """One text of a small dialog. Raises `Invalid`."""
    try:
        said = read_text(said_in(data, name), least=least, most=most, lines=True)
    except Wrong as wrong:
        raise Invalid({name: wrong.fault}) from None
    if said is None:
        raise Invalid({name: ("form.fault.empty", {})})
    return said


def _names(item: Field) -> tuple[str, ...]:
    return tuple(f"{item.id}.{part}" for part in (PICK, *PARTS)) if item.type is FieldType.EXPERIMENT else (item.id,)


def _value(item: Field, said: str, offers: Offers, days: tuple[date | None, date | None]) -> Value | None:
    """The checked value, None when empty. Raises `Wrong`."""
    match item.type:
        case FieldType.SHORT_TEXT | FieldType.LONG_TEXT | FieldType.REPORT:
            least, most = text_limits(item)
            return read_text(said, least=least, most=most, lines=item.type is not FieldType.SHORT_TEXT)
        case FieldType.NUMBER | FieldType.SCALE:
            return read_number(said, *number_limits(item))
        case FieldType.DATE:
            return read_day(said, *days)
        case FieldType.YES_NO:
            return said == YES if is_consent(item) else read_one(said, {YES: True, NO: False})
        case FieldType.CHOICE | FieldType.MEMBER:
            return read_one(said, {name: name for name in _ids(item, offers)})
        case FieldType.CHOICES | FieldType.PICK | FieldType.VOTES:
            return read_several(said, item, _ids(item, offers))
        case FieldType.EXPERIMENT:
            raise AssertionError("an experiment is read by its parts")
        case _:
            assert_never(item.type)


def _ids(item: Field, offers: Offers) -> tuple[str, ...]:
    return tuple(choice.id for choice in item.choices) or tuple(offer.id for offer in offers.get(item.id, ()))


def _is_due(item: Field, values: Mapping[str, Value]) -> bool:
    """A field that is asked only after a certain choice belongs to it alone: nobody is asked, so nothing is kept."""
    if item.shown_if is None:
        return True
    earlier = values.get(item.shown_if.field)
    picked = earlier if isinstance(earlier, tuple) else (earlier,)
    return any(choice in item.shown_if.choices for choice in picked)
