"""What the channel can answer to the bot, told apart by what may be done about it."""

from enum import StrEnum
from typing import ClassVar


class Verdict(StrEnum):
    RETRY = "retry"
    """It certainly did not happen, or doing it again is harmless: try again later."""
    AMBIGUOUS = "ambiguous"
    """A message may or may not have been posted; nobody can tell."""
    GONE = "gone"
    """What was addressed does not exist any more: forget its id."""
    BLOCKED = "blocked"
    """The bot may not speak here until something changes there."""
    REFUSED = "refused"
    """The request itself is wrong; trying again changes nothing."""


class ChannelError(Exception):
    """The channel did not do what was asked. `status` is none when no answer came; `code` is the channel's own word."""

    verdict: ClassVar[Verdict]

    def __init__(self, *, status: int | None = None, code: str = "", retry_after: float | None = None) -> None:
        super().__init__(f"{self.verdict}: {status or 'no answer'} {code}".strip())
        self.status = status
        self.code = code
        self.retry_after = retry_after
        """Seconds the channel asks to wait, when it says so."""


class TryLater(ChannelError):
    verdict = Verdict.RETRY


class NotAsked(TryLater):
    """Too many were before it, so that nobody tried: it may wait for its turn as long as it takes."""


class Unclear(ChannelError):
    verdict = Verdict.AMBIGUOUS


class Gone(ChannelError):
    verdict = Verdict.GONE


class Blocked(ChannelError):
    """`code` says why.

    BotNotInConversationRoster: uninstalled; ConversationBlockedByUser and BotDisabledByAdmin: unwanted;
    ForbiddenOperationException: somebody has not installed the bot for themselves.
    """

    verdict = Verdict.BLOCKED


class RefusedByChannel(ChannelError):
    verdict = Verdict.REFUSED
