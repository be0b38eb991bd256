"""What came of a notice, and how many went which way."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.teams.errors import ChannelError
from dialogs.ports import ClaimedNotice

SAID_ALREADY: Final = "may have been said already"


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    claimed: ClaimedNotice
    activity: str | None = None
    dropped: str | None = None
    error: ChannelError | None = None
    in_the_way: bool = False  # others wait behind it in a chat that many read
    undrawable: str | None = None
    unread: str | None = None  # the store did not answer, or nobody had time for it, so nothing was said yet
    later: datetime | None = None  # it may not leave before then (wall time), so nothing was said yet
    stays: bool = False  # the bot stops, so nothing was said yet
    lost: bool = False  # another worker has it by now

    @property
    def said(self) -> bool:
        return not (self.error or self.dropped or self.undrawable or self.unsaid or self.lost)

    @property
    def unsaid(self) -> bool:
        """Nobody tried: it goes back as it was."""
        return self.unread is not None or self.later is not None or self.stays


def _nobody_counts(_claimed: ClaimedNotice, _now: datetime) -> None:
    """Where there are no metrics."""


@dataclass(slots=True)
class Tally:
    """What was sent and what was skipped since the bot started; `said` hears of each that was sent, and when."""

    sent: int = 0
    skipped: int = 0
    retried: int = 0
    dead: int = 0
    said: Callable[[ClaimedNotice, datetime], None] = _nobody_counts
