"""What the bot asks of the channel, on the wire, and what it makes of every answer."""

import json
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from aiohttp import ClientSession

from bot.teams.connector import PATIENCE_SECONDS, Address, Connector, Member, channel_http
from bot.teams.credentials import LoginFailed
from bot.teams.errors import Blocked, ChannelError, Gone, RefusedByChannel, TryLater, Unclear, Verdict
from bot.teams.outbound import card_message
from dialogs.ids import ConversationId
from tests.bot.wire_support import BOT, TENANT, ScriptedChannel
from tests.ports import Port

CHAT = "19:groep/een@thread.v2;x=1"
CARD = card_message({"type": "AdaptiveCard", "body": []}, summary="Ronde 1 is begonnen")
SCOPE = "https://api.example/.default"
NO_ROSTER = {"error": {"code": "BotNotInConversationRoster", "message": "The bot is not part of the chat"}}


class FakeTokens:
    def __init__(self) -> None:
        self.scopes: list[str] = []
        self.forgotten: list[str] = []
        self.failing = False

    async def bearer(self, scope: str) -> str:
        if self.failing:
            raise LoginFailed("401")
        self.scopes.append(scope)
        return "geheim-token"

    def forget(self, scope: str) -> None:
        self.forgotten.append(scope)


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with channel_http() as session:
        yield session


@pytest.fixture
def tokens() -> FakeTokens:
    return FakeTokens()


@pytest.fixture
def connector(http: ClientSession, tokens: FakeTokens) -> Connector:
    return Connector(http=http, tokens=tokens, scope=SCOPE, plain_loopback=True)


def at(url: str) -> Address:
    return Address(conversation_id=ConversationId(CHAT), service_url=url, tenant_id=TENANT, bot_id=BOT)


async def test_a_message_is_posted_and_gives_its_id(connector: Connector, tokens: FakeTokens) -> None:
    async with ScriptedChannel((201, {"id": "1619"})) as channel:
        assert await connector.send(at(channel.url), CARD) == "1619"
    (said,) = channel.said
    assert (said.method, said.path) == (
        "POST",
        "/emea/v3/conversations/19%3Agroep%2Feen%40thread.v2%3Bx%3D1/activities",
    )
    assert said.headers["Authorization"] == "Bearer geheim-token"
    assert said.headers["Content-Type"].startswith("application/json")
    assert tokens.scopes == [SCOPE]
    assert said.body == {
        "type": "message",
        "summary": "Ronde 1 is begonnen",
        "importance": "normal",
        "attachments": [
            {
                "contentType": "application/vnd.microsoft.card.adaptive",
                "content": {"type": "AdaptiveCard", "body": []},
            }
        ],
    }


@pytest.mark.parametrize("body", [{}, None, [], {"id": 5}])
async def test_a_message_without_an_id_in_the_answer_was_still_sent(connector: Connector, body: Any) -> None:
    async with ScriptedChannel((201, body)) as channel:
        assert await connector.send(at(channel.url.rstrip("/")), CARD) == ""


async def test_a_message_is_updated_and_deleted_in_place(connector: Connector) -> None:
    async with ScriptedChannel((200, {})) as channel:
        await connector.update(at(channel.url), "16/19", CARD)
        await connector.delete(at(channel.url), "16/19")
    assert [(said.method, said.path.rsplit("/", 1)[1]) for said in channel.said] == [
        ("PUT", "16%2F19"),
        ("DELETE", "16%2F19"),
    ]
    assert channel.said[0].body["id"] == "16/19"


async def test_the_roster_is_read_page_by_page(connector: Connector) -> None:
    anna = {
        "id": "29:anna",
        "name": "Anna",
        "aadObjectId": "e-anna",
        "email": "anna@example.org",
        "userPrincipalName": "anna_example.org#EXT#@host.example",
        "tenantId": TENANT,
        "userRole": "user",
    }
    pages = (
        (200, {"members": [anna], "continuationToken": "meer & meer"}),
        (200, {"members": [{"id": "29:bert", "objectId": "e-bert"}, {"name": "niemand"}, 3]}),
    )
    async with ScriptedChannel(*pages) as channel:
        members = await connector.members(at(channel.url), page_size=50)
    assert members[0] == Member(
        id="29:anna",
        name="Anna",
        entra_id="e-anna",
        tenant_id=TENANT,
        email="anna@example.org",
        user_principal_name="anna_example.org#EXT#@host.example",
        role="user",
    )
    assert [(member.id, member.entra_id) for member in members[1:]] == [("29:bert", "e-bert")]
    assert channel.said[0].path.endswith("/pagedmembers")
    assert [dict(said.query) for said in channel.said] == [
        {"pageSize": "50"},
        {"pageSize": "50", "continuationToken": "meer & meer"},
    ]


async def test_a_roster_without_end_is_given_up(connector: Connector) -> None:
    async with ScriptedChannel((200, {"members": [], "continuationToken": "x"})) as channel:
        with pytest.raises(RefusedByChannel):
            await connector.members(at(channel.url))
    assert len(channel.said) < 100


async def test_one_member_is_asked_for(connector: Connector) -> None:
    async with ScriptedChannel((200, {"id": "29:anna", "name": "Anna"})) as channel:
        assert (await connector.member(at(channel.url), "29:anna")).name == "Anna"
    assert channel.said[0].path.endswith("/members/29%3Aanna")


async def test_a_personal_chat_is_opened_with_somebody(connector: Connector) -> None:
    async with ScriptedChannel((201, {"id": "a:1"})) as channel:
        where = at(channel.url)
        assert await connector.open_personal(where, "29:anna") == replace(where, conversation_id=ConversationId("a:1"))
    said = channel.said[0]
    assert (said.method, said.path) == ("POST", "/emea/v3/conversations")
    assert said.body["members"] == [{"id": "29:anna"}]
    assert said.body["isGroup"] is False
    assert said.body["channelData"] == {"tenant": {"id": TENANT}}


Act = Callable[[Connector, Address], Awaitable[Any]]
POST: Act = lambda connector, where: connector.send(where, CARD)  # noqa: E731 - a table of acts
PUT: Act = lambda connector, where: connector.update(where, "1", CARD)  # noqa: E731
GET: Act = lambda connector, where: connector.members(where)  # noqa: E731
OPEN: Act = lambda connector, where: connector.open_personal(where, "29:anna")  # noqa: E731


@pytest.mark.parametrize(
    ("line", "post", "rest"),
    [
        ((412, {}), TryLater, TryLater),
        ((429, {}), TryLater, TryLater),
        ((502, {}), Unclear, TryLater),
        ((503, {}), Unclear, TryLater),
        ((504, {}), Unclear, TryLater),
        ((500, {}), Unclear, RefusedByChannel),
        ("reset", Unclear, TryLater),
        ("hang", Unclear, TryLater),
        ((404, {}), Gone, Gone),
        ((403, NO_ROSTER), Blocked, Blocked),
        ((400, {}), RefusedByChannel, RefusedByChannel),
        ((401, {}), RefusedByChannel, RefusedByChannel),
        ((413, {}), RefusedByChannel, RefusedByChannel),
        ((301, {}, {"Location": "http://127.0.0.1:9/"}), RefusedByChannel, RefusedByChannel),
    ],
)
async def test_every_fault_says_what_may_be_done_about_it(
    connector: Connector,
    line: Any,
    post: type[ChannelError],
    rest: type[ChannelError],
    time_passes: Callable[[float], None],
) -> None:
    for act, expected in ((POST, post), (PUT, rest), (GET, rest), (OPEN, rest)):
        async with ScriptedChannel(line, hangs=lambda: time_passes(PATIENCE_SECONDS + 1)) as channel:
            with pytest.raises(ChannelError) as fault:
                await act(connector, at(channel.url))
        assert type(fault.value) is expected
        if line != "reset" or act is POST:  # aiohttp itself repeats a GET or PUT on a connection that broke
            assert len(channel.said) == 1


async def test_a_server_that_is_not_there_did_certainly_not_post(connector: Connector) -> None:
    with closing(Port()) as port, pytest.raises(TryLater) as fault:
        await connector.send(at(f"http://127.0.0.1:{port.number}/"), CARD)
    assert (fault.value.verdict, fault.value.status) == (Verdict.RETRY, None)


async def test_a_code_is_a_word_and_no_story(connector: Connector) -> None:
    async with ScriptedChannel((400, {"error": {"code": "Bad Argument\n" + "é" * 40 + "x" * 1000}})) as channel:
        with pytest.raises(RefusedByChannel) as fault:
            await connector.send(at(channel.url), CARD)
    assert fault.value.code == ("BadArgument" + "x" * 1000)[:60]


@pytest.mark.parametrize("code", ["BotNotInConversationRoster", "ConversationBlockedByUser", "BotDisabledByAdmin", ""])
async def test_a_block_names_its_reason(connector: Connector, code: str) -> None:
    async with ScriptedChannel((403, {"error": {"code": code}})) as channel:
        with pytest.raises(Blocked) as fault:
            await connector.send(at(channel.url), CARD)
    assert (fault.value.status, fault.value.code) == (403, code)


async def test_the_wait_that_the_channel_asks_for_is_told_in_seconds(connector: Connector) -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    for asked, least, most in (("7", 7, 7), ("0.5", 0.5, 0.5), (later, 3600, 7200), ("-3", 0, 0)):
        async with ScriptedChannel((429, {}, {"Retry-After": asked})) as channel:
            with pytest.raises(TryLater) as fault:
                await connector.send(at(channel.url), CARD)
        assert fault.value.retry_after is not None
        assert least <= fault.value.retry_after <= most


@pytest.mark.parametrize("asked", [None, "soon", "nan", "inf", f"Mon, 01 Jan {'9' * 20} 00:00:00 GMT"])
async def test_a_wait_that_is_none_is_left_to_the_caller(connector: Connector, asked: str | None) -> None:
    async with ScriptedChannel((429, {}, {"Retry-After": asked} if asked else {})) as channel:
        with pytest.raises(TryLater) as fault:
            await connector.send(at(channel.url), CARD)
    assert fault.value.retry_after is None


async def test_a_refused_token_is_forgotten(connector: Connector, tokens: FakeTokens) -> None:
    async with ScriptedChannel((401, {})) as channel:
        with pytest.raises(RefusedByChannel):
            await connector.send(at(channel.url), CARD)
    assert tokens.forgotten == [SCOPE]


async def test_without_a_login_nothing_is_sent_and_it_may_be_tried_later(
    connector: Connector, tokens: FakeTokens
) -> None:
    tokens.failing = True
    async with ScriptedChannel() as channel:
        with pytest.raises(TryLater) as fault:
            await connector.send(at(channel.url), CARD)
    assert (channel.said, fault.value.code) == ([], "LoginFailed")


@pytest.mark.parametrize(
    "url", ["http://channel.example/", "http://192.0.2.1/", "file:///etc/", "", "//x/", "https://a@b/", "nonsense"]
)
async def test_the_bot_speaks_only_by_https_or_to_its_own_machine(
    connector: Connector, tokens: FakeTokens, url: str
) -> None:
    with pytest.raises(RefusedByChannel) as fault:
        await connector.send(at(url), CARD)
    assert (fault.value.code, tokens.scopes) == ("UnsafeServiceUrl", [])


async def test_a_bot_that_others_can_reach_does_not_speak_plain_http_to_its_own_machine(http: ClientSession) -> None:
    public = Connector(http=http, tokens=None, scope=SCOPE, plain_loopback=False)
    async with ScriptedChannel() as channel:
        with pytest.raises(RefusedByChannel):
            await public.send(at(channel.url), CARD)
    assert channel.said == []


async def test_the_text_of_a_fault_holds_nothing_that_was_said(connector: Connector) -> None:
    async with ScriptedChannel((400, {"error": {"code": "BadArgument", "message": "Anna schreef: x"}})) as channel:
        with pytest.raises(RefusedByChannel) as fault:
            await connector.send(at(channel.url), CARD)
    assert str(fault.value) == "refused: 400 BadArgument"
    assert json.dumps(CARD) not in str(fault.value)
