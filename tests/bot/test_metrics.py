"""What the bot tells of itself: how late it is, how much waits, for whom it works; and that telling costs little."""

import asyncio
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from prometheus_client import CollectorRegistry

from bot.delivery.outcomes import Tally
from bot.web.metrics import DEPTH_SECONDS, TENANTS, DeliveryMetrics, Seen, StoreMetrics, clock_metric, exposition
from dialogs.errors import StoreUnavailable
from dialogs.ids import ConversationId, GroupId, PersonId, SessionId
from dialogs.notices import Notice, NoticeKind
from dialogs.ports import Chat, ClaimedNotice
from dialogs.reminders.model import Fate, Told
from dialogs.turns import ChatKind
from dialogs.undelivered import Depth
from tests.bot.post_office import NOW, PostOffice

CHAT: Final = Chat(
    id=ConversationId("19:a"), kind=ChatKind.GROUP, service_url="https://c/", tenant_id="t-0", bot_id="28:b"
)


def claimed(tenant: str | None = "t-0", *, kind: NoticeKind = NoticeKind.ROUND, chat: bool = True) -> ClaimedNotice:
    return ClaimedNotice(
        id=1,
        notice=Notice(kind=kind, conversation=CHAT.id, due_at=NOW),
        chat=replace(CHAT, tenant_id=tenant) if chat else None,
        attempts=1,
        ambiguous=False,
        first_tried_at=NOW,
        card_activity=None,
    )


def figures(registry: CollectorRegistry, name: str) -> dict[str, float]:
    """By label, those that begin with this name."""
    found = {}
    for line in exposition(registry).decode().splitlines():
        sample, _, value = line.rpartition(" ")
        if sample.startswith(name) and not line.startswith("#"):
            found[sample.removeprefix(name)] = float(value)
    return found


def metrics() -> tuple[CollectorRegistry, DeliveryMetrics, Tally]:
    registry, tally = CollectorRegistry(), Tally()
    return registry, DeliveryMetrics(registry, tally=tally), tally


def told(fate: Fate, *, count: int = 1) -> list[Told]:
    one = Told(
        group=GroupId("g"),
        session=SessionId("s"),
        rule="attendance",
        person=PersonId("p"),
        fate=fate,
        on=date(2027, 5, 3),
        at=NOW,
    )
    return [one] * count


def test_the_time_from_due_to_sent_is_told_by_kind() -> None:
    registry, delivered, _ = metrics()
    delivered.said(claimed(), NOW + timedelta(seconds=3))
    delivered.said(claimed(kind=NoticeKind.REPLY), NOW + timedelta(seconds=0.2))
    delivered.said(claimed(), NOW - timedelta(seconds=1))
    lags = figures(registry, "mastermind_notice_lag_seconds")
    assert lags['_sum{kind="round"}'] == 3.0
    assert lags['_count{kind="round"}'] == 2
    assert (lags['_bucket{kind="round",le="2.5"}'], lags['_bucket{kind="round",le="5.0"}']) == (1, 2)
    assert lags['_bucket{kind="reply",le="0.25"}'] == 1


def test_tenants_are_counted_each_and_beyond_fifty_together() -> None:
    registry, delivered, _ = metrics()
    for number in range(TENANTS + 3):
        delivered.said(claimed(f"t-{number}"), NOW)
    delivered.said(claimed("t-1"), NOW)
    delivered.said(claimed(None), NOW)
    delivered.said(claimed(kind=NoticeKind.LETTER, chat=False), NOW)
    sends = figures(registry, "mastermind_sends_total")
    assert len(sends) == TENANTS + 3
    assert sends['{tenant="t-1"}'] == 2
    assert (sends['{tenant="other"}'], sends['{tenant="unknown"}'], sends['{tenant="mail"}']) == (3, 1, 1)


def test_reminders_are_counted_by_what_became_of_them() -> None:
    registry, delivered, _ = metrics()
    delivered.told([*told(Fate.SAID, count=2), *told(Fate.ANSWERED)])
    delivered.told(told(Fate.SAID))
    delivered.told([])
    assert figures(registry, "mastermind_reminders_total") == {'{fate="said"}': 3, '{fate="answered"}': 1}


def test_what_was_tried_again_or_given_up_is_told() -> None:
    registry, _, tally = metrics()
    tally.retried, tally.dead = 4, 2
    assert figures(registry, "mastermind_notices_retried") == {"": 4}
    assert figures(registry, "mastermind_notices_dead") == {"": 2}


async def test_the_courier_tells_of_each_that_it_sent(office: PostOffice) -> None:
    registry = CollectorRegistry()
    office.courier.tally.said = DeliveryMetrics(registry, tally=office.courier.tally).said
    chat = await office.chat()
    await office.is_given(chat, "said")
    await office.is_given(chat, "nothing")
    await office.courier.rest()
    assert sum(figures(registry, "mastermind_sends_total").values()) == 1
    assert figures(registry, "mastermind_notice_lag_seconds_count") == {'{kind="round"}': 1}


# --- how much waits


class Looks:
    """Counts how often somebody looked."""

    def __init__(self) -> None:
        self.times = 0
        self.away = False
        self.reminder = 30.0

    async def __call__(self) -> Seen:
        self.times += 1
        await asyncio.sleep(0)
        if self.away:
            raise StoreUnavailable("The database cannot be used.")
        depth = Depth(due=self.times, waiting=7, dead=1, oldest=NOW - timedelta(seconds=90))
        return Seen(now=NOW, depth=depth, reminder=NOW - timedelta(seconds=self.reminder), at_work=2, lost=1)


async def test_the_queue_is_counted_at_most_every_quarter_of_a_minute() -> None:
    registry, looks, now = CollectorRegistry(), Looks(), [100.0]
    queue = StoreMetrics(registry, look=looks, seconds=lambda: now[0])
    await asyncio.gather(*(queue.refresh() for _ in range(20)))
    now[0] += DEPTH_SECONDS - 0.1
    await queue.refresh()
    assert looks.times == 1
    assert figures(registry, "mastermind_queue_") == {
        "due": 1,
        "waiting": 7,
        "dead": 1,
        "oldest_seconds": 90,
        "reminder_seconds": 30,
    }
    assert figures(registry, "mastermind_workers_") == {"at_work": 2, "lost": 1}
    now[0] += 0.2
    looks.reminder = -3600.0
    await queue.refresh()
    assert figures(registry, "mastermind_queue_due") == {"": 2}
    assert figures(registry, "mastermind_queue_reminder") == {"_seconds": 0}, "its moment has not come"


async def test_without_the_store_nobody_knows_and_nobody_asks_all_the_time() -> None:
    registry, looks, now = CollectorRegistry(), Looks(), [100.0]
    queue = StoreMetrics(registry, look=looks, seconds=lambda: now[0])
    looks.away = True
    await queue.refresh()
    await queue.refresh()
    assert looks.times == 1
    assert all(value != value for value in figures(registry, "mastermind_queue_").values())  # noqa: PLR0124 - is no number


def test_how_far_the_machines_clock_is_off_is_told() -> None:
    registry, ahead = CollectorRegistry(), [timedelta()]
    clock_metric(registry, lambda: ahead[0])
    ahead[0] = timedelta(seconds=-12)
    assert figures(registry, "mastermind_clock_ahead_seconds") == {"": -12}
