"""The outbox as who delivers it sees it, and who looks after what could not be delivered."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Protocol

from dialogs.ids import GroupId
from dialogs.notices import Notice, NoticeState
from dialogs.ports.people import Chat
from dialogs.undelivered import Depth, Undelivered, Why

LONGEST_WAIT: Final = timedelta(hours=1)
"""However long the channel asks to wait: after an hour it may be asked again whether it meant that. So what is kept for
a moment further ahead was kept by a clock that has been set back since, and holds nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClaimedNotice:
    """A notice in the hands of one courier; `attempts` counts this one, `ambiguous`: an earlier try died midway."""

    id: int
    notice: Notice
    chat: Chat | None  # where it goes, None when the bot never heard of it
    attempts: int
    ambiguous: bool
    first_tried_at: datetime | None
    card_activity: str | None  # the posted card's activity id under `key`, when known
    more: bool = False  # another waits behind it in its conversation, and is due
    tenant: str = ""  # whose limit it counts for
    leaves_at: datetime | None = None  # wall time it must wait for; None where nobody counts
    error: str | None = None  # what was in the way the last time
    given_up: bool = False  # two workers died with it: it is dead or dropped already, and is only told of


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """So many at once after a rest, then one `every` so many seconds."""

    every: float
    burst: int

    @property
    def slack(self) -> float:
        """Seconds by which one may leave before its time, as long as there was a rest."""
        return (self.burst - 1) * self.every


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How fast the channel lets the bot speak: what is posted in one conversation, and every call for one tenant."""

    conversation: Pace
    tenant: Pace
    ahead: float  # seconds: what a tenant has to wait longer for is left to be claimed later

    @property
    def turns(self) -> int:
        """That a tenant gets at once at most, after a rest."""
        return 1 + int((self.tenant.slack + self.ahead) / self.tenant.every)


class CourierDesk(Protocol):
    """The courier's side of the outbox. `worker` names a process; `now` is the bot's clock, `real` wall time. Whatever
    is written down about a notice counts only while nobody else has claimed it since."""

    async def claim(
        self, *, worker: str, now: datetime, real: datetime, limit: int, over: datetime | None = None
    ) -> Sequence[ClaimedNotice]:
        """Leases up to `limit` conversations with a due head that may be tried now, marks each head as sending and
        commits. At most one notice per conversation at a time, in order of id among the due ones; no tenant waits for
        another. A superseded refresh is dropped. A lease is over when it ended before `over`, or `real`."""
        ...

    async def renew(self, notices: Collection[ClaimedNotice], *, worker: str, real: datetime) -> Collection[int]:
        """Keeps their conversations for longer; the ids of those that are still in this worker's hands."""
        ...

    async def reserve(self, notices: Collection[ClaimedNotice], *, real: datetime) -> Mapping[int, datetime]:
        """When each may leave that did not leave in time: counted once more, for others leave by now. Empty without
        limits."""
        ...

    async def hold(self, notice: ClaimedNotice, *, until: datetime, real: datetime) -> bool:
        """The channel asked to wait: nobody speaks in this conversation before then (wall time), nor, when little was
        said there lately, in its whole tenant. Whether it was the tenant."""
        ...

    async def sent(self, done: Sequence[tuple[ClaimedNotice, str | None]], *, worker: str, now: datetime) -> None:
        """Stamps notices with the activity id they got (kept under the card's key) and lets go of the conversations."""
        ...

    async def settle(
        self, notice: ClaimedNotice, *, worker: str, state: NoticeState, error: str, now: datetime
    ) -> None:
        """Dropped or dead; a dead POST takes its card's later refreshes with it."""
        ...

    async def card_gone(self, notice: ClaimedNotice, *, worker: str, now: datetime) -> None:
        """Somebody took the card away: the notice is dropped and the card's id forgotten."""
        ...

    async def retry(self, notice: ClaimedNotice, *, worker: str, at: datetime, error: str, ambiguous: bool) -> None:
        """Back to pending, head of its conversation, not before `at` (wall time)."""
        ...

    async def hand_back(self, unsaid: Sequence[tuple[ClaimedNotice, datetime, str]], *, worker: str) -> None:
        """As if they had never been claimed, not before their moment (wall time), with the reason: nobody tried."""
        ...

    async def silence(self, notice: ClaimedNotice, *, worker: str, error: str, now: datetime) -> Collection[int]:
        """Uninstalled or blocked: its chat is inactive until seen again, and it is dead with all that waits there. The
        ids of those. What may go another way waits, for who claims it, to be told of that."""
        ...

    async def busy(self, now: datetime) -> bool:
        """Whether anything is due or in hand."""
        ...


class DeadLetters(Protocol):
    """The outbox as those who look after it see it."""

    async def find(
        self,
        states: Collection[NoticeState],
        *,
        slug: str | None = None,
        ids: Collection[int] | None = None,
        most: int | None = None,
    ) -> Sequence[Undelivered]:
        """In the order they were written; of one programme, or of these numbers only; the first `most` of them."""
        ...

    async def count(self, states: Collection[NoticeState], *, slug: str | None = None) -> int:
        """How many there are to find."""
        ...

    async def reasons(self) -> Mapping[Why, int]:
        """What is in the way of the dead ones, and of how many."""
        ...

    async def of_group(self, group: GroupId) -> Sequence[Undelivered]:
        """What could not be delivered in the group's chat, or to one of its people about the group."""
        ...

    async def bring_back(self, ids: Collection[int]) -> Collection[int]:
        """Dead ones wait again, as if nobody had tried, in chats that count as reachable again. A card of which
        something newer waits already needs no older one: that is dropped, and is not among those returned. `Stale`
        when the bot wrote in the same moment: ask again."""
        ...

    async def put_aside(self, ids: Collection[int]) -> Collection[int]:
        """Dead ones are dropped; returns those that were."""
        ...

    async def depth(self, now: datetime) -> Depth:
        """Looks at everything that waits: not for every second."""
        ...
