"""What is allowed in a programme and may still surprise: small groups, a time that comes twice, two places at once."""

from collections.abc import Iterator
from itertools import pairwise
from typing import Final
from zoneinfo import ZoneInfo

from dialogs.formats.model import Text
from dialogs.programmes.model import GroupEntry, ProgrammeFile, SessionEntry
from dialogs.programmes.wording import sentence

FEWEST: Final = 6
FEWEST_UNNAMED: Final = 5
"""Below it answers without a name are not shown (domain: the threshold of five)."""


def advice(file: ProgrammeFile) -> tuple[Text, ...]:
    return (
        *(text for group in file.groups for text in small(group)),
        *twice_a_night(file),
        *double_booked(file),
    )


def small(group: GroupEntry) -> Iterator[Text]:
    seats = len(group.seats)
    if seats < FEWEST:
        key = "advice.small_group" if seats >= FEWEST_UNNAMED else "advice.very_small_group"
        yield sentence(key, number=group.number, count=seats)


def twice_a_night(file: ProgrammeFile) -> Iterator[Text]:
    zone = ZoneInfo(file.time_zone)
    for group in file.groups:
        for session in group.sessions:
            local = session.starts.astimezone(zone)
            if local.replace(fold=0).utcoffset() != local.replace(fold=1).utcoffset():
                yield sentence("advice.ambiguous", group=group.number, session=session.number)


def double_booked(file: ProgrammeFile) -> Iterator[Text]:
    agenda: dict[str, list[tuple[SessionEntry, GroupEntry]]] = {}
    names = {person.key: person for person in file.people()}
    for group in file.groups:
        for person in group.people:
            agenda.setdefault(person.key, []).extend((s, group) for s in group.sessions if not s.cancelled)
    for key, dates in agenda.items():
        for (first, first_group), (second, second_group) in pairwise(sorted(dates, key=lambda d: d[0].starts)):
            if second.starts < first.ends:
                yield sentence(
                    "advice.double_booked",
                    name=names[key].name,
                    email=names[key].email,
                    first=first.number,
                    first_group=first_group.number,
                    second=second.number,
                    second_group=second_group.number,
                )
