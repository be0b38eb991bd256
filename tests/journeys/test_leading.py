"""Leading a session from `Regie`: every button, the time, the people, and two moderators at once."""

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from bot.rehearsal.sample import sample_programme
from dialogs.programmes.model import ProgrammeFile
from dialogs.sessions.model import RoundPhase, RunKey, SessionPhase
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, answer_all, staged

MOVED_ON = "De sessie is intussen verder gegaan. Dit is hoe het er nu voor staat."


async def phase(group: LivingGroup, round_id: str, run: int = 1) -> RoundPhase | None:
    found = (await group.session()).run(RunKey(round_id, run))
    return found.phase if found else None


async def test_regie_is_the_moderators_and_says_so_kindly(group: LivingGroup) -> None:
    await group.says("start")

    dialog = await group.actor("Anna").presses(group.chat, "Regie")

    assert dialog.message == "Dit doet je moderator. Jij hoeft hier niets te doen."


async def test_the_log_of_a_typed_step_names_its_session(group: LivingGroup) -> None:
    await group.says("start")

    session = (await group.session()).id
    assert [entry.get("session") for entry in group.stage.logs if entry["event"] == "turn"][-1] == session


async def test_the_moderators_own_card_starts_the_session_and_goes_on(group: LivingGroup) -> None:
    mirjam = group.moderator
    dialog = await mirjam.presses(mirjam.chat, "Sessie starten")
    await group.stage.settle()
    await mirjam.presses(mirjam.chat, "Verder")
    await group.stage.settle()

    assert "Welkom" in dialog.text
    assert "Kennismaken" in group.chat.last_card.text
    assert "Kennismaken" in mirjam.chat.card_with("Verder").text
    assert len([c for c in mirjam.chat.cards if "Verder" in c.titles]) == 1


async def test_pressing_the_same_verder_twice_makes_one_step(group: LivingGroup) -> None:
    await group.says("start")
    regie = await group.regie()

    first = await regie.presses("Verder")
    second = await regie.presses("Verder")

    assert MOVED_ON not in first.text
    assert MOVED_ON in second.text
    assert "Ronde 2 van 9: Kennismaken" in second.text
    assert await phase(group, "1.3") is None


async def test_two_moderators_pressing_at_once_make_one_step(migrated_sqlite_url: str) -> None:
    async with staged(with_two_moderators(), database_url=migrated_sqlite_url, now=NOW) as stage:
        group = stage.group(1)
        await group.links()
        await group.says("start")
        one, other = await group.regie(), await group.regie(group.actor("Petra"))

        pages = await asyncio.gather(one.presses("Verder"), other.presses("Verder"))

        assert sorted(MOVED_ON in page.text for page in pages) == [False, True]
        assert await phase(group, "1.2") is RoundPhase.OPEN
        assert await phase(group, "1.3") is None


async def test_a_co_moderator_can_take_over(migrated_sqlite_url: str) -> None:
    async with staged(with_two_moderators(), database_url=migrated_sqlite_url, now=NOW) as stage:
        group = stage.group(1)
        await group.links()
        await group.says("start")

        said = await group.says("verder", by=group.actor("Petra"))

        assert "Kennismaken" in said[0]


async def test_a_round_is_closed_reopened_skipped_and_repeated(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.answers("Anna", question="Wat zou je zelf willen?")
    seen = []

    for title in ("Ronde sluiten", "Ronde heropenen", "Ronde sluiten", "Ronde overslaan", "Ronde heropenen"):
        await (await group.regie()).presses(title)
        seen.append(await phase(group, "1.4"))
    await group.stage.settle()
    await group.says("verder")
    await (await group.regie()).chooses("Ronde herhalen")
    await group.stage.settle()

    assert [str(one) for one in seen] == ["closed", "open", "closed", "skipped", "open"]
    assert await phase(group, "1.4") is RoundPhase.SHOWN
    assert await phase(group, "1.4", run=2) is RoundPhase.OPEN
    assert "keer 2" in group.chat.last_card.text
    assert "niemand van de 7 heeft geantwoord" in group.chat.last_card.text
    assert "Anna  Wat zou je zelf willen?" in group.card("Aanvullen kan nog")


async def test_skipping_says_that_answers_are_kept(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.answers("Anna", question="Wat zou je zelf willen?")

    await group.says("overslaan")

    assert "Wat al ingestuurd was, is bewaard en wordt niet getoond." in group.chat.last_card.text
    assert "zelf willen" not in group.chat.last_card.text


async def test_a_later_round_is_skipped_from_the_list(group: LivingGroup) -> None:
    await group.says("start")
    page = await (await group.regie()).chooses("Latere ronde overslaan")

    await page.presses("Doen", choice="5. Herkenning (7 min)")

    assert await phase(group, "1.5") is RoundPhase.SKIPPED
    await group.reaches("1.6")


async def test_extending_is_done_at_once_while_there_is_time(group: LivingGroup) -> None:
    await starts_on_time(group)
    page = await (await group.regie()).chooses("Latere ronde overslaan")
    page = await page.presses("Doen", choice="5. Herkenning (7 min)")

    await page.presses("2 min verlengen")

    assert (await group.session()).current.minutes == 7  # type: ignore[union-attr]


async def test_extending_asks_where_the_minutes_come_from(group: LivingGroup) -> None:
    await starts_on_time(group)

    page = await (await group.regie()).presses("2 min verlengen")

    assert "Je loopt 2 min uit." in page.text
    assert "Voorstel: ronde 1.9 overslaan, Afsluiten." in page.text
    assert {"Doen", "Zelf kiezen", "Uitlopen"} <= set(page.titles)
    assert (await group.session()).current.minutes == 5  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("how", "skipped", "later"), [("Doen", {"1.9"}, 0), ("Uitlopen", set(), 2), ("Zelf kiezen", {"1.6"}, 0)]
)
async def test_the_minutes_come_from_where_the_moderator_says(
    group: LivingGroup, how: str, skipped: set[str], later: int
) -> None:
    await starts_on_time(group)
    before = await group.session()
    page = await (await group.regie()).presses("2 min verlengen")

    after = await page.presses(how)
    if how == "Zelf kiezen":
        await after.presses("Doen", choice="6. Meedenken (10 min)")
    session = await group.session()

    assert session.current is not None
    assert session.current.minutes == 7
    assert {run.key.round_id for run in session.runs if run.phase is RoundPhase.SKIPPED} == skipped
    assert before.ends_at is not None
    assert session.ends_at is not None
    assert round((session.ends_at - before.ends_at) / timedelta(minutes=1)) == later


async def test_the_card_moves_down_below_the_talk(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.answers("Anna", question="Wat zou je zelf willen?")
    before = group.chat.last_card
    await group.actor("Bert").types("Even iets anders", in_=group.chat)

    done = await (await group.regie()).chooses("Kaart onderaan zetten")
    await group.stage.settle()
    await group.answers("Bert", question="Wie houdt de lijn vast?")
    await group.stage.settle()

    assert "De rondekaart komt onderaan te staan." in done.text
    assert before.id not in {card.id for card in group.chat.cards}
    assert "2 van de 7 hebben geantwoord" in group.chat.last_card.text
    assert group.chat.messages[-1].card is not None


async def test_einde_ends_from_an_open_round_and_reveals_nothing(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.answers("Anna", question="Wat zou je zelf willen?")

    said = await group.says("einde")

    assert "Sessie 1 is klaar" in said[0]
    assert "5 rondes zijn niet gespeeld." in said[0]
    assert all("zelf willen" not in text for text in group.chat.texts)
    assert (await group.session()).phase is SessionPhase.ENDED
    assert await phase(group, "1.4") is RoundPhase.CLOSED


async def test_closed_answers_can_still_be_shown_after_the_end(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.answers("Anna", question="Wat zou je zelf willen?")
    await group.says("einde")

    regie = await group.regie()
    page = await regie.chooses("Eerdere antwoorden tonen")
    await page.presses("Doen", choice="Alleen vragen")
    await group.stage.settle()

    assert "Anna  Wat zou je zelf willen?" in group.card("Alleen vragen", "getoond", "Anna")


async def test_einde_from_every_point_posts_one_summary(group: LivingGroup) -> None:
    for step in ("start", "overslaan", "einde"):
        await group.says(step)
    await group.says("start")
    await group.moderator.presses(group.chat, "Sessie 1 hervatten")
    await group.says("verder")
    await group.says("einde")

    assert len([t for t in group.chat.texts if "Sessie 1 is klaar" in t]) == 1


async def test_who_is_absent_does_not_count(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await says_who_is_here(group, Bert="Is er niet", Chaima="Doet mondeling mee")

    assert "niemand van de 5 heeft geantwoord" in group.chat.last_card.text
    page = await (await group.regie()).presses("Alleen voor mij")
    assert "Doet mondeling mee: Chaima" in page.text
    assert "Is er niet: Bert" in page.text


async def test_somebody_outside_the_count_who_answers_joins_both(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await says_who_is_here(group, Bert="Is er niet")

    await group.answers("Bert", question="Wie houdt de lijn vast?")
    await group.stage.settle()

    assert "1 van de 7 heeft geantwoord" in group.chat.last_card.text


async def test_taking_part_aloud_is_said_by_oneself_and_taken_back(group: LivingGroup) -> None:
    await group.reaches("1.4")
    dialog = await group.opens("Anna")
    on = await dialog.submits("Ik doe mondeling mee")
    await group.stage.settle()
    counted = group.chat.last_card.text

    off = await (await group.opens("Anna")).submits("Ik typ weer mee")
    await group.stage.settle()

    assert on.message == "Je doet mondeling mee. De notulist of moderator kan je antwoord invoeren."
    assert "niemand van de 6 heeft geantwoord" in counted
    assert off.message == "Je vult weer zelf in."
    assert "niemand van de 7 heeft geantwoord" in group.chat.last_card.text


async def test_a_moderator_enters_for_who_takes_part_aloud(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await says_who_is_here(group, Chaima="Doet mondeling mee")
    page = await (await group.regie()).chooses("Namens iemand")
    form = await page.presses("Doen", choice="Chaima")

    done = await form.presses("Insturen", question="Wat heb je nodig?")
    await group.says("verder")

    assert done.text == "Ingevoerd namens Chaima."
    assert "Namens Chaima, ingevoerd door Mirjam" in group.card("Wat heb je nodig?")


async def test_the_note_taker_enters_too_and_the_person_corrects_it(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await says_who_is_here(group, Chaima="Doet mondeling mee")
    await (await (await group.regie()).chooses("Notulist kiezen")).presses("Doen", choice="Daan")

    page = await group.actor("Daan").presses(group.chat, "Regie")
    form = await page.submits("Doen", choice="Chaima")
    done = await form.submits("Insturen", question="Wat heb je nodig?")
    corrected = await group.answers("Chaima", question="Wat heb je van ons nodig?")
    await group.says("verder")

    assert done.message == "Ingevoerd namens Chaima."
    assert corrected == "Je antwoord is gewijzigd."
    assert "Chaima  Wat heb je van ons nodig?" in group.card("Wat heb je van ons nodig?")


async def test_an_experiment_says_who_typed_it_for_somebody(group: LivingGroup) -> None:
    await group.reaches("1.8")
    await says_who_is_here(group, Chaima="Doet mondeling mee")
    parts = {"when": "het vastloopt", "then": "vraag ik door", "on": "2027-05-17", "safety": "no"}
    said = {f"f-experiment.{name}": value for name, value in parts.items()}
    await (await opens_on_behalf_of(group, "Chaima")).submits("Insturen", **said)
    await group.answers("Bert", button="Experiment invullen", **said)
    await group.says("toon")
    shown = group.card("vraag ik door")
    await group.says("einde")

    typed = "Chaima  Namens Chaima, ingevoerd door Mirjam: Als het vastloopt, dan vraag ik door."
    assert typed in shown
    assert typed in group.card("Sessie 1 is klaar")
    assert "Bert  Als het vastloopt, dan vraag ik door." in shown


async def opens_on_behalf_of(group: LivingGroup, name: str, *, by: str = "Mirjam") -> Any:
    page = await group.actor(by).presses(group.chat, "Regie")
    if by == "Mirjam":
        page = await page.submits("Doen", more="Namens iemand")
    return await page.submits("Doen", choice=name)


async def test_a_stored_answer_is_not_read_to_who_enters_for_somebody(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.answers("Chaima", question="Wat heb je nodig?")
    await says_who_is_here(group, Chaima="Doet mondeling mee")
    await (await (await group.regie()).chooses("Notulist kiezen")).presses("Doen", choice="Daan")

    moderator = await opens_on_behalf_of(group, "Chaima")
    note_taker = await opens_on_behalf_of(group, "Chaima", by="Daan")
    await group.says("sluit")
    after_closing = await opens_on_behalf_of(group, "Chaima")
    still_the_note_taker = await opens_on_behalf_of(group, "Chaima", by="Daan")

    assert moderator.values["f-question"] == ""
    assert note_taker.values["f-question"] == ""
    assert after_closing.values["f-question"] == "Wat heb je nodig?"
    assert still_the_note_taker.values["f-question"] == ""


async def test_who_entered_an_answer_finds_it_again(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await says_who_is_here(group, Chaima="Doet mondeling mee")
    await (await opens_on_behalf_of(group, "Chaima")).submits("Insturen", question="Wat heb je nodig?")

    again = await opens_on_behalf_of(group, "Chaima")

    assert again.values["f-question"] == "Wat heb je nodig?"


@pytest.mark.parametrize(
    ("round_id", "name", "why"),
    [
        ("1.4", "Hanna", "Deze ronde is voor anderen."),
        ("1.9", "Chaima", "In deze ronde staat iets wat niet voor de hele groep is."),
        ("1.1", "Chaima", "In deze ronde hoef je niets in te vullen."),
    ],
)
async def test_what_would_be_refused_on_behalf_of_somebody_does_not_open(
    group: LivingGroup, round_id: str, name: str, why: str
) -> None:
    await group.reaches(round_id)
    await says_who_is_here(group, **{name: "Doet mondeling mee"})

    refused = await opens_on_behalf_of(group, name)

    assert refused.message is not None
    assert refused.message.startswith(why)


async def test_an_insight_is_entered_for_somebody_and_the_consent_stays_theirs_to_give(group: LivingGroup) -> None:
    await group.reaches("4.4", number=4)
    await says_who_is_here(group, Chaima="Doet mondeling mee")

    form = await opens_on_behalf_of(group, "Chaima")
    done = await form.submits("Insturen", insight="Eerst dacht ik snel, nu denk ik rustig.")
    again = await form.submits("Insturen", insight="Eerst dacht ik snel, nu denk ik rustig.")
    await group.says("verder")

    session = await group.session(4)
    (answer,) = session.answers.values()
    assert "f-consent_quote" not in form.values
    assert done.text == again.text
    assert set(answer.fields) == {"insight"}
    assert "Eerst dacht ik snel, nu denk ik rustig." in group.card("Namens Chaima, ingevoerd door Mirjam")


async def test_nobody_else_enters_for_another(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await says_who_is_here(group, Chaima="Doet mondeling mee")
    page = await (await group.regie()).chooses("Namens iemand")
    form = await page.presses("Doen", choice="Chaima")
    data = {**form.dialog.shown.button("Insturen").data, "f-question": "Wat heb je nodig?"}

    back = await (await group.opens("Anna")).sends(data)

    assert back.text.startswith("Namens iemand invullen kan de moderator of de notulist.")
    assert "Namens Chaima" not in back.text
    assert back.values["f-question"] == "Wat heb je nodig?"
    assert (await group.session()).answers == {}


async def test_what_was_entered_for_somebody_comes_back_when_it_is_refused(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await says_who_is_here(group, Chaima="Doet mondeling mee")
    form = await opens_on_behalf_of(group, "Chaima")
    await says_who_is_here(group, Chaima="Is er")

    back = await form.submits("Insturen", question="Wat heb je nodig?")

    assert "Namens iemand invullen kan als diegene mondeling meedoet." in back.text
    assert "Namens Chaima" in back.text
    assert back.values["f-question"] == "Wat heb je nodig?"
    assert (await group.session()).answers == {}


async def test_the_speaking_order_goes_round_once(group: LivingGroup) -> None:
    await group.says("start")
    page = await (await group.regie()).chooses("Beurtenlijst")
    heard = [page.text]
    while "Volgende spreker" in page.titles:
        page = await page.presses("Volgende spreker")
        heard.append(page.text)

    names = [one.name for one in group.everyone]
    assert len(heard) == len(names) + 1
    assert sorted(text.split()[1].rstrip(",") for text in heard[:-1]) == sorted(names)
    assert "Iedereen is geweest." in heard[-1]


async def test_one_minute_before_the_end_the_moderator_is_warned_once(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.stage.wait(minutes=12)

    warnings = [t for t in group.moderator.chat.texts if "Nog één minuut" in t]
    assert len(warnings) == 1
    assert "Alleen vragen" in warnings[0]
    assert all("Nog één minuut" not in t for t in group.chat.texts)


@pytest.mark.parametrize("word", ["verder", "overslaan", "einde"])
async def test_no_warning_comes_when_the_round_moved_on(group: LivingGroup, word: str) -> None:
    await group.reaches("1.4")
    await group.says(word)

    await group.stage.wait(minutes=9.5)

    assert all("Nog één minuut" not in t for t in group.moderator.chat.texts)


async def test_an_old_warning_does_no_harm(group: LivingGroup) -> None:
    """Its `Verder` is of the step it was said at."""
    await group.reaches("1.2")
    await group.stage.wait(minutes=7)
    warning = group.moderator.chat.card_with("Verder")
    assert "Nog één minuut" in warning.text
    await group.says("verder")
    step = (await group.session()).step

    await group.moderator.presses(warning, "Verder")
    await group.stage.settle()

    assert (await group.session()).step == step
    assert await phase(group, "1.3") is RoundPhase.OPEN
    assert any("Ambitie" in text and "Zo kun je openen" in text for text in group.moderator.chat.texts)


async def test_after_extending_the_warning_comes_at_the_new_time(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.says("verleng 5")
    await group.stage.wait(minutes=10)
    early = [t for t in group.moderator.chat.texts if "Nog één minuut" in t]

    await group.stage.wait(minutes=5)

    assert early == []
    assert len([t for t in group.moderator.chat.texts if "Nog één minuut" in t]) == 1


async def test_a_short_round_has_no_warning(group: LivingGroup) -> None:
    await group.reaches("1.9")

    await group.stage.wait(minutes=5)

    assert all("Afsluiten" not in t for t in group.moderator.chat.texts if "Nog één minuut" in t)


async def test_without_a_chat_of_their_own_no_warning_goes_anywhere(migrated_sqlite_url: str) -> None:
    async with staged(sample_programme(NOW), database_url=migrated_sqlite_url, now=NOW) as stage:
        group = stage.group(1)
        await group.links(personal=False)
        await group.reaches("1.4")

        await stage.wait(minutes=12)

        assert all("Nog één minuut" not in t for chat in stage.room.channel.chats.values() for t in chat.texts)
        assert "2 min over tijd" in (await group.regie()).text


async def test_nothing_closes_or_ends_by_itself(group: LivingGroup) -> None:
    await group.reaches("1.4")

    await group.stage.wait(hours=3)

    assert await phase(group, "1.4") is RoundPhase.OPEN
    assert (await group.session()).phase is SessionPhase.OPEN


async def test_missing_people_stand_on_the_private_page_only(group: LivingGroup) -> None:
    await group.reaches("1.4")
    for name in ("Anna", "Bert", "Chaima", "Daan", "Els", "Farid"):
        await group.answers(name, question="Wat zou je zelf willen?")

    first = await group.regie()
    page = await first.presses("Alleen voor mij")

    assert "Gijs" not in first.text
    assert "6 van de 7" in first.text
    assert "Nog niet geantwoord: Gijs" in page.text
    assert "zelf willen" not in page.text


async def test_in_a_round_without_names_nobody_sees_who_is_missing(group: LivingGroup) -> None:
    await group.reaches("1.9")
    await group.actor("Anna").presses(group.chat, "4")

    page = await (await group.regie()).presses("Alleen voor mij")

    assert "In deze ronde zie je alleen het aantal, niet wie er ontbreekt." in page.text
    assert all(name.name not in page.text for name in group.everyone)


async def test_every_offer_of_the_list_leads_somewhere(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await answer_all(group.stage, 1)
    led_on = {"Sessie afronden", "Antwoorden tonen"}  # after these the list is another
    offers = [one for one in (await group.regie()).offers if one not in led_on]

    for offer in offers:
        page = await (await group.regie()).chooses(offer)
        assert page.text
        assert "oudere kaart" not in page.text
    assert {"Kaart onderaan zetten", "Wie is er?", "Namens iemand", "Stand van zaken", "Planning"} <= set(offers)


async def test_the_answers_are_shown_from_the_list_too(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.answers("Anna", question="Wat zou je zelf willen?")

    await (await group.regie()).chooses("Antwoorden tonen")
    await group.stage.settle()

    assert await phase(group, "1.4") is RoundPhase.SHOWN
    assert "Wat zou je zelf willen?" in group.chat.last_card.text
    assert "Antwoorden tonen" not in (await group.regie()).offers


async def test_a_start_button_that_was_left_standing_resumes_nothing(group: LivingGroup) -> None:
    card = group.moderator.chat.card_with("Sessie starten")
    before = await group.moderator.presses(card, "Regie")
    await group.says("start")
    await group.says("einde")

    pressed = await group.moderator.sends(
        group.moderator.chat, card.id, card.button("Sessie starten").data, dialog=True
    )
    again = await before.submits("Sessie starten")

    assert "De sessie is intussen verder gegaan." in pressed.text
    assert "De sessie is intussen verder gegaan." in again.text
    assert (await group.session()).phase is SessionPhase.ENDED


async def starts_on_time(group: LivingGroup) -> None:
    await group.stage.wait_until(datetime(2027, 5, 10, 8, 0, tzinfo=UTC))
    await group.says("start")


async def says_who_is_here(group: LivingGroup, **states: str) -> None:
    page = await (await group.regie()).chooses("Wie is er?")
    by_label = {one.label: one.id for one in page.dialog.shown.inputs}
    await page.dialog.fills({by_label[name]: state for name, state in states.items()})
    await page.presses("Vastleggen")
    await group.stage.settle()


def with_two_moderators() -> ProgrammeFile:
    programme = sample_programme(NOW)
    first, second = programme.groups
    petra = replace(first.moderators[0], name="Petra", email="petra@voorbeeld.example")
    return replace(programme, groups=(replace(first, moderators=(*first.moderators, petra)), second))


async def test_a_later_round_that_was_skipped_by_mistake_can_be_opened_after_all(group: LivingGroup) -> None:
    await group.says("start")
    regie = await (await group.regie()).chooses("Latere ronde overslaan")
    regie = await regie.presses("Doen", choice="1.2")
    assert await phase(group, "1.2") is RoundPhase.SKIPPED

    regie = await regie.chooses("Andere ronde heropenen")
    await regie.presses("Doen", choice="1.2/1")
    await group.stage.settle()

    assert await phase(group, "1.2") is RoundPhase.OPEN
    assert await phase(group, "1.1") is RoundPhase.DONE
    assert "Kennismaken" in group.card("Kennismaken")
