"""The pairs of buddies that the bot proposes, when the round that shows them opens."""

from collections.abc import Sequence
from datetime import datetime

from dialogs.groups import Group
from dialogs.ports import UnitOfWork
from dialogs.sessions import messages as m
from dialogs.sessions.model import Session


async def propose_pairs(
    uow: UnitOfWork, group: Group, session: Session, events: Sequence[m.Event], *, now: datetime
) -> None:
    """Written with what happened. `session` is as it stands after the events."""
    del uow, group, session, events, now  # until there are pairs
