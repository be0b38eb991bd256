"""What a group chose to learn, for the card that shows it again in later sessions."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

from dialogs.cards.blocks import Block, Nothing
from dialogs.cards.goals_block import GoalLine, Goals
from dialogs.formats.model import Meaning, Visibility
from dialogs.groups import Group
from dialogs.ids import PersonId, SessionId
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import RunKey, Session, SessionPhase
from dialogs.sessions.views import Mark, contributions


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    person: PersonId
    name: str
    text: str


async def goals_of(
    uow: UnitOfWork, group: Group, hidden: Mapping[SessionId, Collection[tuple[RunKey, PersonId]]]
) -> Sequence[Goal]:
    """Those of the first session in which any were chosen: a group chooses once, when it starts."""
    for head in group.sessions:
        if head.phase in {SessionPhase.OPEN, SessionPhase.ENDED} and _asks(group, head.number):
            session = await uow.sessions.get(head.id)
            found = tuple(_goals(session, hidden.get(head.id, ()))) if session else ()
            if found:
                return found
    return ()


def _asks(group: Group, number: int) -> bool:
    return any(f.meaning is Meaning.GOAL for r in group.plan(number).rounds for f in (r.form.fields if r.form else ()))


def _goals(session: Session, hidden: Collection[tuple[RunKey, PersonId]]) -> Sequence[Goal]:
    found: list[Goal] = []
    for run in session.runs:
        form = session.plan.round(run.key.round_id).form
        fields = [f for f in (form.fields if form else ()) if f.meaning is Meaning.GOAL]
        shown = [f.id for f in fields if f.visibility is Visibility.GROUP]
        if not shown or run != session.newest_run(run.key.round_id):
            continue
        for one in contributions(session, run, None, hidden=hidden):
            said = [value for name in shown if isinstance(value := one.fields.get(name), str)]
            if one.mark is Mark.PLAIN and said:
                found.append(Goal(person=one.person, name=one.name, text=" · ".join(said)))
    return found


def goals_shown(goals: Sequence[Goal]) -> Block:
    return Goals(items=tuple(GoalLine(name=g.name, text=g.text) for g in goals)) if goals else Nothing()
