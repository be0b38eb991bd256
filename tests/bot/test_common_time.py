"""Processes agree on one time, that of the server they share; where there is none each has its own."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from bot.bootstrap import build_bot
from bot.delivery import common_time
from bot.delivery.common_time import EVERY_SECONDS, CommonTime
from bot.settings import Settings
from dialogs.errors import StoreUnavailable
from dialogs.ids import ConversationId
from dialogs.notices import Notice, NoticeKind
from storage import courier_desk
from storage.database import Database
from tests.fakes import FixedClock

NOW = datetime(2027, 5, 10, 8, tzinfo=UTC)
AHEAD = timedelta(hours=1)


class Server:
    """Its clock says `NOW`; an answer takes so long on the machine that asks."""

    def __init__(self, machine: FixedClock, *, takes: float = 0.0) -> None:
        self.machine = machine
        self.takes = takes
        self.away = False

    async def time(self) -> datetime | None:
        if self.away:
            raise StoreUnavailable("The database cannot be used.")
        self.machine.advance(seconds=self.takes)
        return NOW


class Nights:
    def __init__(self, times: int) -> None:
        self.seconds: list[float] = []
        self._times = times

    async def __call__(self, end: asyncio.Event, seconds: float) -> None:
        self.seconds.append(seconds)
        if len(self.seconds) == self._times:
            end.set()


@pytest.mark.parametrize("ahead", [AHEAD, -AHEAD])
async def test_a_clock_that_is_off_is_set_right_by_the_servers_and_told_once(ahead: timedelta) -> None:
    machine = FixedClock(NOW + ahead)
    common = CommonTime(ask=Server(machine).time, machine=machine.now)
    with capture_logs() as logs:
        assert await common.compare()
        assert await common.compare()
    assert common.now() == NOW
    assert [line["event"] for line in logs] == ["clock.apart"]
    assert logs[0]["seconds_ahead"] == ahead.total_seconds()


async def test_less_than_the_question_took_says_nothing() -> None:
    machine = FixedClock(NOW)
    common = CommonTime(ask=Server(machine, takes=0.5).time, machine=machine.now)
    assert await common.compare()
    assert common.ahead == timedelta()


async def test_an_answer_that_took_long_is_asked_again_soon() -> None:
    machine, nights = FixedClock(NOW + AHEAD), Nights(3)
    server = Server(machine, takes=5)
    common = CommonTime(ask=server.time, machine=machine.now, nap=nights)
    assert not await common.compare()
    assert not common.agreed.is_set()
    server.takes = 0
    await common.run(asyncio.Event())
    assert common.agreed.is_set()
    assert nights.seconds == [EVERY_SECONDS] * 3


async def test_a_server_that_is_away_is_asked_again_soon_and_what_was_agreed_stays() -> None:
    machine, nights = FixedClock(NOW + AHEAD), Nights(2)
    server = Server(machine)
    common = CommonTime(ask=server.time, machine=machine.now, nap=nights)
    await common.compare()
    server.away = True
    await common.run(asyncio.Event())
    assert nights.seconds == [1, 1]
    assert common.now() == NOW
    assert common.agreed.is_set()


async def test_where_there_is_no_server_the_machines_clock_counts(sqlite_database: Database) -> None:
    machine = FixedClock(NOW)
    common = CommonTime(ask=sqlite_database.time, machine=machine.now)
    assert await common.compare()
    assert common.now() == NOW


@pytest.mark.parametrize("ahead", [AHEAD, -AHEAD])
async def test_a_bot_on_a_machine_whose_clock_is_off_respects_what_another_holds(
    postgres_database: Database, postgres_url: str, monkeypatch: pytest.MonkeyPatch, ahead: timedelta
) -> None:
    monkeypatch.setattr(courier_desk, "LEASE", timedelta(minutes=20))  # it lasts however slow this machine is
    real = datetime.now(UTC)
    chats = [ConversationId("19:held"), ConversationId("19:free")]
    async with postgres_database.unit_of_work() as uow:
        await uow.outbox.add([Notice(kind=NoticeKind.REPLY, conversation=chat, due_at=real) for chat in chats[:1]])
        await uow.commit()
    other = postgres_database.courier_desk()
    (held,) = await other.claim(worker="other", now=real, real=real, limit=1)
    monkeypatch.setattr(common_time, "of_this_machine", lambda: datetime.now(UTC) + ahead)
    async with build_bot(Settings(_env_file=None, database_url=postgres_url)) as bot:  # type: ignore[call-arg]
        async with bot.database.unit_of_work() as uow:
            await uow.outbox.add([Notice(kind=NoticeKind.REPLY, conversation=chats[1], due_at=real)])
            await uow.commit()
        await bot.courier.rest()
        assert abs(bot.clock.now() - datetime.now(UTC)) < timedelta(minutes=10)
    assert await other.renew([held], worker="other", real=datetime.now(UTC)) == {held.id}
    async with postgres_database.reading() as uow:
        depth = await uow.dead_letters.depth(datetime.now(UTC))
    assert depth.due == 1, "what nobody held was looked at and what another holds was not"
