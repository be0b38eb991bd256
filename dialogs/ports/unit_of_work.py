"""One transaction a turn: every door to the store, open together."""

from collections.abc import Callable
from types import TracebackType
from typing import Protocol, Self

from dialogs.ports.delivery import DeadLetters
from dialogs.ports.experiments import Ambitions, Experiments, Reports
from dialogs.ports.outbox import Inbox, Outbox
from dialogs.ports.people import Chats, Groups, People
from dialogs.ports.programmes import Archive, Formats, Programmes
from dialogs.ports.reminders import Preferences, Reminders
from dialogs.ports.series import BuddyPairs, Labels, Notes, Series
from dialogs.ports.sessions import Sessions
from dialogs.ports.sharing import Consents, Finder, Links


class UnitOfWork(Protocol):
    """One transaction. Leaving it without `commit` undoes everything."""

    formats: Formats
    programmes: Programmes
    groups: Groups
    people: People
    chats: Chats
    sessions: Sessions
    ambitions: Ambitions
    experiments: Experiments
    reports: Reports
    buddies: BuddyPairs
    labels: Labels
    notes: Notes
    consents: Consents
    links: Links
    finder: Finder
    archive: Archive
    series: Series
    reminders: Reminders
    preferences: Preferences
    dead_letters: DeadLetters
    inbox: Inbox
    outbox: Outbox

    async def __aenter__(self) -> Self: ...

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None: ...

    async def commit(self) -> None: ...


NewUnitOfWork = Callable[[], UnitOfWork]
"""Writes: on SQLite the one writing connection."""
