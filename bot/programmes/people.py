"""The people of a programme file: each in a role, and one person the same wherever they stand."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Final

from bot.programmes.faults import FaultList, Place
from bot.programmes.fields import Fields
from bot.programmes.placed import Placed
from dialogs.programmes.model import ContactEntry, ContactSubject, PersonEntry, Role

DETAILS: Final = ("name", "entra_id", "profession", "position", "organisation", "region")
PERSON_KEYS: Final = ("name", "email", "entra_id", "profession", "position", "organisation", "region", "role")
CONTACT_KEYS: Final = ("name", "email", "about")
ELSEWHERE: Final = {Role.MODERATOR: "moderators", Role.COORDINATOR: "coordinators"}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedPerson:
    entry: PersonEntry
    fields: Fields

    @property
    def place(self) -> Place:
        return self.fields.at("email")


def person(node: Placed, faults: FaultList, *, only: Role | None = None) -> PlacedPerson | None:
    """`only` is the role of the list they stand in; without it any role that takes part, watches or brings in."""
    fields = Fields.of(node, faults, keys=PERSON_KEYS)
    if fields is None:
        return None
    role = fields.choice("role", Role, required=False) or only or Role.PARTICIPANT
    if only and role is not only:
        fields.fault("role", "role_elsewhere", value=role.value, where=ELSEWHERE.get(role, "participants"))
    elif only is None and role in ELSEWHERE:
        fields.fault("role", "role_elsewhere", value=role.value, where=ELSEWHERE[role])
    entry = PersonEntry(
        name=fields.text("name", longest=80),
        email=fields.email("email"),
        role=role,
        entra_id=fields.entra_id("entra_id"),
        profession=fields.text("profession", longest=120, required=False),
        position=fields.text("position", longest=120, required=False),
        organisation=fields.text("organisation", longest=120, required=False),
        region=fields.text("region", longest=120, required=False),
    )
    return PlacedPerson(entry=entry, fields=fields)


def contacts(nodes: Sequence[Placed], faults: FaultList) -> tuple[ContactEntry, ...]:
    found: dict[ContactEntry, Fields] = {}
    for node in nodes:
        fields = Fields.of(node, faults, keys=CONTACT_KEYS)
        if fields is None:
            continue
        entry = ContactEntry(
            name=fields.text("name", longest=80),
            email=fields.email("email"),
            about=fields.choice("about", ContactSubject, required=False),
        )
        same = [f for e, f in found.items() if entry.email and (e.email, e.about) == (entry.email, entry.about)]
        if same:
            fields.fault("email", "contact_twice", email=entry.email, place=same[0].at("email").spot())
        found.setdefault(entry, fields)
    return tuple(found)


def refuse_twice(people: Sequence[PlacedPerson], faults: FaultList, *, fault: str) -> None:
    seen: dict[str, PlacedPerson] = {}
    for one in people:
        key = one.entry.key
        if key and key in seen:
            faults.add(one.place, fault, email=one.entry.email, place=seen[key].place.spot())
        seen.setdefault(key, one)


def agree(people: Sequence[PlacedPerson]) -> dict[str, dict[str, str]]:
    """The details of each person by key, gathered from everywhere they stand. Two sayings of one thing are a fault."""
    gathered: dict[str, dict[str, str]] = {}
    said: dict[tuple[str, str], PlacedPerson] = {}
    owners: dict[str, PlacedPerson] = {}
    for one in people:
        key = one.entry.key
        if not key:
            continue
        details = gathered.setdefault(key, {})
        for name in DETAILS:
            value = getattr(one.entry, name)
            if not value:
                continue
            earlier = details.setdefault(name, value)
            first = said.setdefault((key, name), one)
            if earlier != value:
                one.fields.fault(
                    name,
                    "person_differs",
                    email=one.entry.email,
                    key=name,
                    value=value,
                    earlier=earlier,
                    place=first.place.spot(),
                )
        if one.entry.entra_id:
            owner = owners.setdefault(one.entry.entra_id, one)
            if owner.entry.key != key:
                one.fields.fault("entra_id", "entra_twice", email=owner.entry.email, place=owner.place.spot())
    return gathered


def complete(entry: PersonEntry, details: dict[str, dict[str, str]]) -> PersonEntry:
    """The same person with what other places of the file say about them."""
    said = details.get(entry.key, {})
    return replace(
        entry,
        entra_id=said.get("entra_id", entry.entra_id),
        profession=said.get("profession", entry.profession),
        position=said.get("position", entry.position),
        organisation=said.get("organisation", entry.organisation),
        region=said.get("region", entry.region),
    )
