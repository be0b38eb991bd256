"""What came in, and what is to be said, as the turns see it."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Protocol

from dialogs.ids import ConversationId
from dialogs.notices import Notice


class Inbox(Protocol):
    async def first_time(self, chat: ConversationId, activity: str, now: datetime) -> bool:
        """False for a redelivered activity; waits for a twin that is being handled right now. An empty activity id is
        always a first time."""
        ...


class Outbox(Protocol):
    async def add(self, notices: Sequence[Notice]) -> None:
        """One statement for all; REFRESH rows merge into a pending one of the same (conversation, key)."""
        ...

    async def stands(self, cards: Collection[tuple[ConversationId, str]]) -> Collection[tuple[ConversationId, str]]:
        """Those of them, each a chat and a key, that were posted and not taken away."""
        ...

    async def will_stand(
        self, cards: Collection[tuple[ConversationId, str]], *, now: datetime
    ) -> Collection[tuple[ConversationId, str]]:
        """The same, once all is sent that waits and is not too late: those that are to be posted too, and none that is
        to be taken away."""
        ...

    async def next_due(self, after: datetime | None = None) -> datetime | None:
        """When the earliest pending notice is due (later than `after`)."""
        ...
