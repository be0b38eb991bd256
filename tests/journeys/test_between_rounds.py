"""What stands beside the rounds: the preparation card, experiments at any time, reporting something recognisable."""

import pytest

from bot.rehearsal.actors import Dialog
from tests.journeys.stage import LivingGroup

SAVED = "Dank je. Je groep ziet dit als de ronde over je ambitie begint. Tot dan kun je het wijzigen."
EXPERIMENT_SAVED = "Je experiment is bewaard. Klein beginnen is genoeg."
PREPARED = {
    "ambition": "Eén persoon houdt de lijn vast.",
    "dilemma_1": "Wie neemt het over als die persoon er niet is?",
    "request": "Stel mij open vragen.",
    "score": "4",
}
CHILD = "Bel de moeder op 0612345678."
RECOGNISABLE = "Hoe bespreek je het met de buurvrouw van nummer zeven?"


async def opens_preparation(group: LivingGroup) -> Dialog:
    return await group.hotseat.presses(group.hotseat.chat, "Mijn ambitie delen")


def experiment(then: str = "dan stel ik eerst één vraag", on: str = "2027-05-17") -> dict[str, str]:
    return {
        "f-experiment.when": "Als een overleg vastloopt",
        "f-experiment.then": then,
        "f-experiment.on": on,
        "f-experiment.safety": "no",
    }


async def long_form(opened: Dialog, *, nth: int = 0) -> Dialog:
    """From the list of one's own experiments to the long form of one of them."""
    title, _ = opened.shown.inputs[0].choices[nth]
    page = await opened.submits("Openen", choice=title)
    return await page.submits("Wijzigen")


async def new_form(group: LivingGroup, name: str) -> Dialog:
    """The short form, past the list of what one has already."""
    opened: Dialog = await group.opens(name, "Experiment invullen")
    return await opened.submits("Nieuw experiment") if "Nieuw experiment" in opened.titles else opened


async def changes(group: LivingGroup, name: str, **fields: object) -> str:
    form = await long_form(await group.opens(name, "Experiment invullen"))
    return (await form.submits("Insturen", **fields)).text


# --- the preparation card


async def test_the_hotseat_is_asked_in_the_own_chat_with_the_theme_filled_in(group: LivingGroup) -> None:
    dialog = await opens_preparation(group)

    assert dialog.values["f-ambition"] == "Betere continuïteit van zorg met een heldere lijn"
    assert dialog.values["f-dilemma_1"].startswith("Wisselingen van plek")
    assert {"Insturen", "Bewaren"} <= set(dialog.titles)


async def test_without_an_own_chat_the_card_comes_to_the_group_and_opens_for_the_hotseat_only(
    group: LivingGroup,
) -> None:
    card = group.hotseat.chat.card_with("Mijn ambitie delen")

    dialog = await group.actor("Anna").sends(group.chat, card.id, card.button("Mijn ambitie delen").data, dialog=True)

    assert dialog.message == "Deze kaart is voor wie in de hotseat zit."


async def test_what_is_kept_for_later_is_a_draft_and_no_version(group: LivingGroup) -> None:
    dialog = await opens_preparation(group)
    kept = await dialog.submits("Bewaren", ambition="Half af", influence="Ik kan eerder bellen.")

    again = await opens_preparation(group)
    await group.reaches("1.3")

    assert kept.message == "Bewaard als concept. Alleen jij ziet het, en het telt nog niet mee."
    assert again.values["f-ambition"] == "Half af"
    assert again.values["f-influence"] == "Ik kan eerder bellen."
    assert "Half af" not in "\n".join(group.chat.texts)
    assert "Betere continuïteit van zorg met een heldere lijn" in group.chat.last_card.text


@pytest.mark.parametrize("button", ["Insturen", "Bewaren"])
async def test_what_points_at_a_child_is_not_kept_in_any_way(group: LivingGroup, button: str) -> None:
    dialog = await opens_preparation(group)

    back = await dialog.submits(button, **{**PREPARED, "request": CHILD})
    again = await opens_preparation(group)

    assert "telefoonnummer" in back.text
    assert back.values["f-request"] == CHILD
    assert again.values["f-request"] == ""


async def test_a_card_that_lacks_something_comes_back_with_what_was_typed(group: LivingGroup) -> None:
    dialog = await opens_preparation(group)

    back = await dialog.submits("Insturen", **{**PREPARED, "request": ""})

    assert "Vul hier nog iets in." in back.text
    assert back.values["f-ambition"] == PREPARED["ambition"]


async def test_opening_the_round_makes_the_first_version_of_the_prepared_words(group: LivingGroup) -> None:
    done = await (await opens_preparation(group)).submits("Insturen", **PREPARED)
    await group.stage.settle()
    ready = group.hotseat.chat.card_with("Mijn ambitie wijzigen")
    await group.reaches("1.3")
    shown = group.chat.last_card.text

    late = await group.hotseat.presses(ready, "Mijn ambitie wijzigen")
    await group.says("verder")

    assert done.message == SAVED
    assert "Je ambitie staat klaar." in ready.text
    assert PREPARED["dilemma_1"] in shown
    assert late.message == "De ronde over je ambitie is begonnen. Vertel hardop wat er veranderd is."
    assert f"Ambitie: {PREPARED['ambition']}" in group.chat.last_card.text


async def test_the_prepared_card_can_be_changed_until_then(group: LivingGroup) -> None:
    await (await opens_preparation(group)).submits("Insturen", **PREPARED)

    await (await opens_preparation(group)).submits("Insturen", ambition="Twee mensen houden de lijn vast.")
    await group.reaches("1.3")

    assert "Twee mensen houden de lijn vast." in group.chat.last_card.text


async def test_two_devices_do_not_overwrite_the_preparation_unseen(group: LivingGroup) -> None:
    phone, laptop = await opens_preparation(group), await opens_preparation(group)
    await phone.submits("Insturen", **PREPARED)

    back = await laptop.submits("Insturen", **{**PREPARED, "ambition": "Van de laptop"})

    assert "intussen op een ander scherm gewijzigd" in back.text
    assert back.values["f-ambition"] == "Van de laptop"


async def test_when_the_round_is_skipped_the_imported_theme_counts(group: LivingGroup) -> None:
    await (await opens_preparation(group)).submits("Insturen", **PREPARED)
    await group.reaches("1.2")
    page = await (await group.regie()).chooses("Latere ronde overslaan")
    await page.presses("Doen", choice="3. Ambitie (8 min)")

    await group.says("verder")

    assert "Ambitie: Betere continuïteit van zorg met een heldere lijn" in group.chat.last_card.text


async def test_the_second_version_stands_beside_the_first(group: LivingGroup) -> None:
    await (await opens_preparation(group)).submits("Insturen", **PREPARED)
    await group.reaches("1.7")
    await group.answers("Hanna", ambition="Twee mensen houden de lijn vast.")

    await group.says("verder")

    result = group.card("Ambitie, versie 2")
    assert PREPARED["ambition"] in result
    assert "Twee mensen houden de lijn vast." in result
    assert "Ambitie: Twee mensen houden de lijn vast." in group.chat.last_card.text


# --- experiments


async def test_an_experiment_in_its_round_is_who_tries_what(group: LivingGroup) -> None:
    await group.reaches("1.8")
    thanks = await group.answers("Anna", button="Experiment invullen", **experiment())

    said = await group.says("verder")

    assert thanks == "Dank je. Je antwoord is binnen."
    assert "Anna  Als een overleg vastloopt, dan stel ik eerst één vraag." in said[0]
    assert "ma 17 mei" in said[0]


async def test_a_day_in_the_past_is_refused(group: LivingGroup) -> None:
    await group.reaches("1.8")

    dialog = await group.opens("Anna", "Experiment invullen")

    back = await dialog.sends({**dialog.shown.button("Insturen").data, **experiment(on="2027-05-09")})

    assert "Kies een dag vanaf ma 10 mei 2027." in back.text
    assert (await group.session()).answers == {}


async def test_a_day_after_the_next_session_asks_once_more(group: LivingGroup) -> None:
    await group.reaches("1.8")
    dialog = await group.opens("Anna", "Experiment invullen")

    back = await dialog.submits("Insturen", **experiment(on="2027-06-01"))
    ticked = next(one.id for one in back.shown.inputs if one.id.startswith("f-tick"))
    done = await back.submits("Insturen", **{ticked: True})

    assert "Deze dag ligt na de volgende sessie (ma 24 mei)." in back.text
    assert done.message == "Dank je. Je antwoord is binnen."


async def test_after_the_session_the_summary_takes_an_experiment_and_shows_it(group: LivingGroup) -> None:
    await group.says("start")
    await group.says("einde")

    done = await group.answers("Anna", button="Experiment invullen", **experiment())
    await group.stage.settle()

    assert done == EXPERIMENT_SAVED
    assert "Anna  Als een overleg vastloopt, dan stel ik eerst één vraag." in group.card("Sessie 1 is klaar")


async def test_typing_experiment_opens_the_same_form_in_ones_own_chat(group: LivingGroup) -> None:
    await group.says("start")
    await group.says("einde")
    anna = group.actor("Anna")
    await anna.types("experiment")
    await group.stage.settle()

    dialog = await anna.presses(anna.chat, "Experiment invullen")
    done = await dialog.submits("Insturen", **experiment())
    again = await long_form(await anna.presses(anna.chat, "Experiment invullen"))

    assert done.message == EXPERIMENT_SAVED
    assert again.values["f-experiment.then"] == "dan stel ik eerst één vraag"


async def test_a_moderator_who_takes_no_part_hears_that_experiments_are_the_participants(group: LivingGroup) -> None:
    theirs = "Experimenten zijn van de deelnemers. Jij hoeft hier niets in te vullen."
    await group.says("start")
    await group.says("einde")

    opened = await group.moderator.presses(group.chat, "Experiment invullen")
    form = await group.opens("Anna", "Experiment invullen")
    data = {**form.shown.button("Insturen").data, **experiment()}
    sent = group.moderator.read_task(await group.moderator.invokes("task/submit", data, in_=group.chat), group.chat)
    await group.moderator.types("experiment")
    await group.stage.settle()

    assert opened.message == theirs
    assert sent.message == theirs
    assert group.moderator.chat.last_card.text == theirs


async def test_an_experiment_changed_afterwards_is_one_experiment(group: LivingGroup) -> None:
    await group.reaches("1.8")
    await group.answers("Anna", button="Experiment invullen", **experiment())
    await group.says("einde")

    await changes(group, "Anna", **experiment(then="dan wacht ik tot er iemand iets zegt"))
    await group.stage.settle()

    summary = group.card("Sessie 1 is klaar")
    assert "dan wacht ik tot er iemand iets zegt" in summary
    assert "eerst één vraag" not in summary


async def test_an_answer_can_be_changed_after_its_experiment_was_changed_outside_the_round(group: LivingGroup) -> None:
    await group.reaches("1.8")
    await group.answers("Anna", button="Experiment invullen", **experiment())
    anna = group.actor("Anna")
    await anna.types("experiment")
    await group.stage.settle()
    for then in ("dan wacht ik", "dan wacht ik nog even"):
        form = await long_form(await anna.presses(anna.chat, "Experiment invullen"))
        await form.submits("Insturen", **experiment(then=then))

    changed = await group.answers("Anna", button="Experiment invullen", **experiment(then="dan luister ik eerst"))

    assert changed == "Je antwoord is gewijzigd."


@pytest.mark.parametrize("word", ["sluit", "overslaan"])
async def test_a_round_that_was_not_shown_gives_no_experiment_away(group: LivingGroup, word: str) -> None:
    await group.reaches("1.8")
    await group.answers("Anna", button="Experiment invullen", **experiment())
    await group.says(word)

    await group.says("einde")
    before = group.card("Sessie 1 is klaar")
    await changes(group, "Anna", **experiment(then="dan wacht ik even"))
    await group.stage.settle()

    assert "Anna" not in before
    assert "dan wacht ik even" in group.card("Sessie 1 is klaar")


async def test_after_a_repeat_everybody_stands_there_once(group: LivingGroup) -> None:
    await group.reaches("1.8")
    await group.answers("Anna", button="Experiment invullen", **experiment())
    await group.says("toon")
    await group.says("herhaal")
    await group.answers("Anna", button="Experiment invullen", **experiment(then="dan wacht ik even"))
    await group.says("toon")
    await group.says("einde")

    summary = group.card("Sessie 1 is klaar")

    assert "dan wacht ik even" in summary
    assert summary.count("Anna") == 1


async def test_a_withdrawn_experiment_is_gone_and_a_new_one_appears(group: LivingGroup) -> None:
    await group.reaches("1.8")
    await group.answers("Anna", button="Experiment invullen", **experiment())
    await group.says("toon")
    await (await group.opens("Anna", "Aanvulling geven")).submits("Intrekken")
    await group.says("einde")
    async with group.stage.bot.house.reading() as uow:
        left = list(await uow.experiments.of_group((await group.session()).group))

    await group.answers("Anna", button="Experiment invullen", **experiment(then="dan wacht ik even"))
    await group.stage.settle()

    assert left == []
    assert "dan wacht ik even" in group.card("Sessie 1 is klaar")


async def test_a_third_open_experiment_is_asked_about_once(group: LivingGroup) -> None:
    for number in (1, 2):
        await group.says(f"start sessie {number}")
        await group.says("einde")
        await (await new_form(group, "Anna")).submits("Insturen", **experiment(on="2027-05-20"))
        await group.stage.wait(hours=13)
    await group.says("start sessie 3")
    await group.says("einde")
    dialog = await new_form(group, "Anna")

    back = await dialog.submits("Insturen", **experiment(on="2027-05-21"))
    ticked = next(one.id for one in back.shown.inputs if one.id.startswith("f-tick"))
    done = await back.submits("Insturen", **{ticked: True})

    assert "Je hebt al 2 experimenten lopen." in back.text
    assert done.message == EXPERIMENT_SAVED


async def test_an_experiment_that_points_at_a_child_is_not_kept(group: LivingGroup) -> None:
    await group.says("start")
    await group.says("einde")

    back = await group.answers("Anna", button="Experiment invullen", **experiment(then=CHILD))

    assert "telefoonnummer" in back
    async with group.stage.bot.house.reading() as uow:
        assert list(await uow.experiments.of_group((await group.session()).group)) == []


# --- something recognisable


async def test_what_is_reported_disappears_at_once_and_only_the_moderator_hears(group: LivingGroup) -> None:
    await reported(group)

    assert [text for text in group.chat.texts if RECOGNISABLE in text] == []
    assert "verborgen na een melding" in group.card("Alleen vragen", "Bert")
    assert "Er is iets herkenbaars gemeld" in group.moderator.chat.last_card.text
    assert "Anna" in group.moderator.chat.last_card.text
    assert RECOGNISABLE not in group.moderator.chat.last_card.text
    assert all("gemeld" not in text for text in group.chat.texts)


async def test_the_moderator_can_show_it_again(group: LivingGroup) -> None:
    await reported(group)
    page = await (await group.regie()).presses("Alleen voor mij")

    await page.presses("Weer tonen", choice="Anna (verborgen na een melding)")
    await group.stage.settle()

    assert RECOGNISABLE in group.card("Alleen vragen", "Bert")


async def test_the_moderator_wipes_it_for_good(group: LivingGroup) -> None:
    await reported(group)
    page = await (await group.regie()).presses("Alleen voor mij")

    await page.presses("Definitief wissen", choice="Anna (verborgen na een melding)")
    await group.stage.settle()

    assert RECOGNISABLE not in "\n".join(group.chat.texts)
    fields = [dict(answer.fields) for answer in (await group.session()).answers.values()]
    assert all(RECOGNISABLE not in str(said) for said in fields)


async def test_a_reported_experiment_leaves_the_summary_too(group: LivingGroup) -> None:
    await group.reaches("1.8")
    await group.answers("Anna", button="Experiment invullen", **experiment(then="dan bel ik met de buurvrouw"))
    await group.says("verder")
    await group.says("einde")

    dialog = await group.actor("Bert").presses(group.chat, "Iets herkenbaars melden")
    await dialog.submits("Verbergen", choice=offered(dialog, "Anna"))
    await group.stage.settle()

    assert all("buurvrouw" not in text for text in group.chat.texts)


async def test_an_experiment_from_outside_the_rounds_can_be_reported_and_wiped(group: LivingGroup) -> None:
    await group.says("start")
    await group.says("einde")
    await group.answers("Anna", button="Experiment invullen", **experiment(then="dan bel ik met de buurvrouw"))
    await group.stage.settle()

    dialog = await group.actor("Bert").presses(group.chat, "Iets herkenbaars melden")
    await dialog.submits("Verbergen", choice=offered(dialog, "Anna"))
    await group.stage.settle()
    hidden, told = group.card("Sessie 1 is klaar"), group.moderator.chat.last_card.text
    page = await (await group.regie()).presses("Alleen voor mij")
    await page.presses("Definitief wissen", choice="Anna (verborgen na een melding)")
    async with group.stage.bot.house.reading() as uow:
        left = list(await uow.experiments.of_group((await group.session()).group))
    await group.answers("Anna", button="Experiment invullen", **experiment(then="dan wacht ik even"))
    await group.stage.settle()

    assert "buurvrouw" not in hidden
    assert "Experiment invullen" in told
    assert "buurvrouw" not in told
    assert left == []
    assert "dan wacht ik even" in group.card("Sessie 1 is klaar")


async def test_a_stranger_can_report_nothing_and_sees_nothing(group: LivingGroup) -> None:
    await reported(group)
    visitor = group.stage.room.moderator(2)
    group.chat.members[visitor.person.id] = visitor.person

    dialog = await visitor.presses(group.chat, "Iets herkenbaars melden")

    assert dialog.message == "Deze kaart is van een groep waar je geen plek in hebt."


async def test_nothing_to_report_is_said(group: LivingGroup) -> None:
    await group.says("start")

    page = await (await group.regie()).chooses("Iets herkenbaars melden")

    assert page.text == "Er staat nu niets van deze sessie in de chat dat gemeld kan worden."


async def reported(group: LivingGroup) -> None:
    """Anna's shown question was reported by Chaima."""
    await group.reaches("1.4")
    await group.answers("Anna", question=RECOGNISABLE)
    await group.answers("Bert", question="Wie houdt de lijn vast?")
    await group.says("verder")
    dialog = await group.actor("Chaima").presses(group.chat, "Iets herkenbaars melden")
    done = await dialog.submits("Verbergen", choice=offered(dialog, "Anna"))
    assert done.message == "Dank je. De tekst is nu verborgen. De moderator kijkt ernaar."
    await group.stage.settle()


def offered(dialog: Dialog, name: str) -> str:
    """The contribution of this person, as the list names it."""
    return next(title for title, _ in dialog.shown.inputs[0].choices if title.startswith(name))
