"""Reads a submitted form and looks for what could identify a child or family, before anything is stored."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final

from dialogs.cards.form_view import Fault, Tick
from dialogs.cards.offers import Offers
from dialogs.cards.reading import read, ticked, typed
from dialogs.errors import Invalid
from dialogs.formats.model import FieldType, Form
from dialogs.groups import Group
from dialogs.guard import Severity, Verdict, check, explain
from dialogs.ids import GroupId
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import Fields

_WRITTEN: Final = frozenset({FieldType.SHORT_TEXT, FieldType.LONG_TEXT, FieldType.REPORT})
_EXPERIMENT_PARTS: Final = ("when", "then")


@dataclass(frozen=True, slots=True, kw_only=True)
class Names:
    """What may be written without a warning: the group's own people, the programme's organisations."""

    people: Collection[str] = ()
    organisations: Collection[str] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Guarded:
    """`faults` by input: what must be rewritten. `ticks`: what the person may agree with to go on."""

    faults: Mapping[str, Fault] = field(default_factory=dict)
    warnings: Mapping[str, Fault] = field(default_factory=dict)

    @property
    def blocked(self) -> bool:
        return bool(self.faults)

    def stops(self, data: Mapping[str, Any]) -> bool:
        """Whether the form must come back: something is blocked, or a warning was not agreed with."""
        return self.blocked or (bool(self.warnings) and not ticked(data, Tick.UNRECOGNISABLE))


def written_texts(form: Form, fields: Fields) -> Iterator[tuple[str, str]]:
    """(input name, text) of everything a person wrote in their own words."""
    for item in form.fields:
        value = fields.get(item.id)
        if item.type in _WRITTEN and isinstance(value, str):
            yield item.id, value
        elif item.type is FieldType.EXPERIMENT and isinstance(value, Mapping):
            for part in _EXPERIMENT_PARTS:
                if part in value:
                    yield f"{item.id}.{part}", value[part]


def guard(texts: Iterator[tuple[str, str]], names: Names) -> Guarded:
    faults: dict[str, Fault] = {}
    warnings: dict[str, Fault] = {}
    for name, text in texts:
        verdict = check(text, known_names=names.people, known_organisations=names.organisations)
        for severity, found in ((Severity.BLOCK, faults), (Severity.WARN, warnings)):
            said = _first(verdict, severity)
            if said is not None:
                found[name] = said
    return Guarded(faults=faults, warnings=warnings)


def _first(verdict: Verdict, severity: Severity) -> Fault | None:
    return next((fault for kind, fault in explain(verdict) if kind is severity), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Returned:
    """Why a form goes back to who sent it; nothing was stored."""

    faults: Mapping[str, Fault] = field(default_factory=dict)
    notices: tuple[Fault, ...] = ()
    ticks: tuple[Tick, ...] = ()
    keep: bool = False  # as a draft: never when something in it is recognisable


class SentBack(Exception):
    """A form comes back; carries what to say."""

    def __init__(self, returned: Returned) -> None:
        super().__init__()
        self.returned = returned


def names_of(group: Group) -> Names:
    return Names(people=tuple(member.name for member in group.members), organisations=group.organisations)


def returned_by_guard(found: Guarded) -> Returned:
    """A block has no tick, a warning has one."""
    if found.blocked:
        return Returned(faults=found.faults)
    return Returned(faults=found.warnings, ticks=(Tick.UNRECOGNISABLE,))


def checked(
    form: Form, data: Mapping[str, Any], *, offers: Offers, first_day: date | None = None, last_day: date | None = None
) -> Fields:
    """The form's values; raises `SentBack` with a fault per field. What was typed may then be kept, unless it holds
    something that must never be stored."""
    try:
        return read(form, data, offers=offers, first_day=first_day, last_day=last_day)
    except Invalid as invalid:
        keep = not guard(iter(typed(form, data).items()), Names()).blocked
        raise SentBack(Returned(faults=invalid.faults, keep=keep)) from None


async def guarded(
    uow: UnitOfWork, group: GroupId, texts: Sequence[tuple[str, str]], data: Mapping[str, Any], *, day: date
) -> None:
    """Raises `SentBack` when something recognisable must go or was not agreed with.

    The names that are no reason for a warning are fetched only when there is a warning to weigh. Agreeing with a
    warning is counted, without the text and without the person.
    """
    found = guard(iter(texts), Names())
    if found.warnings and not found.blocked:
        found = guard(iter(texts), names_of(await uow.groups.get(group)))
    if found.stops(data):
        raise SentBack(returned_by_guard(found))
    if found.warnings:
        await uow.groups.count_agreed_warning(group, day)
