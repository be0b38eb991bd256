"""Every button there is, and how a press is read back without trusting it."""

from collections.abc import Mapping
from dataclasses import fields
from enum import StrEnum
from types import MappingProxyType, UnionType
from typing import Any, Final, NewType, Union, get_args, get_origin, get_type_hints

from dialogs.cards.actions import (
    answers,
    asking,
    between,
    experiments,
    link,
    look_back,
    observing,
    regie,
    regie_people,
    regie_texts,
    reminders,
    reporting,
    sessions,
)
from dialogs.cards.actions.answers import EnergyTap
from dialogs.cards.actions.base import Action

LONGEST_ID: Final = 300
"""An id of the store and an address of the channel together; such addresses have a hundred characters and more."""
LARGEST_NUMBER: Final = 1_000_000

ACTIONS: Final[tuple[type[Action], ...]] = (
    *link.BUTTONS,
    *asking.BUTTONS,
    *answers.BUTTONS,
    *between.BUTTONS,
    *experiments.BUTTONS,
    *look_back.BUTTONS,
    *reminders.BUTTONS,
    *observing.BUTTONS,
    *reporting.BUTTONS,
    *regie.BUTTONS,
    *regie_people.BUTTONS,
    *regie_texts.BUTTONS,
    *sessions.BUTTONS,
)


def _plain(hint: Any) -> tuple[type, bool]:
    if get_origin(hint) in {Union, UnionType}:
        inner = next(arg for arg in get_args(hint) if arg is not type(None))
        return _plain(inner)[0], True
    if isinstance(hint, NewType):
        return _plain(hint.__supertype__)
    return hint, False


def _shape(kind: type[Action]) -> Mapping[str, tuple[type, bool]]:
    """For each field its plain type and whether it may be absent."""
    hints = get_type_hints(kind)
    return {item.name: _plain(hints[item.name]) for item in fields(kind)}


_BY_VERB: Final[Mapping[str, type[Action]]] = MappingProxyType({action.verb: action for action in ACTIONS})
_SHAPES: Final = MappingProxyType({action: _shape(action) for action in ACTIONS})


def unpack(data: Mapping[str, Any]) -> Action | None:
    """The button that was pressed, or None when the data is not what a button of this bot carries."""
    verb = data.get("verb")
    kind = _BY_VERB.get(verb) if isinstance(verb, str) else None
    if kind is None:
        return None
    values: dict[str, object] = {}
    for name, (plain, optional) in _SHAPES[kind].items():
        raw = data.get(name)
        if raw is None:
            if not optional:
                return None
            continue
        value = _checked(raw, plain)
        if value is None:
            return None
        values[name] = value
    if kind is EnergyTap and values["value"] not in range(1, 6):
        return None
    return kind(**values)


def _checked(raw: object, plain: type) -> object | None:
    if plain is bool:
        return raw if isinstance(raw, bool) else None
    if plain is int:
        return raw if isinstance(raw, int) and not isinstance(raw, bool) and 0 <= raw <= LARGEST_NUMBER else None
    if not isinstance(raw, str) or not raw.isprintable() or not 0 < len(raw) <= LONGEST_ID:
        return None
    if issubclass(plain, StrEnum):
        return plain(raw) if raw in plain.__members__.values() else None
    return raw
