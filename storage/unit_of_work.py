"""One transaction with every repository in it: leaving it without `commit` undoes everything."""

from collections.abc import Callable
from datetime import datetime
from types import TracebackType
from typing import Self

from dialogs.ports import UnitOfWork
from storage.ambitions import SqlAmbitions
from storage.archive import SqlArchive
from storage.buddies import SqlBuddies
from storage.chats import SqlChats
from storage.consents import SqlConsents
from storage.dead_letters import SqlDeadLetters
from storage.experiments import SqlExperiments
from storage.faults import translated, unavailable
from storage.finder import SqlFinder
from storage.groups import SqlGroups
from storage.inbox import SqlInbox
from storage.labels import SqlLabels
from storage.links import SqlLinks
from storage.notes import SqlNotes
from storage.outbox import SqlOutbox
from storage.people import SqlPeople
from storage.plans import PlannedConnection
from storage.preferences import SqlPreferences
from storage.programmes import SqlProgrammes
from storage.reminders import SqlReminders
from storage.reports import SqlReports
from storage.series import SqlSeries
from storage.sessions import SqlSessions
from storage.shelf import ParsedFormats, Shelf


def _nobody_waits(_due: datetime) -> None:
    """Where there is no courier."""


class SqlUnitOfWork(UnitOfWork):
    def __init__(
        self,
        db: PlannedConnection,
        parsed: ParsedFormats,
        *,
        writes: bool,
        said: Callable[[datetime], None] = _nobody_waits,
        planned: Callable[[datetime], None] = _nobody_waits,
    ) -> None:
        """`said` hears of every commit after which something waits to be said, `planned` of one after which a reminder
        waits to be called; and from when on."""
        self._db = db
        self._said = said
        self._planned = planned
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
        self.reports = SqlReports(self._db)
        self.buddies = SqlBuddies(self._db)
        self.labels = SqlLabels(self._db)
        self.notes = SqlNotes(self._db)
        self.consents = SqlConsents(self._db)
        self.links = SqlLinks(self._db)
        self.finder = SqlFinder(self._db)
        self.archive = SqlArchive(self._db, shelf)
        self.series = SqlSeries(self._db)
        self.reminders = self._reminders = SqlReminders(self._db)
        self.preferences = SqlPreferences(self._db)
        self.dead_letters = SqlDeadLetters(self._db)
        self.inbox = SqlInbox(self._db)
        self.outbox = self._outbox = SqlOutbox(self._db)

    async def __aenter__(self) -> Self:
        with translated():
            await self._db.start()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        with translated():
            await self._db.__aexit__(kind, error, trace)
        ours = None if error is None else unavailable(error)
        if ours is not None:
            raise ours from error

    async def commit(self) -> None:
        if not self._writes:
            raise RuntimeError("a reading unit of work has nothing to commit")
        with translated():
            await self._db.commit()
        self._reminders.committed()
        if self._outbox.earliest is not None:
            self._said(self._outbox.earliest)
        if self._reminders.earliest is not None:
            self._planned(self._reminders.earliest)
