"""One group of a programme file: who is in it, which format it plays, and when."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from bot.programmes.faults import FaultList, Place
from bot.programmes.fields import Fields
from bot.programmes.people import PlacedPerson, person, refuse_twice
from bot.programmes.placed import Placed
from bot.programmes.times import starts
from dialogs.formats.model import Format, FormatKind, Language, SessionPlan
from dialogs.programmes.model import Role

GROUP_KEYS: Final = (
    "number",
    "ambition",
    "dilemma",
    "format",
    "preset",
    "language",
    "moderators",
    "participants",
    "sessions",
)
SESSION_KEYS: Final = ("starts", "minutes", "meeting_url", "cancelled")
MOST_PEOPLE: Final = 8
ONLY_ACTION_LEARNING: Final = frozenset({Role.OMDENKER, Role.INBRENGER})


@dataclass(frozen=True, slots=True, kw_only=True)
class Playing:
    """Which format and preset; None where the file names one that does not exist."""

    format: Format | None
    preset: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedSession:
    number: int
    starts: datetime | None
    minutes: int | None
    meeting_url: str | None
    cancelled: bool
    fields: Fields


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacedGroup:
    """`format` and `preset` as the group itself says them."""

    fields: Fields
    number: int | None
    ambition: str
    dilemma: str
    format: str | None
    preset: str | None
    language: Language | None
    moderators: tuple[PlacedPerson, ...]
    participants: tuple[PlacedPerson, ...]
    sessions: tuple[PlacedSession, ...]

    @property
    def people(self) -> tuple[PlacedPerson, ...]:
        return (*self.moderators, *self.participants)

    @property
    def place(self) -> Place:
        return self.fields.place


def playing(fields: Fields, formats: Mapping[str, Format], *, inherited: Playing | None = None) -> Playing:
    """What this record asks for: its own format, else the inherited one; its own preset, else the inherited one
    of the same format, else the format's first."""
    own = fields.raw("format", required=inherited is None)
    if own is not None and own not in formats:
        fields.fault("format", "format", value=own, choices=", ".join(sorted(formats)))
        fields.raw("preset", required=False)
        return Playing(format=None, preset=None)
    found = formats[own] if own is not None else inherited.format if inherited else None
    preset = fields.raw("preset", required=False)
    if found is None:
        return Playing(format=None, preset=None)
    if preset is not None and preset not in found.presets:
        fields.fault("preset", "preset", format=found.id, value=preset, choices=", ".join(found.presets))
        return Playing(format=found, preset=None)
    if preset is None and inherited and inherited.format is found:
        return inherited
    return Playing(format=found, preset=preset or found.default_preset)


def group(
    node: Placed, faults: FaultList, *, formats: Mapping[str, Format], programme: Playing, zone: ZoneInfo | None
) -> PlacedGroup | None:
    fields = Fields.of(node, faults, keys=GROUP_KEYS)
    if fields is None:
        return None
    mine = playing(fields, formats, inherited=programme)
    own_format = mine.format.id if mine.format and fields.has("format") else None
    found = PlacedGroup(
        fields=fields,
        number=fields.number("number", minimum=1, maximum=9999),
        ambition=fields.text("ambition", longest=280),
        dilemma=fields.text("dilemma", longest=500),
        format=own_format,
        preset=mine.preset if own_format or fields.has("preset") else None,
        language=fields.choice("language", Language, required=False),
        moderators=people(fields, "moderators", only=Role.MODERATOR),
        participants=people(fields, "participants", only=None),
        sessions=sessions(fields, zone=zone),
    )
    check_people(found, mine.format)
    check_sessions(found, mine)
    return found


def people(fields: Fields, key: str, *, only: Role | None) -> tuple[PlacedPerson, ...]:
    found = (person(node, fields.faults, only=only) for node in fields.nodes(key, required=True))
    return tuple(one for one in found if one is not None)


def sessions(fields: Fields, *, zone: ZoneInfo | None) -> tuple[PlacedSession, ...]:
    found = []
    for number, node in enumerate(fields.nodes("sessions", required=True), 1):
        each = Fields.of(node, fields.faults, keys=SESSION_KEYS)
        if each is not None:
            found.append(
                PlacedSession(
                    number=number,
                    starts=starts(each, zone=zone),
                    minutes=each.number("minutes", minimum=1, maximum=1440),
                    meeting_url=each.url("meeting_url"),
                    cancelled=each.flag("cancelled"),
                    fields=each,
                )
            )
    return tuple(found)


def check_people(group: PlacedGroup, format_: Format | None) -> None:
    faults, number = group.fields.faults, group.number or "?"
    refuse_twice(group.people, faults, fault="person_twice")
    if not group.moderators and group.fields.has("moderators"):
        group.fields.fault("moderators", "no_moderator", number=number)
    if format_ is None or format_.kind is not FormatKind.MASTERMIND:
        return
    for one in group.participants:
        if one.entry.role in ONLY_ACTION_LEARNING:
            one.fields.fault("role", "role_not_in_format", value=one.entry.role.value, format=format_.id)
    hotseats = [p for p in group.participants if p.entry.role is Role.HOTSEAT]
    if not hotseats and group.fields.has("participants"):
        group.fields.fault("participants", "no_hotseat", number=number)
    for extra in hotseats[1:]:
        extra.fields.fault("role", "two_hotseats", number=number, place=hotseats[0].place.spot())
    seats = sum(1 for p in group.participants if p.entry.role.takes_part)
    if seats > MOST_PEOPLE:
        group.fields.fault("participants", "too_many_people", number=number, count=seats, maximum=MOST_PEOPLE)


def check_sessions(group: PlacedGroup, mine: Playing) -> None:
    for earlier, later in pairwise(one for one in group.sessions if not one.cancelled):
        check_order(earlier, later)
    if mine.format is None or mine.preset is None:
        return
    plans = mine.format.presets[mine.preset]
    told = {"format": mine.format.id, "preset": mine.preset}
    if group.fields.is_list("sessions"):
        check_count(group, plans, told)
    expected = {plan.number: plan.minutes for plan in plans}
    for one in group.sessions:
        minutes = expected.get(one.number)
        if minutes is not None and one.minutes is not None and one.minutes != minutes:
            values = {"session": one.number, "minutes": one.minutes, "expected": minutes}
            one.fields.fault("minutes", "session_minutes", **values, **told)


def check_count(group: PlacedGroup, plans: Sequence[SessionPlan], told: Mapping[str, str]) -> None:
    """What a format calls optional may stay away, from the end; a cancelled session keeps its place."""
    given, most = len(group.fields.nodes("sessions", required=False)), len(plans)
    fewest = sum(1 for plan in plans if not plan.optional)
    values = {"number": group.number or "?", "count": given, **told}
    if not fewest <= given <= most and fewest == most:
        group.fields.fault("sessions", "session_count", expected=most, **values)
    elif not fewest <= given <= most:
        group.fields.fault("sessions", "session_range", fewest=fewest, most=most, **values)


def check_order(earlier: PlacedSession, later: PlacedSession) -> None:
    if earlier.starts is None or later.starts is None:
        return
    if later.starts < earlier.starts:
        later.fields.fault("starts", "session_order", session=later.number, earlier=earlier.number)
    elif earlier.minutes and (later.starts - earlier.starts).total_seconds() < earlier.minutes * 60:
        later.fields.fault("starts", "session_overlap", session=later.number, earlier=earlier.number)


def refuse_same_number(groups: Sequence[PlacedGroup]) -> None:
    seen: dict[int, PlacedGroup] = {}
    for one in groups:
        if one.number is not None and one.number in seen:
            place = seen[one.number].fields.at("number").spot()
            one.fields.fault("number", "group_twice", number=one.number, place=place)
        elif one.number is not None:
            seen[one.number] = one
