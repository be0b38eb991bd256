"""Whether the store is away, as one courier sees it, and what that says of leases that ran out meanwhile."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

OTHERS_FIRST: Final = timedelta(seconds=3)
"""After the store was away. Leases ran out meanwhile of workers that live: what they said they write down at their next
beat, a second apart, and nobody need doubt it."""

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class Outage:
    """`wall` is the time of leases."""

    def __init__(self, *, wall: Callable[[], datetime]) -> None:
        self._wall = wall
        self._since = self._until = _NEVER
        self.lasts = False

    def begins(self) -> bool:
        """False when it lasted already."""
        if self.lasts:
            return False
        self.lasts, self._since = True, self._wall()
        return True

    def ends(self) -> None:
        self.lasts, self._until = False, self._wall()

    def over(self, real: datetime) -> datetime:
        """A lease that ended before then has nobody any more who would write down what was said."""
        lately = timedelta() <= real - self._until < OTHERS_FIRST
        return min(self._since, real) if self.lasts or lately else real
