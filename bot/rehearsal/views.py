"""What the page gets to see of chats and messages: plain JSON."""

from collections.abc import Mapping
from typing import Any

from bot.rehearsal.actors import Dialog
from bot.rehearsal.channel import Channel
from bot.rehearsal.chats import Change, Chat, Message
from bot.rehearsal.outcomes import Outcome
from bot.rehearsal.people import Person
from bot.rehearsal.room import Room

Json = dict[str, Any]


def person_view(person: Person) -> Json:
    return {"id": person.id, "name": person.name, "role": person.role.value, "group": person.group}


def message_view(message: Message, channel: Channel) -> Json:
    return {
        "id": message.id,
        "seq": message.seq,
        "author": {
            "id": message.author_id,
            "name": message.author_name,
            "bot": message.author_id == channel.bot.id,
        },
        "at": message.at.isoformat(),
        "text": message.text,
        "summary": message.summary,
        "card": message.card,
        "version": message.version,
    }


def chat_view(chat: Chat, chair: str) -> Json:
    """`unread` lists by number what others said; the page knows how far this chair has read."""
    return {
        "id": chat.id,
        "kind": chat.kind.value,
        "title": chat.title,
        "installed": chat.installed,
        "members": [person_view(person) for person in chat.members.values()],
        "seqs": [m.seq for m in chat.messages if not m.deleted and m.author_id != chair],
    }


def state_view(room: Room, chair: Person) -> Json:
    channel = room.channel
    chats = [chat for chat in channel.chats.values() if chair.id in chat.members]
    return {
        "now": channel.clock().isoformat(),
        "bot": {"id": channel.bot.id, "name": channel.bot.name},
        "chair": person_view(chair),
        "groups": [
            {"number": g.number, "title": g.title, "people": [person_view(p) for p in g.people]}
            for g in room.cast.groups
        ],
        "chats": [chat_view(chat, chair.id) for chat in chats],
    }


def change_view(change: Change, channel: Channel) -> Json:
    view: Json = {"what": change.what.value, "chat": change.chat.id, "now": channel.clock().isoformat()}
    if change.message is not None:
        view["message"] = message_view(change.message, channel)
    else:
        view["installed"] = change.chat.installed
    return view


def dialog_view(dialog: Dialog) -> Json:
    """What the client does next: keep or open a form, say a line, or nothing."""
    if dialog.card is not None:
        return {
            "kind": "dialog",
            "title": dialog.title,
            "card": dialog.card.json,
            "width": dialog.width,
            "height": dialog.height,
        }
    if dialog.message is not None:
        return {"kind": "message", "text": dialog.message}
    return {"kind": "done"}


def outcomes_view(outcomes: list[Outcome]) -> Mapping[str, Any]:
    counts: dict[str, int] = {}
    for outcome in outcomes:
        counts[outcome.did.value] = counts.get(outcome.did.value, 0) + 1
    return {"counts": counts, "messages": [o.message for o in outcomes if o.message and not o.sent]}
