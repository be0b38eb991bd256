"""From the channel's JSON to what a person did: parsed once, at the door, without the SDK and its models."""

import re
from collections.abc import Awaitable, Callable, Mapping
from typing import Any

from dialogs.ids import ConversationId
from dialogs.turns import ChatKind, DialogOpened, DialogSubmitted, Inbound, Origin, Pressed, Reply

Hear = Callable[[Inbound], Awaitable[Reply | None]]

HEARD = frozenset({"message", "invoke", "conversationUpdate", "installationUpdate"})
"""The activities that the bot does something with; the rest is accepted and left alone.

Meeting events are among the rest: the SDK stumbles over the spelling of their values, so whoever needs them one day
must read `value` as the plain mapping that it is, with keys such as `StartTime`.
"""


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
            ("conversation.id", inner(body, "conversation", "id")),
            ("from.id", inner(body, "from", "id")),
            ("serviceUrl", text_of(body.get("serviceUrl"))),
        ):
            if not value:
                raise NotAnActivity(f"an activity of this type needs {name}")
        if not isinstance(body.get("text"), str | None):
            raise NotAnActivity("text is not text")
    return body


def tenants(body: Mapping[str, Any]) -> frozenset[str | None]:
    """Every tenant the activity names: that of the chat and that of the channel data; `{None}` when it names none."""
    named = {inner(body, "conversation", "tenantId"), tenant_of(body.get("channelData"))} - {None}
    return frozenset(named or {None})


def read_invoke(body: Mapping[str, Any]) -> DialogOpened | DialogSubmitted | None:
    """A dialog opened or submitted; none for invokes the bot does not know."""
    name = text_of(body.get("name"))
    if name not in {"task/fetch", "task/submit"}:
        return None
    value = body.get("value")
    data = value.get("data") if isinstance(value, dict) else None
    origin = _origin_of_invoke(body)
    if name == "task/fetch":
        return DialogOpened(origin=origin, data=filled_in(data))
    return DialogSubmitted(origin=origin, data=filled_in(data))


def _origin_of_invoke(body: Mapping[str, Any]) -> Origin:
    conversation, sender = body["conversation"], body["from"]
    return Origin(
        conversation_id=ConversationId(conversation["id"]),
        kind=kind_of(conversation.get("conversationType"), conversation.get("isGroup")),
        tenant_id=text_of(conversation.get("tenantId")) or tenant_of(body.get("channelData")),
        service_url=body["serviceUrl"],
        activity_id=text_of(body.get("id")) or "",
        bot_id=inner(body, "recipient", "id") or "",
        sender_id=sender["id"],
        sender_name=text_of(sender.get("name")) or "",
        sender_entra_id=text_of(sender.get("aadObjectId")),
        locale=text_of(body.get("locale")),
    )


def kind_of(conversation_type: object, is_group: object) -> ChatKind:
    """A chat is personal when the channel says so, or when it says nothing at all and not that it is a group."""
    if conversation_type is None:
        return ChatKind.GROUP if is_group else ChatKind.PERSONAL
    return ChatKind.PERSONAL if conversation_type == ChatKind.PERSONAL else ChatKind.GROUP


def filled_in(data: object) -> dict[str, Any]:
    """Card data and inputs without the channel's own part; an input left empty is the same as one left out."""
    if not isinstance(data, dict):
        return {}
    return {name: value for name, value in data.items() if name != "msteams" and value is not None and value != ""}


def tenant_of(channel_data: object) -> str | None:
    return inner(channel_data, "tenant", "id") if isinstance(channel_data, dict) else None


def inner(body: Mapping[str, Any], name: str, part: str) -> str | None:
    value = body.get(name)
    return text_of(value.get(part)) if isinstance(value, dict) else None


def text_of(value: object) -> str | None:
    return value if isinstance(value, str) and value else None


_SESSION_ID = re.compile(r"[0-9a-f]{32}")


def session_of(inbound: Inbound) -> str | None:
    """The session a button or form says it is about, for the log; what is no id could be anything, so it is none."""
    if not isinstance(inbound, DialogOpened | DialogSubmitted | Pressed):
        return None
    said = inbound.data.get("session")
    return said if isinstance(said, str) and _SESSION_ID.fullmatch(said) else None
