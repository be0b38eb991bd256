"""What the inside hears for every activity that Teams sends, over HTTP."""

from typing import Any

import pytest

from dialogs.turns import (
    BotAdded,
    BotRemoved,
    ChatKind,
    DialogOpened,
    DialogSubmitted,
    Inbound,
    MembersChanged,
    Pressed,
    Typed,
)
from tests.bot.wire_support import BOT, SERVICE, TENANT, a_wire, activity, invoke, message


async def heard(body: Any) -> list[Inbound]:
    async with a_wire() as wire:
        assert (await wire.post(body)).status == 200
        return wire.heard


async def words(text: Any, **changes: Any) -> str:
    (one,) = await heard(message(text, **changes))
    assert isinstance(one, Typed)
    return one.text


@pytest.mark.parametrize("body", [message(), invoke("task/fetch")])
async def test_who_speaks_where_comes_from_the_activity(body: dict[str, Any]) -> None:
    (one,) = await heard(body)
    origin = one.origin
    assert (origin.conversation_id, origin.kind, origin.tenant_id) == ("19:groep@thread.v2", ChatKind.GROUP, TENANT)
    assert (origin.service_url, origin.activity_id, origin.bot_id) == (SERVICE, "1619856000000", BOT)
    assert (origin.sender_id, origin.sender_name, origin.sender_entra_id) == ("29:anna", "Anna", "entra-anna")
    assert origin.locale == "nl-NL"


@pytest.mark.parametrize("make", [message, lambda **parts: invoke("task/submit", **parts)])
async def test_somebody_anonymous_without_name_or_tenant_is_heard_too(make: Any) -> None:
    parts = {"from": {"id": "29:x"}, "conversation": {"id": "a:1"}, "channelData": None, "locale": None, "id": None}
    (one,) = await heard(make(**parts))
    assert (one.origin.sender_name, one.origin.sender_entra_id, one.origin.tenant_id) == ("", None, None)
    assert (one.origin.activity_id, one.origin.locale, one.origin.kind) == ("", None, ChatKind.PERSONAL)


@pytest.mark.parametrize(
    ("conversation", "kind"),
    [
        ({"conversationType": "personal"}, ChatKind.PERSONAL),
        ({"conversationType": "groupChat", "isGroup": True}, ChatKind.GROUP),
        ({"conversationType": "channel", "isGroup": True}, ChatKind.GROUP),
        ({"isGroup": True}, ChatKind.GROUP),
        ({"isGroup": False}, ChatKind.PERSONAL),
    ],
)
async def test_a_chat_is_personal_or_a_group(conversation: dict[str, Any], kind: ChatKind) -> None:
    parts = {"conversation": {"id": "19:x", **conversation}}
    for body in (message(**parts), invoke("task/fetch", **parts)):
        (one,) = await heard(body)
        assert one.origin.kind is kind


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<at>Moderator</at> stand", "stand"),
        ("<at>Moderator</at>&nbsp;start sessie 1\n", "start sessie 1"),
        ("stand <at>Moderator</at>", "stand"),
        ("<at>Moderator</at>", ""),
        ("<at>Moderator</at>\u00a0\r\n", ""),
        ("  \n", ""),
        ("", ""),
        ("<at>Moderator</at> de Moderator is er", "de Moderator is er"),
        ("<at>Moderator</at> a &amp; b &lt;c&gt;", "a & b <c>"),
        ("<at>Moderator</at> een\r\ntwee", "een\ntwee"),
        ("<at>Moderator</at> afwezig <at>Bert</at>", "afwezig Bert"),
        ("Moderator stand", "Moderator stand"),
    ],
)
async def test_only_the_mention_of_the_bot_itself_is_taken_out(text: str, expected: str) -> None:
    assert await words(text) == expected


async def test_a_mention_goes_by_its_id_not_by_its_name() -> None:
    namesake = {"type": "mention", "text": "<at>Moderator</at>", "mentioned": {"id": "29:bert", "name": "Moderator"}}
    assert await words("<at>Moderator</at> stand", entities=[namesake]) == "Moderator stand"


async def test_a_mention_without_its_text_goes_by_the_name() -> None:
    bare = {"type": "Mention", "mentioned": {"id": BOT, "name": "Moderator"}}
    assert await words("<at>Moderator</at> stand", entities=[bare]) == "stand"


async def test_a_mention_twice_goes_twice() -> None:
    mention = {"type": "mention", "text": "<at>Moderator</at>", "mentioned": {"id": BOT}}
    assert await words("<at>Moderator</at> <at>Moderator</at> stand", entities=[mention, mention]) == "stand"


@pytest.mark.parametrize("text", [None, ""])
async def test_a_message_with_a_value_and_no_words_is_a_press_on_a_button(text: str | None) -> None:
    (one,) = await heard(message(text, entities=None, value={"do": "energy", "step": 3}, replyToId="1619"))
    assert isinstance(one, Pressed)
    assert (one.data, one.card_activity_id) == ({"do": "energy", "step": 3}, "1619")


async def test_a_message_with_words_and_a_value_is_words() -> None:
    assert await words("stand", value={"do": "x"}) == "stand"


async def test_a_message_without_words_or_value_is_empty_words() -> None:
    assert await words(None, entities=None) == ""


async def test_a_dialog_opened_and_submitted_brings_the_data_of_the_card_and_the_inputs() -> None:
    data = {"msteams": {"type": "task/fetch"}, "do": "answer", "step": 3, "tip": "Probeer het", "leeg": ""}
    for name, kind in (("task/fetch", DialogOpened), ("task/submit", DialogSubmitted)):
        (one,) = await heard(invoke(name, data))
        assert isinstance(one, kind)
        assert one.data == {"do": "answer", "step": 3, "tip": "Probeer het"}


@pytest.mark.parametrize(
    ("action", "kinds"), [("add", [BotAdded]), ("remove", [BotRemoved]), ("add-upgrade", []), ("remove-upgrade", [])]
)
async def test_an_installation_update_adds_or_removes_the_bot(action: str, kinds: list[type]) -> None:
    assert [type(one) for one in await heard(activity("installationUpdate", action=action))] == kinds


async def test_a_roster_change_tells_people_from_the_bot() -> None:
    added = [{"id": BOT, "name": "Moderator"}, {"id": "29:bert"}, {"id": "29:chaima"}]
    bot, people = await heard(activity("conversationUpdate", membersAdded=added))
    assert isinstance(bot, BotAdded)
    assert isinstance(people, MembersChanged)
    assert (people.added, people.removed) == (("29:bert", "29:chaima"), ())


async def test_people_and_the_bot_may_leave() -> None:
    bot, people = await heard(activity("conversationUpdate", membersRemoved=[{"id": "29:bert"}, {"id": BOT}]))
    assert isinstance(bot, BotRemoved)
    assert isinstance(people, MembersChanged)
    assert people.removed == ("29:bert",)


async def test_a_new_name_for_the_chat_is_heard_by_nobody() -> None:
    body = activity("conversationUpdate", topicName="Groep 1", channelData={"eventType": "renamed"})
    assert await heard(body) == []


@pytest.mark.parametrize("kind", ["typing", "messageReaction", "messageUpdate", "messageDelete", "event", "trace", "x"])
async def test_other_activities_are_accepted_and_left_alone(kind: str) -> None:
    assert await heard(activity(kind, text="hoi")) == []
