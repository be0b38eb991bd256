"""A session that moves there and back, and what came too late: each is said once, and nothing is lost on the way."""

from dataclasses import replace
from datetime import timedelta

import pytest

from dialogs.notices import NoticeState
from dialogs.reminders.model import Fate
from dialogs.usecases.called_again import ask_another_day
from dialogs.usecases.calling import call_due
from tests.calling_town import SERIES, Town, chat_of, local, said_by, shown, the_group


async def test_a_session_that_moves_and_comes_back_is_not_asked_twice_for_the_same_day(town: Town) -> None:
    """But for who has no card of it any more: that went when the session moved away."""
    await town.settles(the_group(*SERIES, names=("Anna", "Bert", "Chaima")), alone=("Bert", "Chaima"))
    async with town.database.unit_of_work() as uow:
        at = town.house.now()
        await uow.preferences.refuse_mail(await town.person("Bert"), address="bert@voorbeeld.example", at=at)
        await uow.commit()
    writing = town.writing
    first = await writing.goes_to("2027-05-03 12:00")
    await town.moves(1, "2027-05-17 10:00")
    await writing.goes_to("2027-05-04 11:00")
    await town.moves(1, "2027-05-10 10:00")
    again = await writing.goes_to("2027-05-06 18:00")
    reached = (Fate.SAID, Fate.IN_GROUP)
    asked = {who for _, rule, who in await town.read(first, *reached) if rule == "attendance"}
    assert asked == {"Anna", "Bert", "Chaima", "group"}
    assert {who for _, _, who in await town.read(again, *reached)} == {"Anna"}


async def loses(town: Town) -> None:
    """Nobody takes what is due."""
    desk, now = town.database.courier_desk(), town.clock.now()
    while claimed := await desk.claim(worker="w", now=now, real=now, limit=50):
        for one in claimed:
            await desk.settle(one, worker="w", state=NoticeState.DEAD, error="HTTP 400", now=now)


@pytest.mark.parametrize(
    ("rule", "who", "said_at", "back_at"),
    [
        ("run_sheet", "Mo", "2027-05-07 17:00", "2027-05-07 17:30"),
        ("session_link", "group", "2027-05-10 09:00", "2027-05-10 09:20"),
    ],
)
@pytest.mark.parametrize("became", ["came", "waits", "lost"])
async def test_what_was_said_for_this_moment_and_stands_there_still_is_not_said_again(
    town: Town, rule: str, who: str, said_at: str, back_at: str, became: str
) -> None:
    """It followed the session there and back, or is drawn when it comes. What never comes is said after all."""
    await town.settles(the_group(*SERIES))
    first = await town.goes_to(said_at)
    if became != "waits":
        await (town.delivers() if became == "came" else loses(town))
    town.clock.moment += timedelta(minutes=5)
    await town.moves(1, "2027-05-17 10:00")
    town.clock.moment += timedelta(minutes=5)
    await town.moves(1, "2027-05-10 10:00")
    again = await town.goes_to(back_at)
    assert [one for one in await town.read(first) if one[1:] == (rule, who)]
    assert bool([one for one in await town.read(again) if one[1:] == (rule, who)]) is (became == "lost")


@pytest.mark.parametrize("is_brought", [True, False])
async def test_who_is_asked_nothing_while_a_session_was_away_for_a_moment_is_asked_after_all(
    town: Town, *, is_brought: bool
) -> None:
    """A moderator who typed another date corrects it at once: the card of that day was taken away meanwhile. One that
    waits still is drawn when it comes."""
    await town.settles(the_group(*SERIES, names=("Anna", "Bert")))
    await town.goes_to("2027-05-03 10:00")
    for to in ("2027-05-17 10:00", "2027-05-10 10:00"):
        if is_brought:
            await town.delivers()
        town.clock.moment += timedelta(minutes=5)
        await town.moves(1, to)
    told = await town.goes_to("2027-05-03 18:00")
    asked = {"Anna", "Bert"} if is_brought else set()
    assert {who for _, rule, who in await town.read(told) if rule == "attendance"} == asked
    cards = [row for row in await town.outbox("reminder") if row.conversation_id == chat_of("Bert")]
    assert [row.act for row in cards if row.state == "pending"] == ["upsert"]


async def test_a_card_that_is_to_be_taken_away_stands_no_more(town: Town) -> None:
    await town.settles(the_group(*SERIES, names=("Anna", "Bert")))
    await town.goes_to("2027-05-03 10:00")
    await town.delivers()
    for to in ("2027-05-17 10:00", "2027-05-10 10:00"):
        town.clock.moment += timedelta(minutes=5)
        await town.moves(1, to)
    told = await town.goes_to("2027-05-03 18:00")
    assert {who for _, rule, who in await town.read(told) if rule == "attendance"} == {"Anna", "Bert"}


async def test_what_stands_on_a_card_that_asks_something_else_too_is_not_asked_again(town: Town) -> None:
    """The card stayed, and follows the session there and back."""
    await town.settles(
        the_group(*SERIES, names=("Anna", "Bert")),
        the_group(*SERIES, number=2, names=("Bert", "Anna"), moderator="Wim"),
    )
    await town.goes_to("2027-05-03 12:00")
    for day, to in (("2027-05-04", "2027-05-17 10:00"), ("2027-05-05", "2027-05-10 10:00")):
        await town.delivers()
        await town.goes_to(f"{day} 09:00")
        await town.moves(1, to)
    told = await town.goes_to("2027-05-06 09:00")
    assert await town.read(told) == []


@pytest.mark.parametrize("to", ["2027-05-10 12:00", "2027-05-11 10:00"])
async def test_what_was_said_for_another_moment_is_said_for_this_one(town: Town, to: str) -> None:
    await town.settles(the_group(*SERIES))
    await town.goes_to("2027-05-10 09:00")
    await town.delivers()
    await town.moves(1, to)
    told = await town.goes_to("2027-05-11 12:00")
    assert [who for _, rule, who in await town.read(told) if rule == "session_link"] == ["group"]


async def test_who_leads_and_got_a_letter_gets_no_second_one_when_the_session_is_back(town: Town) -> None:
    await town.settles(the_group(*SERIES), alone=("Mo",))
    writing = town.writing
    await writing.goes_to("2027-05-07 17:05")
    for to in ("2027-05-17 10:00", "2027-05-10 10:00"):
        await town.moves(1, to)
    await writing.goes_to("2027-05-07 18:00")
    assert len(await town.outbox("letter")) == 1


async def test_a_card_follows_a_file_also_where_its_group_has_no_chat(town: Town) -> None:
    entry = the_group(*SERIES, names=("Anna", "Bert"))
    await town.settles(entry, linked=False)
    await town.goes_to("2027-05-03 12:00")
    await town.delivers()
    first, *others = entry.sessions
    await town.imports(replace(entry, sessions=(replace(first, cancelled=True), *others)))
    cards = [row for row in await town.outbox("reminder") if row.conversation_id == chat_of("Anna")]
    assert [(row.act, row.payload["day"]) for row in cards] == [("upsert", "2027-05-03"), ("refresh", "2027-05-03")]


async def test_a_day_of_ones_own_comes_back_with_the_session_it_came_before(town: Town) -> None:
    await town.settles(the_group(*SERIES, names=("Anna", "Bert")))
    await town.leads(1, "2027-05-10 10:00")
    await town.tries("Anna")
    await town.leads(2, "2027-05-31 10:00")
    await town.leads(3, "2027-06-14 10:00", chosen={"Anna": "2027-07-14"})
    await town.moves(4, "2027-07-12 10:00")
    await town.goes_to("2027-06-15 12:00")
    await town.moves(4, "2027-09-13 10:00")
    told = await town.goes_to("2027-07-20 12:00")
    assert ("2027-07-14", "interim", "Anna") in await town.read(told)


async def test_a_late_card_asks_again_what_it_said_and_not_what_came_before_it(town: Town) -> None:
    await town.settles(
        the_group(*SERIES, names=("Anna", "Bert")),
        the_group("2027-05-10 14:00", "2027-06-07 14:00", number=2, names=("Bert", "Anna"), moderator="Wim"),
    )
    await town.calls("2027-05-03 10:00")
    await town.delivers()
    await town.calls("2027-05-03 14:00")
    town.clock.moment = local("2027-05-03 18:05")
    for row in [row for row in await town.outbox("reminder") if shown(row.due_at) == "2027-05-03 14:00"]:
        if row.conversation_id == chat_of("Anna"):
            await ask_another_day(town.house, said_by(row), await town.person("Anna"))
    again = await town.calls("2027-05-04 08:00")
    assert {line.group for line in again} == {(await town.group(2)).id}


async def test_what_two_groups_ask_at_one_moment_is_one_card_though_they_are_not_called_together(town: Town) -> None:
    await town.settles(
        the_group(*SERIES, names=("Anna", "Bert")),
        the_group(*SERIES, number=2, names=("Bert", "Anna"), moderator="Wim"),
    )
    town.clock.moment = local("2027-05-03 10:00")
    for _ in range(2):
        assert (await call_due(town.house, groups=1)).groups == 1
        town.clock.moment += timedelta(seconds=1)
    (card,) = [row for row in await town.outbox("reminder") if row.conversation_id == chat_of("Anna")]
    town.clock.moment = local("2027-05-03 18:05")
    await ask_another_day(town.house, said_by(card), await town.person("Anna"))
    again = await town.calls("2027-05-04 08:00")
    assert len([line for line in await town.read(again) if line[1:] == ("attendance", "Anna")]) == 2


async def test_what_was_put_off_and_came_too_late_is_as_late_as_the_moment_that_was_chosen(town: Town) -> None:
    """Not as the rule's own, which was over by then."""
    await town.settles(the_group(*SERIES, names=("Anna", "Bert")))
    await town.calls("2027-05-03 10:00")
    await town.puts_off("Anna", "preparation", 1, until="2027-05-06 09:00")
    await town.goes_to("2027-05-06 18:05")
    await ask_another_day(town.house, said_by((await town.outbox("reminder"))[-1]), await town.person("Anna"))
    told = await town.calls("2027-05-07 08:00")
    assert ("2027-05-07", "preparation", "Anna") in await town.read(told)


@pytest.mark.parametrize("by", ["moderator", "programme"])
async def test_who_could_not_come_cannot_when_the_session_is_back_at_that_moment(town: Town, by: str) -> None:
    await town.settles(the_group(*SERIES, names=("Anna", "Bert")))
    await town.goes_to("2027-05-03 12:00")
    await town.answers("Bert", "attendance", 1, coming="no")
    for day, to in (("2027-05-04", "2027-05-17 10:00"), ("2027-05-05", "2027-05-10 10:00")):
        await town.goes_to(f"{day} 09:00")
        if by == "moderator":
            await town.moves(1, to)
        else:
            await town.imports(the_group(to, *SERIES[1:], names=("Anna", "Bert")))
    bert = await town.person("Bert")
    async with town.database.reading() as uow:
        session = await uow.sessions.get(await town.session(1))
    assert session is not None
    assert [seat.person for seat in session.seats if seat.cannot_come] == [bert]


async def test_what_came_along_that_morning_is_said_once_too_though_the_session_went_and_came_back(town: Town) -> None:
    """By mail and in one's own chat: at ten for the nudge, and with it what is asked at four."""
    await town.settles(the_group("2027-06-07 16:00", "2027-06-21 16:00", names=("Anna", "Bert")), alone=("Anna",))
    writing = Town(database=town.database, house=replace(town.house, mails=True), clock=town.clock)
    await writing.leads(1, "2027-06-07 16:00")
    await writing.tries("Anna", "Bert")
    await writing.goes_to("2027-06-14 17:00")
    for hour, to in (("09:00", "2027-06-28 16:00"), ("09:20", "2027-06-21 16:00")):
        await town.delivers()
        town.clock.moment = local(f"2027-06-15 {hour}")
        await writing.moves(2, to)
    told = await writing.goes_to("2027-06-15 18:00")
    assert await town.read(told) == []


async def test_a_card_that_waits_still_tells_of_what_is_asked_later_that_day_and_makes_one_sound(town: Town) -> None:
    """The channel was away from ten; should all of it come too late, all of it is asked again."""
    await town.settles(
        the_group(*SERIES, names=("Anna", "Bert")),
        the_group("2027-05-10 14:00", "2027-06-07 14:00", number=2, names=("Bert", "Anna"), moderator="Wim"),
    )
    await town.calls("2027-05-03 10:00")
    await town.calls("2027-05-03 14:00")
    (card,) = [row for row in await town.outbox("reminder") if row.conversation_id == chat_of("Anna")]
    assert (card.act, shown(card.due_at)) == ("upsert", "2027-05-03 10:00")
    town.clock.moment = local("2027-05-03 18:05")
    await ask_another_day(town.house, said_by(card), await town.person("Anna"))
    again = await town.calls("2027-05-04 08:00")
    assert len([line for line in await town.read(again) if line[1:] == ("attendance", "Anna")]) == 2
