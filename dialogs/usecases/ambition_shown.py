"""Which versions of the ambition may be read: what was reported as recognisable is replaced by the imported theme."""

from collections.abc import Collection, Sequence
from typing import Final

from dialogs.groups import Ambition, AmbitionSource, Group
from dialogs.ids import PersonId
from dialogs.sessions.model import RunKey, Session
from dialogs.usecases.ambition import first_version, from_this_session, gives_ambition

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
