"""From placed texts to a programme: the same rules, whatever kind of file they came from."""

from collections.abc import Mapping, Sequence
from typing import Final

from bot.programmes.faults import FaultList
from bot.programmes.fields import Fields
from bot.programmes.groups import PlacedGroup, group, playing, refuse_same_number
from bot.programmes.people import PlacedPerson, agree, complete, contacts, person, refuse_twice
from bot.programmes.placed import Placed, Scalar
from bot.programmes.times import zone
from dialogs.formats.model import Format, Language
from dialogs.programmes.model import GroupEntry, PersonEntry, ProgrammeFile, Role, SessionEntry

ROOT_KEYS: Final = ("programme", "coordinators", "contacts", "groups")
PROGRAMME_KEYS: Final = (
    "slug",
    "title",
    "language",
    "time_zone",
    "format",
    "preset",
    "coordinators",
    "contacts",
)


def build(
    node: Placed, faults: FaultList, *, formats: Mapping[str, Format], language: Language, time_zone: str
) -> ProgrammeFile | None:
    """The programme, or None with something in `faults`. `language` and `time_zone` are for files that name none."""
    root = Fields.of(node, faults, keys=ROOT_KEYS)
    if root is None:
        return None
    about = programme_fields(root)
    if about is None:
        return None
    mine = playing(about, formats)
    zone_name, zone_info = zone(about, default=time_zone)
    found = [group(n, faults, formats=formats, programme=mine, zone=zone_info) for n in groups_of(root)]
    groups = [one for one in found if one is not None]
    refuse_same_number(groups)
    coordinators = coordinators_of(section(root, about, "coordinators"), faults)
    named = contacts(section(root, about, "contacts"), faults)
    details = agree([*coordinators, *(p for g in groups for p in g.people)])
    slug = about.slug("slug")
    title = about.text("title", longest=120)
    language = about.choice("language", Language, required=False) or language
    if faults.faults or mine.format is None or mine.preset is None:
        return None
    return ProgrammeFile(
        slug=slug,
        title=title,
        language=language,
        time_zone=zone_name,
        format=mine.format.id,
        preset=mine.preset,
        coordinators=tuple(complete(one.entry, details) for one in coordinators),
        contacts=named,
        groups=tuple(group_entry(one, details) for one in groups),
    )


def programme_fields(root: Fields) -> Fields | None:
    node = root.record.nodes.get("programme")
    if node is None or (isinstance(node, Scalar) and node.text is None and not node.faulty):
        root.fault("programme", "missing", key="programme")
        return None
    return Fields.of(node, root.faults, keys=PROGRAMME_KEYS)


def groups_of(root: Fields) -> tuple[Placed, ...]:
    nodes = root.nodes("groups", required=True)
    if not nodes and root.is_list("groups"):
        root.fault("groups", "no_groups")
    return nodes


def section(root: Fields, about: Fields, key: str) -> tuple[Placed, ...]:
    """Coordinators and contacts stand beside the groups or inside the programme, not in both."""
    if root.has(key) and about.has(key):
        about.fault(key, "twice", key=key)
    return (root if root.has(key) else about).nodes(key, required=False)


def coordinators_of(nodes: Sequence[Placed], faults: FaultList) -> tuple[PlacedPerson, ...]:
    found = (person(node, faults, only=Role.COORDINATOR) for node in nodes)
    people = tuple(one for one in found if one is not None)
    refuse_twice(people, faults, fault="coordinator_twice")
    return people


def group_entry(found: PlacedGroup, details: dict[str, dict[str, str]]) -> GroupEntry:
    def entries(people: Sequence[PlacedPerson]) -> tuple[PersonEntry, ...]:
        return tuple(complete(one.entry, details) for one in people)

    return GroupEntry(
        number=found.number or 0,
        ambition=found.ambition,
        dilemma=found.dilemma,
        format=found.format,
        preset=found.preset,
        language=found.language,
        moderators=entries(found.moderators),
        participants=entries(found.participants),
        sessions=tuple(
            SessionEntry(
                number=one.number,
                starts=one.starts,
                minutes=one.minutes,
                meeting_url=one.meeting_url,
                cancelled=one.cancelled,
            )
            for one in found.sessions
            if one.starts is not None and one.minutes is not None
        ),
    )
