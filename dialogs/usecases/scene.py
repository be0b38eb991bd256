"""All that is needed to draw something about a session, read at one moment."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from dialogs.experiments.model import Experiment
from dialogs.formats.model import Round
from dialogs.groups import Ambition, FormAnswer, Group
from dialogs.ids import PersonId, SessionId
from dialogs.ports import UnitOfWork
from dialogs.programmes.model import Role
from dialogs.sessions.model import RunKey, Session
from dialogs.usecases.ambition import preparation_of
from dialogs.usecases.ambition_shown import ambitions_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """`hidden` are contributions that somebody reported as recognisable."""

    group: Group
    session: Session
    ambitions: Sequence[Ambition]
    experiments: Sequence[Experiment]
    preparation: FormAnswer | None
    hidden: frozenset[tuple[RunKey, PersonId]]
    now: datetime

    def round(self, run: RunKey) -> Round:
        return self.session.plan.round(run.round_id)

    def name(self, person: PersonId) -> str:
        seat = self.session.seat(person)
        if seat is not None:
            return seat.name
        member = self.group.member(person)
        return member.name if member else ""

    def moderates(self, person: PersonId | None) -> bool:
        seat = self.session.seat(person) if person else None
        return seat is not None and Role.MODERATOR in seat.roles

    @property
    def ambition(self) -> str:
        """The newest version, else the group's imported theme."""
        return self.ambitions[-1].text if self.ambitions else self.group.ambition

    @property
    def dilemmas(self) -> tuple[str, ...]:
        if self.ambitions:
            return self.ambitions[-1].dilemmas or self.ambitions[0].dilemmas
        return (self.group.dilemma,)


async def read_scene(uow: UnitOfWork, session: SessionId, *, now: datetime, group: Group | None = None) -> Scene | None:
    """None when there is no such session. `group` is the session's own, when it was read already."""
    found = await uow.sessions.get(session)
    return None if found is None else await scene_of(uow, found, now=now, group=group)


async def scene_of(uow: UnitOfWork, session: Session, *, now: datetime, group: Group | None = None) -> Scene:
    """The rest around a session that was read (or locked) already."""
    group = group or await uow.groups.get(session.group)
    hidden = await uow.sessions.incidents(session.id)
    return Scene(
        group=group,
        session=session,
        ambitions=await ambitions_of(uow, group),
        experiments=await uow.experiments.of_group(group.id),
        preparation=await preparation_of(uow, group),
        hidden=hidden,
        now=now,
    )
