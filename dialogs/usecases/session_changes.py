"""What the group reads of a change to a session itself: it moved, it will not take place, somebody was chosen."""

from datetime import datetime
from typing import Final

from dialogs.ids import ConversationId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.sessions import messages as m
from dialogs.sessions.model import RoundPhase, RunKey, Session
from dialogs.usecases.card_rows import REFRESH_DELAY, card_refresh, planning_refresh, summary_notice

ABOUT_PEOPLE: Final[tuple[type[m.Event], ...]] = (m.AnswerCaughtUp, m.SessionMoved, m.SessionCancelled)
"""Events after which no moderator gets a card they did not have; one that stands there follows by itself (see
`rescheduling`)."""


def after_a_change(event: m.Event, *, session: Session, chat: ConversationId, now: datetime) -> tuple[Notice, ...]:
    """Of events that are about no step in a round. Started, end moved, note-taker named: nothing to read."""
    match event:
        case m.AnswerCaughtUp(run=run):
            return _caught_up(session, run, chat=chat, now=now + REFRESH_DELAY)
        case m.SeatsChosen(run=run):
            return (card_refresh(session.id, run, chat=chat, due_at=now),)
        case m.SessionMoved() | m.SessionCancelled():
            return (planning_refresh(session.group, chat=chat, now=now),)
        case _:
            return ()


def _caught_up(session: Session, run: RunKey, *, chat: ConversationId, now: datetime) -> tuple[Notice, ...]:
    """What the group has before it gets one more, in place; the count of that day stays."""
    state = session.run(run)
    summary = summary_notice(session.id, chat=chat, act=Act.REFRESH, due_at=now)
    if state is None or state.phase not in {RoundPhase.SHOWN, RoundPhase.DONE}:
        return (summary,)
    return card_refresh(session.id, run, chat=chat, due_at=now, kind=NoticeKind.RESULT), summary
