"""The JSON behind the rehearsal page: a shut door for bad input, kind words for a bot that fails, an end to streams."""

import asyncio
import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from bot.rehearsal.page import Page, add_to
from bot.rehearsal.people import Cast, CastGroup, Chair, Person
from bot.rehearsal.room import CHANNEL_PATH, Room
from tests.pages.fake_bot import FakeBot

Json = dict[str, Any]


def clock() -> datetime:
    return datetime(2021, 5, 10, 8, 0, tzinfo=UTC)


def cast() -> Cast:
    def seat(name: str, group: int, role: Chair = Chair.PARTICIPANT) -> Person:
        return Person.seated(name=name, email=f"{name}{group}@voorbeeld.example", role=role, group=group)

    shared = Person.seated(name="Mara", email="mara@voorbeeld.example", role=Chair.MODERATOR, group=1)
    return Cast.of(
        CastGroup(number=n, title=f"Mastermind {n}", people=(shared, seat("Anna", n), seat("Bert", n))) for n in (1, 2)
    )


class Desk:
    """The page's side of the wire."""

    def __init__(self, *, bot: FakeBot, room: Room, page: Page, root: str, http: aiohttp.ClientSession) -> None:
        self.bot = bot
        self.room = room
        self.page = page
        self.root = root
        self.http = http
        self.anna = room.person("Anna").person.id
        self.chat = room.group_chat(1)

    async def get(self, what: str, **query: str) -> tuple[int, Json]:
        async with self.http.get(f"{self.root}/rehearsal/api/{what}", params=query) as response:
            return response.status, await response.json()

    async def act(self, what: str, **body: object) -> tuple[int, Json]:
        whole = {"chair": self.anna, "chat": self.chat.id} | body
        async with self.http.post(f"{self.root}/rehearsal/api/{what}", json=whole) as response:
            return response.status, await response.json()


@pytest.fixture
async def desk() -> AsyncIterator[Desk]:
    async with FakeBot(people=3).serving() as bot, aiohttp.ClientSession() as http:
        room = Room(cast=cast(), clock=clock, bot_url=bot.url)
        app = web.Application()
        page = add_to(app, room)
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=5)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        root = f"http://127.0.0.1:{runner.addresses[0][1]}"
        room.channel.service_url = f"{root}{CHANNEL_PATH}/"
        yield Desk(bot=bot, room=room, page=page, root=root, http=http)
        await runner.cleanup()


async def test_the_first_look_wakes_the_room_and_shows_what_a_chair_sees(desk: Desk) -> None:
    status, state = await desk.get("state", chair=desk.anna)
    assert status == 200
    assert state["trouble"] is None
    assert state["now"] == "2021-05-10T08:00:00+00:00"
    assert [chat["title"] for chat in state["chats"]] == ["Mastermind 1", "Mastermind"]
    assert len(state["chats"][0]["seqs"]) == 1  # the welcome
    assert desk.bot.kinds.count("installationUpdate") == 3  # two groups and the one moderator of both
    _, moderator = await desk.get("state")
    assert [chat["title"] for chat in moderator["chats"]] == ["Mastermind 1", "Mastermind 2", "Mastermind"]
    assert desk.bot.kinds.count("installationUpdate") == 3


async def test_a_bot_that_is_not_there_yet_is_told_and_woken_later(desk: Desk) -> None:
    desk.bot.fails_with = 503
    status, state = await desk.get("state")
    assert (status, state["chats"][0]["installed"]) == (200, False)
    assert "503" in state["trouble"]
    desk.bot.fails_with = None
    _, state = await desk.get("state")
    assert state["trouble"] is None
    assert state["chats"][0]["installed"]


async def test_acting_goes_over_the_wire(desk: Desk) -> None:
    await desk.get("state")
    assert await desk.act("type", text="start", mention=True) == (200, {"kind": "done"})
    card = desk.chat.last_card
    data = dict(card.button("Antwoord geven").data)
    status, dialog = await desk.act("press", message=card.id, data=data)
    assert (status, dialog["kind"], dialog["title"]) == (200, "dialog", "Alleen vragen")
    _, said = await desk.act("submit", data={"verb": "answer", "question": "Wat helpt?"})
    assert said == {"kind": "message", "text": "Dank je. Je antwoord is bewaard."}
    _, others = await desk.act("others")
    assert others == {"counts": {"answered": 1}, "messages": []}  # Bert; the moderator leads
    assert set(desk.bot.answers) == {"Anna", "Bert"}
    _, seen = await desk.get("messages", chair=desk.anna, chat=desk.chat.id)
    assert [m["version"] for m in seen["messages"] if m["card"]] == [0, 2]


@pytest.mark.parametrize(
    ("what", "body"),
    [
        ("type", {"chair": "29:nobody", "text": "hoi", "mention": True}),
        ("type", {"chair": ["x"], "text": "hoi", "mention": True}),
        ("type", {"chat": "19:elsewhere@thread.v2", "text": "hoi", "mention": True}),
        ("type", {"text": 7, "mention": True}),
        ("type", {"text": "x" * 4001, "mention": True}),
        ("type", {"text": "hoi", "mention": "yes"}),
        ("type", {"text": "hoi"}),
        ("press", {"message": "1", "data": {}}),
        ("press", {"message": None, "data": {}}),
        ("submit", {"data": "verb"}),
        ("submit", {}),
        ("bot", {"present": 1}),
    ],
)
async def test_bad_input_is_refused_and_reaches_no_bot(desk: Desk, what: str, body: Json) -> None:
    status, answer = await desk.act(what, **body)
    assert status == 400
    assert answer["error"]
    assert desk.bot.heard == []


async def test_another_groups_chat_is_not_of_this_chair(desk: Desk) -> None:
    other = desk.room.group_chat(2).id
    assert (await desk.act("type", chat=other, text="hoi", mention=False))[0] == 400
    assert (await desk.get("messages", chair=desk.anna, chat=other))[0] == 400
    assert (await desk.get("state", chair="nobody"))[0] == 400
    assert (await desk.get("stream", chair="nobody"))[0] == 400


@pytest.mark.parametrize(
    ("content_type", "body"),
    [("text/plain", b"{}"), ("application/json", b"{"), ("application/json", b"[]"), ("application/json", b"\xff")],
)
async def test_only_a_json_object_gets_in(desk: Desk, content_type: str, body: bytes) -> None:
    url = f"{desk.root}/rehearsal/api/type"
    async with desk.http.post(url, data=body, headers={"Content-Type": content_type}) as response:
        assert response.status == 400
        assert (await response.json())["error"]


async def test_a_bot_that_fails_gives_a_kind_line(desk: Desk) -> None:
    await desk.get("state")
    desk.bot.fails_with = 500
    status, answer = await desk.act("type", text="start", mention=True)
    assert (status, answer["error"]) == (502, "De bot gaf een fout (status 500). Er is misschien niets bewaard.")
    desk.room.channel.bot_url = "http://127.0.0.1:9/api/messages"
    status, answer = await desk.act("type", text="start", mention=True)
    assert (status, answer["error"]) == (502, "De bot antwoordt niet. Probeer het zo nog eens.")


async def test_the_page_runs_its_own_scripts_only_and_serves_nothing_else(desk: Desk) -> None:
    async with desk.http.get(f"{desk.root}/rehearsal") as response:
        assert response.status == 200
        assert "script-src 'self';" in response.headers["Content-Security-Policy"]
        assert "unsafe" not in response.headers["Content-Security-Policy"]
        assert "npm ci" not in await response.text()
    for name in ("page.py", "..%2Fpage.py", "nothing.js"):
        async with desk.http.get(f"{desk.root}/rehearsal/static/{name}") as response:
            assert response.status == 404


async def test_without_the_package_the_renderer_is_not_found(desk: Desk, tmp_path: Path) -> None:
    app = web.Application()
    add_to(app, Room(cast=cast(), clock=clock), renderer=tmp_path / "none.js")
    runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    bare = f"http://127.0.0.1:{runner.addresses[0][1]}"
    for root, status in ((desk.root, 200), (bare, 404)):
        async with desk.http.get(f"{root}/rehearsal/static/adaptivecards.js") as response:
            assert response.status == status
    await runner.cleanup()


async def test_the_stream_tells_only_what_the_chair_can_see_and_ends_with_the_room(desk: Desk) -> None:
    await desk.get("state")
    url = f"{desk.root}/rehearsal/api/stream"
    async with desk.http.get(url, params={"chair": desk.anna}) as response:
        assert response.content_type == "text/event-stream"
        await response.content.readuntil(b"\n\n")
        await desk.room.moderator(2).types("alleen voor groep 2", in_=desk.room.group_chat(2))
        await desk.room.moderator(1).types("voor groep 1", in_=desk.chat)
        desk.page.live.clock_moved()
        events = [json.loads((await response.content.readuntil(b"\n\n")).removeprefix(b"data: ")) for _ in range(2)]
        assert [event["what"] for event in events] == ["posted", "clock"]
        assert events[0]["message"]["text"] == "voor groep 1"
        await desk.page.live.close()
        assert await asyncio.wait_for(response.content.read(), timeout=60) == b""
