"""A notice as those who look after the outbox see it: where to, since when, what is in the way. Never a word of it."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final

from dialogs.notices import ERRANDS, Act, NoticeKind, NoticeState


class Why(StrEnum):
    """What keeps a notice from arriving, in the order in which somebody can do something about it."""

    AWAY = "away"  # the bot was taken out of the chat
    UNWANTED = "unwanted"  # blocked by the person, or by who administers Teams there
    NOT_INSTALLED = "not_installed"  # the person has not installed the app
    NO_CHAT = "no_chat"  # Teams does not know the chat any more
    MAIL_REFUSED = "mail_refused"  # the mail server knows nobody at this address
    MAIL_SHUT = "mail_shut"  # the mail server answers, and takes nothing from us
    MAIL_BUSY = "mail_busy"  # the mail server could not be reached, for too long
    NO_MAIL = "no_mail"  # nobody set up a mail server, or not any more
    BUSY = "busy"  # Teams asked to come back later, for too long
    UNCLEAR = "unclear"  # no answer came: it may have arrived
    REFUSED = "refused"  # what was sent is refused for what it is
    BROKEN = "broken"  # the bot could not make it


_BLOCKED: Final = {
    "BotNotInConversationRoster": Why.AWAY,
    "ConversationBlockedByUser": Why.UNWANTED,
    "BotDisabledByAdmin": Why.UNWANTED,
    "ForbiddenOperationException": Why.NOT_INSTALLED,
}
_BY_VERDICT: Final = {
    "blocked": Why.UNWANTED,
    "gone": Why.NO_CHAT,
    "retry": Why.BUSY,
    "ambiguous": Why.UNCLEAR,
    "refused": Why.REFUSED,
}
_NO_MAIL: Final = "no mail server"
_ADDRESS_REFUSED: Final = "address refused"
_SHUT: Final = ("login refused", "the server refuses us", "the sender is refused", "refused for now")


def why_of(error: str | None, kind: NoticeKind) -> Why | None:
    """`error` is what the courier wrote down: a verdict, a status and the channel's own word."""
    if error is None:
        return None
    if _NO_MAIL in error:
        return Why.NO_MAIL
    verdict, _, said = error.partition(": ")
    found = next((why for code, why in _BLOCKED.items() if code in said), None)
    found = found or _BY_VERDICT.get(verdict, Why.BROKEN)
    return _of_a_letter(found, said) if kind is NoticeKind.LETTER else found


def _of_a_letter(found: Why, said: str) -> Why:
    if _ADDRESS_REFUSED in said:
        return Why.MAIL_REFUSED
    if any(word in said for word in _SHUT):
        return Why.MAIL_SHUT
    return Why.MAIL_BUSY if found is Why.BUSY else found


@dataclass(frozen=True, slots=True, kw_only=True)
class Undelivered:
    """`address` is somebody's e-mail, where it goes to one person only: then there is somebody to ask."""

    id: int
    kind: NoticeKind
    act: Act
    state: NoticeState
    groups: tuple[tuple[str, int], ...]  # (programme, number); several when it is for somebody of several groups
    address: str | None
    due_at: datetime
    drop_after: datetime | None
    settled_at: datetime | None  # when the bot gave up
    attempts: int
    error: str | None
    doubted: bool  # a try ended without an answer
    card: bool  # the card it is about stands in the chat

    @property
    def why(self) -> Why | None:
        """None for what waits: whatever was in the way the last time, it will be tried again."""
        return why_of(self.error, self.kind) if self.state is NoticeState.DEAD else None

    @property
    def may_have_arrived(self) -> bool:
        """Then another try might say it twice. To bring a card up to date again is harmless, and so is an errand."""
        posts = self.act is Act.POST or (self.act is Act.UPSERT and not self.card)
        return posts and self.kind not in ERRANDS and (self.doubted or self.why is Why.UNCLEAR)

    def too_late(self, now: datetime) -> bool:
        return self.drop_after is not None and now > self.drop_after


def plainest(letters: Iterable[Undelivered]) -> Why | None:
    """What is in the way of most of them; of as many, what can best be done something about."""
    return commonest(Counter(letter.why for letter in letters if letter.why is not None))


def commonest(counts: Mapping[Why, int]) -> Why | None:
    """The same, of what was counted already."""
    return max((why for why in Why if counts.get(why)), key=lambda why: counts[why], default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Depth:
    """How much the outbox holds; `oldest` is the moment the one that waits longest was due."""

    due: int
    waiting: int
    dead: int
    oldest: datetime | None
