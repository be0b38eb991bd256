"""An experiment in a form that came back: its parts, or the one of one's own that goes on."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Final

from dialogs.cards.limits import EXPERIMENT
from dialogs.cards.offers import Offers
from dialogs.cards.picked import ADAPT, FOLLOWS, GO_ON, NEW, PICK, PICKED, chosen_how, how_field
from dialogs.cards.read_value import Fault, Wrong, read_day, read_one, read_text, said_in
from dialogs.experiments.model import Safety
from dialogs.formats.model import Field, Form
from dialogs.sessions.model import Value

PARTS: Final = ("when", "then", "on", "safety")
"""The inputs of a short experiment."""


def experiment_or_own(
    item: Field,
    form: Form,
    data: Mapping[str, Any],
    values: Mapping[str, Value],
    offers: Offers,
    first_day: date | None,
    faults: dict[str, Fault],
) -> dict[str, str]:
    """One of one's own that is under way, or the parts of a new one, perhaps adapted from such a one.

    Who cannot choose from any is asked for a new one, whatever they said: nobody gets stuck in a form.
    """
    own = tuple(offer.id for offer in offers.get(item.id, ()))
    if not own:
        return _experiment(item, data, first_day, faults)
    said = said_in(data, f"{item.id}.{PICK}")
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
    faults: dict[str, Fault],
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
    item: Field, said: str, data: Mapping[str, Any], first_day: date | None, faults: dict[str, Fault]
) -> dict[str, str]:
    """Chosen without the question how: words beside a chosen one would get lost unseen."""
    written = any(said_in(data, f"{item.id}.{part}") for part in ("when", "then"))
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
    item: Field, data: Mapping[str, Any], first_day: date | None, faults: dict[str, Fault]
) -> dict[str, str]:
    """When, then, on and safety; empty when an optional one was left empty altogether."""
    said = {part: said_in(data, f"{item.id}.{part}") for part in PARTS}
    if not any(said.values()) and not item.required:
        return {}
    parts: dict[str, str] = {}
    for part in PARTS:
        try:
            value = _part(part, said[part], first_day)
        except Wrong as wrong:
            faults[f"{item.id}.{part}"] = wrong.fault
            continue
        if value is None:
            faults[f"{item.id}.{part}"] = (f"form.fault.experiment.{part}", {})
        else:
            parts[part] = value
    return parts


def _part(part: str, said: str, first_day: date | None) -> str | None:
    if part == "on":
        return read_day(said, first_day, None)
    if part == "safety":
        return read_one(said, {kind.value: kind.value for kind in Safety})
    least, most = EXPERIMENT[part]
    return read_text(said, least=least, most=most, lines=True)
