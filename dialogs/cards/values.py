"""Answers as people read them: a stored value turned into the words of a contribution."""

from collections.abc import Collection, Iterable, Mapping
from datetime import date
from typing import Final

from dialogs.cards.contributions_block import Part
from dialogs.cards.experiments_block import ExperimentLine, in_full
from dialogs.cards.offers import NO, YES, Offers, choices
from dialogs.cards.picked import PICKED
from dialogs.experiments.model import Experiment
from dialogs.formats.model import Field, FieldType, Form
from dialogs.texts.catalogue import Texts

_WRITTEN: Final = frozenset({FieldType.SHORT_TEXT, FieldType.LONG_TEXT})


def parts(
    form: Form, fields: Mapping[str, object], texts: Texts, *, offers: Offers, shown: Collection[str] | None = None
) -> tuple[Part, ...]:
    """The contribution of one person; `shown` names the fields that may be shown (None: all).

    What somebody wrote in answer to the first question stands beside the name as it is; the rest says what it answers.
    """
    may = [item for item in form.fields if shown is None or item.id in shown]
    return tuple(
        Part(
            text=tell(item, fields[item.id], texts, offers=offers),
            label=None if _plain(item, may[0], form) else f"{_label(item, texts)}:",
        )
        for item in may
        if item.id in fields
    )


def in_a_line(said: Iterable[Part]) -> str:
    """What somebody contributed, as one text."""
    return " · ".join(f"{part.label} {part.text}" if part.label else part.text for part in said)


def _plain(item: Field, first: Field, form: Form) -> bool:
    return len(form.fields) == 1 or (item == first and item.type in _WRITTEN)


def _label(item: Field, texts: Texts) -> str:
    return item.label.in_(texts.language).rstrip(" ?:.…")


def tell(item: Field, value: object, texts: Texts, *, offers: Offers) -> str:
    """One value in words."""
    if isinstance(value, Mapping):
        if PICKED in value:
            return texts.say("card.experiment.picked")
        line = experiment_line("", value)
        said = in_full(line, texts)
        return f"{said} ({texts.short_day(line.on)})" if line.on else said
    known = dict(choices(item, offers, texts))
    if isinstance(value, bool):
        return known[YES if value else NO]
    if isinstance(value, tuple | list):
        return "; ".join(known.get(str(one), str(one)).rstrip(". ") for one in value)
    if item.type is FieldType.DATE and isinstance(value, str):
        return texts.day(date.fromisoformat(value))
    return known.get(str(value), str(value))


def line_of(experiment: Experiment, name: str = "") -> ExperimentLine:
    """An experiment as it stands, as a line of *wie probeert wat, wanneer*."""
    return ExperimentLine(name=name, when=experiment.when, then=experiment.then, on=experiment.on)


def experiment_line(name: str, value: Mapping[str, object]) -> ExperimentLine:
    """A short experiment's stored parts as a line of *wie probeert wat, wanneer*."""
    on = value.get("on")
    return ExperimentLine(
        name=name,
        when=str(value.get("when", "")),
        then=str(value.get("then", "")),
        on=date.fromisoformat(on) if isinstance(on, str) else None,
    )
