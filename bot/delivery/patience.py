"""How long what the channel did not take is tried, and when again: with patience, and a little chance."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from bot.delivery.outcomes import Outcome
from bot.teams.errors import ChannelError
from dialogs.notices import ERRANDS, REPOSTED_WHEN_AMBIGUOUS, Act, Notice, NoticeKind
from dialogs.ports import LONGEST_WAIT, ClaimedNotice, Clock

IN_A_SESSION: Final = frozenset(
    {NoticeKind.ROUND, NoticeKind.RESULT, NoticeKind.REPLY, NoticeKind.MODERATOR, NoticeKind.TIME_WARNING}
)
PATIENCE_IN_A_SESSION: Final = timedelta(minutes=2)
PATIENCE_OUTSIDE: Final = timedelta(hours=1)
_LONGEST_PAUSE: Final = 60.0
_JUST_PAST: Final = timedelta(milliseconds=1)
_TOO_MANY: Final = 429


class Patience:
    """Of one process. Patience is counted in wall time, `drop_after` in the bot's."""

    def __init__(self, *, clock: Clock, wall: Callable[[], datetime], jitter: Callable[[], float]) -> None:
        self._clock = clock
        self._wall = wall
        self._jitter = jitter

    def is_over(self, outcome: Outcome) -> bool:
        return self._waited(outcome.claimed) >= _patience(outcome)

    def may_repost(self, outcome: Outcome) -> bool:
        claimed = outcome.claimed
        return not claimed.ambiguous and claimed.notice.kind in REPOSTED_WHEN_AMBIGUOUS and not self.is_over(outcome)

    def again_at(self, outcome: Outcome, error: ChannelError) -> datetime:
        """When it is tried again (wall time). What a 429 asks is waited for: nobody may speak there before then. Any
        other answer keeps the head of a conversation, and with it all that waits behind it, no longer than its patience
        lasts, and never longer than somebody in a session waits: a session may begin meanwhile. What is dropped after
        some moment comes back then, to be dropped."""
        claimed = outcome.claimed
        wait = asks_all_to_wait(error)
        if wait is None:
            left = _patience(outcome) - self._waited(claimed)
            wait = min(_asked_by(error) or self.pause(claimed), PATIENCE_IN_A_SESSION, left)
        if claimed.notice.drop_after is not None:
            wait = min(wait, claimed.notice.drop_after - self._clock.now() + _JUST_PAST)
        return self._wall() + max(wait, timedelta())

    def pause(self, claimed: ClaimedNotice) -> timedelta:
        """Twice as long after every try."""
        seconds = min(_LONGEST_PAUSE, 0.5 * 2 ** min(claimed.attempts, 8))
        return timedelta(seconds=seconds * (0.5 + self._jitter()))

    def _waited(self, claimed: ClaimedNotice) -> timedelta:
        return self._wall() - claimed.first_tried_at if claimed.first_tried_at else timedelta()


def _patience(outcome: Outcome) -> timedelta:
    kind = outcome.claimed.notice.kind
    awaited = outcome.in_the_way and kind not in ERRANDS
    return PATIENCE_IN_A_SESSION if awaited or kind in IN_A_SESSION else PATIENCE_OUTSIDE


def _asked_by(error: ChannelError) -> timedelta | None:
    """Not to wait at all is no answer: it would be without end."""
    if not error.retry_after:
        return None
    return timedelta(seconds=min(error.retry_after, LONGEST_WAIT.total_seconds()))


def asks_all_to_wait(error: ChannelError) -> timedelta | None:
    """How long, when it was one too many: then it asks that of all that speak there."""
    return _asked_by(error) if error.status == _TOO_MANY else None


def comes_back(notice: Notice) -> bool:
    """Whether a card that somebody took away is posted anew: people cannot answer without the round's card, and what
    is upserted must stand there. Any other card stays away; it was only to be brought up to date."""
    return notice.act is Act.UPSERT or (notice.act is Act.REFRESH and notice.kind is NoticeKind.ROUND)
