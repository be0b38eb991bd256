"""Which versions of the ambition may be read: what was reported as recognisable is replaced by the imported theme."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from dialogs.cards.blocks import AmbitionVersion
from dialogs.formats.model import SessionPlan
from dialogs.groups import Ambition, AmbitionSource, Group
from dialogs.ids import PersonId, SessionId
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import RunKey
from dialogs.usecases.ambition import Held, first_version, from_this_session, gives_ambition

PREPARATION_RUN: Final = RunKey("preparation", 1)
"""How a report names the preparation card, which is no round's answer."""


def shown_versions(
    group: Group, session: Held, versions: Sequence[Ambition], hidden: Collection[tuple[RunKey, PersonId]]
) -> tuple[Ambition, ...]:
    reported = {run for run, _ in hidden}
    shown = []
    for version in versions:
        if version.source is AmbitionSource.PREPARATION and PREPARATION_RUN in reported:
            shown.append(first_version(group, None, now=version.at))
        elif not (from_this_session(session, version) and any(gives_ambition(session, run) for run in reported)):
            shown.append(version)
    return tuple(shown)


@dataclass(frozen=True, slots=True)
class _Held:
    plan: SessionPlan
    opened_at: datetime | None


async def ambitions_of(uow: UnitOfWork, group: Group) -> tuple[Ambition, ...]:
    """The versions that may be read now, whatever session something was reported in."""
    versions = await uow.ambitions.versions(group.id)
    return readable_versions(group, versions, await uow.groups.incidents_of(group.id) if versions else {})


def readable_versions(
    group: Group,
    versions: Sequence[Ambition],
    incidents: Mapping[SessionId, Collection[tuple[RunKey, PersonId]]],
) -> tuple[Ambition, ...]:
    for head in group.sessions if incidents else ():
        hidden = incidents.get(head.id)
        if hidden and head.opened_at is not None:
            versions = shown_versions(group, _Held(group.plan(head.number), head.opened_at), versions, hidden)
    return tuple(versions)


def timeline(versions: Sequence[Ambition]) -> tuple[AmbitionVersion, ...]:
    """How the ambition came to read as it does, oldest first: the words, what became different, how far it was."""
    return tuple(
        AmbitionVersion(
            number=v.version,
            text=v.text,
            change=v.explanation or None if v.source is AmbitionSource.ROUND else None,
            score=v.score,
        )
        for v in versions
    )
