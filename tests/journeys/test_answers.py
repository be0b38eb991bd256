"""What happens to an answer: given, changed, late, refused, withdrawn, added to, held back; what the group reads."""

import pytest

from dialogs.sessions.model import AnswerStatus
from tests.journeys.stage import LivingGroup, answer_all

THANKS = "Dank je. Je antwoord is binnen."
KEPT = "Wat je schreef is bewaard als concept, alleen voor jou."
CHILD = "Bel de moeder op 0612345678 en vraag het haar."


async def shown_with(group: LivingGroup, **questions: str) -> None:
    """Round 1.4 with these questions, shown."""
    await group.reaches("1.4")
    for name, question in questions.items():
        await group.answers(name, question=question)
    await group.says("verder")


async def test_an_answer_is_thanked_for_and_counted(group: LivingGroup) -> None:
    await group.reaches("1.4")

    thanks = await group.answers("Anna", question="Wat zou je zelf willen?")
    await group.stage.settle()

    assert thanks == THANKS
    assert "1 van de 7 heeft geantwoord" in group.chat.last_card.text
    assert "zelf willen" not in group.chat.last_card.text


async def test_the_form_comes_back_filled_in_and_changes_the_answer(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.answers("Anna", question="Wat zou je zelf willen?")

    dialog = await group.opens("Anna")
    before = dialog.values["f-question"]
    changed = await dialog.submits("Insturen", question="Wat zou je morgen willen?")
    await group.says("verder")

    assert before == "Wat zou je zelf willen?"
    assert changed.message == "Je antwoord is gewijzigd."
    assert "Anna  Wat zou je morgen willen?" in group.card("Anna")


async def test_two_devices_do_not_overwrite_each_other_unseen(group: LivingGroup) -> None:
    await group.reaches("1.4")
    phone, laptop = await group.opens("Anna"), await group.opens("Anna")

    await phone.submits("Insturen", question="Wat zou je op je telefoon willen?")
    back = await laptop.submits("Insturen", question="Wat zou je op je laptop willen?")
    again = await back.submits("Insturen")

    assert "intussen op een ander scherm gewijzigd" in back.text
    assert back.values["f-question"] == "Wat zou je op je laptop willen?"
    assert again.message == "Je antwoord is gewijzigd."


async def test_other_peoples_answers_extending_and_closing_make_no_form_stale(group: LivingGroup) -> None:
    await group.reaches("1.4")
    dialog = await group.opens("Anna")
    await group.answers("Bert", question="Wie houdt de lijn vast?")
    await group.says("verleng 2")
    await group.says("sluit")

    done = await dialog.submits("Insturen", question="Wat zou je zelf willen?")

    assert done.message == THANKS


async def test_closed_means_no_new_form_but_a_change_still_comes_in(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.answers("Anna", question="Wat zou je zelf willen?")
    await group.says("sluit")

    change = await group.answers("Anna", button="Antwoord wijzigen", question="Wat zou je morgen willen?")
    late = await group.opens("Bert", "Antwoord wijzigen")

    assert change == "Je antwoord is gewijzigd."
    assert (
        late.message == "Deze ronde is gesloten. Vertel het gerust hardop, of vraag de moderator de ronde te heropenen."
    )


async def test_too_late_keeps_a_draft_and_offers_an_addition(group: LivingGroup) -> None:
    await group.reaches("1.4")
    dialog = await group.opens("Anna")
    await group.says("verder")

    back = await dialog.submits("Insturen", question="Wat zou je zelf willen?")
    done = await back.submits("Insturen")
    await group.stage.settle()

    assert "Je kunt het als aanvulling insturen." in back.text
    assert back.values["f-text"] == "Wat zou je zelf willen?"
    assert done.message == "Dank je. Je aanvulling staat erbij."
    assert "Wat zou je zelf willen?" in group.card("Alleen vragen", "Anna")


async def test_a_form_of_a_skipped_round_is_kept_as_a_draft(group: LivingGroup) -> None:
    await group.reaches("1.4")
    dialog = await group.opens("Anna")
    await group.says("overslaan")

    back = await dialog.submits("Insturen", question="Wat zou je zelf willen?")
    await group.says("heropen")
    again = await group.opens("Anna")

    assert KEPT in back.text
    assert back.values["f-question"] == "Wat zou je zelf willen?"
    assert again.values["f-question"] == "Wat zou je zelf willen?"
    assert "Dit is wat je eerder schreef." in again.text
    assert (await group.session()).answers == {}


async def test_a_form_of_an_earlier_run_points_to_the_newest_card(group: LivingGroup) -> None:
    await group.reaches("1.4")
    dialog = await group.opens("Anna")
    await group.says("sluit")
    await group.says("herhaal")

    back = await dialog.submits("Insturen", question="Wat zou je zelf willen?")

    assert "Open het formulier op de nieuwste kaart." in back.text
    assert back.values["f-question"] == "Wat zou je zelf willen?"
    assert (await group.session()).answers == {}


async def test_who_has_nothing_to_answer_gets_a_sentence(group: LivingGroup) -> None:
    await group.reaches("1.4")

    for name in ("Hanna", "Mirjam"):
        dialog = await group.opens(name)
        assert dialog.message == "Deze ronde is voor anderen. Luister mee; straks ben jij weer aan de beurt."


async def test_what_could_point_at_a_child_is_never_stored_not_even_as_a_draft(group: LivingGroup) -> None:
    await group.reaches("1.4")
    dialog = await group.opens("Anna")

    back = await dialog.submits("Insturen", question=CHILD)
    closed = await group.opens("Anna")

    assert "telefoonnummer" in back.text
    assert back.values["f-question"] == CHILD
    assert closed.values["f-question"] == ""
    assert (await group.session()).answers == {}


async def test_a_warning_is_agreed_with_once(group: LivingGroup) -> None:
    await group.reaches("1.4")
    dialog = await group.opens("Anna")

    back = await dialog.submits("Insturen", question="Wat zei die jongen van 14 zelf?")
    ticked = next(one for one in back.shown.inputs if one.id.startswith("f-tick"))
    done = await back.submits("Insturen", **{ticked.id: True})

    assert "niet herleidbaar" in ticked.label or "Toch zo insturen?" in ticked.label
    assert done.message == THANKS


async def test_blocked_text_that_comes_too_late_is_not_kept(group: LivingGroup) -> None:
    await group.reaches("1.4")
    dialog = await group.opens("Anna")
    await group.says("overslaan")

    back = await dialog.submits("Insturen", question=CHILD)
    await group.says("heropen")

    assert KEPT not in back.text
    assert back.values["f-question"] == CHILD
    assert (await group.opens("Anna")).values["f-question"] == ""


async def test_an_answer_can_be_withdrawn_while_the_round_is_open(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.answers("Anna", question="Wat zou je zelf willen?")

    done = await (await group.opens("Anna")).submits("Intrekken")
    await group.says("verder")

    assert done.message == "Je antwoord is ingetrokken."
    assert all("zelf willen" not in text for text in group.chat.texts)
    (answer,) = (await group.session()).answers.values()
    assert answer.status is AnswerStatus.WITHDRAWN


async def test_withdrawing_on_one_device_what_was_changed_on_another_shows_it_first(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.answers("Anna", question="Wat zou je zelf willen?")
    laptop = await group.opens("Anna", "Antwoord geven")
    await group.answers("Anna", question="Wat zou hij zelf willen?")

    back = await laptop.submits("Intrekken")
    gone = await back.submits("Intrekken")

    assert "Je antwoord is intussen gewijzigd." in back.text
    assert back.values["f-question"] == "Wat zou hij zelf willen?"
    assert gone.message == "Je antwoord is ingetrokken."


async def test_an_addition_stands_under_the_answer_in_the_same_card(group: LivingGroup) -> None:
    await shown_with(group, Anna="Wat zou je zelf willen?")
    cards = len(group.chat.cards)

    dialog = await group.opens("Anna", "Aanvulling geven")
    done = await dialog.submits("Insturen", text="En wanneer?")
    await group.stage.settle()

    assert "Wat zou je zelf willen?" in dialog.text
    assert done.message == "Dank je. Je aanvulling staat erbij."
    assert "Aanvulling: En wanneer?" in group.card("Anna")
    assert len(group.chat.cards) == cards


async def test_an_addition_that_is_refused_comes_back(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.answers("Anna", question="Wat zou je zelf willen?")
    await group.says("toon")
    dialog = await group.opens("Anna", "Aanvulling geven")
    other = await group.opens("Anna", "Aanvulling geven")
    await other.submits("Intrekken")

    back = await dialog.submits("Insturen", text="En wat nog meer?")

    assert "Bij dit antwoord kun je niets aanvullen." in back.text
    assert back.values["f-text"] == "En wat nog meer?"


async def test_an_addition_that_cannot_be_kept_comes_back(group: LivingGroup) -> None:
    await shown_with(group, Anna="Wat zou je zelf willen?")
    dialog = await group.opens("Anna", "Aanvulling geven")

    for text in ("", "   ", CHILD, "x" * 281):
        back = await dialog.sends({**dialog.shown.button("Insturen").data, "f-text": text})
        assert back.is_open
        assert back.values["f-text"].strip() == text.strip()

    assert all(not a.supplements for a in (await group.session()).answers.values())


async def test_what_is_held_back_is_not_shown_until_it_is_released(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.answers("Anna", question="Wat zou je zelf willen?")
    await group.answers("Bert", question="Wie houdt de lijn vast?")
    await group.says("sluit")
    page = await (await group.regie()).presses("Alleen voor mij")
    page = await page.presses("Achterhouden", choice="Anna (binnen)")
    await group.says("verder")
    hidden = group.card("Alleen vragen", "Bert")

    page = await page.presses("Vrijgeven", choice="Anna (achtergehouden)")
    await group.stage.settle()

    assert "Anna" not in hidden
    assert "zelf willen" not in hidden
    assert "2 van de 7 hebben geantwoord" in hidden
    assert "Anna  Wat zou je zelf willen?" in group.card("Alleen vragen", "Bert")


async def test_what_is_taken_back_says_so_in_the_posted_card(group: LivingGroup) -> None:
    await shown_with(group, Anna="Wat zou je zelf willen?", Bert="Wie houdt de lijn vast?")
    page = await (await group.regie()).presses("Alleen voor mij")

    page = await page.presses("Terugnemen", choice="Anna (getoond)")
    await group.stage.settle()
    taken = group.card("Alleen vragen", "Bert")
    await page.presses("Vrijgeven", choice="Anna (teruggenomen)")
    await group.stage.settle()

    assert "Anna  teruggenomen" in taken
    assert "zelf willen" not in taken
    assert "Anna  Wat zou je zelf willen?" in group.card("Alleen vragen", "Bert")


async def test_holding_back_needs_a_name_to_be_chosen(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.answers("Anna", question="Wat zou je zelf willen?")
    await group.says("sluit")
    page = await (await group.regie()).presses("Alleen voor mij")

    back = await page.presses("Achterhouden")

    assert "Kies eerst wiens bijdrage je bedoelt." in back.text


async def test_an_unnamed_average_is_not_shown_below_five(group: LivingGroup) -> None:
    await group.reaches("1.9")
    for name in ("Anna", "Bert", "Chaima", "Daan"):
        await group.actor(name).presses(group.chat, "5")
    said = await group.says("verder")

    assert 'Dan is "zonder naam" niet waar te maken' in said[0]
    assert "5 van 5" not in said[0]


async def test_an_unnamed_average_is_shown_from_five_and_never_again(group: LivingGroup) -> None:
    await group.reaches("1.9")
    card = group.chat.last_card
    for name in ("Anna", "Bert", "Chaima", "Daan", "Els"):
        await group.actor(name).presses(card, "4")
    await group.actor("Anna").presses(card, "2")
    await group.stage.settle()
    counted = group.chat.card(card.id).text
    said = await group.says("verder")

    await group.actor("Farid").presses(card, "1")
    await group.stage.settle()

    assert "5 van de 8 hebben gekozen" in counted
    assert "Gemiddeld 3,6 van 5" in said[0]
    assert "Gemiddeld 3,6 van 5" in group.card("Gemiddeld")
    assert "4" not in group.chat.card(card.id).titles


async def test_the_moderators_tap_counts_nowhere(group: LivingGroup) -> None:
    await group.reaches("1.9")

    await group.moderator.presses(group.chat, "3")
    await group.stage.settle()

    assert (await group.session()).answers == {}


async def test_a_spoken_round_collects_and_the_moderator_holds_back_at_once(group: LivingGroup) -> None:
    await group.reaches("1.6")
    await group.answers("Anna", idea="Ik zou een vraag meer stellen.")
    await group.says("verder")
    await group.says("verder")
    hanna = await group.opens("Hanna")
    await hanna.submits("Insturen", ambition="Eén vraag meer, één besluit minder.")
    page = await (await group.regie()).presses("Alleen voor mij")
    page = await page.presses("Achterhouden", choice="Hanna (binnen)")
    await group.says("verder")
    held = [text for text in group.chat.texts if "Eén vraag meer" in text]

    await page.presses("Vrijgeven", choice="Hanna (achtergehouden)")
    await group.stage.settle()

    assert held == []
    assert "Eén vraag meer, één besluit minder." in group.card("Ambitie, versie 2")


async def test_what_a_talk_left_in_the_chat_is_taken_back_while_the_next_round_is_open(group: LivingGroup) -> None:
    await group.reaches("1.7")
    await group.answers("Hanna", ambition="Eén vraag meer, één besluit minder.")
    await group.says("verder")
    page = await (await group.regie()).presses("Alleen voor mij")

    page = await page.presses("Terugnemen", choice="Hanna (Wat neem ik mee) (getoond)")
    await group.stage.settle()
    taken = [text for text in group.chat.texts if "Eén vraag meer" in text]
    await page.presses("Vrijgeven", choice="Hanna (Wat neem ik mee) (teruggenomen)")
    await group.stage.settle()

    assert taken == []
    assert "Eén vraag meer, één besluit minder." in group.card("Ambitie, versie 2")


@pytest.mark.parametrize("how", ["taken back", "withdrawn"])
async def test_an_ambition_that_is_gone_stands_on_no_card(group: LivingGroup, how: str) -> None:
    await group.reaches("1.7")
    await group.answers("Hanna", ambition="Eén vraag meer, één besluit minder.")
    talk = group.chat.last_card
    await group.says("einde")
    before = [text for text in group.chat.texts if "Eén vraag meer" in text]

    if how == "withdrawn":
        await (await group.hotseat.presses(talk, "Antwoord geven")).submits("Intrekken")
    else:
        page = await (await group.regie()).presses("Alleen voor mij")
        await page.presses("Terugnemen", choice="Hanna (getoond)")
    await group.stage.settle()

    assert len(before) > 2  # the result, the summary, the planning
    assert [text for text in group.chat.texts if "Eén vraag meer" in text] == []
    assert "Hanna  " + {"withdrawn": "ingetrokken", "taken back": "teruggenomen"}[how] in group.card("Hanna  ")


async def test_the_forms_of_a_talk_stay_open_until_the_next_working_day(group: LivingGroup) -> None:
    """Given after the round was done, the second version of the ambition stands in the one result card."""
    await group.reaches("1.8")
    cards = [text for text in group.chat.texts if "Ambitie, versie 2" in text]
    talk = next(c for c in group.chat.cards if "Wat neem ik mee" in c.text)

    dialog = await group.hotseat.presses(talk, "Antwoord geven")
    first = await dialog.submits("Insturen", ambition="Eén vraag meer, één besluit minder.")
    await group.stage.settle()
    posted = [c for c in group.chat.cards if "Ambitie, versie 2" in c.text]
    await group.stage.wait(hours=36)
    late = await group.hotseat.presses(talk, "Antwoord geven")

    assert cards == []
    assert first.message == THANKS
    assert len(posted) == 1
    assert "Ambitie, versie 1" in posted[0].text
    assert "Eén vraag meer, één besluit minder." in posted[0].text
    assert "Ambitie: Eén vraag meer, één besluit minder." in group.chat.card_with("Antwoord geven").text
    assert "Eén vraag meer" in late.text
    assert "Aanvulling" in late.title or late.message is not None


async def test_absent_people_read_what_was_shown_but_get_no_form_for_it(group: LivingGroup) -> None:
    await shown_with(group, Anna="Wat zou je zelf willen?")
    await group.says("verder")

    late = await group.actor("Gijs").presses(group.chat.cards[-1], "Antwoord geven")

    assert late.is_open
    assert "Herkenning" in late.title


async def test_everybody_answers_every_form_without_a_fault(group: LivingGroup) -> None:
    await group.reaches("1.4")

    assert await answer_all(group.stage, 1) == 7
    assert "7 van de 7 hebben geantwoord" in group.chat.last_card.text
