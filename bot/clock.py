"""The bot's clock: the machine's own, or in the rehearsal room one that was moved forward and goes on ticking."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta


class SystemClock:
    """`wall` is the machine's time, or the time that several machines agreed on."""

    def __init__(self, wall: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self._wall = wall

    def now(self) -> datetime:
        return self._wall()


class MovedClock:
    """Wall time plus an offset; the offset is kept in the database so that it survives a restart."""

    def __init__(self, *, offset: timedelta = timedelta()) -> None:
        self.offset = offset

    def now(self) -> datetime:
        return datetime.now(UTC) + self.offset

    def move_to(self, moment: datetime) -> None:
        """Only forward; a moment that has passed already changes nothing."""
        self.offset = max(self.offset, moment - datetime.now(UTC))
