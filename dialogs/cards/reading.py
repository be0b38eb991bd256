"""Reads what came back from a dialog: every limit checked on the server, nothing trusted, nothing typed is lost."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final, TypeVar, assert_never

from dialogs.cards.form_view import Tick
from dialogs.cards.limits import EXPERIMENT, count_limits, number_limits, text_limits
from dialogs.cards.offers import NO, YES, Offers, asked_in, is_consent
from dialogs.cards.parts import INPUT
from dialogs.cards.picked import ADAPT, FOLLOWS, GO_ON, NEW, PICK, PICKED, base_of, chosen_how, how_field
from dialogs.errors import Invalid
from dialogs.experiments.model import Safety
from dialogs.formats.model import Field, FieldType, Form
from dialogs.sessions.model import Fields, Value

PARTS: Final = ("when", "then", "on", "safety")
"""The inputs of a short experiment."""

LONGEST_INPUT: Final = 8000
"""More characters than any field takes are cut off before anything else looks at them."""

_CHOSEN: Final = frozenset(FieldType) - {FieldType.SHORT_TEXT, FieldType.LONG_TEXT, FieldType.REPORT, FieldType.NUMBER}

_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]"
)
_BREAKS: Final = re.compile(r"\r\n?|\u2028|\u2029|\x85")
_WHOLE: Final = re.compile(r"[+-]?\d{1,9}(?:[.,]0{1,3})?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SPACES: Final = re.compile(r"\s+")

_Chosen = TypeVar("_Chosen", str, bool)
_Fault = tuple[str, dict[str, object]]


class _Wrong(Exception):
    """A field's value is refused; becomes part of `Invalid`."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.fault: _Fault = (key, values)


def typed(form: Form, data: Mapping[str, Any]) -> dict[str, str]:
    """Everything that was typed, cleaned of what no card may hold, to show again."""
    names = [name for item in form.fields for name in _names(item)]
    return {name: said for name in names if (said := _said(data, name))}


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
    faults: dict[str, _Fault] = {}
    days = (first_day, last_day)
    asked = asked_in(form, offers)
    for item in asked:
        if item.type is FieldType.EXPERIMENT:
            parts = _experiment_or_own(item, form, data, values, offers, first_day, faults)
            if parts:
                values[item.id] = parts
            continue
        try:
            value = _value(item, _said(data, item.id), offers, days)
        except _Wrong as wrong:
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
    return _said(data, f"tick-{tick}") == YES


def chosen(data: Mapping[str, Any], allowed: Collection[str], *, name: str = "choice") -> str | None:
    """The choice of a small dialog; None when nothing or something unknown was chosen."""
    said = _said(data, name)
    return said if said in allowed else None


def written(data: Mapping[str, Any], name: str, *, most: int, least: int = 1) -> str:
    """One text of a small dialog. Raises `Invalid`."""
    try:
        said = _text(_said(data, name), least=least, most=most, lines=True)
    except _Wrong as wrong:
        raise Invalid({name: wrong.fault}) from None
    if said is None:
        raise Invalid({name: ("form.fault.empty", {})})
    return said


# --- one input


def _names(item: Field) -> tuple[str, ...]:
    return tuple(f"{item.id}.{part}" for part in (PICK, *PARTS)) if item.type is FieldType.EXPERIMENT else (item.id,)


def _said(data: Mapping[str, Any], name: str) -> str:
    """An input as clean text; numbers and booleans that a channel sends are taken as they are written."""
    raw = data.get(INPUT + name)
    if isinstance(raw, bool):
        raw = YES if raw else NO
    elif isinstance(raw, int):
        raw = str(raw) if abs(raw) < 10**12 else ""
    elif isinstance(raw, float):
        raw = str(int(raw)) if raw.is_integer() and abs(raw) < 10**12 else str(raw)
    if not isinstance(raw, str):
        return ""
    return _CONTROL.sub("", _BREAKS.sub("\n", raw[:LONGEST_INPUT])).strip()


def _value(item: Field, said: str, offers: Offers, days: tuple[date | None, date | None]) -> Value | None:
    """The checked value, None when empty. Raises `_Wrong`."""
    match item.type:
        case FieldType.SHORT_TEXT | FieldType.LONG_TEXT | FieldType.REPORT:
            least, most = text_limits(item)
            return _text(said, least=least, most=most, lines=item.type is not FieldType.SHORT_TEXT)
        case FieldType.NUMBER | FieldType.SCALE:
            return _number(said, *number_limits(item))
        case FieldType.DATE:
            return _day(said, *days)
        case FieldType.YES_NO:
            return said == YES if is_consent(item) else _one(said, {YES: True, NO: False})
        case FieldType.CHOICE | FieldType.MEMBER:
            return _one(said, {name: name for name in _ids(item, offers)})
        case FieldType.CHOICES | FieldType.PICK | FieldType.VOTES:
            return _several(said, item, _ids(item, offers))
        case FieldType.EXPERIMENT:
            raise AssertionError("an experiment is read by its parts")
        case _:
            assert_never(item.type)


def _experiment_or_own(
    item: Field,
    form: Form,
    data: Mapping[str, Any],
    values: Mapping[str, Value],
    offers: Offers,
    first_day: date | None,
    faults: dict[str, _Fault],
) -> dict[str, str]:
    """One of one's own that is under way, or the parts of a new one, perhaps adapted from such a one.

    Who cannot choose from any is asked for a new one, whatever they said: nobody gets stuck in a form.
    """
    own = tuple(offer.id for offer in offers.get(item.id, ()))
    if not own:
        return _experiment(item, data, first_day, faults)
    said = _said(data, f"{item.id}.{PICK}")
    if said and said not in {*own, NEW}:
        faults[f"{item.id}.{PICK}"] = ("form.fault.choice", {})
        return {}
    asked, how = how_field(form), chosen_how(form, values)
    if asked is None:
        return _own_or_new(item, said, data, first_day, faults)
    if how in {GO_ON, ADAPT}:
        base = said if said in own else own[0] if len(own) == 1 else None
        return _on_with(item, base, data, first_day, faults, adapts=how == ADAPT)
    if how is None and asked.required:
        return {}  # the question itself has its fault already
    return _experiment(item, data, first_day, faults)


def _on_with(
    item: Field,
    base: str | None,
    data: Mapping[str, Any],
    first_day: date | None,
    faults: dict[str, _Fault],
    *,
    adapts: bool,
) -> dict[str, str]:
    """The one that goes on as it is, or the parts of what it is adapted into."""
    if base is None:
        faults[f"{item.id}.{PICK}"] = ("form.fault.experiment.pick", {})
    parts = _experiment(item, data, first_day, faults) if adapts else {}
    if base is None:
        return {}
    if not adapts:
        return {PICKED: base}
    return {**parts, FOLLOWS: base} if parts else {}


def _own_or_new(
    item: Field, said: str, data: Mapping[str, Any], first_day: date | None, faults: dict[str, _Fault]
) -> dict[str, str]:
    """Chosen without the question how: words beside a chosen one would get lost unseen."""
    written = any(_said(data, f"{item.id}.{part}") for part in ("when", "then"))
    if said in {"", NEW}:
        if not said and not written and item.required:
            faults[f"{item.id}.{PICK}"] = ("form.fault.experiment.pick_or_write", {})
            return {}
        return _experiment(item, data, first_day, faults)
    if written:
        faults[f"{item.id}.{PICK}"] = ("form.fault.experiment.both", {})
        return {}
    return {PICKED: said}


def _experiment(
    item: Field, data: Mapping[str, Any], first_day: date | None, faults: dict[str, _Fault]
) -> dict[str, str]:
    """When, then, on and safety; empty when an optional one was left empty altogether."""
    said = {part: _said(data, f"{item.id}.{part}") for part in PARTS}
    if not any(said.values()) and not item.required:
        return {}
    parts: dict[str, str] = {}
    for part in PARTS:
        try:
            value = _part(part, said[part], first_day)
        except _Wrong as wrong:
            faults[f"{item.id}.{part}"] = wrong.fault
            continue
        if value is None:
            faults[f"{item.id}.{part}"] = (f"form.fault.experiment.{part}", {})
        else:
            parts[part] = value
    return parts


def _part(part: str, said: str, first_day: date | None) -> str | None:
    if part == "on":
        return _day(said, first_day, None)
    if part == "safety":
        return _one(said, {kind.value: kind.value for kind in Safety})
    least, most = EXPERIMENT[part]
    return _text(said, least=least, most=most, lines=True)


def _text(said: str, *, least: int, most: int, lines: bool) -> str | None:
    if not lines:
        said = _SPACES.sub(" ", said)
    if not any(unicodedata.category(sign)[0] not in "CZ" for sign in said):
        return None
    if len(said) < least:
        raise _Wrong("form.fault.too_short", least=least)
    if len(said) > most:
        raise _Wrong("form.fault.too_long", most=most, over=len(said) - most)
    return said


def _number(said: str, least: int, most: int) -> int | None:
    if not said:
        return None
    if not _WHOLE.fullmatch(said):
        raise _Wrong("form.fault.number", least=least, most=most)
    value = int(re.split("[.,]", said)[0])
    if not least <= value <= most:
        raise _Wrong("form.fault.number", least=least, most=most)
    return value


def _day(said: str, first: date | None, last: date | None) -> str | None:
    if not said:
        return None
    try:
        day = date.fromisoformat(said[:10]) if _DAY.fullmatch(said[:10]) else None
    except ValueError:
        day = None
    if day is None:
        raise _Wrong("form.fault.day")
    if first is not None and day < first:
        raise _Wrong("form.fault.day_past", first=first)
    if last is not None and day > last:
        raise _Wrong("form.fault.day_late", last=last)
    return day.isoformat()


def _one(said: str, allowed: Mapping[str, _Chosen]) -> _Chosen | None:
    if not said:
        return None
    if said not in allowed:
        raise _Wrong("form.fault.choice")
    return allowed[said]


def _several(said: str, item: Field, allowed: Collection[str]) -> tuple[str, ...] | None:
    """Comma-joined choices, each once."""
    picked = tuple(dict.fromkeys(part for part in (piece.strip() for piece in said.split(",")) if part))
    if not picked:
        return None
    if any(part not in allowed for part in picked):
        raise _Wrong("form.fault.choice")
    least, most = count_limits(item, len(allowed))
    if len(picked) > most:
        raise _Wrong("form.fault.too_many", most=most)
    if len(picked) < least:
        raise _Wrong("form.fault.too_few", least=least)
    return picked


def _ids(item: Field, offers: Offers) -> tuple[str, ...]:
    return tuple(choice.id for choice in item.choices) or tuple(offer.id for offer in offers.get(item.id, ()))


def _is_due(item: Field, values: Mapping[str, Value]) -> bool:
    """A field that is asked only after a certain choice belongs to it alone: nobody is asked, so nothing is kept."""
    if item.shown_if is None:
        return True
    earlier = values.get(item.shown_if.field)
    picked = earlier if isinstance(earlier, tuple) else (earlier,)
    return any(choice in item.shown_if.choices for choice in picked)
