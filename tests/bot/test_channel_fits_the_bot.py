"""The stand-in channel and the bot's own wire understand each other: what one writes, the other reads."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime

import pytest

from bot.rehearsal.chats import Chat
from bot.rehearsal.faults import NOT_IN_ROSTER, TOO_MANY
from bot.rehearsal.people import Cast, CastGroup, Person
from bot.rehearsal.room import Room
from bot.teams.activities import activity_of, read_installation, read_message, read_roster_change
from bot.teams.connector import Address, Connector, channel_http
from bot.teams.errors import ChannelError
from bot.teams.inbound import check, read_invoke
from dialogs.ids import ConversationId
from dialogs.turns import (
    BotAdded,
    BotRemoved,
    ChatKind,
    DialogOpened,
    DialogSubmitted,
    MembersChanged,
    Pressed,
    Typed,
)
from tests.pages.fake_bot import CARD, card, words


def clock() -> datetime:
    return datetime(2021, 5, 10, 8, 0, tzinfo=UTC)


@pytest.fixture
async def room() -> AsyncIterator[Room]:
    people = tuple(Person.seated(name=n, email=f"{n}@voorbeeld.example", group=1) for n in ("Anna", "Bert", "Els"))
    cast = Cast.of([CastGroup(number=1, title="Mastermind 1", people=people)])
    async with Room(cast=cast, clock=clock, bot_url="http://127.0.0.1:9/").serving() as open_room:
        yield open_room


@pytest.fixture
async def connector() -> AsyncIterator[Connector]:
    async with channel_http() as http:
        yield Connector(http=http, tokens=None, scope="", plain_loopback=True)


def address(room: Room, chat: Chat) -> Address:
    return Address(
        conversation_id=ConversationId(chat.id),
        service_url=room.channel.service_url,
        tenant_id=room.channel.tenant_id,
        bot_id=room.channel.bot.id,
    )


async def test_the_bot_reads_what_people_do(room: Room) -> None:
    write, chat, anna = room.channel.write, room.group_chat(1), room.person("Anna").person
    typed = read_message(activity_of(check(write.mention(chat, anna, "start sessie 2"))))
    assert isinstance(typed, Typed)
    assert typed.text == "start sessie 2"
    assert typed.origin.kind is ChatKind.GROUP
    assert typed.origin.sender_id == anna.id
    assert typed.origin.sender_entra_id == anna.entra_id
    assert typed.origin.tenant_id == room.channel.tenant_id
    alone = room.personal_chat(anna)
    plain = read_message(activity_of(check(write.message(alone, anna, "stand"))))
    assert isinstance(plain, Typed)
    assert (plain.text, plain.origin.kind) == ("stand", ChatKind.PERSONAL)
    pressed = read_message(activity_of(check(write.pressed(chat, anna, {"verb": "energy.tap"}, "17"))))
    assert isinstance(pressed, Pressed)
    assert (pressed.data, pressed.card_activity_id) == ({"verb": "energy.tap"}, "17")
    fetched = read_invoke(check(write.invoke(chat, anna, "task/fetch", {"verb": "answer.open"}, "17")))
    assert isinstance(fetched, DialogOpened)
    submitted = read_invoke(check(write.invoke(chat, anna, "task/submit", {"verb": "answer.submit", "f-x": "y"})))
    assert isinstance(submitted, DialogSubmitted)
    assert submitted.data["f-x"] == "y"


async def test_the_bot_reads_who_comes_and_goes(room: Room) -> None:
    write, chat, anna = room.channel.write, room.group_chat(1), room.person("Anna").person
    bot_id = room.channel.bot.id
    assert isinstance(read_installation(activity_of(write.installation(chat, anna, added=True))), BotAdded)
    assert isinstance(read_installation(activity_of(write.installation(chat, anna, added=False))), BotRemoved)
    (came,) = read_roster_change(activity_of(check(write.members(chat, anna, bot_id, added=True))))
    assert isinstance(came, BotAdded)
    (joined,) = read_roster_change(activity_of(check(write.members(chat, anna, anna.id, added=True))))
    assert isinstance(joined, MembersChanged)
    assert joined.added == (anna.id,)


async def test_the_channel_takes_what_the_bot_says(room: Room, connector: Connector) -> None:
    chat = room.group_chat(1)
    chat.installed = True
    here = address(room, chat)
    said = {"type": "message", "attachments": [{"contentType": CARD, "content": card(words("een"))}]}
    card_id = await connector.send(here, said)
    assert chat.card(card_id).text == "een"
    again = {"type": "message", "attachments": [{"contentType": CARD, "content": card(words("twee"))}]}
    await connector.update(here, card_id, again)
    assert chat.card(card_id).text == "twee"
    await connector.delete(here, card_id)
    assert chat.cards == []
    members = await connector.members(here, page_size=2)
    assert [m.name for m in members] == ["Anna", "Bert", "Els"]
    assert members[0].entra_id == room.person("Anna").person.entra_id
    assert (await connector.member(here, members[1].id)).email == "Bert@voorbeeld.example"


async def test_private_chats_and_faults_reach_the_bot_as_such(room: Room, connector: Connector) -> None:
    chat, anna = room.group_chat(1), room.person("Anna")
    here = address(room, chat)
    with pytest.raises(ChannelError):
        await connector.open_personal(here, anna.person.id)
    anna.chat.installed = True
    assert (await connector.open_personal(here, anna.person.id)).conversation_id == anna.chat.id
    chat.installed = True
    for trouble in (TOO_MANY, NOT_IN_ROSTER):
        room.channel.faults.add(trouble)
        with pytest.raises(ChannelError):
            await connector.send(here, {"type": "message", "attachments": []})
    assert room.channel.faults.pending == 0
