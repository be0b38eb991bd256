"""What the group reads of a change to a session itself: it moved, it will not take place, somebody was chosen."""

from datetime import datetime
from typing import Final

from dialogs.ids import ConversationId
from dialogs.notices import Notice
from dialogs.sessions import messages as m
from dialogs.sessions.model import Session

ABOUT_PEOPLE: Final[tuple[type[m.Event], ...]] = ()
"""Events after which the moderators' own card shows nothing new."""


def after_a_change(_event: m.Event, *, session: Session, chat: ConversationId, now: datetime) -> tuple[Notice, ...]:
    """Of events that are about no round and no answer. Started, end moved, note-taker named: nothing to read."""
    del session, chat, now  # until sessions can move
    return ()
