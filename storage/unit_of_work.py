"""One transaction with every repository in it: leaving it without `commit` undoes everything."""

import asyncio
from types import TracebackType
from typing import Self

from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.ports import (
    Ambitions,
    Chats,
    Experiments,
    Formats,
    Groups,
    Inbox,
    Outbox,
    People,
    Programmes,
    Sessions,
)
from storage.ambitions import SqlAmbitions
from storage.chats import SqlChats
from storage.experiments import SqlExperiments
from storage.faults import translated, unavailable
from storage.groups import SqlGroups
from storage.inbox import SqlInbox
from storage.outbox import SqlOutbox
from storage.people import SqlPeople
from storage.programmes import SqlProgrammes
from storage.sessions import SqlSessions
from storage.shelf import ParsedFormats, Shelf


class SqlUnitOfWork:
    formats: Formats
    programmes: Programmes
    groups: Groups
    people: People
    chats: Chats
    sessions: Sessions
    ambitions: Ambitions
    experiments: Experiments
    inbox: Inbox
    outbox: Outbox

    def __init__(self, db: AsyncConnection, parsed: ParsedFormats, *, writes: bool) -> None:
        self._db = db
        self._writes = writes
        shelf = Shelf(self._db, parsed)
        self.formats = shelf
        self.programmes = SqlProgrammes(self._db)
        self.groups = SqlGroups(self._db, shelf)
        self.people = SqlPeople(self._db)
        self.chats = SqlChats(self._db)
        self.sessions = SqlSessions(self._db, shelf)
        self.ambitions = SqlAmbitions(self._db)
        self.experiments = SqlExperiments(self._db)
        self.inbox = SqlInbox(self._db)
        self.outbox = SqlOutbox(self._db)

    async def __aenter__(self) -> Self:
        with translated():
            await self._db.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The connection goes back even when the turn is cancelled meanwhile."""
        with translated():
            await asyncio.shield(asyncio.create_task(self._db.close()))
        ours = None if error is None else unavailable(error)
        if ours is not None:
            raise ours from error

    async def commit(self) -> None:
        if not self._writes:
            raise RuntimeError("a reading unit of work has nothing to commit")
        with translated():
            await self._db.commit()
