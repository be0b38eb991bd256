"""The moved clock over HTTP: forward only, stopping at every moment at which something is due."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, Final

import pytest
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer

from bot.bootstrap import Bot, build_bot
from bot.clock import MovedClock
from bot.rehearsal.activities import TENANT
from bot.rehearsal.channel import Channel
from bot.rehearsal.chats import Chat, Operation
from bot.rehearsal.clock import ClockMover, clock_route
from bot.rehearsal.faults import Hangs
from bot.settings import Settings
from dialogs.errors import StoreUnavailable
from dialogs.ids import ConversationId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.turns import ChatKind, Origin
from tests.bot.post_office import until

BEGIN: Final = datetime(2021, 5, 1, 8, tzinfo=UTC)
A_MOMENT: Final = timedelta(minutes=8)  # more than any machine loses between two looks at the clock


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsal:
    """A bot in rehearsal and a chat it is in."""

    bot: Bot
    http: TestClient[Any, Any]
    chat: Chat

    async def moves(self, **body: object) -> tuple[int, dict[str, Any]]:
        async with self.http.post("/rehearsal/clock", json=body) as answer:
            return answer.status, await answer.json()

    async def has_to_say(
        self, *due: datetime, kind: NoticeKind = NoticeKind.REPLY, act: Act = Act.POST, key: str | None = None
    ) -> None:
        payload = {"reply": "line", "language": "nl", "key": "reply.done"}
        chat = ConversationId(self.chat.id)
        async with self.bot.house.writing() as uow:
            for moment in due:
                notice = Notice(kind=kind, act=act, conversation=chat, key=key, payload=payload, due_at=moment)
                await uow.outbox.add([notice])
            await uow.commit()


Start = Callable[[], AbstractAsyncContextManager[Rehearsal]]


@pytest.fixture
def start(migrated_sqlite_url: str, served_channel: Channel) -> Start:
    """Starts the bot on the same store, as often as a test likes."""
    settings = Settings.model_validate(
        {"environment": "rehearsal", "database_url": migrated_sqlite_url, "rehearsal_start": BEGIN}
    )
    chat = served_channel.add_chat("19:a@thread.v2", "a", [])
    chat.installed = chat.known = True

    @asynccontextmanager
    async def started() -> AsyncIterator[Rehearsal]:
        async with build_bot(settings) as bot, TestClient(TestServer(bot.app)) as http:
            served_channel.clock = bot.clock.now
            origin = Origin(
                conversation_id=ConversationId(chat.id),
                kind=ChatKind.GROUP,
                tenant_id=TENANT,
                service_url=served_channel.service_url,
                activity_id="",
                bot_id=served_channel.bot.id,
                sender_id="29:anna",
                sender_name="Anna",
                sender_entra_id=None,
            )
            async with bot.house.writing() as uow:
                await uow.chats.seen(origin)
                await uow.commit()
            yield Rehearsal(bot=bot, http=http, chat=chat)

    return started


@pytest.fixture
async def rehearsal(start: Start) -> AsyncIterator[Rehearsal]:
    async with start() as started:
        yield started


async def test_the_clock_begins_where_it_was_told_and_ticks(rehearsal: Rehearsal) -> None:
    first = rehearsal.bot.clock.now()
    assert BEGIN <= first < BEGIN + A_MOMENT
    await asyncio.sleep(0.001)
    assert first < rehearsal.bot.clock.now() < BEGIN + A_MOMENT


async def test_the_clock_moves_to_a_moment_in_any_zone(rehearsal: Rehearsal) -> None:
    status, said = await rehearsal.moves(now="2021-05-02T10:00:00+02:00")
    assert status == 200
    assert datetime(2021, 5, 2, 8, tzinfo=UTC) <= datetime.fromisoformat(said["now"]) <= rehearsal.bot.clock.now()
    assert rehearsal.bot.clock.now() < datetime(2021, 5, 2, 8, tzinfo=UTC) + A_MOMENT


async def test_the_clock_moves_by_a_duration(rehearsal: Rehearsal) -> None:
    status, _ = await rehearsal.moves(advance="P1DT10M")
    assert status == 200
    assert timedelta() <= rehearsal.bot.clock.now() - BEGIN - timedelta(days=1, minutes=10) < A_MOMENT


async def test_four_minutes_asked_for_in_one_moment_are_four_minutes(rehearsal: Rehearsal) -> None:
    done = await asyncio.gather(*(rehearsal.moves(advance="PT1M") for _ in range(4)))
    assert [status for status, _ in done] == [200] * 4
    assert timedelta() <= rehearsal.bot.clock.now() - BEGIN - timedelta(minutes=4) < A_MOMENT


async def test_everything_on_the_way_is_said_in_order_and_at_its_own_moment(rehearsal: Rehearsal) -> None:
    due = [BEGIN + timedelta(minutes=10), BEGIN + timedelta(hours=5), BEGIN + timedelta(days=3)]
    await rehearsal.has_to_say(*reversed(due))
    _, said = await rehearsal.moves(now="2021-05-04T12:00:00Z")
    assert (said["sent"], said["skipped"]) == (3, 0)
    for message, moment in zip(rehearsal.chat.messages, due, strict=True):
        assert moment <= message.at < moment + A_MOMENT


async def test_what_is_due_later_is_not_said(rehearsal: Rehearsal) -> None:
    await rehearsal.has_to_say(BEGIN + timedelta(hours=2))
    _, said = await rehearsal.moves(advance="PT1H")
    assert (said["sent"], rehearsal.chat.messages) == (0, [])


async def test_what_is_left_out_is_counted_apart(rehearsal: Rehearsal) -> None:
    await rehearsal.has_to_say(BEGIN + timedelta(hours=1), kind=NoticeKind.ROUND, act=Act.REFRESH, key="never posted")
    _, said = await rehearsal.moves(advance="PT2H")
    assert (said["sent"], said["skipped"]) == (0, 1)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"now": "2021-04-30T10:00:00+02:00"}, id="backward"),
        pytest.param({"advance": "-PT1S"}, id="backward by a duration"),
        pytest.param({"now": "2021-05-02T10:00:00"}, id="naive"),
        pytest.param({"now": "tomorrow"}, id="no moment"),
        pytest.param({"now": 1620000000}, id="a number"),
        pytest.param({"now": "9999-12-31T23:59:59-12:00"}, id="the end of the calendar"),
        pytest.param({"now": "2041-05-02T10:00:00+02:00"}, id="twenty years ahead"),
        pytest.param({"advance": "PT10X"}, id="no duration"),
        pytest.param({"advance": "10"}, id="a bare number"),
        pytest.param({"advance": "P999999999999D"}, id="longer than time"),
        pytest.param({"advance": "P4000D"}, id="eleven years ahead"),
        pytest.param({"now": "2021-05-02T10:00:00+02:00", "advance": "PT1M"}, id="both"),
        pytest.param({}, id="neither"),
        pytest.param({"later": "PT1M"}, id="something else"),
    ],
)
async def test_a_move_that_makes_no_sense_is_refused_and_moves_nothing(
    rehearsal: Rehearsal, body: dict[str, object]
) -> None:
    status, said = await rehearsal.moves(**body)
    assert (status, [*said]) == (400, ["error"])
    assert rehearsal.bot.clock.now() < BEGIN + A_MOMENT


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff", b"[]", b'"PT1M"', b"null"])
async def test_what_is_no_json_object_is_refused(rehearsal: Rehearsal, raw: bytes) -> None:
    async with rehearsal.http.post("/rehearsal/clock", data=raw) as answer:
        assert (answer.status, [*await answer.json()]) == (400, ["error"])


async def test_the_moved_clock_survives_a_restart(start: Start) -> None:
    async with start() as first:
        await first.moves(advance="P7D")
    async with start() as second:
        assert timedelta() <= second.bot.clock.now() - BEGIN - timedelta(days=7) < A_MOMENT


async def test_a_move_is_remembered_before_anything_is_said(rehearsal: Rehearsal, served_channel: Channel) -> None:
    served_channel.faults.add(Hangs(delivered=True), on=Operation.SEND)
    await rehearsal.has_to_say(BEGIN + timedelta(days=2))
    moving = asyncio.create_task(rehearsal.moves(advance="P7D"))
    await until(served_channel, lambda: bool(rehearsal.chat.messages))
    kept = timedelta(seconds=float(await rehearsal.bot.database.keepsake("rehearsal.offset") or 0))
    assert timedelta() <= datetime.now(UTC) + kept - BEGIN - timedelta(days=2) < A_MOMENT
    served_channel.faults.release()
    assert (await moving)[0] == 200


async def test_a_store_that_is_away_is_told(rehearsal: Rehearsal) -> None:
    async def away(_after: datetime) -> datetime | None:
        raise StoreUnavailable("The database cannot be used: it is locked.")

    async def keep(_offset: timedelta) -> None:
        raise AssertionError("nothing moved")

    app = web.Application()
    app.add_routes(
        [clock_route(ClockMover(clock=MovedClock(), courier=rehearsal.bot.courier, next_due=away, keep=keep))]
    )
    async with TestClient(TestServer(app)) as http, http.post("/rehearsal/clock", json={"advance": "PT1H"}) as answer:
        assert answer.status == 503
        assert await answer.json() == {"error": "The database cannot be used: it is locked."}


async def test_there_is_no_clock_to_move_in_production(migrated_sqlite_url: str) -> None:
    settings = Settings.model_validate({"environment": "production", "database_url": migrated_sqlite_url})
    async with build_bot(settings) as bot, TestClient(TestServer(bot.app)) as http:
        async with http.post("/rehearsal/clock", json={"advance": "PT1H"}) as answer:
            assert answer.status == 404
        assert bot.mover is None
