"""An experiment in a form that may also be one that is under way: gone on with, or adapted into a new one."""

from collections.abc import Collection, Mapping
from typing import Final

from dialogs.formats.model import Field, FieldType, Form
from dialogs.sessions.model import Value

PICK: Final = "pick"
"""The input beside the parts of a short experiment: which of one's own open ones is meant."""
NEW: Final = "new"
"""Its choice that means none of them."""
PICKED: Final = "picked"
"""In a stored value: the id of the experiment that is gone on with, in place of the parts of a new one."""
FOLLOWS: Final = "follows"
"""In a stored value, beside the parts: the id of the one it was adapted from."""
GO_ON: Final = "go_on"
ADAPT: Final = "adapt"


def experiment_field(form: Form | None) -> Field | None:
    return next((f for f in form.fields if f.type is FieldType.EXPERIMENT), None) if form else None


def how_field(form: Form) -> Field | None:
    """The question of *doorgaan, aanpassen of iets anders*: any choice that offers the first two."""
    asked = (f for f in form.fields if f.type is FieldType.CHOICE)
    return next((f for f in asked if {GO_ON, ADAPT} <= {choice.id for choice in f.choices}), None)


def picks_own(form: Form | None) -> bool:
    """Whether one's own open experiments can be chosen from."""
    field = experiment_field(form)
    return form is not None and field is not None and (field.source == "experiments" or how_field(form) is not None)


def is_pick_asked(form: Form, own: Collection[object]) -> bool:
    """With the question *how*, one that is alone needs no choice; without it there is also a new one to choose."""
    return len(own) > 1 if how_field(form) else bool(own)


def base_of(said: Mapping[str, object]) -> str | None:
    """The earlier experiment that a stored value is about."""
    base = said.get(PICKED) or said.get(FOLLOWS)
    return base if isinstance(base, str) else None


def chosen_how(form: Form, values: Mapping[str, Value]) -> str | None:
    field = how_field(form)
    said = values.get(field.id) if field else None
    return said if isinstance(said, str) else None
