"""Casts the people of programmes for the rehearsal room: who sits where, and how the channel would know them."""

from collections.abc import Sequence
from typing import Final

from bot.rehearsal.people import Cast, CastGroup, Chair, Person
from dialogs.programmes.model import GroupEntry, ProgrammeFile, Role

_EVERY: Final = 3
"""Every third participant is a guest from elsewhere, so that both members and guests take part."""
_CHAIRS: Final = {
    Role.MODERATOR: Chair.MODERATOR,
    Role.HOTSEAT: Chair.HOTSEAT,
    Role.OBSERVER: Chair.OBSERVER,
}


def cast_of(programmes: Sequence[ProgrammeFile]) -> Cast:
    """One chat per group of every programme; group numbers may come back in another programme.

    Somebody with a place in several groups is one person: a guest everywhere or nowhere, as their first place says.
    """
    guests: dict[str, bool] = {}
    groups = []
    for programme in programmes:
        for group in programme.groups:
            for place, entry in enumerate(group.people):
                guests.setdefault(entry.key, _chair(entry.role) is Chair.PARTICIPANT and place % _EVERY == 0)
            groups.append(_cast_group(programme, group, guests))
    return Cast.of(groups)


def _cast_group(programme: ProgrammeFile, group: GroupEntry, guests: dict[str, bool]) -> CastGroup:
    people = tuple(
        Person.seated(
            name=entry.name,
            email=entry.email,
            role=_chair(entry.role),
            group=group.number,
            guest=guests[entry.key],
        )
        for entry in group.people
    )
    title = f"Groep {group.number} · {programme.title}"
    return CastGroup(number=group.number, title=title, people=people, key=f"{programme.slug}:{group.number}")


def _chair(role: Role) -> Chair:
    return _CHAIRS.get(role, Chair.PARTICIPANT)
