"""Somebody's own chat takes nothing any more: what was to be asked there is asked once, by the next way there is."""

from dataclasses import replace
from datetime import date

import pytest

from dialogs.notices import Act, Notice, NoticeKind
from dialogs.reminders.model import Fate
from dialogs.turns import ChatKind
from dialogs.usecases.called_again import chat_refused
from tests.calling_town import SERIES, Town, chat_of, local, said_by, shown, the_group
from tests.storage_builders import origin


async def refuses(town: Town, name: str, *, at: str, kind: str = "reminder", times: int = 1) -> list[bool]:
    """They blocked the bot, and what waited for their chat is claimed. Whether all of it goes by another way."""
    town.clock.moment = local(at)
    async with town.database.unit_of_work() as uow:
        await uow.chats.seen(origin(name, chat=chat_of(name), kind=ChatKind.PERSONAL), active=False)
        await uow.commit()
    rows = [row for row in await town.outbox(kind) if row.conversation_id == chat_of(name)]
    person = await town.person(name)
    return [await chat_refused(town.house, said_by(row), person) for row in rows for _ in range(times)]


async def test_what_a_refused_card_asked_stands_in_a_letter_at_once_and_once(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    town = town.writing
    await town.calls("2027-05-03 10:00")
    assert await refuses(town, "Bert", at="2027-05-03 10:00", times=2) == [True, True]

    told = await town.goes_to("2027-05-05 12:00")

    assert await town.read(told) == [("2027-05-03", "attendance", "Bert")]
    (letter,) = await town.outbox("letter")
    assert (letter.payload["person"], shown(letter.due_at)) == (await town.person("Bert"), "2027-05-03 10:00")
    assert await town.outbox("group_reminder") == []


async def test_doing_it_twice_calls_nothing_a_second_time_that_was_called_meanwhile(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    town = town.writing
    await town.calls("2027-05-03 10:00")
    await refuses(town, "Bert", at="2027-05-03 10:01")
    await town.calls("2027-05-03 10:01")
    assert await refuses(town, "Bert", at="2027-05-03 10:02") == [True]
    assert await town.calls("2027-05-03 10:02") == []


async def test_without_a_mail_server_it_stands_in_the_group_s_line(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    await town.calls("2027-05-03 10:00")
    assert await refuses(town, "Bert", at="2027-05-03 10:01") == [True]
    told = await town.goes_to("2027-05-05 12:00")
    assert await town.read(told, Fate.IN_GROUP) == [("2027-05-03", "attendance", "Bert")]
    (line,) = await town.outbox("group_reminder")
    assert shown(line.due_at) == "2027-05-03 10:01"


async def test_where_the_address_is_refused_as_well_it_stands_in_the_group_s_line(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    town = town.writing
    async with town.database.unit_of_work() as uow:
        bert = await town.person("Bert")
        await uow.preferences.refuse_mail(bert, address="bert@voorbeeld.example", at=town.house.now())
        await uow.commit()
    await town.calls("2027-05-03 10:00")
    assert await refuses(town, "Bert", at="2027-05-03 10:01") == [True]
    assert await town.read(await town.calls("2027-05-03 10:01"), Fate.IN_GROUP) == [
        ("2027-05-03", "attendance", "Bert")
    ]


async def test_who_answered_meanwhile_is_asked_in_no_other_way(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    town = town.writing
    await town.calls("2027-05-03 10:00")
    await town.answers("Bert", "attendance", 1, coming="yes")
    assert await refuses(town, "Bert", at="2027-05-03 10:05") == [True]
    assert await town.calls("2027-05-03 10:05") == []


async def test_who_paused_meanwhile_is_asked_in_no_other_way(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    town = town.writing
    await town.calls("2027-05-03 10:00")
    await town.pauses("Bert", date(2027, 5, 9))
    assert await refuses(town, "Bert", at="2027-05-03 10:05") == [True]
    told = await town.calls("2027-05-03 10:05")
    assert await town.read(told, Fate.SAID, Fate.PAUSED) == [("2027-05-03", "attendance", "Bert")]
    assert await town.outbox("letter") == []


async def test_what_is_refused_after_hours_comes_the_next_morning_and_counts_for_that_day_alone(town: Town) -> None:
    """Three groups ask on Monday, Tuesday and Wednesday: two days a week, of which Monday was none."""
    days = ("10", "11", "12")
    entries = [the_group(f"2027-05-{day} 10:00", number=nth, names=("Anna", "Bert")) for nth, day in enumerate(days, 1)]
    await town.settles(*entries)
    town = town.writing
    await town.calls("2027-05-03 10:00")
    await refuses(town, "Bert", at="2027-05-03 18:05")

    told = await town.goes_to("2027-05-06 12:00")

    for name, asked in (("Bert", ["2027-05-04", "2027-05-04", "2027-05-05"]), ("Anna", ["2027-05-04"])):
        said = [line for line in await town.read(told) if line[1:] == ("attendance", name)]
        assert [day for day, *_ in said] == asked
    letters = [shown(row.due_at) for row in await town.outbox("letter")]
    assert letters == ["2027-05-04 08:00", "2027-05-05 10:00"]


async def test_what_points_at_somebody_is_heard_by_nobody_without_mail_and_is_noted(town: Town) -> None:
    """All know who the hotseat is: the group is asked who comes, and not what prepares the hotseat."""
    await town.settles(the_group(*SERIES))
    await town.calls("2027-05-03 10:00")
    assert await refuses(town, "Anna", at="2027-05-03 10:01", times=2) == [False, False]
    told = await town.goes_to("2027-05-05 12:00")
    assert await town.read(told, Fate.IN_GROUP) == [("2027-05-03", "attendance", "Anna")]
    async with town.database.reading() as uow:
        noted = await uow.reminders.told([await town.person("Anna")], since=date(2027, 5, 3))
    assert await town.read(noted, Fate.UNREACHABLE) == [("2027-05-03", "preparation", "Anna")]


async def test_what_makes_no_sense_any_more_is_noted_as_late(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    town = town.writing
    await town.calls("2027-05-03 10:00")
    assert await refuses(town, "Bert", at="2027-05-06 18:30", times=2) == [False, False]
    async with town.database.reading() as uow:
        noted = await uow.reminders.told([await town.person("Bert")], since=date(2027, 5, 3))
    assert [one.fate for one in noted] == [Fate.SAID, Fate.LATE]


@pytest.mark.parametrize("mails", [True, False])
async def test_the_draaiboek_goes_by_letter_or_is_heard_by_nobody(town: Town, *, mails: bool) -> None:
    await town.settles(the_group(*SERIES))
    town = town.writing if mails else town
    await town.goes_to("2027-05-07 17:00")
    sheets = await refuses(town, "Mo", at="2027-05-07 17:01", kind="run_sheet")
    assert sheets == [True, mails], "what it takes the place of is not missed"
    told = await town.goes_to("2027-05-08 12:00")
    assert ("2027-05-07", "run_sheet", "Mo") in await town.read(told) or not mails
    assert [row.payload["person"] for row in await town.outbox("letter")] == [await town.person("Mo")] * mails


async def test_a_card_that_was_only_to_be_brought_up_to_date_asks_nothing_anew(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    town = town.writing
    await town.calls("2027-05-03 10:00")
    (card,) = [row for row in await town.outbox("reminder") if row.conversation_id == chat_of("Bert")]
    for act in (Act.REFRESH, Act.DELETE):
        assert await chat_refused(town.house, replace(said_by(card), act=act), await town.person("Bert"))
    assert await town.calls("2027-05-03 10:01") == []


async def test_a_draaiboek_that_was_asked_for_is_in_no_plan_and_goes_by_no_other_way(town: Town) -> None:
    await town.settles(the_group(*SERIES))
    asked = Notice(
        kind=NoticeKind.RUN_SHEET,
        conversation=chat_of("Mo"),
        payload={"session": await town.session(1)},
        due_at=town.house.now(),
    )
    assert not await chat_refused(town.writing.house, asked, await town.person("Mo"))
