"""The defects of botbuilder 4.17.1, each held away from the wire; where the SDK can be asked, its defect is shown too.

When a test of the SDK's own behaviour fails after an upgrade, the work-around may go.
"""

import ast
import asyncio
import threading
from collections.abc import Awaitable, Callable, Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from botbuilder.core import TurnContext
from botbuilder.core.teams import TeamsActivityHandler
from botbuilder.schema import Activity

import bot
from bot.teams.connector import Address, Connector, channel_http
from bot.teams.credentials import Tokens, secret_login
from bot.teams.errors import ChannelError
from bot.teams.handler import SdkAdapter
from bot.teams.outbound import card_message
from dialogs.ids import ConversationId
from dialogs.turns import Inbound, Reply, Typed
from tests.bot.wire_support import BOT, SERVICE, TENANT, ScriptedChannel, a_wire, activity, invoke, message
from tests.fakes import APP_ID, FakeKeyServer

CARD = card_message({"type": "AdaptiveCard"}, summary="x")
ROOT = Path(bot.__file__).parents[1]


def sdk_turn(body: dict[str, Any]) -> TurnContext:
    return TurnContext(SdkAdapter(_nobody), Activity().deserialize(body))


async def _nobody(_heard: Inbound) -> Reply | None:
    return None


def at(url: str) -> Address:
    return Address(conversation_id=ConversationId("19:x"), service_url=url, tenant_id=TENANT, bot_id=BOT)


async def test_defect_1_an_invoke_with_a_body_gets_200_and_its_body() -> None:
    async with FakeKeyServer() as keys, a_wire(keys=keys) as wire:
        for name in ("task/fetch", "task/submit"):
            answer = await wire.post(invoke(name), token=keys.token(SERVICE))
            assert answer.status == 200
            assert answer.json == {"task": {"type": "message", "value": "Dank je."}}


async def test_defect_2_what_a_client_does_wrong_has_its_own_status_and_a_fault_of_ours_is_no_500() -> None:
    async def broken(_heard: Inbound) -> Reply | None:
        raise RuntimeError

    async with FakeKeyServer() as keys, a_wire(broken, keys=keys) as wire:
        good = {"Authorization": f"Bearer {keys.token(SERVICE)}"}
        as_json = {"Content-Type": "application/json"}
        assert (await wire.send(b"{", {**good, **as_json})).status == 400
        assert (await wire.send(b"{}", good)).status == 415
        assert (await wire.post(message(), token="malformed")).status == 401
        assert (await wire.post(message(), token=keys.token(SERVICE, exp=1_000_000_000))).status == 401
        assert (await wire.post(message(), token=keys.token(SERVICE))).status == 200


async def test_defect_3_many_sends_share_a_few_connections_and_no_threads() -> None:
    async with channel_http(connections=4) as http, ScriptedChannel() as channel:
        connector = Connector(http=http, tokens=None, scope="x", plain_loopback=True)
        await connector.send(at(channel.url), CARD)
        threads = set(threading.enumerate())
        for _ in range(10):
            await connector.send(at(channel.url), CARD)
        assert len(channel.connections) == 1
        await asyncio.gather(*(connector.send(at(channel.url), CARD) for _ in range(40)))
        assert len(channel.connections) <= 4
        assert set(threading.enumerate()) <= threads
        assert len(channel.said) == 51


async def test_defect_4_many_turns_cost_one_login_and_a_slow_login_blocks_no_turn() -> None:
    async with FakeKeyServer() as keys, channel_http() as http, ScriptedChannel() as channel, a_wire() as wire:
        login = secret_login(http=http, login_url=keys.login_url, tenant="t", app_id=APP_ID, secret="geheim")
        connector = Connector(http=http, tokens=Tokens(login=login), scope="x", plain_loopback=True)
        keys.hold = asyncio.Event()
        sends = [asyncio.create_task(connector.send(at(channel.url), CARD)) for _ in range(20)]
        async with asyncio.timeout(60):
            await keys.asked_something.wait()
            assert (await wire.post(invoke("task/submit"))).status == 200
        assert channel.said == []
        keys.hold.set()
        await asyncio.gather(*sends)
        assert len(keys.logins) == 1
        assert {said.headers["Authorization"] for said in channel.said} == {"Bearer token-1"}


async def test_defect_5_keys_are_fetched_without_blocking_and_an_unknown_key_recovers() -> None:
    async with FakeKeyServer() as keys, a_wire(keys=keys) as wire, a_wire() as other:
        keys.hold = asyncio.Event()
        waiting = asyncio.create_task(wire.post(message(), token=keys.token(SERVICE)))
        async with asyncio.timeout(60):
            await keys.asked_something.wait()  # served by this very loop, as is the next line
            assert (await other.post(message())).status == 200
        keys.hold.set()
        assert (await waiting).status == 200
        keys.roll()
        assert (await wire.post(message(), token=keys.token(SERVICE))).status == 200


@pytest.mark.parametrize("method", ["PUT", "GET", "DELETE"])
async def test_defect_6_nothing_is_tried_again_behind_our_back_and_the_status_is_told(method: str) -> None:
    async with channel_http() as http, ScriptedChannel((503, {}, {"Retry-After": "9"})) as channel:
        connector = Connector(http=http, tokens=None, scope="x", plain_loopback=True)
        acts: dict[str, Callable[[], Awaitable[Any]]] = {
            "PUT": lambda: connector.update(at(channel.url), "1", CARD),
            "GET": lambda: connector.members(at(channel.url)),
            "DELETE": lambda: connector.delete(at(channel.url), "1"),
        }
        with pytest.raises(ChannelError) as fault:
            await acts[method]()
        assert (fault.value.status, fault.value.retry_after) == (503, 9)
        assert [said.method for said in channel.said] == [method]


async def test_defect_7_members_are_asked_by_plain_rest_also_outside_a_turn() -> None:
    async with channel_http() as http, ScriptedChannel((200, {"members": [{"id": "29:anna"}]})) as channel:
        connector = Connector(http=http, tokens=None, scope="x", plain_loopback=True)
        assert [member.id for member in await connector.members(at(channel.url))] == ["29:anna"]
        assert channel.said[0].path == "/emea/v3/conversations/19%3Ax/pagedmembers"


MEETING = activity(
    "event",
    name="application/vnd.microsoft.meetingEnd",
    value={"MeetingType": "Scheduled", "Title": "Groep 1", "EndTime": "2021-05-01T10:00:00.1234567Z", "Id": "MCMx"},
)


async def test_defect_8_a_meeting_event_with_capital_keys_is_accepted() -> None:
    async with a_wire() as wire:
        for name in ("meetingStart", "meetingEnd", "meetingParticipantJoin"):
            body = {**MEETING, "name": f"application/vnd.microsoft.{name}"}
            assert (await wire.post(body)).status == 200
        assert wire.heard == []


async def test_defect_8_the_sdk_hands_the_event_out_as_a_plain_mapping_with_capital_keys() -> None:
    seen: list[Any] = []

    class Listener(TeamsActivityHandler):  # type: ignore[misc]  # the SDK has no types
        async def on_teams_meeting_end_event(self, meeting: Any, turn_context: TurnContext) -> None:
            seen.append(meeting)

    await Listener().on_turn(sdk_turn(MEETING))
    assert isinstance(seen[0], dict)
    assert not hasattr(seen[0], "end_time")
    assert seen[0]["EndTime"]


async def test_defect_9_only_the_mention_goes_and_the_name_in_the_sentence_stays() -> None:
    async with a_wire() as wire:
        await wire.post(message("<at>Moderator</at> is Moderator een rol?"))
        await wire.post(message(None))
        first, second = wire.heard
        assert isinstance(first, Typed)
        assert isinstance(second, Typed)
        assert (first.text, second.text) == ("is Moderator een rol?", "")


async def test_defect_9_the_sdk_deletes_the_name_everywhere_and_stumbles_over_empty_text() -> None:
    body = message("<at>Moderator</at> is Moderator een rol?")
    assert "Moderator" not in TurnContext.remove_recipient_mention(Activity().deserialize(body))
    with pytest.raises(TypeError):
        TurnContext.remove_recipient_mention(Activity().deserialize(message(None)))


async def test_defect_9_the_sdk_loses_a_mention_that_it_writes_out_and_reads_again() -> None:
    entity = Activity().deserialize(message()).entities[0]
    assert entity.additional_properties["mentioned"]["id"] == BOT
    assert "mentioned" not in Activity(type="message", entities=[entity]).serialize()["entities"][0]


async def test_defect_11_people_who_join_cost_no_roster_call() -> None:
    async with ScriptedChannel((500, {})) as channel, a_wire() as wire:
        joined = [{"id": f"29:{number}"} for number in range(8)]
        body = activity("conversationUpdate", membersAdded=joined, serviceUrl=channel.url)
        assert (await wire.post(body)).status == 200
        assert channel.said == []
        assert len(wire.heard) == 1


async def test_defect_11_the_sdk_would_ask_the_roster_within_the_turn() -> None:
    """It gets no further here than looking for its own client to ask with."""
    body = activity("conversationUpdate", membersAdded=[{"id": "29:bert"}], channelData={"team": {"id": "19:team"}})
    with pytest.raises(Exception, match="requires a connector client"):
        await TeamsActivityHandler().on_turn(sdk_turn(body))


async def test_the_sdk_looks_for_the_tenant_of_a_chat_under_a_name_the_channel_does_not_use() -> None:
    assert Activity().deserialize(message()).conversation.tenant_id is None
    async with a_wire() as wire:
        await wire.post(message(channelData=None))
        assert wire.heard[0].origin.tenant_id == TENANT


@cache
def names_used(folder: str) -> frozenset[tuple[str, str]]:
    """(file, name) for every name imported or used in the product's source."""
    return frozenset(_names_used(folder))


def _names_used(folder: str) -> Iterator[tuple[str, str]]:
    for file in sorted((ROOT / folder).rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import | ast.ImportFrom):
                names = [alias.name.split(".")[-1] for alias in node.names]
                names += (getattr(node, "module", None) or "").split(".")
            elif isinstance(node, ast.Name):
                names = [node.id]
            elif isinstance(node, ast.Attribute):
                names = [node.attr]
            else:
                continue
            yield from ((file.relative_to(ROOT).as_posix(), name) for name in names)


@pytest.mark.parametrize(
    ("defect", "unwanted"),
    [
        (6, {"ConnectorClient", "AsyncConnectorClient", "ConfigurationServiceClientCredentialFactory"}),
        (7, {"TeamsInfo"}),
        (10, {"ShowTypingMiddleware", "aiohttp_error_middleware"}),
        (
            12,
            {"BotState", "ConversationState", "UserState", "PrivateConversationState", "WaterfallDialog", "DialogSet"},
        ),
        (13, {"SQLAlchemyJobStore", "jobstores"}),
    ],
    ids=lambda value: f"defect_{value}" if isinstance(value, int) else "",
)
def test_what_is_defective_is_not_used(defect: int, unwanted: set[str]) -> None:
    used = [*names_used("bot"), *names_used("dialogs"), *names_used("storage")]
    assert ("bot/teams/handler.py", "TurnContext") in used, "the search finds what is there"
    assert [where for where in used if where[1] in unwanted] == [], f"defect {defect}"


def test_only_the_wire_imports_the_sdk() -> None:
    strangers = {
        file
        for folder in ("bot", "dialogs", "storage", "manifest")
        for file, name in names_used(folder)
        if name in {"botbuilder", "botframework"} and not file.startswith("bot/teams/")
    }
    assert strangers == set()
