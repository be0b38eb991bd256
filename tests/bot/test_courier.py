"""The courier at work: order in a chat, chats side by side, what is not said, how it rests and stops."""

import asyncio
from collections.abc import Callable

from structlog.testing import capture_logs

from bot.delivery.courier import Courier
from bot.rehearsal.chats import Operation
from bot.rehearsal.faults import CONFLICT, NOT_IN_ROSTER, Hangs
from dialogs.notices import Act, NoticeKind
from tests.bot.post_office import NOW, PostOffice, until

# --- order


async def test_what_is_said_in_one_chat_arrives_in_order_and_one_by_one(office: PostOffice) -> None:
    chat = await office.chat()
    office.channel.latency = 0.005
    for nth in range(8):
        await office.is_given(chat, str(nth))
    await office.courier.rest()
    assert chat.texts == ["0", "1", "2", "3", "4", "5", "6", "7"]
    assert {call.status for call in office.channel.calls} == {201}  # 412 where two had overlapped


async def test_a_chat_that_hangs_holds_up_no_other(office: PostOffice) -> None:
    slow, quick = await office.chat("slow"), await office.chat("quick")
    office.channel.faults.add(Hangs(), on=Operation.SEND, conversation_id=slow.id)
    await office.is_given(slow, "waits")
    for words in ("one", "two", "three"):
        await office.is_given(quick, words)
    office.courier.wake()
    await until(office.channel, lambda: quick.texts == ["one", "two", "three"])
    assert slow.texts == []


async def test_a_retry_at_the_head_holds_the_rest_of_its_chat_in_order(office: PostOffice) -> None:
    chat, other = await office.chat("a"), await office.chat("b")
    office.channel.faults.add(CONFLICT, on=Operation.SEND, conversation_id=chat.id)
    await office.is_given(chat, "first")
    await office.is_given(chat, "second")
    await office.is_given(other, "elsewhere")
    await office.courier.rest()
    assert (chat.texts, other.texts) == ([], ["elsewhere"])
    await office.passes(1.1)
    assert chat.texts == ["first", "second"]


async def test_eight_refreshes_of_one_card_are_one_update(office: PostOffice) -> None:
    chat = await office.chat()
    await office.is_given(chat, "0 van 8", key="round")
    await office.courier.rest()
    for nth in range(1, 9):
        await office.is_given(chat, f"{nth} van 8", act=Act.REFRESH, key="round")
    await office.courier.rest()
    assert chat.texts == ["8 van 8"]
    assert office.channel.count(Operation.UPDATE) == 1


async def test_two_couriers_on_one_store_say_everything_once(hire: Callable[[], PostOffice]) -> None:
    offices = [hire(), hire()]
    chats = [await offices[0].chat(name) for name in "abcdef"]
    for nth in range(5):
        for chat in chats:
            await offices[0].is_given(chat, str(nth))
    working = [asyncio.create_task(office.courier.run()) for office in offices]
    while await offices[0].database.courier_desk().busy(NOW):
        await asyncio.gather(*(office.courier.rest() for office in offices))
    assert [chat.texts for chat in chats] == [["0", "1", "2", "3", "4"]] * 6
    for office in offices:
        office.courier.stop()
    await asyncio.gather(*working)
    assert sum(office.courier.tally.sent for office in offices) == 30


# --- what is not said


async def test_what_comes_too_late_is_dropped(office: PostOffice) -> None:
    chat = await office.chat()
    await office.is_given(chat, "nog een minuut", kind=NoticeKind.TIME_WARNING, drop_after=NOW)
    office.clock.advance(seconds=1)
    await office.courier.rest()
    assert (chat.texts, await office.states(), await office.errors()) == ([], ["dropped"], ["too late"])


async def test_what_has_nothing_to_say_any_more_is_dropped(office: PostOffice) -> None:
    chat = await office.chat()
    await office.is_given(chat, "nothing")
    await office.courier.rest()
    assert (chat.texts, await office.states()) == ([], ["dropped"])


async def test_what_cannot_be_drawn_is_given_up_without_a_word_of_people_in_the_log(office: PostOffice) -> None:
    chat, other = await office.chat("a"), await office.chat("b")
    with capture_logs() as logs:
        await office.is_given(chat, "undrawable")
        await office.is_given(chat, "next")
        await office.is_given(other, "elsewhere")
        await office.courier.rest()
    assert (chat.texts, other.texts) == (["next"], ["elsewhere"])
    assert await office.states() == ["dead", "sent", "sent"]
    assert await office.errors() == ["ValueError", None, None]
    assert [line["event"] for line in logs if line["log_level"] == "error"] == ["notice.undrawable"]
    assert "cliënt" not in str(logs)


async def test_a_chat_without_the_bot_is_left_alone_until_it_is_back(office: PostOffice) -> None:
    chat = await office.chat()
    office.fails(NOT_IN_ROSTER)
    await office.is_given(chat, "to nobody")
    await office.is_given(chat, "also to nobody")
    await office.courier.rest()
    await office.is_given(chat, "still to nobody")
    await office.courier.rest()
    assert len(office.channel.calls) == 1
    assert await office.states() == ["dead", "dead", "dropped"]
    await office.seen(chat)
    await office.is_given(chat, "hello again")
    await office.courier.rest()
    assert chat.texts == ["hello again"]


# --- rest and stop


async def test_rest_comes_at_once_when_nothing_is_due(office: PostOffice) -> None:
    await asyncio.wait_for(office.courier.rest(), 60)
    assert office.channel.calls == []


async def test_rest_waits_for_what_is_under_way(office: PostOffice) -> None:
    chat = await office.chat()
    gate = Hangs(delivered=True)
    office.fails(gate)
    await office.is_given(chat, "under way")
    resting = asyncio.create_task(office.courier.rest())
    await until(office.channel, lambda: chat.texts == ["under way"])
    assert not resting.done()
    gate.gate.set()
    await asyncio.wait_for(resting, 60)


async def test_a_clean_stop_lets_the_send_in_flight_come_in_and_begins_nothing(hire: Callable[[], PostOffice]) -> None:
    office = hire()
    chat = await office.chat()
    office.channel.latency = 0.05
    await office.is_given(chat, "in flight")
    await office.is_given(chat, "later")
    working = asyncio.create_task(office.courier.run())
    await asyncio.wait_for(office.words.drawing.wait(), 60)
    office.courier.stop()
    await asyncio.wait_for(working, 60)
    assert chat.texts == ["in flight"]
    assert await office.states() == ["sent", "pending"]


async def test_a_courier_that_is_cut_off_takes_its_flights_with_it(hire: Callable[[], PostOffice]) -> None:
    office = hire()
    chat = await office.chat()
    office.fails(Hangs(delivered=True))
    await office.is_given(chat, "in flight")
    working = asyncio.create_task(office.courier.run())
    await until(office.channel, lambda: chat.texts == ["in flight"])
    before = _flights(office)
    working.cancel()
    await asyncio.gather(working, *before, return_exceptions=True)
    assert len(before) == 1
    assert all(flight.cancelled() for flight in before)
    assert await office.states() == ["sending"]


def _flights(office: PostOffice) -> list[asyncio.Task[object]]:
    """Of this courier: a bot that another test let die leaves tasks behind that nobody will ever answer."""
    return [task for task in asyncio.all_tasks() if _works_for(office.courier, task.get_coro())]


def _works_for(courier: Courier, doing: object) -> bool:
    frame = getattr(doing, "cr_frame", None)
    attempts = getattr(doing, "__qualname__", "") == Courier._attempt.__qualname__
    return attempts and frame is not None and frame.f_locals.get("self") is courier
