"""What a group chose to learn, for the card that shows it again in later sessions."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass

from dialogs.cards.blocks import Block, Nothing
from dialogs.cards.goals_block import GoalLine, Goals
from dialogs.formats.model import Field, Language, Meaning, Round, Visibility
from dialogs.groups import Group
from dialogs.ids import PersonId, SessionId
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import RunKey, Session, SessionPhase
from dialogs.sessions.views import Mark, contributions


@dataclass(frozen=True, slots=True, kw_only=True)
class Goal:
    """One goal of one person, in the group's language."""

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
            found = tuple(_goals(session, hidden.get(head.id, ()), group.language)) if session else ()
            if found:
                return found
    return ()


def _asks(group: Group, number: int) -> bool:
    return any(_fields(round_) for round_ in group.plan(number).rounds)


def _fields(round_: Round) -> Sequence[Field]:
    asked = round_.form.fields if round_.form else ()
    return [f for f in asked if f.meaning is Meaning.GOAL and f.visibility is Visibility.GROUP]


def _goals(session: Session, hidden: Collection[tuple[RunKey, PersonId]], language: Language) -> Iterator[Goal]:
    for run in session.runs:
        fields = _fields(session.plan.round(run.key.round_id))
        if not fields or run != session.newest_run(run.key.round_id):
            continue
        for one in contributions(session, run, None, hidden=hidden):
            if one.mark is Mark.PLAIN:
                for field in fields:
                    for text in _chosen(field, one.fields.get(field.id), language):
                        yield Goal(person=one.person, name=one.name, text=text)


def _chosen(field: Field, value: object, language: Language) -> Iterator[str]:
    """The words of what was ticked, in the order of the form."""
    ticked = (value,) if isinstance(value, str) else value if isinstance(value, tuple | list) else ()
    return (choice.text.in_(language) for choice in field.choices if choice.id in ticked)


def goals_shown(goals: Sequence[Goal]) -> Block:
    """Each goal once, with who chose it; what most chose comes first."""
    names: dict[str, list[str]] = {}
    for goal in goals:
        names.setdefault(goal.text, []).append(goal.name)
    most_first = sorted(names.items(), key=lambda item: -len(item[1]))
    lines = tuple(GoalLine(text=text, names=tuple(chose)) for text, chose in most_first)
    return Goals(items=lines) if lines else Nothing()
