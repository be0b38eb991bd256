"""Builds activities exactly as the channel sends them to a bot."""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from html import escape
from typing import Any
from uuid import uuid4

from bot.rehearsal.chats import Chat, Kind
from bot.rehearsal.people import Person

TENANT = "3f6d1f6e-5d0c-4b6e-9a51-0d6f3c1f7a10"  # invented


@dataclass(frozen=True, slots=True, kw_only=True)
class BotAccount:
    id: str = "28:9c2f7a44-1c7e-4c0f-8f43-6d1f0b8a2e55"  # invented
    name: str = "Mastermind"


@dataclass(slots=True)
class ActivityIds:
    """Milliseconds of the real clock, always rising: unique over restarts, whatever the moved clock says."""

    _last: int = 0

    def __call__(self) -> str:
        self._last = max(self._last + 1, time.time_ns() // 1_000_000)
        return str(self._last)


@dataclass(slots=True, kw_only=True)
class Activities:
    """Writes one activity for each thing a person can do."""

    service_url: str
    tenant_id: str
    bot: BotAccount
    clock: Callable[[], datetime]
    next_id: Callable[[], str]

    def mention(self, chat: Chat, person: Person, text: str) -> dict[str, Any]:
        """Text with the bot named in front: the text and the entity hold the same literal mention."""
        at = f"<at>{self.bot.name}</at>"
        activity = self.message(chat, person, f"{at} {text}".rstrip())
        activity["entities"].insert(
            0, {"type": "mention", "text": at, "mentioned": {"id": self.bot.id, "name": self.bot.name}}
        )
        activity["attachments"] = [
            {"contentType": "text/html", "content": f"<p>{at}&nbsp;{escape(text)}</p>"}  # Teams adds the rich form
        ]
        return activity

    def message(self, chat: Chat, person: Person, text: str) -> dict[str, Any]:
        return self._from(chat, person, type="message", id=self.next_id()) | {"text": text, "textFormat": "plain"}

    def pressed(self, chat: Chat, person: Person, data: Mapping[str, Any], card_id: str) -> dict[str, Any]:
        """A plain `Action.Submit`: a message without words."""
        activity = self._from(chat, person, type="message", id=self.next_id())
        activity["channelData"] |= {"source": {"name": "message"}, "legacy": {"replyToId": f"1:{card_id}"}}
        return activity | {"value": dict(data), "replyToId": card_id}

    def invoke(
        self, chat: Chat, person: Person, name: str, data: Mapping[str, Any], card_id: str | None = None
    ) -> dict[str, Any]:
        """`task/fetch` (from a card) and `task/submit` (from a dialog)."""
        activity = self._from(chat, person, type="invoke", id=f"f:{uuid4()}")
        activity["channelData"] |= {"source": {"name": "message"}}
        activity |= {"name": name, "value": {"data": dict(data), "context": {"theme": "default"}}}
        return activity | ({"replyToId": card_id} if card_id else {})

    def installation(self, chat: Chat, person: Person, *, added: bool) -> dict[str, Any]:
        action = "add" if added else "remove"
        activity = self._from(chat, person, type="installationUpdate", id=f"f:{uuid4()}")
        activity["channelData"] |= {"settings": {"selectedChannel": {"id": chat.id}}, "source": {"name": "message"}}
        return activity | {"action": action}

    def members(self, chat: Chat, person: Person, *ids: str, added: bool) -> dict[str, Any]:
        activity = self._from(chat, person, type="conversationUpdate", id=f"f:{uuid4()}")
        known = {p.id: p.entra_id for p in chat.members.values()}
        accounts = [
            {"id": one}
            | ({"aadObjectId": entra_id} if (entra_id := known.get(one)) else {})  # names do not travel here
            for one in ids
        ]
        return activity | {"membersAdded" if added else "membersRemoved": accounts}

    def _from(self, chat: Chat, person: Person, **head: str) -> dict[str, Any]:
        now = self.clock().astimezone(UTC)
        sender = {"id": person.id, "name": person.name}
        if person.entra_id:
            sender["aadObjectId"] = person.entra_id
        conversation: dict[str, Any] = {
            "conversationType": chat.kind.value,
            "tenantId": self.tenant_id,
            "id": chat.id,
        }
        if chat.kind is Kind.GROUP:
            conversation["isGroup"] = True
        return head | {
            "timestamp": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "localTimestamp": now.isoformat(timespec="milliseconds"),
            "localTimezone": "Europe/Amsterdam",
            "channelId": "msteams",
            "serviceUrl": self.service_url,
            "from": sender,
            "conversation": conversation,
            "recipient": {"id": self.bot.id, "name": self.bot.name},
            "entities": [
                {
                    "type": "clientInfo",
                    "locale": person.locale,
                    "country": person.locale[-2:],
                    "platform": "Web",
                    "timezone": "Europe/Amsterdam",
                }
            ],
            "channelData": {"tenant": {"id": self.tenant_id}},
            "locale": person.locale,
        }
