"""What a person did in the channel and what the bot answers at once: plain values, the seam to `bot/teams`."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dialogs.ids import ConversationId


class ChatKind(StrEnum):
    PERSONAL = "personal"
    GROUP = "groupChat"


@dataclass(frozen=True, slots=True, kw_only=True)
class Origin:
    """Where a turn comes from. Identity is `sender_id` (`29:...`), never a name, a text or card data.

    `activity_id` may be empty for invokes; then (conversation, invoke id) is unknown and redelivery cannot be told.
    """

    conversation_id: ConversationId
    kind: ChatKind
    tenant_id: str | None
    service_url: str
    activity_id: str
    bot_id: str
    sender_id: str
    sender_name: str
    sender_entra_id: str | None
    locale: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Typed:
    """Words to the bot, its own mention taken out and trimmed; may be empty (only the mention)."""

    origin: Origin
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Pressed:
    """A plain `Action.Submit` on a card (no dialog): arrives as a message, answered through the outbox.

    `card_activity_id` is the activity the card stands in (`replyToId`), when the channel says so.
    """

    origin: Origin
    data: Mapping[str, Any]
    card_activity_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogOpened:
    """`task/fetch`."""

    origin: Origin
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class DialogSubmitted:
    """`task/submit`: card data and inputs in one mapping, inputs as strings, empty ones left out."""

    origin: Origin
    data: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class BotAdded:
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class BotRemoved:
    origin: Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class MembersChanged:
    """People came or left; only a reason to read the roster again, outside the turn."""

    origin: Origin
    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()


Inbound = Typed | Pressed | DialogOpened | DialogSubmitted | BotAdded | BotRemoved | MembersChanged


@dataclass(frozen=True, slots=True, kw_only=True)
class ShowDialog:
    """Open a dialog, or keep it open with a new card. Sizes in pixels, or `small`, `medium`, `large`."""

    title: str
    card: Mapping[str, Any]
    height: int | str = "medium"
    width: int | str = "medium"


@dataclass(frozen=True, slots=True, kw_only=True)
class Say:
    """One line in place of a dialog; closes it."""

    text: str


Reply = ShowDialog | Say
