"""A session moves or is called off from the chat: the group hears it, and every card that tells of it follows."""

from datetime import timedelta

import pytest

from dialogs.ids import ConversationId, PersonId
from dialogs.sessions import messages as m
from dialogs.sessions.machine import decide
from dialogs.sessions.model import Seat, SessionPhase
from dialogs.usecases.run_sheet_announced import announced_at
from tests.journeys.stage import LivingGroup

MOVE, CANCEL = "Sessie verzetten", "Sessie afzeggen"
MODERATORS = "Dit doet je moderator. Jij hoeft hier niets te doen."


def planning(group: LivingGroup) -> str:
    return group.card("Groep 1", "Planning")


async def moves(group: LivingGroup, day: str, time: str, *, said: str = "verplaats sessie 2") -> str:
    await group.says(said)
    dialog = await group.moderator.presses(group.chat, MOVE)
    done = await dialog.submits(MOVE, day=day, time=time)
    await group.stage.settle()
    return done.text


async def test_a_session_moves_and_the_planning_follows(group: LivingGroup) -> None:
    before = (await group.session(2)).starts_at

    invited = (await group.says("verplaats sessie 2"))[-1]
    dialog = await group.moderator.presses(group.chat, MOVE)
    done = await dialog.submits(MOVE, day="2027-05-26", time="14.30")
    await group.stage.settle()

    session = await group.session(2)
    assert "Wil je sessie 2 verzetten?" in invited
    assert "Sessie 2 staat nu op ma 24 mei 2027 10.00–10.45 uur." in dialog.text
    assert done.message == (
        "Sessie 2 is verzet naar wo 26 mei 2027 14.30–15.15 uur. De groep leest het en de planning is bijgewerkt."
    )
    assert "wo 26 mei 2027 14.30–15.15 uur" in planning(group)
    assert "Sessie 2 is verzet naar wo 26 mei 2027 14.30–15.15 uur." in group.chat.last_card.text
    assert (session.moved_from, session.starts_at - before) == (before, timedelta(days=2, hours=4, minutes=30))


async def test_without_a_number_it_is_the_next_one(group: LivingGroup) -> None:
    invited = (await group.says("verplaats"))[-1]

    assert "Wil je sessie 1 verzetten?" in invited


async def test_the_closing_summary_tells_the_new_day_of_the_next_session(group: LivingGroup) -> None:
    await group.says("start")
    await group.says("einde")

    await moves(group, "2027-05-26", "14.30", said="verplaats")

    assert "wo 26 mei 2027 14.30–15.15 uur" in group.card("Sessie 1 is klaar")


async def test_the_hotseats_card_and_the_moderators_card_tell_the_new_day(group: LivingGroup) -> None:
    await moves(group, "2027-05-12", "9:00", said="verplaats")

    assert "wo 12 mei" in group.hotseat.chat.card_with("Mijn ambitie delen").text
    assert "wo 12 mei" in group.moderator.chat.card_with("Sessie starten").text


async def test_the_run_sheet_that_was_announced_tells_the_new_day(group: LivingGroup) -> None:
    await group.moderator.types("draaiboek")
    await group.stage.settle()
    before = group.moderator.chat.card_with("Draaiboek openen").text

    await moves(group, "2027-05-12", "9:00", said="verplaats")

    after = group.moderator.chat.card_with("Draaiboek openen").text
    assert "ma 10 mei" in before
    assert "wo 12 mei 2027 9.00" in after
    assert "ma 10 mei" not in after


async def test_a_run_sheet_that_nobody_asked_for_does_not_come_because_of_it(group: LivingGroup) -> None:
    await moves(group, "2027-05-12", "9:00", said="verplaats")

    assert "Draaiboek openen" not in [title for card in group.moderator.chat.cards for title in card.titles]


async def test_a_run_sheet_that_waits_when_the_session_moves_comes_before_the_new_day(group: LivingGroup) -> None:
    chat, now = group.moderator.chat, group.stage.clock.now()
    session = (await group.session(1)).id
    rows = announced_at(session, chat=ConversationId(chat.id), at=now + timedelta(minutes=20), day=now.date())
    async with group.stage.bot.house.writing() as uow:
        await uow.outbox.add(rows)
        await uow.commit()
    await moves(group, "2027-05-19", "9.00", said="verplaats")

    await group.stage.wait_until(now + timedelta(hours=1))
    assert "Draaiboek openen" not in [title for card in chat.cards for title in card.titles]

    await group.stage.wait_until(now.replace(day=18, hour=12))
    assert "wo 19 mei" in chat.card_with("Draaiboek openen").text


async def test_who_could_not_come_on_the_old_day_is_expected_on_the_new_one(group: LivingGroup) -> None:
    anna = next(seat.person for seat in (await group.session(2)).seats if seat.name == "Anna")
    await says_no(group, "Anna")
    assert (await seat_of(group, anna)).cannot_come

    await moves(group, "2027-05-26", "14.30")

    assert not (await seat_of(group, anna)).cannot_come
    assert "Laat je weten of je er dan bij bent?" in group.chat.last_card.text


async def test_the_line_that_tells_of_the_new_day_asks_who_comes_then(group: LivingGroup) -> None:
    anna = next(seat.person for seat in (await group.session(2)).seats if seat.name == "Anna")
    await moves(group, "2027-05-26", "14.30")

    no = await group.actor("Anna").presses(group.chat, "Ik kan niet")

    assert group.chat.last_card.titles == ["Ik ben erbij", "Ik kan niet"]
    assert no.message == "Dank je dat je het laat weten. Na sessie 2 kun je inhalen wat je mist."
    assert (await seat_of(group, anna)).cannot_come


async def test_who_cannot_come_on_the_new_day_either_says_so_with_the_same_button(group: LivingGroup) -> None:
    anna = next(seat.person for seat in (await group.session(2)).seats if seat.name == "Anna")
    await group.says("start")
    await group.says("einde")
    await group.opens("Anna", "Ik kan niet")
    await moves(group, "2027-05-26", "14.30")
    assert not (await seat_of(group, anna)).cannot_come

    await group.opens("Anna", "Ik kan niet")

    assert (await seat_of(group, anna)).cannot_come


async def says_no(group: LivingGroup, name: str) -> None:
    house, head = group.stage.bot.house, await group.session(2)
    async with house.writing() as uow:
        session = await uow.sessions.lock(head.id)
        assert session is not None
        person = next(seat.person for seat in session.seats if seat.name == name)
        await uow.sessions.record(
            session, decide(session, m.MarkSeat(by=person, person=person, cannot_come=True), house.now())
        )
        await uow.commit()


async def seat_of(group: LivingGroup, person: PersonId) -> Seat:
    return next(seat for seat in (await group.session(2)).seats if seat.person == person)


@pytest.mark.parametrize(
    ("day", "time", "why"),
    [
        ("2027-05-09", "10.00", "Dat moment is al geweest."),
        ("2027-05-26", "", "Kies een begintijd met uren en minuten, zoals 10.00."),
        ("2027-05-26", "25.00", "Kies een begintijd met uren en minuten, zoals 10.00."),
        ("2027-05-26", "half elf", "Kies een begintijd met uren en minuten, zoals 10.00."),
        ("", "10.00", "Kies een datum."),
        ("2027-05-10", "09.45", "Sessie 1 komt hiervoor, of loopt dan nog."),
        ("2027-05-10", "10.59", "Sessie 1 komt hiervoor, of loopt dan nog."),
        ("2027-06-07", "10.00", "Sessie 3 komt hierna, of begint dan al."),
        ("2027-06-07", "09.16", "Sessie 3 komt hierna, of begint dan al."),
        ("2028-03-26", "02.30", "Kies een begintijd met uren en minuten, zoals 10.00."),
    ],
)
async def test_an_impossible_moment_comes_back_with_what_was_filled_in(
    group: LivingGroup, day: str, time: str, why: str
) -> None:
    before = (await group.session(2)).starts_at
    await group.says("verplaats sessie 2")
    dialog = await group.moderator.presses(group.chat, MOVE)
    data = {**dialog.shown.button(MOVE).data, "f-day": day, "f-time": time}

    back = await dialog.sends(data)

    assert why in back.text
    assert (back.values["f-day"], back.values["f-time"]) == (day, time)
    assert (await group.session(2)).starts_at == before


@pytest.mark.parametrize(("day", "time"), [("2027-05-10", "11.00"), ("2027-06-07", "09.15")])
async def test_a_session_may_follow_another_one_at_once(group: LivingGroup, day: str, time: str) -> None:
    assert "is verzet naar" in await moves(group, day, time)


async def test_a_session_is_called_off_and_start_takes_the_next_one(group: LivingGroup) -> None:
    await group.says("annuleer sessie 1")
    dialog = await group.moderator.presses(group.chat, CANCEL)
    done = await dialog.submits(CANCEL)
    await group.stage.settle()

    assert "Gaat sessie 1 van ma 10 mei 2027 10.00–11.00 uur niet door?" in dialog.text
    assert done.message == "Sessie 1 gaat niet door. De groep leest het en de planning is bijgewerkt."
    assert "Sessie 1 van ma 10 mei 2027 10.00–11.00 uur gaat niet door." in group.chat.last_card.text
    assert (await group.session(1)).phase is SessionPhase.CANCELLED
    assert "gaat niet door" in planning(group)

    await group.says("start")

    assert (await group.session(2)).phase is SessionPhase.OPEN


async def test_the_group_is_sent_to_the_planning_only_while_another_session_stands_in_it(group: LivingGroup) -> None:
    lines: list[str] = []
    for number in (1, 4):
        await group.says(f"annuleer sessie {number}")
        await (await group.moderator.presses(group.chat, CANCEL)).submits(CANCEL)
        await group.stage.settle()
        lines.append(group.chat.last_card.text)

    first, last = lines
    assert first.endswith("gaat niet door. In de planning staat wanneer jullie elkaar weer zien.")
    assert last.endswith("gaat niet door.")


async def test_a_session_that_was_called_off_is_not_what_the_summary_looks_forward_to(group: LivingGroup) -> None:
    await group.says("start")
    await group.says("einde")
    await group.says("annuleer")
    dialog = await group.moderator.presses(group.chat, CANCEL)
    await dialog.submits(CANCEL)
    await group.stage.settle()

    assert "ma 7 juni 2027" in group.card("Sessie 1 is klaar")


async def test_once_it_has_begun_it_neither_moves_nor_is_called_off(group: LivingGroup) -> None:
    await group.says("verplaats")
    dialog = await group.moderator.presses(group.chat, MOVE)
    await group.says("start")

    late = await dialog.submits(MOVE, day="2027-05-12", time="10.00")
    typed = (await group.says("annuleer sessie 1"))[-1]

    begun = "Deze sessie is al begonnen; verzetten of afzeggen kan alleen daarvoor."
    assert late.message == begun
    assert typed == begun
    assert (await group.session(1)).phase is SessionPhase.OPEN


async def test_only_the_moderator_can(group: LivingGroup) -> None:
    refused = (await group.says("verplaats", by=group.actor("Anna")))[-1]
    await group.says("verplaats")
    pressed = await group.actor("Anna").presses(group.chat, MOVE)

    assert refused == MODERATORS
    assert pressed.message == MODERATORS


async def test_a_number_that_is_none_of_the_sessions_gets_a_kind_line(group: LivingGroup) -> None:
    said = (await group.says("verplaats sessie 9"))[-1]

    assert "9" in said
    assert "Sessie verzetten" not in said


async def test_the_moderator_can_do_it_in_a_chat_of_their_own_and_the_group_reads_it(group: LivingGroup) -> None:
    mirjam = group.moderator
    await mirjam.types("verplaats sessie 3")
    await group.stage.settle()
    dialog = await mirjam.presses(mirjam.chat, MOVE)

    await dialog.submits(MOVE, day="2027-06-09", time="10.00")
    await group.stage.settle()

    assert "Sessie 3 is verzet naar wo 9 juni 2027 10.00–10.45 uur." in group.chat.last_card.text


async def test_moving_twice_by_redelivery_moves_once(group: LivingGroup) -> None:
    await group.says("verplaats sessie 2")
    dialog = await group.moderator.presses(group.chat, MOVE)
    await dialog.submits(MOVE, day="2027-05-26", time="14.30")
    await group.stage.settle()
    said = len(group.chat.messages)

    await dialog.submits(MOVE, day="2027-05-26", time="14.30")
    await group.stage.settle()

    assert len(group.chat.messages) == said


async def test_in_english(group: LivingGroup) -> None:
    await group.says("taal en")
    await group.says("move session 2")
    dialog = await group.moderator.presses(group.chat, "Move session")

    done = await dialog.submits("Move session", day="2027-05-26", time="14:30")
    await group.stage.settle()

    assert done.text.startswith("Session 2 has moved to")
    assert "Session 2 has moved to" in group.chat.last_card.text
