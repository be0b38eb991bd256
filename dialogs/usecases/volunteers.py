"""Who volunteered to bring something in, and who of them has the most votes."""

from datetime import datetime

from dialogs.groups import Group
from dialogs.ports import UnitOfWork
from dialogs.sessions import messages as m
from dialogs.sessions.model import Session


async def with_chosen(
    uow: UnitOfWork, group: Group, session: Session, command: m.Command, *, now: datetime
) -> m.Command:
    """The command with who is chosen, where it may open a round that is about one person; else as it is. With a tie or
    without volunteers nobody is: the card says that the moderator asks aloud."""
    del uow, group, session, now  # until somebody can volunteer
    return command
