"""The courier lives through a store that comes and goes: it says so once, waits, and doubles and loses nothing."""

import asyncio
from collections.abc import AsyncIterator, Collection, Mapping, MutableMapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from typing import Any

from structlog.testing import capture_logs

from bot.delivery.courier import Courier
from bot.delivery.speaking import Drawn
from bot.teams.connector import Address, Connector
from dialogs.errors import StoreUnavailable
from dialogs.ids import ConversationId
from dialogs.notices import Notice, NoticeKind, NoticeState
from dialogs.ports import Chat, ClaimedNotice
from dialogs.turns import ChatKind
from tests.fakes import FixedClock

NOW = datetime(2027, 5, 10, 8, tzinfo=UTC)
CHAT = Chat(
    id=ConversationId("19:chat"),
    kind=ChatKind.GROUP,
    service_url="http://127.0.0.1:9/",
    tenant_id=None,
    bot_id="28:bot",
)


class Desk:
    """One pending notice, and a way to be away; `stamps` is what was written down."""

    def __init__(self) -> None:
        self.away = False
        self.pending = [_notice()]
        self.stamps: list[str] = []

    def _here(self) -> None:
        if self.away:
            raise StoreUnavailable("The database cannot be used: it is locked.")

    async def claim(
        self, *, worker: str, now: datetime, real: datetime, limit: int, over: datetime | None = None
    ) -> Sequence[ClaimedNotice]:
        self._here()
        claimed, self.pending = self.pending[:limit], self.pending[limit:]
        return claimed

    async def sent(self, done: Sequence[tuple[ClaimedNotice, str | None]], *, worker: str, now: datetime) -> None:
        self._here()
        self.stamps += [f"sent {activity}" for _, activity in done]

    async def settle(
        self, notice: ClaimedNotice, *, worker: str, state: NoticeState, error: str, now: datetime
    ) -> None:
        self._here()
        self.stamps.append(f"{state.value} {error}")

    async def card_gone(self, notice: ClaimedNotice, *, worker: str, now: datetime) -> None:
        self._here()

    async def retry(self, notice: ClaimedNotice, *, worker: str, at: datetime, error: str, ambiguous: bool) -> None:
        self._here()
        self.stamps.append("retry")

    async def hand_back(self, unsaid: Sequence[tuple[ClaimedNotice, datetime, str]], *, worker: str) -> None:
        self._here()
        self.stamps += ["handed back" for _ in unsaid]

    async def silence(self, notice: ClaimedNotice, *, worker: str, error: str, now: datetime) -> Collection[int]:
        self._here()
        return ()

    async def busy(self, now: datetime) -> bool:
        return bool(self.pending)

    async def renew(self, notices: Collection[ClaimedNotice], *, worker: str, real: datetime) -> Collection[int]:
        self._here()
        return {one.id for one in notices}

    async def reserve(self, notices: Collection[ClaimedNotice], *, real: datetime) -> Mapping[int, datetime]:
        self._here()
        return {}

    async def hold(self, notice: ClaimedNotice, *, until: datetime, real: datetime) -> bool:
        self._here()
        return False


class Draws:
    def __init__(self) -> None:
        self.away = False

    async def draw(self, claimed: ClaimedNotice, chat: Chat) -> Drawn | None:
        if self.away:
            raise StoreUnavailable("The database cannot be used: it is locked.")
        return Drawn(chat=chat, card={"type": "AdaptiveCard"}, summary="Ronde 1")


class Channel(Connector):
    """Takes every message; the desk may go away while one is under way."""

    def __init__(self, desk: Desk) -> None:
        self.desk = desk
        self.leave_after_sending = False
        self.messages = 0

    async def send(self, where: Address, activity: Mapping[str, Any]) -> str:
        self.messages += 1
        self.desk.away = self.leave_after_sending
        return f"activity-{self.messages}"


def told(logs: Sequence[MutableMapping[str, Any]]) -> list[str]:
    """To who does not look closer."""
    return [line["event"] for line in logs if line["log_level"] != "debug"]


def _notice() -> ClaimedNotice:
    said = Notice(kind=NoticeKind.ROUND, conversation=CHAT.id, key="round", due_at=NOW)
    return ClaimedNotice(
        id=1, notice=said, chat=CHAT, attempts=1, ambiguous=False, first_tried_at=None, card_activity=None
    )


@asynccontextmanager
async def at_work(desk: Desk, draws: Draws, channel: Channel, *, stamps_for: float = 5.0) -> AsyncIterator[Courier]:
    courier = Courier(
        desk=desk,
        draws=draws,
        connector=channel,
        errands={},
        clock=FixedClock(NOW),
        worker="one",
        jitter=lambda: 0.5,
        stamps_for=stamps_for,
    )
    running = asyncio.create_task(courier.run())
    try:
        yield courier
    finally:
        courier.stop()
        await asyncio.wait_for(running, 60)


async def test_a_store_that_is_away_when_the_bot_starts_is_waited_for() -> None:
    desk = Desk()
    desk.away = True
    channel = Channel(desk)
    with capture_logs() as logs:
        async with at_work(desk, Draws(), channel) as courier:
            for _ in range(3):
                await courier.rest()
            assert channel.messages == 0
            desk.away = False
            await courier.rest()
    assert desk.stamps == ["sent activity-1"]
    assert told(logs) == ["courier.waits", "courier.goes_on", "notice.sent"]


async def test_what_was_sent_while_the_store_went_away_is_stamped_later_and_not_sent_again() -> None:
    desk = Desk()
    channel = Channel(desk)
    channel.leave_after_sending = True
    async with at_work(desk, Draws(), channel) as courier:
        await courier.rest()
        assert (channel.messages, desk.stamps, courier.tally.sent) == (1, [], 0)
        desk.away = False
        await courier.rest()
    assert (channel.messages, desk.stamps, courier.tally.sent) == (1, ["sent activity-1"], 1)


async def test_a_notice_that_cannot_be_read_now_is_tried_again_and_not_given_up() -> None:
    desk, draws = Desk(), Draws()
    draws.away = True
    channel = Channel(desk)
    async with at_work(desk, draws, channel) as courier:
        await courier.rest()
    assert (channel.messages, desk.stamps, courier.tally.dead) == (0, ["handed back"], 0)


async def test_the_courier_stops_although_the_store_is_away() -> None:
    desk = Desk()
    channel = Channel(desk)
    channel.leave_after_sending = True
    with capture_logs() as logs:
        async with at_work(desk, Draws(), channel, stamps_for=0.1) as courier:
            await courier.rest()
    assert desk.stamps == []
    assert told(logs) == ["courier.waits"]
