"""What the bot says by itself, before it is said: rows that wait for the courier and hold ids, never words."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from dialogs.ids import ConversationId


class NoticeKind(StrEnum):
    # cards that stay and are updated in place under their key
    WELCOME = "welcome"
    PLANNING = "planning"
    ROUND = "round"  # the card of a round run
    RESULT = "result"  # what a spoken round brought, extended in place
    SUMMARY = "summary"
    MODERATOR = "moderator"  # the moderator's 1:1 card
    PREPARATION = "preparation"  # the hotseat's preparation card, 1:1 or in the group
    ROSTER = "roster"  # says nothing: reads who is in the chat and matches them
    OPEN_PERSONAL = "open_personal"  # says nothing: opens the 1:1 chat of `payload["person"]`
    SEAT_CLAIM = "seat_claim"  # the moderator is asked to confirm who sits where
    RUN_SHEET = "run_sheet"  # the moderator's 1:1: one page for the session to come
    # said once
    REPLY = "reply"  # an answer to a typed message; payload tells which
    TIME_WARNING = "time_warning"
    INCIDENT = "incident"  # the moderator hears that something recognisable was reported
    REMINDER = "reminder"  # one card a person a day, in their own chat: all that is asked of them that day
    GROUP_REMINDER = "group_reminder"  # one neutral line a group a day: counts, no names
    LETTER = "letter"  # a mail in place of the card, for who has no chat with the bot


class Act(StrEnum):
    POST = "post"
    REFRESH = "refresh"  # PUT the card under its key, merged while pending
    UPSERT = "upsert"  # PUT when the card is there, else POST: for cards that may get more to say later
    DELETE = "delete"


class NoticeState(StrEnum):
    PENDING = "pending"
    SENDING = "sending"
    SENT = "sent"
    DROPPED = "dropped"  # no longer needed: its card died, a newer one came, it was too late
    DEAD = "dead"  # could not be delivered; `error` says why


REPOSTED_WHEN_AMBIGUOUS = frozenset(
    {
        NoticeKind.WELCOME,
        NoticeKind.PLANNING,
        NoticeKind.ROUND,
        NoticeKind.RESULT,
        NoticeKind.SUMMARY,
        NoticeKind.MODERATOR,
        NoticeKind.PREPARATION,
        NoticeKind.REPLY,
        NoticeKind.SEAT_CLAIM,
        NoticeKind.RUN_SHEET,
        NoticeKind.INCIDENT,
    }
)
"""A POST that may or may not have arrived is repeated, once, only for these; warnings are dropped instead."""


BULK = frozenset({NoticeKind.REMINDER, NoticeKind.GROUP_REMINDER, NoticeKind.LETTER})
"""Due for everybody at the same moment: whoever asks something meanwhile is answered first."""

GOES_ANOTHER_WAY = frozenset({NoticeKind.REMINDER, NoticeKind.RUN_SHEET})
"""In one's own chat: where that takes nothing any more, it is decided for each in what other way it is said."""

ERRANDS = frozenset({NoticeKind.ROSTER, NoticeKind.OPEN_PERSONAL})
"""They say nothing: what is said in a chat need not wait for one that must be tried again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Notice:
    """`conversation` is where it goes and in whose queue it waits.

    `key` names the card within its conversation; REFRESH rows are merged by (conversation, key) while
    pending. `drop_after`: past this moment it is dropped and logged instead of sent.
    """

    kind: NoticeKind
    act: Act = Act.POST
    conversation: ConversationId
    key: str | None = None
    payload: Mapping[str, str | int | bool | None] = field(default_factory=dict)
    due_at: datetime
    drop_after: datetime | None = None
