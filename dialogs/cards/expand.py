"""A form that asks something of each of one's own experiments, written out: one question for each of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from dialogs.formats.model import Condition, Field, Form, Text

EXPERIMENTS: Final = "experiments"
"""`each: experiments`; and beside the answers, which experiment was the first, which the second."""


def numbered(field: str, number: int) -> str:
    """The input of the `number`-th experiment, counted from one."""
    return f"{field}.{number}"


def is_numbered(name: str) -> bool:
    """A number is only true together with the experiments it counts."""
    return name.rpartition(".")[2].isdigit()


def expanded(form: Form, titles: Sequence[str]) -> Form:
    """`titles` are those of the person's experiments, in the order they were thought of. Without any, what is asked of
    each of them is not asked."""
    repeated = frozenset(field.id for field in form.fields if field.each == EXPERIMENTS)
    if not repeated:
        return form
    return replace(form, fields=tuple(_fields(form, titles, repeated)))


def _fields(form: Form, titles: Sequence[str], repeated: frozenset[str]) -> Iterator[Field]:
    """What is asked of each experiment stays together, experiment after experiment, where the first of it stood."""
    written = False
    for field in form.fields:
        if field.id not in repeated:
            yield field
        elif not written:
            written = True
            for number, title in enumerate(titles, 1):
                yield from (_one(f, number, title, repeated) for f in form.fields if f.id in repeated)


def _one(field: Field, number: int, title: str, repeated: frozenset[str]) -> Field:
    condition = field.shown_if
    if condition is not None and condition.field in repeated:
        condition = Condition(field=numbered(condition.field, number), choices=condition.choices)
    label = Text(nl=f"“{title}” {field.label.nl}", en=f"“{title}” {field.label.en}")
    return replace(field, id=numbered(field.id, number), label=label, each=None, shown_if=condition)


def by_experiment(fields: Mapping[str, object], field: str) -> Mapping[str, object]:
    """What a stored answer says in `field` about each experiment, by its id."""
    named = fields.get(EXPERIMENTS)
    ids = named if isinstance(named, tuple | list) else ()
    return {
        str(one): fields[numbered(field, place)] for place, one in enumerate(ids, 1) if numbered(field, place) in fields
    }
