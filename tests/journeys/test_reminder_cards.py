"""What people see and press when the bot asks by itself: their own card, the group's line, later, a pause, the plan."""

import re
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.rehearsal.actors import Actor
from bot.rehearsal.chats import Chat, Message
from dialogs.ids import ConversationId, PersonId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.reminders.model import Fate, Reminder, Told
from dialogs.sessions import messages as m
from tests.journeys.stage import LivingGroup, Regie
from tests.journeys.test_between_forms import holds, tries
from tests.journeys.test_dates_after_import import brings_in, moves, starts
from tests.journeys.test_planning_after_import import with_session

ZONE = ZoneInfo("Europe/Amsterdam")
LATER, PAUSE = "Later herinneren", "Meldingen pauzeren tot"


def day_of(group: LivingGroup) -> date:
    return group.stage.clock.now().astimezone(ZONE).date()


async def person(group: LivingGroup, name: str) -> PersonId:
    return next(seat.person for seat in (await group.session()).seats if seat.name == name)


async def said(group: LivingGroup, rules: list[str], *, number: int, to: PersonId | None, notice: Notice) -> None:
    """As the bot notes it when it calls a reminder."""
    session, now = await group.session(number), group.stage.clock.now()
    async with group.stage.bot.house.writing() as uow:
        await uow.reminders.log(
            [
                Told(
                    group=session.group,
                    session=session.id,
                    rule=rule,
                    person=to,
                    fate=Fate.SAID,
                    on=day_of(group),
                    at=now,
                )
                for rule in rules
            ]
        )
        await uow.outbox.add([notice])
        await uow.commit()
    await group.stage.settle()


async def asks(group: LivingGroup, name: str, *rules: str, number: int = 2) -> Actor:
    """The card of today in somebody's own chat."""
    actor = group.actor(name)
    if not actor.chat.installed:
        await actor.installs()
        await group.stage.settle()
    day = day_of(group).isoformat()
    notice = Notice(
        kind=NoticeKind.REMINDER,
        act=Act.UPSERT,
        conversation=ConversationId(actor.chat.id),
        key=f"reminder:{day}",
        payload={"day": day},
        due_at=group.stage.clock.now(),
    )
    await said(group, list(rules), number=number, to=await person(group, name), notice=notice)
    return actor


async def asks_group(group: LivingGroup, *rules: str, number: int = 2) -> None:
    session, day = await group.session(number), day_of(group).isoformat()
    notice = Notice(
        kind=NoticeKind.GROUP_REMINDER,
        act=Act.UPSERT,
        conversation=ConversationId(group.chat.id),
        key=f"reminder:{session.group}:{day}",
        payload={"group": session.group, "day": day},
        due_at=group.stage.clock.now(),
    )
    await said(group, list(rules), number=number, to=None, notice=notice)


def newest(chat: Chat) -> Message:
    return next(message for message in reversed(chat.messages) if message.card is not None and not message.deleted)


def own_cards(actor: Actor) -> list[str]:
    return [card.text for card in actor.chat.cards if PAUSE in card.titles]


async def waiting(group: LivingGroup, name: str) -> list[Reminder]:
    who, session = await person(group, name), await group.session()
    async with group.stage.bot.house.reading() as uow:
        return [one for one in await uow.reminders.waiting(session.group) if one.person == who]


async def pause_of(group: LivingGroup, name: str) -> date | None:
    who = await person(group, name)
    async with group.stage.bot.house.reading() as uow:
        return (await uow.preferences.paused([who])).get(who)


def local(day: int, hour: int, *, month: int = 5) -> datetime:
    return datetime(2027, month, day, hour, tzinfo=ZONE)


# --- one's own card


async def test_attendance_takes_one_tap_and_then_nothing_is_asked_any_more(group: LivingGroup) -> None:
    anna = await asks(group, "Anna", "attendance")

    thanks = await anna.presses(anna.chat, "Ik ben erbij")
    before = len(anna.chat.messages)
    await asks(group, "Anna", "attendance")

    assert newest(anna.chat).summary == "Een vraag voor sessie 2"
    assert "Groep 1 · sessie 2" in own_cards(anna)[0]
    assert thanks.message == "Fijn dat je erbij bent: ma 24 mei 10.00 uur."
    assert len(anna.chat.messages) == before


async def test_after_a_move_the_answer_of_before_is_told_and_asked_for_again(group: LivingGroup) -> None:
    anna = await asks(group, "Anna", "attendance")
    await anna.presses(anna.chat, "Ik ben erbij")
    await group.says("verplaats sessie 2")
    await (await group.moderator.presses(group.chat, "Sessie verzetten")).submits(
        "Sessie verzetten", day="2027-05-26", time="10.00"
    )

    await group.stage.wait_until(local(19, 10) + timedelta(minutes=1))
    again = await anna.presses(anna.chat.cards[-1], "Ik ben erbij")

    assert "Sessie 2 is verzet naar wo 26 mei 2027 10.00–10.45 uur." in own_cards(anna)[-1]
    assert "Voor ma 24 mei 10.00 uur zei je: Ik ben erbij." in own_cards(anna)[-1]
    assert again.message == "Fijn dat je erbij bent: wo 26 mei 10.00 uur."


async def test_within_a_week_the_closing_summary_asks_who_comes_and_no_reminder_does(group: LivingGroup) -> None:
    anna, bert = group.actor("Anna"), group.actor("Bert")
    await anna.installs()
    await bert.installs()
    await group.says("verplaats sessie 2")
    await (await group.moderator.presses(group.chat, "Sessie verzetten")).submits(
        "Sessie verzetten", day="2027-05-17", time="10.00"
    )
    await group.says("start sessie 1")
    await group.says("einde")
    summary = group.chat.last_card

    yes = await anna.presses(summary, "Ik ben erbij")
    no = await bert.presses(summary, "Ik kan niet")
    await group.stage.wait_until(local(17, 9) - timedelta(minutes=5))

    assert "Ben je er dan bij?" in summary.text
    assert yes.message == "Fijn dat je erbij bent: ma 17 mei 10.00 uur."
    assert no.message == "Dank je dat je het laat weten. Na sessie 2 kun je inhalen wat je mist."
    assert [seat.name for seat in (await group.session(2)).seats if seat.cannot_come] == ["Bert"]
    assert not any("Ben je erbij?" in text for text in (*own_cards(anna), *own_cards(bert)))


async def test_a_look_back_shows_ones_own_words_in_full_and_no_notification_does(group: LivingGroup) -> None:
    await holds(group, 1)
    await tries(group, "Anna", "dan stel ik eerst één vraag")

    anna = await asks(group, "Anna", "look_back", "attendance")
    dialog = await anna.presses(anna.chat, "Terugblik invullen")

    [card] = own_cards(anna)
    assert "Als een overleg vastloopt, dan stel ik eerst één vraag." in card
    assert "Niet aan toegekomen? Dat telt ook" in card
    assert newest(anna.chat).summary == "Een paar vragen voor sessie 2"
    assert "stel ik eerst één vraag" in dialog.text


@pytest.mark.parametrize("new", [True, False])
async def test_halfway_the_card_tells_of_the_experiment_that_was_chosen_with_the_day(
    group: LivingGroup, *, new: bool
) -> None:
    await holds(group, 1)
    await tries(group, "Anna", "dan stel ik eerst één vraag")
    await group.stage.wait_until((await group.session(3)).starts_at)
    await group.reaches("3.5", number=3)
    form = await group.opens("Anna", "Experiment invullen")
    [pick] = [one for one in form.shown.inputs if one.id == "f-experiment.pick"]
    parts = {"when": "Als iemand zwijgt", "then": "wacht ik even", "on": "2027-06-08", "safety": "no"}
    chosen = {f"f-experiment.{part}": said for part, said in parts.items()} if new else {}
    choice = pick.choices[-1 if new else 0][1]
    done = await form.submits("Insturen", interim_date="2027-06-20", **{"f-experiment.pick": choice}, **chosen)
    assert not done.is_open, done.text
    if not new:  # a second one, after it
        await more(group, "Anna", "wacht ik even")
    await group.says("einde")

    anna = await asks(group, "Anna", "interim", number=4)

    [card] = own_cards(anna)
    assert "Je wilde halverwege even terugkijken op dit experiment:" in card
    assert ("wacht ik even" in card, "stel ik eerst één vraag" in card) == (new, not new)


async def more(group: LivingGroup, name: str, then: str) -> None:
    """Somebody who tries something already, thinks of another."""
    actor = group.actor(name)
    await group.says("experiment", by=actor)
    dialog = await (await actor.presses(group.chat, "Experiment invullen")).submits("Nieuw experiment")
    parts = {"when": "Als iemand zwijgt", "then": then, "on": "2027-06-08", "safety": "no"}
    done = await dialog.submits("Insturen", **{f"f-experiment.{part}": said for part, said in parts.items()})
    assert not done.is_open, done.text


async def test_who_thought_of_something_meanwhile_is_not_asked_for_a_first_experiment(group: LivingGroup) -> None:
    await holds(group, 1)
    await tries(group, "Anna", "dan stel ik eerst één vraag")

    anna = await asks(group, "Anna", "first_experiment", number=1)
    bert = await asks(group, "Bert", "first_experiment", number=1)

    assert own_cards(anna) == []
    assert "Groep 1 · na sessie 1" in own_cards(bert)[0]
    assert "Eén zin is genoeg." in own_cards(bert)[0]
    assert newest(bert.chat).summary == "Een vraag na sessie 1"
    assert "Experiment invullen" in bert.chat.cards[-1].titles


async def test_the_hotseats_preparation_opens_its_own_form(group: LivingGroup) -> None:
    hanna = await asks(group, "Hanna", "preparation", number=1)
    dialog = await hanna.presses(hanna.chat.cards[-1], "Mijn ambitie delen")
    assert "Wat zou je graag anders zien?" in dialog.text


async def test_who_wants_quiet_by_the_time_it_is_sent_gets_none(group: LivingGroup) -> None:
    who = await person(group, "Anna")
    async with group.stage.bot.house.writing() as uow:
        await uow.preferences.pause(who, day_of(group))
        await uow.commit()
    anna = await asks(group, "Anna", "attendance")
    assert own_cards(anna) == []


async def test_in_english_the_card_is_english(group: LivingGroup) -> None:
    await group.actor("Anna").types("taal en")
    anna = await asks(group, "Anna", "attendance")
    assert anna.chat.cards[-1].titles == ["I'll be there", "I can't", "Remind me later", "Pause until"]


# --- the group's line


async def test_the_groups_line_counts_and_names_nobody_and_its_buttons_are_for_all(group: LivingGroup) -> None:
    await group.stage.wait(days=1)
    await asks_group(group, "attendance")
    one = await group.opens("Anna", "Ik ben erbij")
    other = await group.opens("Bert", "Ik kan niet")
    await asks_group(group, "attendance")

    card = group.chat.cards[-1].text
    assert newest(group.chat).summary == "Een vraag voor sessie 2"
    assert "2 van de 8 hebben geantwoord" in card
    assert [name for name in ("Anna", "Bert", "Hanna") if name in card] == []
    assert one.message is not None
    assert other.message is not None


async def test_an_hour_before_the_group_is_told_in_one_line(group: LivingGroup) -> None:
    session = await group.session(2)
    await group.stage.wait_until(session.starts_at - timedelta(hours=1))
    await asks_group(group, "session_link")
    assert group.chat.cards[-1].text == "Over een uur begint sessie 2: 10.00–10.45 uur."


async def test_nothing_is_said_in_the_group_once_the_session_began(group: LivingGroup) -> None:
    await group.says("start sessie 1")
    before = len(group.chat.messages)
    await asks_group(group, "session_link", "attendance", number=1)
    assert len(group.chat.messages) == before


# --- a session that moves when they stand there


async def moves_the_second(group: LivingGroup, day: str, time: str) -> None:
    await group.says("verplaats sessie 2")
    await (await group.moderator.presses(group.chat, "Sessie verzetten")).submits(
        "Sessie verzetten", day=day, time=time
    )
    await group.stage.settle()


async def test_a_card_that_asks_for_the_old_hour_tells_the_new_one_without_a_sound(group: LivingGroup) -> None:
    await group.stage.wait_until(local(18, 12))  # after the day on which everybody is asked
    anna = await asks(group, "Anna", "attendance")
    assert "10.00" in own_cards(anna)[0]
    before = len(anna.chat.messages)

    await moves_the_second(group, "2027-05-24", "14.30")

    (card,) = own_cards(anna)
    assert "14.30" in card
    assert "10.00" not in card
    assert len(anna.chat.messages) == before


async def test_a_card_that_asks_for_the_old_day_goes_when_the_new_one_will_be_asked_for(group: LivingGroup) -> None:
    anna = await asks(group, "Anna", "attendance")
    before = len(anna.chat.messages)

    await moves_the_second(group, "2027-06-04", "10.00")

    assert own_cards(anna) == []
    assert len(anna.chat.messages) == before


async def test_a_card_that_asks_for_the_old_day_goes_when_a_file_moves_it(group: LivingGroup) -> None:
    anna = await asks(group, "Anna", "attendance")
    assert "ma 24 mei" in anna.chat.last_card.text

    await brings_in(group, with_session(2, starts=starts(2, days=2)))

    assert [card for card in anna.chat.cards if "ma 24 mei" in card.text] == []


# --- a session that moves while they wait


async def held_up(group: LivingGroup, rule: str, *, to: str | None) -> None:
    """Called by now, and waiting for the courier when session 2 moves by two days; then it is sent."""
    stage = group.stage
    who = await person(group, to) if to else None
    session, day, now = await group.session(2), day_of(group).isoformat(), stage.clock.now()
    chat = group.actor(to).chat if to else group.chat
    notice = Notice(
        kind=NoticeKind.REMINDER if to else NoticeKind.GROUP_REMINDER,
        act=Act.UPSERT,
        conversation=ConversationId(chat.id),
        key=f"reminder:{day}" if to else f"reminder:{session.group}:{day}",
        payload={"day": day} if to else {"group": session.group, "day": day},
        due_at=now,
    )
    fate, on = Fate.SAID, day_of(group)
    line = Told(group=session.group, session=session.id, rule=rule, person=who, fate=fate, on=on, at=now)
    async with stage.bot.house.writing() as uow:
        stored = await uow.sessions.lock(session.id)
        assert stored is not None
        await uow.reminders.log([line])
        await uow.sessions.record(stored, [m.SessionMoved(starts_at=session.starts_at + timedelta(days=2))])
        await uow.outbox.add([notice])
        await uow.commit()
    await stage.settle()


async def test_who_will_be_asked_for_the_new_day_is_not_asked_for_the_old_one(group: LivingGroup) -> None:
    anna = group.actor("Anna")
    await anna.installs()
    await group.stage.wait_until(local(14, 16))  # an hour before everybody is asked: the 17th is a holiday

    await held_up(group, "attendance", to="Anna")

    assert own_cards(anna) == []


async def test_a_session_that_moved_to_another_day_is_not_said_to_begin_in_a_moment(group: LivingGroup) -> None:
    await group.stage.wait_until((await group.session(2)).starts_at - timedelta(hours=1, minutes=1))
    before = len(group.chat.messages)

    await held_up(group, "session_link", to=None)

    assert group.said_since(before) == []


async def test_a_card_that_the_courier_held_until_the_evening_is_asked_again_the_next_morning(
    group: LivingGroup,
) -> None:
    stage, anna = group.stage, group.actor("Anna")
    await anna.installs()
    await stage.wait_until(local(31, 18))
    notice = Notice(
        kind=NoticeKind.REMINDER,
        act=Act.UPSERT,
        conversation=ConversationId(anna.chat.id),
        key="reminder:2027-05-31",
        payload={"day": "2027-05-31"},
        due_at=stage.clock.now(),
        drop_after=stage.clock.now() - timedelta(seconds=1),
    )
    async with stage.bot.house.writing() as uow:
        await uow.outbox.add([notice])
        await uow.commit()
    await stage.settle()

    [kept] = await waiting(group, "Anna")
    before = len(anna.chat.messages)
    await stage.wait_until(local(1, 8, month=6) + timedelta(minutes=1))

    assert (kept.rule, kept.due_at) == ("attendance", local(1, 8, month=6))
    assert [message.summary for message in anna.chat.messages[before:]] == ["Een vraag voor sessie 3"]


# --- later


async def test_later_comes_back_at_the_chosen_moment(group: LivingGroup) -> None:
    anna = await asks(group, "Anna", "attendance")

    page = await anna.presses(anna.chat.cards[-1], LATER)
    offered = [title for title, _ in page.shown.inputs[0].choices]
    done = await page.submits("Vastleggen", choice="Morgen (di 11 mei 9.00 uur)")

    assert offered == ["Vanmiddag (ma 10 mei 15.00 uur)", "Morgen (di 11 mei 9.00 uur)", "Op wo 12 mei 9.00 uur"]
    assert done.message == "Goed. Ik vraag het je weer op di 11 mei 9.00 uur."
    [kept] = await waiting(group, "Anna")
    assert (kept.rule, kept.due_at) == ("attendance", local(11, 9))
    assert kept.drop_after > kept.due_at


async def test_later_on_the_same_day_is_heard_and_leaves_one_card(group: LivingGroup) -> None:
    """A card that changes makes no sound: the morning's goes and a new one comes."""
    anna = await asks(group, "Anna", "attendance")
    morning = anna.chat.cards[-1]
    page = await anna.presses(morning, LATER)
    await page.submits("Vastleggen", choice="Vanmiddag (ma 10 mei 15.00 uur)")
    before = len(anna.chat.messages)

    await group.stage.wait_until(local(10, 15) + timedelta(minutes=1))

    [posted] = anna.chat.messages[before:]
    assert posted.summary == "Een vraag voor sessie 2"
    assert [card.id for card in anna.chat.cards if PAUSE in card.titles] == [posted.id]
    assert morning.id != posted.id


async def test_later_twice_is_once_and_the_last_choice_counts(group: LivingGroup) -> None:
    anna = await asks(group, "Anna", "attendance", "look_back")
    phone, laptop = [await anna.presses(anna.chat.cards[-1], LATER) for _ in range(2)]

    await phone.submits("Vastleggen", choice="Morgen (di 11 mei 9.00 uur)")
    await laptop.submits("Vastleggen", choice="Op wo 12 mei 9.00 uur")

    assert [one.due_at for one in await waiting(group, "Anna")] == [local(12, 9)]


async def test_later_offers_only_moments_after_a_pause(group: LivingGroup) -> None:
    anna = await asks(group, "Anna", "attendance")
    before = await anna.presses(anna.chat.cards[-1], LATER)
    await anna.types("pauze tot 13 mei")
    await group.stage.settle()

    refused = await before.submits("Vastleggen", choice="Morgen (di 11 mei 9.00 uur)")

    assert "Dat moment past niet meer. Kies een ander moment." in refused.text
    assert next(title for title, _ in refused.shown.inputs[0].choices) == "Op vr 14 mei 9.00 uur"
    assert await waiting(group, "Anna") == []


async def test_what_is_answered_meanwhile_gets_a_thank_you_instead_of_a_moment(group: LivingGroup) -> None:
    anna = await asks(group, "Anna", "attendance")
    page = await anna.presses(anna.chat.cards[-1], LATER)
    await anna.presses(anna.chat.cards[-1], "Ik ben erbij")

    late = await page.submits("Vastleggen", choice="Op wo 12 mei 9.00 uur")
    again = await anna.presses(anna.chat.cards[-1], LATER)

    thanks = "Dank je, hier staat niets meer voor je open."
    assert (late.message, again.message) == (thanks, thanks)
    assert await waiting(group, "Anna") == []


async def test_just_before_the_session_later_is_declined_kindly(group: LivingGroup) -> None:
    session = await group.session(2)
    await group.stage.wait_until(session.starts_at - timedelta(minutes=50))
    anna = await asks(group, "Anna", "attendance")
    page = await anna.presses(anna.chat.cards[-1], LATER)
    assert page.message == ("Sessie 2 is al dichtbij, dus later past niet meer. Het mag ook in de sessie zelf.")


async def test_what_comes_after_a_session_is_too_late_once_the_next_one_is_near(group: LivingGroup) -> None:
    """It is the next one that is named, for the other has been."""
    await holds(group, 1)
    next_ = await group.session(2)
    await group.stage.wait_until(next_.starts_at - timedelta(minutes=50))
    bert = await asks(group, "Bert", "first_experiment", number=1)
    page = await bert.presses(bert.chat.cards[-1], LATER)
    assert page.message == "Sessie 2 is al dichtbij, dus later past niet meer. Het mag ook in de sessie zelf."


async def test_once_the_moment_of_a_session_passed_it_is_not_called_near(group: LivingGroup) -> None:
    """Nobody opened it with the bot: the group may have met without."""
    session = await group.session(2)
    anna = await asks(group, "Anna", "attendance")
    await group.stage.wait_until(session.starts_at + timedelta(days=1))
    page = await anna.presses(anna.chat.card_with(LATER), LATER)
    assert page.message == (
        "Het moment van sessie 2 is al geweest, dus later past niet meer. Vertel het gerust in je groep."
    )


async def test_a_moment_that_passed_meanwhile_is_asked_again(group: LivingGroup) -> None:
    anna = await asks(group, "Anna", "attendance")
    page = await anna.presses(anna.chat.cards[-1], LATER)
    await group.stage.wait(hours=7)

    back = await page.submits("Vastleggen", choice="Vanmiddag (ma 10 mei 15.00 uur)")

    assert "Dat moment past niet meer. Kies een ander moment." in back.text
    assert "Vanmiddag" not in back.text
    assert await waiting(group, "Anna") == []


async def test_somebody_elses_card_does_nothing_for_the_other(group: LivingGroup) -> None:
    anna = await asks(group, "Anna", "attendance")
    data = anna.chat.cards[-1].button(LATER).data
    bert = group.actor("Bert")
    await bert.installs()

    theirs = await bert.sends(bert.chat, anna.chat.cards[-1].id, data, dialog=True)

    assert theirs.message == "Voor jou staat hier niets open. Typ stand om te zien wat er voor je klaarstaat."


@pytest.mark.parametrize("day", ["2027-05-09", "gisteren", "2099-01-01", "0001-01-01"])
async def test_a_forged_day_opens_nothing(group: LivingGroup, day: str) -> None:
    anna = await asks(group, "Anna", "attendance")
    card = anna.chat.cards[-1]
    forged = await anna.sends(anna.chat, card.id, {**card.button(LATER).data, "day": day}, dialog=True)
    chosen = {"verb": "later.choose", "day": day, "f-choice": "2027-05-11T07:00:00+00:00"}
    sent = await anna.invokes("task/submit", chosen, in_=anna.chat)
    assert (forged.message or "").startswith("Voor jou staat hier niets open.")
    assert sent.status == 200
    assert await waiting(group, "Anna") == []


# --- a pause


async def opens_pause(group: LivingGroup, name: str) -> tuple[Actor, Any]:
    actor = group.actor(name)
    await actor.types("pauze")
    await group.stage.settle()
    return actor, await actor.presses(actor.chat, PAUSE)


async def test_a_pause_has_an_end_and_can_be_ended(group: LivingGroup) -> None:
    _, page = await opens_pause(group, "Anna")
    done = await page.submits("Vastleggen", day="2027-06-01")
    anna, again = await opens_pause(group, "Anna")
    until = await pause_of(group, "Anna")
    on = await again.submits("Weer aanzetten")

    assert done.message == "Goed. Tot en met di 1 juni 2027 vraag ik je niets. Daarna pak ik het weer op."
    assert until == date(2027, 6, 1)
    assert "Je meldingen staan stil tot en met di 1 juni 2027." in again.text
    assert "Je meldingen staan stil tot en met di 1 juni 2027." in anna.chat.cards[-1].text
    assert on.message == "Je meldingen staan weer aan."
    assert await pause_of(group, "Anna") is None


@pytest.mark.parametrize(
    ("day", "why"),
    [
        ("", "Kies een dag. Een pauze heeft altijd een einde."),
        ("morgen", "Kies een dag. Een pauze heeft altijd een einde."),
        ("2027-05-10", "Kies een dag na vandaag."),
        ("2027-11-11", "Een pauze duurt hooguit een half jaar: tot en met wo 10 november 2027."),
        ("9999-12-31", "Een pauze duurt hooguit een half jaar: tot en met wo 10 november 2027."),
    ],
)
async def test_a_day_that_does_not_do_comes_back_with_what_was_filled_in(
    group: LivingGroup, day: str, why: str
) -> None:
    _, page = await opens_pause(group, "Anna")
    back = await page.sends({**page.shown.button("Vastleggen").data, **({"f-day": day} if day else {})})
    assert why in back.text
    assert back.shown.inputs[0].value == day
    assert await pause_of(group, "Anna") is None


async def test_a_day_can_be_typed_in_ones_own_chat(group: LivingGroup) -> None:
    anna = group.actor("Anna")
    await anna.types("pauze tot 1 juni")
    await group.stage.settle()
    assert anna.chat.cards[-1].text == "Goed. Tot en met di 1 juni 2027 vraag ik je niets. Daarna pak ik het weer op."
    assert await pause_of(group, "Anna") == date(2027, 6, 1)

    await anna.types("pauze tot sint juttemis")
    await group.stage.settle()
    assert "Een pauze heeft altijd een einde." in anna.chat.cards[-1].text
    assert await pause_of(group, "Anna") == date(2027, 6, 1)


async def test_in_the_group_nobody_reads_that_somebody_pauses(group: LivingGroup) -> None:
    hanna = group.hotseat
    neutral = "Hier regel je je eigen meldingen. Alleen jij ziet wat je kiest."

    typed = await group.says("pauze tot 1 juni", by=hanna)
    once_more = await group.says("pauze", by=hanna)
    of_hanna = await hanna.presses(group.chat, PAUSE)
    of_bert = await group.opens("Bert", PAUSE)

    assert (typed, once_more) == ([neutral], [neutral])
    assert "Tot en met di 1 juni 2027" in hanna.chat.cards[-1].text
    assert "stil tot en met di 1 juni 2027" in of_hanna.text
    assert "stil" not in of_bert.text


async def test_somebody_without_a_seat_is_shown_the_free_seats_and_pauses_nobody(group: LivingGroup) -> None:
    await group.says("pauze")
    stranger = group.stage.group(2).actor("Imke")
    other = await stranger.presses(group.chat, PAUSE)
    assert "half jaar" not in other.text
    assert await pause_of(group, "Anna") is None


# --- the moderator's plan


async def plan_of(group: LivingGroup) -> str:
    await group.moderator.types("herinneringen")
    await group.stage.settle()
    return group.moderator.chat.cards[-1].text


def often(text: str, what: str) -> int:
    found = re.search(rf"(\d+) keer {re.escape(what)}", text)
    return int(found[1]) if found else 0


async def planned(group: LivingGroup) -> None:
    session = await group.session(2)
    rows = [
        Reminder(
            group=session.group,
            session=session.id,
            rule=rule,
            due_at=session.starts_at - before,
            drop_after=session.starts_at,
        )
        for rule, before in (
            ("attendance", timedelta(days=7)),
            ("look_back", timedelta(days=3)),
            ("run_sheet", timedelta(days=3)),
            ("session_link", timedelta(hours=1)),
        )
    ]
    async with group.stage.bot.house.writing() as uow:
        await uow.reminders.plan(session.group, rows, now=group.stage.clock.now())
        await uow.commit()


async def test_the_moderator_reads_the_plan_in_their_own_chat_and_in_regie(group: LivingGroup) -> None:
    await group.opens("Anna", "Ik kan niet")
    await planned(group)
    await group.moderator.types("herinneringen")
    await group.stage.settle()
    card = group.moderator.chat.cards[-1].text
    await group.says("start")
    regie = await (await group.regie()).chooses("Herinneringen")

    for text in (card, regie.text):
        assert "Sessie 2 · ma 24 mei" in text
        assert "Aanwezigheid" in text
        assert "8 mensen" in text
        assert "voor jou" in text
        assert "groepschat" in text
        assert [name for name in ("Anna", "Hanna") if name in text] == []
    assert (await regie.presses("Terug")).text != regie.text


async def test_what_its_dates_leave_no_room_for_is_told_in_one_line(group: LivingGroup) -> None:
    assert "Hier niet gevraagd" not in await plan_of(group)
    await moves(group, 3, "2027-05-26")
    told = (await plan_of(group)).split("\n")
    why = "De data of een schoolvakantie laten er geen ruimte voor."
    assert f"Hier niet gevraagd: Terugblik en Experiment voorleggen. {why}" in told


async def test_what_became_of_reminders_is_told_in_counts_and_a_pause_is_not_told_apart(group: LivingGroup) -> None:
    session = await group.session(2)
    fates = (Fate.SAID, Fate.SAID, Fate.PAUSED, Fate.TOO_MANY, Fate.UNREACHABLE)
    told = [
        Told(
            group=session.group,
            session=session.id,
            rule="attendance",
            person=seat.person,
            fate=fate,
            on=day_of(group),
            at=group.stage.clock.now(),
        )
        for fate, seat in zip(fates, session.seats, strict=False)
    ]
    before = await plan_of(group)
    async with group.stage.bot.house.writing() as uow:
        await uow.reminders.log(told)
        await uow.commit()
    after = await plan_of(group)

    assert often(after, "gevraagd") - often(before, "gevraagd") == 2
    assert often(after, "niet gevraagd: even rust, of al genoeg die week") == 2
    assert often(after, "niet aangekomen") - often(before, "niet aangekomen") == 1
    assert "pauze" not in after


async def test_the_draaiboek_and_the_line_that_a_session_begins_ask_nothing(group: LivingGroup) -> None:
    session, now = await group.session(2), group.stage.clock.now()
    before = await plan_of(group)
    async with group.stage.bot.house.writing() as uow:
        told = Told(
            group=session.group,
            session=session.id,
            rule="run_sheet",
            person=session.seats[0].person,
            fate=Fate.SAID,
            on=day_of(group),
            at=now,
        )
        line = replace(told, rule="session_link", person=None)
        await uow.reminders.log([told, line, replace(line, fate=Fate.ANSWERED), replace(told, fate=Fate.UNREACHABLE)])
        await uow.commit()
    after = await plan_of(group)

    for said in ("gevraagd", "niet gevraagd: er was al antwoord"):
        assert often(after, said) == often(before, said)
    assert often(after, "niet aangekomen") - often(before, "niet aangekomen") == 1  # who leads must know of that


async def test_who_has_a_buddy_is_not_known_before_there_are_pairs(group: LivingGroup) -> None:
    await holds(group, 1, 2)
    _, after = (await plan_of(group)).split("Het maatje bellen\n")
    assert after.splitlines()[1] == "wie het dan betreft"


async def test_in_the_group_the_plan_is_behind_a_button_for_who_leads(group: LivingGroup) -> None:
    await group.says("herinneringen")
    plan = await group.moderator.presses(group.chat, "Plan van de groep")
    refused = await group.opens("Anna", "Plan van de groep")
    of_anna = await group.says("herinneringen", by=group.actor("Anna"))

    assert "Wat ik ga vragen" in plan.text
    assert "moderator" in (refused.message or "")
    assert of_anna == ["Hier regel je je eigen meldingen. Alleen jij ziet wat je kiest."]
    assert "Plan van de groep" not in group.chat.cards[-1].titles


async def test_regie_offers_the_plan(group: LivingGroup) -> None:
    await group.says("start")
    assert "Herinneringen" in Regie((await group.regie()).dialog).offers
