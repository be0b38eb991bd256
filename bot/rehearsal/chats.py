"""What the stand-in channel remembers: chats, their members, the messages in them, and every call that was made."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from bot.rehearsal.cards import Button, Input, buttons_of, inputs_of, text_of
from bot.rehearsal.people import Person

CARD_TYPE = "application/vnd.microsoft.card.adaptive"


class Kind(StrEnum):
    GROUP = "groupChat"
    PERSONAL = "personal"


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownCard:
    """A card as it stood at one moment; ask the chat again to see it after an update."""

    id: str
    chat_id: str
    json: Mapping[str, Any]
    version: int  # how often it was updated in place

    @property
    def text(self) -> str:
        return text_of(self.json)

    @property
    def buttons(self) -> tuple[Button, ...]:
        return buttons_of(self.json)

    @property
    def titles(self) -> list[str]:
        return [button.title for button in self.buttons]

    @property
    def inputs(self) -> tuple[Input, ...]:
        return inputs_of(self.json)

    def button(self, title: str) -> Button:
        for button in self.buttons:
            if button.title == title:
                return button
        raise LookupError(f"no button {title!r} here, only {self.titles}")


@dataclass(slots=True, kw_only=True, eq=False)
class Message:
    """One posted activity, of a person or of the bot. `seq` counts over the whole room."""

    id: str
    seq: int
    author_id: str
    author_name: str
    at: datetime
    activity: dict[str, Any]
    version: int = 0
    deleted: bool = False

    @property
    def text(self) -> str:
        return str(self.activity.get("text") or "")

    @property
    def summary(self) -> str:
        """The line of a notification."""
        return str(self.activity.get("summary") or "")

    @property
    def card(self) -> Mapping[str, Any] | None:
        for attachment in self.activity.get("attachments") or ():
            if attachment.get("contentType") == CARD_TYPE:
                content: Mapping[str, Any] = attachment["content"]
                return content
        return None


@dataclass(slots=True, kw_only=True, eq=False)
class Chat:
    id: str
    kind: Kind
    title: str
    members: dict[str, Person] = field(default_factory=dict)
    installed: bool = False  # whether the bot is in it
    known: bool = False  # whether the bot has ever been in it
    messages: list[Message] = field(default_factory=list)

    @property
    def cards(self) -> list[ShownCard]:
        """The cards that stand in the chat now, oldest first. An update takes a card's place and leaves this one."""
        return [
            ShownCard(id=m.id, chat_id=self.id, json=m.card, version=m.version)
            for m in self.messages
            if m.card is not None and not m.deleted
        ]

    @property
    def last_card(self) -> ShownCard:
        if not self.cards:
            raise LookupError(f"no card in {self.title} yet")
        return self.cards[-1]

    def card(self, activity_id: str) -> ShownCard:
        """The same card as it stands now."""
        for card in self.cards:
            if card.id == activity_id:
                return card
        raise LookupError(f"no card {activity_id} in {self.title}")

    def card_with(self, title: str) -> ShownCard:
        """The newest card that has this button."""
        for card in reversed(self.cards):
            if title in card.titles:
                return card
        raise LookupError(f"no card in {self.title} has {title!r}; the newest: {self.last_card.titles}")

    @property
    def texts(self) -> list[str]:
        """What can be read, oldest first: a message's words, or its card's."""
        return [m.text or text_of(m.card or {}) for m in self.messages if not m.deleted]

    def message(self, activity_id: str) -> Message | None:
        return next((m for m in reversed(self.messages) if m.id == activity_id), None)


class Operation(StrEnum):
    SEND = "send"
    UPDATE = "update"
    DELETE = "delete"
    OPEN = "open"  # create a 1:1 chat
    ROSTER = "roster"
    MEMBER = "member"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """One call of the bot. `status` is none when the connection broke or hung; `took_effect` says what it left."""

    operation: Operation
    conversation_id: str
    activity_id: str | None
    body: Any
    status: int | None
    took_effect: bool
    at: datetime
    authorization: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Sent:
    """One activity as it went to the bot, and what came back."""

    activity: Mapping[str, Any]
    status: int
    body: Any
    seconds: float


class What(StrEnum):
    POSTED = "posted"
    UPDATED = "updated"
    DELETED = "deleted"
    CHAT = "chat"  # members or installation


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    what: What
    chat: Chat
    message: Message | None = None
