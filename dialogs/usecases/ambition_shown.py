"""Which versions of the ambition may be read: what was reported as recognisable is replaced by the imported theme."""

from collections.abc import Collection, Sequence
from typing import Final

from dialogs.groups import Ambition, AmbitionSource, Group
from dialogs.ids import PersonId
from dialogs.sessions.model import RunKey, Session
from dialogs.usecases.ambition import ambition_field, first_version

PREPARATION_RUN: Final = RunKey("preparation", 1)
"""How a report names the preparation card, which is no round's answer."""


def shown_versions(
    group: Group, session: Session, versions: Sequence[Ambition], hidden: Collection[tuple[RunKey, PersonId]]
) -> tuple[Ambition, ...]:
    reported = {run for run, _ in hidden}
    shown = []
    for version in versions:
        if version.source is AmbitionSource.PREPARATION and PREPARATION_RUN in reported:
            shown.append(first_version(group, None, now=version.at))
        elif not (from_this_session(session, version) and any(gives_ambition(session, run) for run in reported)):
            shown.append(version)
    return tuple(shown)


def from_this_session(session: Session, version: Ambition) -> bool:
    """Whether the hotseat worded it in a round of this session."""
    begun = session.opened_at
    return version.source is AmbitionSource.ROUND and begun is not None and version.at >= begun


def gives_ambition(session: Session, run: RunKey) -> bool:
    round_ = next((r for r in session.plan.rounds if r.id == run.round_id), None)
    return round_ is not None and ambition_field(round_) is not None
