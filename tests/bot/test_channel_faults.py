"""The stand-in channel fails when it is told to, exactly as often, and says what took effect."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest

from bot.rehearsal.chats import Operation
from bot.rehearsal.faults import (
    BAD_GATEWAY,
    BLOCKED,
    CONFLICT,
    GATEWAY_TIMEOUT,
    GONE,
    NO_PERSONAL_INSTALL,
    TOO_MANY,
    UNAVAILABLE,
    Answers,
    Hangs,
    Resets,
)
from bot.rehearsal.inspection import complaints_about
from bot.rehearsal.people import Cast, CastGroup, Person
from bot.rehearsal.quota import Quota
from bot.rehearsal.room import Room
from tests.fakes import Gate
from tests.pages.fake_bot import FakeBot, card, words

Json = dict[str, Any]


def clock() -> datetime:
    return datetime(2021, 5, 10, 8, 0, tzinfo=UTC)


def cast() -> Cast:
    names = ("Anna", "Bert", "Chaima", "Daan", "Els")
    people = tuple(Person.seated(name=n, email=f"{n.lower()}@voorbeeld.example", group=1) for n in names)
    return Cast.of([CastGroup(number=1, title="Mastermind 1", people=people)])


@pytest.fixture
async def bot() -> AsyncIterator[FakeBot]:
    async with FakeBot().serving() as running:
        yield running


@pytest.fixture
async def room(bot: FakeBot) -> AsyncIterator[Room]:
    async with Room(cast=cast(), clock=clock, bot_url=bot.url).serving() as open_room:
        await open_room.person("Anna").installs(open_room.group_chat(1))
        yield open_room


@pytest.fixture
def turn(room: Room, bot: FakeBot) -> Json:
    """An activity to answer to."""
    return bot.heard[-1]


@pytest.mark.parametrize(
    "trouble", [TOO_MANY, CONFLICT, BAD_GATEWAY, UNAVAILABLE, GATEWAY_TIMEOUT, BLOCKED, GONE], ids=lambda t: t.code
)
async def test_a_fault_comes_as_often_as_it_was_ordered(room: Room, bot: FakeBot, turn: Json, trouble: Answers) -> None:
    chat = room.group_chat(1)
    room.channel.faults.add(trouble, on=Operation.SEND, conversation_id=chat.id, times=2)
    before = len(chat.cards)
    answers = [await bot.says(turn, card(words(str(n)))) for n in range(3)]
    assert [a["status"] for a in answers] == [trouble.status, trouble.status, 201]
    assert answers[0]["body"]["error"]["code"] == trouble.code
    assert len(chat.cards) == before + 1
    assert room.channel.faults.pending == 0
    assert [c.took_effect for c in room.channel.calls[-3:]] == [False, False, True]


async def test_a_throttled_call_says_how_long_to_wait(room: Room, bot: FakeBot, turn: Json) -> None:
    room.channel.faults.add(TOO_MANY)
    assert (await bot.says(turn, card()))["headers"]["Retry-After"] == "1"


async def test_a_fault_waits_for_its_operation_and_its_turn(room: Room, bot: FakeBot, turn: Json) -> None:
    room.channel.faults.add(BAD_GATEWAY, on=Operation.UPDATE, after=1)
    card_id = (await bot.says(turn, card()))["body"]["id"]
    statuses = [(await bot.updates(turn, card_id, card(words(str(n)))))["status"] for n in range(3)]
    assert statuses == [200, 502, 200]
    assert room.group_chat(1).card(card_id).version == 2


async def test_a_gateway_fault_may_hide_a_delivery(room: Room, bot: FakeBot, turn: Json) -> None:
    chat = room.group_chat(1)
    before = len(chat.cards)
    room.channel.faults.add(Answers(status=502, delivered=True))
    assert (await bot.says(turn, card(words("toch"))))["status"] == 502
    assert len(chat.cards) == before + 1
    assert room.channel.calls[-1].status == 502
    assert room.channel.calls[-1].took_effect


@pytest.mark.parametrize("delivered", [False, True])
async def test_a_connection_breaks_before_or_after_the_delivery(
    room: Room, bot: FakeBot, turn: Json, *, delivered: bool
) -> None:
    chat = room.group_chat(1)
    before = len(chat.cards)
    room.channel.faults.add(Resets(delivered=delivered))
    with pytest.raises(aiohttp.ClientError):
        await bot.says(turn, card(words("weg")))
    assert len(chat.cards) == before + delivered
    assert room.channel.calls[-1].status is None


@pytest.mark.parametrize("delivered", [False, True])
async def test_a_call_hangs_until_the_caller_gives_up(room: Room, bot: FakeBot, turn: Json, *, delivered: bool) -> None:
    chat = room.group_chat(1)
    before = len(chat.cards)
    gate = Gate()
    room.channel.faults.add(Hangs(delivered=delivered, gate=gate))
    saying = asyncio.create_task(bot.says(turn, card(words("traag"))))
    await gate.reached.wait()
    assert not saying.done()
    saying.cancel()
    with pytest.raises(asyncio.CancelledError):
        await saying
    assert len(chat.cards) == before + delivered
    assert (room.channel.calls[-1].status, room.channel.calls[-1].took_effect) == (None, delivered)
    room.channel.serial = True  # a call that was given up does not stand in the way
    assert (await bot.says(turn, card(words("opnieuw"))))["status"] == 201


async def test_the_same_activity_may_come_twice(room: Room, bot: FakeBot) -> None:
    chat, anna = room.group_chat(1), room.person("Anna")
    for concurrently in (True, False):
        bot.heard.clear()
        room.channel.redeliver_next(concurrently=concurrently)
        await anna.mentions(chat, "stand")
        assert len({a["id"] for a in bot.heard}) == 1
        assert len(bot.heard) == 2
    await room.channel.redeliver(room.channel.sent[-1])
    assert bot.heard[-1] == bot.heard[0]


async def all_under_way(room: Room, calls: int) -> None:
    while sum(room.connector._busy.values()) < calls:  # noqa: ASYNC110 - it is no real time that goes by
        await asyncio.sleep(0)


async def test_overlapping_calls_in_one_chat_conflict_when_that_is_switched_on(
    bot: FakeBot, time_passes: Callable[[float], None]
) -> None:
    async with Room(cast=cast(), clock=clock, bot_url=bot.url, serial=True).serving() as room:
        await room.person("Anna").installs(room.group_chat(1))
        turn = bot.heard[-1]
        room.channel.latency = 30.0
        calls = [asyncio.create_task(bot.says(turn, card(words(str(n))))) for n in range(3)]
        await all_under_way(room, 3)
        time_passes(room.channel.latency)
        room.channel.latency = 0.0
        assert sorted(answer["status"] for answer in await asyncio.gather(*calls)) == [201, 412, 412]
        assert (await bot.says(turn, card()))["status"] == 201


async def test_the_limits_of_the_channel_can_be_kept(bot: FakeBot) -> None:
    seconds = [0.0]
    quota = Quota(now=lambda: seconds[0])
    async with Room(cast=cast(), clock=clock, bot_url=bot.url, quota=quota).serving() as room:
        await room.person("Anna").installs(room.group_chat(1))  # the welcome is the first of seven
        turn = bot.heard[-1]
        statuses = [(await bot.says(turn, card()))["status"] for _ in range(7)]
        assert statuses == [201] * 6 + [429]
        seconds[0] = 1.0
        assert (await bot.says(turn, card()))["status"] == 201
        refused = await bot.says(turn, card())  # eight in two seconds
        assert (refused["status"], refused["headers"]["Retry-After"]) == (429, "1")


async def test_the_roster_comes_in_pages(room: Room, bot: FakeBot, turn: Json) -> None:
    first = await bot.call("GET", turn, "pagedmembers?pageSize=3")
    rest = await bot.call(
        "GET", turn, f"pagedmembers?pageSize=3&continuationToken={first['body']['continuationToken']}"
    )
    names = [m["name"] for m in first["body"]["members"] + rest["body"]["members"]]
    assert names == ["Anna", "Bert", "Chaima", "Daan", "Els"]
    assert "continuationToken" not in rest["body"]
    anna = first["body"]["members"][0]
    assert anna["aadObjectId"] == room.person("Anna").person.entra_id
    assert anna["email"] == "anna@voorbeeld.example"
    single = await bot.call("GET", turn, f"members/{anna['id']}")
    assert single["body"] == anna
    assert (await bot.call("GET", turn, "members/29:nobody"))["status"] == 404


async def test_a_guest_shows_only_the_decoded_name_and_a_stranger_nothing(room: Room, bot: FakeBot, turn: Json) -> None:
    guest = Person.seated(name="Gast", email="gast@elders.example", group=1, guest=True)
    stranger = Person(id="29:x", name="Iemand", email="", entra_id=None, role=guest.role, group=1)
    await room.channel.join(room.group_chat(1), guest, stranger)
    members = {m["name"]: m for m in (await bot.call("GET", turn, "pagedmembers"))["body"]["members"]}
    assert members["Gast"]["userPrincipalName"] == "gast_elders.example#EXT#@host.example"
    assert "email" not in members["Gast"]
    assert set(members["Iemand"]) == {"id", "name", "givenName", "surname", "userRole"}


async def test_a_private_chat_opens_only_with_someone_who_has_the_app(room: Room, bot: FakeBot, turn: Json) -> None:
    bert = room.person("Bert")
    body = {
        "members": [{"id": bert.person.id}],
        "channelData": {"tenant": {"id": room.channel.tenant_id}},
        "isGroup": False,
    }
    refused = await _open(bot, turn, body)
    assert refused[0] == NO_PERSONAL_INSTALL.status
    assert refused[1]["error"]["code"] == NO_PERSONAL_INSTALL.code
    await bert.installs()
    assert await _open(bot, turn, body) == (201, {"id": bert.chat.id})
    assert (await _open(bot, turn, body | {"channelData": {}}))[0] == 400


async def test_deleting_takes_a_card_away_and_updating_it_then_finds_nothing(
    room: Room, bot: FakeBot, turn: Json
) -> None:
    card_id = (await bot.says(turn, card(words("weg ermee"))))["body"]["id"]
    assert (await bot.call("DELETE", turn, f"activities/{card_id}"))["status"] == 200
    assert "weg ermee" not in room.group_chat(1).texts
    assert (await bot.updates(turn, card_id, card()))["status"] == 404


async def test_an_unknown_chat_is_not_found_and_a_giant_message_is_too_big(
    room: Room, bot: FakeBot, turn: Json
) -> None:
    elsewhere = turn | {"conversation": {"id": "19:nowhere@thread.v2"}}
    assert (await bot.says(elsewhere, card()))["status"] == 404
    assert (await bot.says(turn, card(words("x" * 120_000))))["status"] == 413


async def test_what_a_real_client_would_show_badly_is_noted(room: Room, bot: FakeBot, turn: Json) -> None:
    bad = card({"type": "TextBlock", "text": "kort"}, {"type": "Input.Text", "id": "x"}) | {"version": "1.2"}
    await bot.says(turn, bad)
    assert len(room.channel.complaints) == 3
    both = {"type": "message", "text": "hoi", "attachments": [{"contentType": "x"}]}
    assert len(list(complaints_about(both))) == 1
    assert (await bot.call("POST", turn, body=both))["body"] == {}


async def _open(bot: FakeBot, turn: Json, body: Json) -> tuple[int, Json]:
    async with (
        aiohttp.ClientSession() as http,
        http.post(f"{turn['serviceUrl']}v3/conversations", json=body) as response,
    ):
        return response.status, await response.json()
