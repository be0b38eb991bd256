"""The door itself: which requests are turned away, in which order, and that none of them is a fault of ours."""

import asyncio
import gzip
import json
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.teams import door
from dialogs.turns import DialogSubmitted, Inbound, Reply, Say, ShowDialog, Typed
from tests.bot.wire_support import NOT_KNOWN, SORRY, a_wire, activity, invoke, message
from tests.fakes import FakeKeyServer

JSON = {"Content-Type": "application/json"}
LARGE = b'{"type":"message","text":"' + b"x" * (256 * 1024) + b'"}'


async def chunks(raw: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(raw), 65536):
        yield raw[start : start + 65536]


async def broken(_heard: Inbound) -> Reply | None:
    raise RuntimeError("Anna schreef iets")


async def test_a_message_gets_an_empty_200() -> None:
    async with a_wire() as wire:
        answer = await wire.post(message())
        assert (answer.status, answer.raw) == (200, b"")
        assert isinstance(wire.heard[0], Typed)


@pytest.mark.parametrize("headers", [JSON, {}, {"Content-Type": "text/plain"}])
async def test_a_body_over_256_kib_is_too_large_whatever_else_is_wrong(headers: dict[str, str]) -> None:
    async with FakeKeyServer() as keys, a_wire(keys=keys) as wire:
        assert (await wire.send(LARGE, headers)).status == 413


async def test_a_body_in_chunks_over_256_kib_is_too_large() -> None:
    async with a_wire() as wire:
        assert (await wire.send(chunks(LARGE), JSON)).status == 413


async def test_a_small_body_that_unpacks_to_a_large_one_is_too_large() -> None:
    async with a_wire() as wire:
        assert (await wire.send(gzip.compress(b" " * 10_000_000), {**JSON, "Content-Encoding": "gzip"})).status == 413


async def test_a_body_of_just_256_kib_is_read() -> None:
    async with a_wire() as wire:
        raw = json.dumps(message()).encode()
        assert (await wire.send(chunks(raw + b" " * (256 * 1024 - len(raw))), JSON)).status == 200


async def test_a_body_that_does_not_come_is_not_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(door, "PATIENCE", 0.05)
    over = asyncio.Event()

    async def stuck() -> AsyncIterator[bytes]:
        yield b"{"
        await over.wait()

    async with a_wire() as wire:
        assert (await wire.send(stuck(), JSON)).status == 408
        over.set()


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded", "json", "application/jsonx"])
async def test_what_is_not_json_is_refused_before_the_token_is_missed(kind: str | None) -> None:
    async with FakeKeyServer() as keys, a_wire(keys=keys) as wire:
        assert (await wire.send(b"{", {"Content-Type": kind} if kind else {})).status == 415


@pytest.mark.parametrize("header", [None, "", "Bearer", "Bearer   ", "Basic abc"])
async def test_a_request_without_a_token_is_refused_before_its_body_is_parsed(header: str | None) -> None:
    async with FakeKeyServer() as keys, a_wire(keys=keys) as wire:
        extra = {} if header is None else {"Authorization": header}
        assert (await wire.send(b"{", {**JSON, **extra})).status == 401
        assert keys.asked == {}


async def test_a_bad_body_is_refused_before_a_bad_token() -> None:
    async with FakeKeyServer() as keys, a_wire(keys=keys) as wire:
        assert (await wire.post(b"{", token="garbage")).status == 400
        assert (await wire.post({"text": "hoi"}, token="garbage")).status == 400
        assert (await wire.post(message(), token="garbage")).status == 401


async def test_a_refusal_says_why_in_short_json() -> None:
    async with a_wire() as wire:
        for answer in (await wire.post(b"{"), await wire.send(b"{}", {}), await wire.send(LARGE, JSON)):
            assert isinstance(answer.json["error"], str)
            assert len(answer.raw) < 200
            assert b"Traceback" not in answer.raw


WITHOUT: list[Any] = [
    message(conversation=None),
    message(conversation={}),
    message(conversation={"id": 5}),
    message(conversation="19:x"),
    message(**{"from": None}),
    message(**{"from": {"id": ""}}),
    message(**{"from": [1]}),
    message(serviceUrl=None),
    message(serviceUrl=7),
    message(serviceUrl="http://channel.example/"),
    message(serviceUrl="file:///etc/passwd"),
    message(serviceUrl="https://"),
    message(serviceUrl="https://anna@channel.example/"),
    message(serviceUrl="https://[broken/"),
    message(serviceUrl="https://channel.example:999999/"),
    message(text={"a": 1}),
    message(entities="x"),
    message(entities=[3]),
    invoke("task/fetch", conversation=None),
    activity("conversationUpdate", membersAdded={"id": 1}),
    activity("conversationUpdate", membersAdded=[3]),
    activity("installationUpdate", action="add", serviceUrl=None),
    {"type": ""},
    {"type": None},
    {"type": ["message"]},
    {},
    [],
    "message",
    None,
    3,
]


@pytest.mark.parametrize("body", WITHOUT)
async def test_json_that_is_no_activity_is_a_bad_request(body: Any) -> None:
    async with a_wire() as wire:
        assert (await wire.post(body)).status == 400
        assert wire.heard == []


BAD_JSON = [
    b"",
    b"{",
    b"\xff\xfe{}",
    b"null garbage",
    b"[" * 100_000,
    b'{"a":' * 50_000,
    b'{"type":"message","x":NaN}',
    b'{"type":"message","x":' + b"9" * 10_000 + b"}",
    json.dumps(message("a\x00b")).encode(),
    json.dumps(message("a")).replace('"a"', '"\\ud800"').encode(),
    json.dumps(message("a")).replace('"a"', '"\\uD83d x"').encode(),
]


@pytest.mark.parametrize("raw", BAD_JSON, ids=range(len(BAD_JSON)))
async def test_bad_json_is_a_bad_request(raw: bytes) -> None:
    async with a_wire() as wire:
        assert (await wire.post(raw)).status == 400
        assert wire.heard == []


async def test_an_emoji_and_a_written_out_escape_are_good_text() -> None:
    async with a_wire() as wire:
        assert (await wire.post(message("\U0001f600 \\u0000"))).status == 200
        heard = wire.heard[0]
        assert isinstance(heard, Typed)
        assert heard.text == "\U0001f600 \\u0000"


STRANGE: list[Any] = [
    *WITHOUT,
    message(value=[1], text=None),
    message(value="x", text=""),
    message(value={"a": {"b": [[[]]]}}, text=None),
    message(entities=[{}, {"type": None}, {"type": 7, "mentioned": 3}, {"type": "mention", "mentioned": "x"}]),
    message(entities=[{"type": "mention", "text": 4, "mentioned": {"id": [1], "name": {}}}]),
    message(recipient=None),
    message(recipient="x"),
    message(channelData="x"),
    message(channelData={"tenant": "x"}),
    message(channelData={"tenant": {"id": 4}}),
    message(timestamp="yesterday", localTimestamp=5, expiration="x", attachments=7, suggestedActions=[2]),
    message(locale=5, id=6, replyToId=[]),
    message("x" * 200_000),
    message("<at>" * 5_000),
    message("&#x110000; &#xD800; &nbsp"),
    invoke("task/fetch", value=None),
    invoke("task/fetch", value="x"),
    invoke("task/submit", value={"data": "x"}),
    invoke("task/submit", value={"data": {"a": {"b": 1}, "": "", "msteams": None}}),
    invoke("adaptiveCard/action", value={"action": 5}),
    invoke("", value=5),
    activity("invoke", name=None),
    activity("invoke", name=["task/fetch"]),
    activity("invoke", name={"a": 1}),
    activity("conversationUpdate"),
    activity("conversationUpdate", membersAdded=[{}], membersRemoved=[{"id": None}]),
    activity("conversationUpdate", recipient=None, membersAdded=[{"id": "29:bert"}]),
    activity("installationUpdate", action="add-upgrade"),
    activity("installationUpdate", action={"x": 1}),
    activity("event", name="application/vnd.microsoft.meetingStart", value={"StartTime": "x"}),
    activity("messageReaction", reactionsAdded=[[]]),
    activity("trace", value=float(10**300)),
    {"type": "endOfConversation"},
    {"type": "constructor"},
]


@pytest.mark.parametrize("body", STRANGE)
async def test_a_strange_body_never_gives_500(body: Any) -> None:
    async with FakeKeyServer() as keys, a_wire() as open_wire, a_wire(keys=keys) as closed_wire:
        assert (await open_wire.post(body)).status in {200, 400}
        assert (await closed_wire.post(body, token="x.y.z")).status in {400, 401}
        assert closed_wire.heard == []
        assert all(outcome != "failed" for _, outcome in open_wire.counted)


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/json; charset=nonsense"},
        {"Content-Type": ";;;"},
        {"Content-Type": "application/json", "Content-Encoding": "gzip"},
        {"Content-Type": "application/json", "Content-Encoding": "deflate"},
        {"Content-Type": "application/json", "Content-Encoding": "br"},
        {"Content-Type": "application/json", "Authorization": "Bearer \u00e9\u00e9"},
    ],
)
async def test_strange_headers_never_give_500(headers: dict[str, str]) -> None:
    async with FakeKeyServer() as keys, a_wire() as open_wire, a_wire(keys=keys) as closed_wire:
        for wire in (open_wire, closed_wire):
            assert (await wire.send(json.dumps(message()).encode(), headers)).status in {200, 400, 401, 415}


async def test_a_fault_of_ours_in_a_message_is_answered_200_so_that_nothing_is_delivered_again() -> None:
    async with a_wire(broken) as wire:
        assert (await wire.post(message())).status == 200
        assert wire.counted == [("message", "failed")]


@pytest.mark.parametrize("name", ["task/fetch", "task/submit"])
async def test_a_fault_of_ours_in_a_dialog_is_a_kind_sentence(name: str) -> None:
    async with a_wire(broken) as wire:
        answer = await wire.post(invoke(name))
        assert answer.status == 200
        assert answer.json == {"task": {"type": "message", "value": SORRY}}


async def test_a_dialog_that_gets_no_answer_from_inside_still_gets_a_sentence() -> None:
    async def mute(_heard: Inbound) -> Reply | None:
        return None

    async with a_wire(mute) as wire:
        assert (await wire.post(invoke("task/submit"))).json["task"]["value"] == SORRY


async def test_a_dialog_that_stays_open_carries_its_card() -> None:
    card = {"type": "AdaptiveCard", "body": [{"type": "TextBlock", "text": "\u00e9\u00e9n"}]}

    async def show(_heard: Inbound) -> Reply | None:
        return ShowDialog(title="Antwoord geven", card=card, height=400, width="large")

    async with a_wire(show) as wire:
        value = (await wire.post(invoke("task/fetch"))).json["task"]
        assert value["type"] == "continue"
        assert value["value"] == {
            "title": "Antwoord geven",
            "height": 400,
            "width": "large",
            "card": {"contentType": "application/vnd.microsoft.card.adaptive", "content": card},
        }


async def test_an_invoke_the_bot_does_not_know_is_answered_with_a_sentence() -> None:
    async with a_wire() as wire:
        answer = await wire.post(invoke("composeExtension/query"))
        assert answer.status == 200
        assert answer.json == {"task": {"type": "message", "value": NOT_KNOWN}}
        assert wire.heard == []


async def test_stopping_waits_for_the_running_turn_and_takes_no_new_one() -> None:
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def slow(_heard: Inbound) -> Reply | None:
        inside.set()
        await go_on.wait()
        return Say(text="Bewaard.")

    async with a_wire(slow) as wire:
        running = asyncio.create_task(wire.post(invoke("task/submit")))
        await inside.wait()
        draining = asyncio.create_task(wire.adapter.drain(600))
        await asyncio.sleep(0)
        assert (await wire.post(message())).status == 503
        assert not draining.done()
        go_on.set()
        assert await draining
        assert (await running).json["task"]["value"] == "Bewaard."
        assert [type(heard) for heard in wire.heard] == [DialogSubmitted]


async def test_stopping_does_not_wait_forever() -> None:
    inside, go_on = asyncio.Event(), asyncio.Event()

    async def stuck(_heard: Inbound) -> Reply | None:
        inside.set()
        await go_on.wait()
        return Say(text="Klaar.")

    async with a_wire(stuck) as wire:
        running = asyncio.create_task(wire.post(invoke("task/submit")))
        await inside.wait()
        assert not await wire.adapter.drain(0.01)
        go_on.set()
        assert (await running).status == 200
