"""From the channel's activities to what a person did: parsed once, at the door."""

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from botbuilder.schema import Activity, ChannelAccount, ConversationAccount, Entity

from dialogs.ids import ConversationId
from dialogs.turns import (
    BotAdded,
    BotRemoved,
    ChatKind,
    DialogOpened,
    DialogSubmitted,
    Inbound,
    MembersChanged,
    Origin,
    Pressed,
    Typed,
)

HEARD = frozenset({"message", "invoke", "conversationUpdate", "installationUpdate"})
"""The activities that the bot does something with; the rest is accepted and left alone.

Meeting events are among the rest: the SDK stumbles over the spelling of their values, so whoever needs them one day
must read `value` as the plain mapping that it is, with keys such as `StartTime`.
"""

_PERSON_TAG = re.compile(r"</?at(?:\s[^<>]*)?>", re.IGNORECASE)


class NotAnActivity(Exception):
    """The body is JSON but nothing the channel sends; the message names the part that is wrong, not its value."""


def check(body: Any) -> Mapping[str, Any]:
    """The body, when it has what every activity that the bot hears must have; raises `NotAnActivity`."""
    if not isinstance(body, dict):
        raise NotAnActivity("not an activity")
    kind = body.get("type")
    if not isinstance(kind, str) or not kind:
        raise NotAnActivity("an activity needs a type")
    if kind in HEARD:
        for name, value in (
            ("conversation.id", _inner(body, "conversation", "id")),
            ("from.id", _inner(body, "from", "id")),
            ("serviceUrl", _text(body.get("serviceUrl"))),
        ):
            if not value:
                raise NotAnActivity(f"an activity of this type needs {name}")
        if not isinstance(body.get("text"), str | None):
            raise NotAnActivity("text is not text")
    return body


def tenants(body: Mapping[str, Any]) -> frozenset[str | None]:
    """Every tenant the activity names: that of the chat and that of the channel data; `{None}` when it names none."""
    named = {_inner(body, "conversation", "tenantId"), _tenant(body.get("channelData"))} - {None}
    return frozenset(named or {None})


def read_invoke(body: Mapping[str, Any]) -> DialogOpened | DialogSubmitted | None:
    """A dialog opened or submitted; none for invokes the bot does not know. No SDK models: this is the busy path."""
    name = _text(body.get("name"))
    if name not in {"task/fetch", "task/submit"}:
        return None
    value = body.get("value")
    data = value.get("data") if isinstance(value, dict) else None
    origin = _origin_of_invoke(body)
    if name == "task/fetch":
        return DialogOpened(origin=origin, data=_filled_in(data))
    return DialogSubmitted(origin=origin, data=_filled_in(data))


def activity_of(body: Mapping[str, Any]) -> Activity:
    """The SDK's type, filled by hand with only the parts that the bot reads, so that an oddity elsewhere harms nobody.

    The SDK's own reader costs half a millisecond, a fifth of a turn, and raises a bare Python error for some faults.
    """
    return Activity(
        type=body["type"],
        id=_text(body.get("id")),
        text=_text(body.get("text")),
        value=body.get("value"),
        from_property=_account(body, "from"),
        recipient=_account(body, "recipient"),
        conversation=_chat(body),
        entities=[_entity(one) for one in _objects(body, "entities")],
        channel_data=_object(body, "channelData"),
        service_url=_text(body.get("serviceUrl")),
        channel_id=_text(body.get("channelId")),
        locale=_text(body.get("locale")),
        reply_to_id=_text(body.get("replyToId")),
        members_added=[_filled_account(one) for one in _objects(body, "membersAdded")],
        members_removed=[_filled_account(one) for one in _objects(body, "membersRemoved")],
        action=_text(body.get("action")),
        name=_text(body.get("name")),
    )


def _chat(body: Mapping[str, Any]) -> ConversationAccount | None:
    said = _object(body, "conversation")
    if said is None:
        return None
    is_group = said.get("isGroup")
    return ConversationAccount(
        id=_text(said.get("id")),
        conversation_type=_text(said.get("conversationType")),
        is_group=is_group if isinstance(is_group, bool) else None,
        tenant_id=_text(said.get("tenantId")),  # the SDK's reader looks for `tenantID`, which nobody writes
    )


def _entity(said: Mapping[str, Any]) -> Entity:
    entity = Entity(type=_text(said.get("type")))
    entity.additional_properties = {name: value for name, value in said.items() if name != "type"}
    return entity


def _account(body: Mapping[str, Any], name: str) -> ChannelAccount | None:
    said = _object(body, name)
    return None if said is None else _filled_account(said)


def _filled_account(said: Mapping[str, Any]) -> ChannelAccount:
    return ChannelAccount(
        id=_text(said.get("id")), name=_text(said.get("name")), aad_object_id=_text(said.get("aadObjectId"))
    )


def _object(body: Mapping[str, Any], name: str) -> Mapping[str, Any] | None:
    """None when it is left out; raises `NotAnActivity` for something else than an object."""
    said = body.get(name)
    if not isinstance(said, dict | None):
        raise NotAnActivity(f"{name} is not an object")
    return said


def _objects(body: Mapping[str, Any], name: str) -> Sequence[Mapping[str, Any]]:
    said = body.get(name) or ()
    if not isinstance(said, list | tuple) or not all(isinstance(one, dict) for one in said):
        raise NotAnActivity(f"{name} is not a list of objects")
    return said


def read_message(activity: Activity) -> Inbound:
    """Words, or a press on a button that opens no dialog."""
    origin = _origin_of(activity)
    text = without_mention(activity)
    if isinstance(activity.value, dict) and not text:
        return Pressed(origin=origin, data=_filled_in(activity.value), card_activity_id=_text(activity.reply_to_id))
    return Typed(origin=origin, text=text)


def read_installation(activity: Activity) -> Inbound | None:
    """Added or removed; none for an upgrade of the app, which changes nothing in the chat."""
    match activity.action:
        case "add":
            return BotAdded(origin=_origin_of(activity))
        case "remove":
            return BotRemoved(origin=_origin_of(activity))
        case _:
            return None


def read_roster_change(activity: Activity) -> tuple[Inbound, ...]:
    """Who came and left. The channel may tell the bot's own coming here, in an installation update, or in both."""
    origin = _origin_of(activity)
    added, removed = _ids(activity.members_added), _ids(activity.members_removed)
    heard: list[Inbound] = []
    if origin.bot_id in added:
        heard.append(BotAdded(origin=origin))
    if origin.bot_id in removed:
        heard.append(BotRemoved(origin=origin))
    others = tuple(one for one in added if one != origin.bot_id), tuple(one for one in removed if one != origin.bot_id)
    if any(others):
        heard.append(MembersChanged(origin=origin, added=others[0], removed=others[1]))
    return tuple(heard)


def without_mention(activity: Activity) -> str:
    """The words without the mention of the bot itself, entities resolved, trimmed.

    Only the literal text of the bot's own mention goes: its name may well be part of the sentence. Other people's
    mentions keep their name.
    """
    text = activity.text or ""
    bot_id = activity.recipient.id if activity.recipient else None
    for entity in activity.entities or ():
        extra = entity.additional_properties or {}
        if str(entity.type).lower() != "mention" or not bot_id or _inner(extra, "mentioned", "id") != bot_id:
            continue
        name = _inner(extra, "mentioned", "name")
        literal = _text(extra.get("text")) or (f"<at>{name}</at>" if name else None)
        if literal:
            text = text.replace(literal, " ", 1)
    plain = html.unescape(_PERSON_TAG.sub("", text))
    return plain.replace("\r\n", "\n").replace("\u00a0", " ").strip()


def _origin_of_invoke(body: Mapping[str, Any]) -> Origin:
    conversation, sender = body["conversation"], body["from"]
    return Origin(
        conversation_id=ConversationId(conversation["id"]),
        kind=_kind(conversation.get("conversationType"), conversation.get("isGroup")),
        tenant_id=_text(conversation.get("tenantId")) or _tenant(body.get("channelData")),
        service_url=body["serviceUrl"],
        activity_id=_text(body.get("id")) or "",
        bot_id=_inner(body, "recipient", "id") or "",
        sender_id=sender["id"],
        sender_name=_text(sender.get("name")) or "",
        sender_entra_id=_text(sender.get("aadObjectId")),
        locale=_text(body.get("locale")),
    )


def _origin_of(activity: Activity) -> Origin:
    conversation, sender = activity.conversation, activity.from_property
    return Origin(
        conversation_id=ConversationId(conversation.id),
        kind=_kind(conversation.conversation_type, conversation.is_group),
        tenant_id=conversation.tenant_id or _tenant(activity.channel_data),
        service_url=activity.service_url,
        activity_id=activity.id or "",
        bot_id=(activity.recipient.id if activity.recipient else None) or "",
        sender_id=sender.id,
        sender_name=sender.name or "",
        sender_entra_id=sender.aad_object_id,
        locale=activity.locale,
    )


def _kind(conversation_type: object, is_group: object) -> ChatKind:
    """A chat is personal when the channel says so, or when it says nothing at all and not that it is a group."""
    if conversation_type is None:
        return ChatKind.GROUP if is_group else ChatKind.PERSONAL
    return ChatKind.PERSONAL if conversation_type == ChatKind.PERSONAL else ChatKind.GROUP


def _filled_in(data: object) -> dict[str, Any]:
    """Card data and inputs without the channel's own part; an input left empty is the same as one left out."""
    if not isinstance(data, dict):
        return {}
    return {name: value for name, value in data.items() if name != "msteams" and value is not None and value != ""}


def _ids(accounts: Iterable[ChannelAccount] | None) -> tuple[str, ...]:
    return tuple(account.id for account in accounts or () if account.id)


def _tenant(channel_data: object) -> str | None:
    return _inner(channel_data, "tenant", "id") if isinstance(channel_data, dict) else None


def _inner(body: Mapping[str, Any], name: str, part: str) -> str | None:
    value = body.get(name)
    return _text(value.get(part)) if isinstance(value, dict) else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


_SESSION_ID = re.compile(r"[0-9a-f]{32}")


def session_of(inbound: Inbound) -> str | None:
    """The session a button or form says it is about, for the log; what is no id could be anything, so it is none."""
    if not isinstance(inbound, DialogOpened | DialogSubmitted | Pressed):
        return None
    said = inbound.data.get("session")
    return said if isinstance(said, str) and _SESSION_ID.fullmatch(said) else None
