"""What a step in one session means for the series: boards that follow, pairs, what can be found."""

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from dialogs.formats.model import Shows
from dialogs.groups import Group
from dialogs.ids import ConversationId
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.sessions import messages as m
from dialogs.sessions.model import Session
from dialogs.usecases.card_rows import REFRESH_DELAY, card_refresh
from dialogs.usecases.findables import keep_shown
from dialogs.usecases.pairing import propose_pairs


async def series_after(
    uow: UnitOfWork, group: Group, session: Session, events: Sequence[m.Event], *, now: datetime
) -> None:
    """Written in the step's own transaction; `session` is as it stands after the events."""
    await propose_pairs(uow, group, session, events, now=now)
    await keep_shown(uow, group, session, events, now=now)


_MADE_OF_REPORTS: Final = frozenset({Shows.REPORTS, Shows.HARVEST, Shows.TIMELINE})


def after_a_report(
    session: Session, *, chat: ConversationId, now: datetime, at_once: bool = False
) -> tuple[Notice, ...]:
    """A report came, changed or went: every card of this session that is made of reports is drawn again. `at_once`
    where something must not be read any longer."""
    later = now if at_once else now + REFRESH_DELAY
    boards = (r.key for r in session.runs if not _MADE_OF_REPORTS.isdisjoint(session.plan.round(r.key.round_id).shows))
    return tuple(card_refresh(session.id, run, chat=chat, due_at=later) for run in boards)
