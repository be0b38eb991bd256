"""Reminders that wait for their moment, and a person's own wishes about them."""

from collections.abc import Collection, Mapping, Sequence
from datetime import date, datetime
from types import MappingProxyType
from typing import Protocol

from dialogs.ids import GroupId, PersonId, SessionId
from dialogs.reminders.model import Reminder, Told


class Reminders(Protocol):
    """What waits until a rule's moment comes. Everything here happens in the turn's own transaction."""

    async def plan(
        self,
        group: GroupId,
        reminders: Sequence[Reminder],
        *,
        now: datetime,
        latest: Mapping[tuple[SessionId, str], datetime] = MappingProxyType({}),
    ) -> None:
        """These in place of what waits for this group and names no person. Of those that name one, what belongs to a
        session that has none of these left goes, and what is due when its rule at that session is over, which is told
        in `latest`; the others are skipped from then on. What was called already comes back only when it got another
        moment, after `now`. What is new and makes no sense any more by `now` never waits and leaves no trace: a group
        that is imported close to its session missed nothing."""
        ...

    async def add(self, reminder: Reminder) -> None:
        """For one person; a later moment takes the place of an earlier one."""
        ...

    async def drop(self, session: SessionId, rule: str, person: PersonId) -> None:
        """What this person chose, if it waits still."""
        ...

    async def own(self, session: SessionId, rule: str, person: PersonId) -> Reminder | None:
        """What this person chose last, called or not."""
        ...

    async def unplanned(self, *, after: GroupId | None, limit: int) -> Sequence[GroupId]:
        """Groups with a session to come for which nothing was ever planned, in the order of their ids."""
        ...

    async def take_due(
        self, now: datetime, *, groups: int, but: Collection[GroupId] = frozenset()
    ) -> Sequence[Reminder]:
        """What is due of at most so many groups, oldest first; locked until the transaction ends, what another process
        has in hand is passed over. None of the groups `but`."""
        ...

    async def waiting(self, group: GroupId) -> Sequence[Reminder]:
        """In the order of their moments, those that are due by now too."""
        ...

    async def elsewhere(
        self, persons: Collection[PersonId], until: datetime, *, but: Collection[GroupId]
    ) -> Sequence[GroupId]:
        """The groups that one of these people makes up and in which something waits until then, other than `but`."""
        ...

    async def called(self, reminders: Sequence[Reminder], *, now: datetime) -> None:
        """Their moment was: they wait no longer."""
        ...

    async def next_due(self, after: datetime | None = None) -> datetime | None: ...

    async def log(self, entries: Sequence[Told]) -> None: ...

    async def told(self, persons: Collection[PersonId], since: date) -> Sequence[Told]:
        """What became of theirs since that day, in every group, oldest first."""
        ...

    async def told_group(self, group: GroupId, since: date) -> Sequence[Told]:
        """What became of the reminders of a group, of its people and of its chat, oldest first."""
        ...


class Preferences(Protocol):
    """A person's own, once and not per group."""

    async def paused(self, persons: Collection[PersonId]) -> Mapping[PersonId, date]:
        """The last day of each pause, of those who have one; it may have passed."""
        ...

    async def hold(self, persons: Collection[PersonId]) -> Mapping[PersonId, date]:
        """What `paused` tells; and until this transaction ends nobody else decides what these people get."""
        ...

    async def pause(self, person: PersonId, until: date | None) -> None:
        """None ends it."""
        ...

    async def mail_refused(self, persons: Collection[PersonId]) -> Collection[PersonId]:
        """Those whose address, as it is now, was refused by a mail server. Another address is another chance."""
        ...

    async def refuse_mail(self, person: PersonId, *, address: str, at: datetime) -> None:
        """A mail server says that there is nobody at this address, or nobody who wants our mail."""
        ...
