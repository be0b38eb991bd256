"""What a step in one session means for the series: boards that follow, pairs, what can be found."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from dialogs.formats.model import FieldType, Shows
from dialogs.groups import Group
from dialogs.ids import ConversationId
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.sessions import messages as m
from dialogs.sessions.model import RunKey, Session, SessionPhase
from dialogs.sessions.views import form_of
from dialogs.usecases.card_rows import REFRESH_DELAY, card_refresh, summary_refresh
from dialogs.usecases.findables import keep_shown
from dialogs.usecases.pairing import propose_pairs


async def series_after(
    uow: UnitOfWork, group: Group, session: Session, events: Sequence[m.Event], *, now: datetime
) -> None:
    """Written in the step's own transaction; `session` is as it stands after the events."""
    await propose_pairs(uow, group, session, events, now=now)
    await keep_shown(uow, group, session, events, now=now)
    if group.conversation is not None and any(_about_an_experiment(session, event) for event in events):
        await uow.outbox.add(boards_after(group, session, chat=group.conversation, now=now))


_KEPT_FROM_THE_GROUP: Final = (m.AnswerWithdrawn, m.AnswerHeldBack, m.AnswerTakenBack, m.AnswerReleased)


def _about_an_experiment(session: Session, event: m.Event) -> bool:
    """Whether an experiment left what the group reads, or came back: its title stands on later boards."""
    return isinstance(event, _KEPT_FROM_THE_GROUP) and asks_for_experiment(session, event.run)


def asks_for_experiment(session: Session, run: RunKey) -> bool:
    form = form_of(session, run)
    return form is not None and any(field.type is FieldType.EXPERIMENT for field in form.fields)


def boards_after(group: Group, session: Session, *, chat: ConversationId, now: datetime) -> tuple[Notice, ...]:
    """The boards and closing summaries of later sessions, which name the experiments of this one. What was not posted
    yet has nothing to follow."""
    begun = [s for s in group.sessions if s.number > session.number and s.phase in _BEGUN]
    boards = [
        (head.id, round_.id)
        for head in begun
        for round_ in group.plan(head.number).rounds
        if not _MADE_OF_REPORTS.isdisjoint(round_.shows)
    ]
    summaries = (summary_refresh(s.id, chat=chat, now=now) for s in begun if s.phase is SessionPhase.ENDED)
    return (*(card_refresh(of, RunKey(round_id, 1), chat=chat, due_at=now) for of, round_id in boards), *summaries)


_BEGUN: Final = frozenset({SessionPhase.OPEN, SessionPhase.ENDED})
_MADE_OF_REPORTS: Final = frozenset({Shows.REPORTS, Shows.HARVEST, Shows.TIMELINE})


def after_a_report(
    session: Session, *, chat: ConversationId, now: datetime, at_once: bool = False
) -> tuple[Notice, ...]:
    """A report came, changed or went: every card of this session that is made of reports is drawn again, and the
    closing summary, which says what goes on. `at_once` where something must not be read any longer."""
    later = now if at_once else now + REFRESH_DELAY
    boards = (r.key for r in session.runs if not _MADE_OF_REPORTS.isdisjoint(session.plan.round(r.key.round_id).shows))
    summaries = (summary_refresh(session.id, chat=chat, now=now),) if session.phase is SessionPhase.ENDED else ()
    return (*(card_refresh(session.id, run, chat=chat, due_at=later) for run in boards), *summaries)
