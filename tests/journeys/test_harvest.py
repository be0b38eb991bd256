"""The harvest: a card before the last session, the board of the end, insights that count, tips to vote on."""

import pytest

from bot.rehearsal.actors import Dialog
from tests.journeys.stage import LivingGroup

INSIGHT = "Eerst dacht ik dat ik moest wachten, nu denk ik dat bellen mag."
TIP = "Bel eerst, schrijf daarna."
CHILD = "Bel de moeder op 0612345678."
LAST = 4


async def holds(group: LivingGroup, *numbers: int) -> None:
    for number in numbers:
        await group.says(f"start sessie {number}")
        await group.says("einde")


async def tries(group: LivingGroup, name: str, then: str) -> None:
    dialog = await group.actor(name).presses(group.chat, "Experiment invullen")
    if "Nieuw experiment" in dialog.titles:
        dialog = await dialog.submits("Nieuw experiment")
    done = await dialog.submits(
        "Insturen",
        **{
            "f-experiment.when": "Als een overleg vastloopt",
            "f-experiment.then": then,
            "f-experiment.on": "2027-05-17",
            "f-experiment.safety": "no",
        },
    )
    assert done.message is not None, done.text


async def harvests(group: LivingGroup, name: str, **said: object) -> Dialog:
    dialog: Dialog = await group.opens(name, "Oogstkaart invullen")
    return await dialog.submits("Insturen", **said)


@pytest.fixture
async def before_the_last(group: LivingGroup) -> LivingGroup:
    """Three sessions were held; Anna tries one thing, and so does Bert."""
    await holds(group, 1)
    await tries(group, "Anna", "bel ik eerst de verwijzer")
    await tries(group, "Bert", "vraag ik wat iedereen zelf kan")
    await holds(group, 2, 3)
    return group


async def test_the_card_asks_after_each_of_ones_own_experiments(before_the_last: LivingGroup) -> None:
    group = before_the_last

    anna, chaima = [await group.opens(name, "Oogstkaart invullen") for name in ("Anna", "Chaima")]

    assert "“bel ik eerst de verwijzer”" in anna.text
    assert "vraag ik wat iedereen zelf kan" not in anna.text
    assert "f-end_state.1" in anna.values
    assert "f-end_state.1" not in chaima.values
    assert {"Insturen", "Bewaren"} <= set(anna.titles)
    positions = next(one for one in anna.shown.inputs if one.id == "f-tip_for").choices
    assert len(positions) == len(set(positions)) > 1


async def test_the_board_of_the_end_says_what_became_of_each(before_the_last: LivingGroup) -> None:
    group = before_the_last
    done = await harvests(group, "Anna", **{"f-end_state.1": "stopped"}, insight=INSIGHT)
    await group.reaches("4.2", number=LAST)

    board = group.card("Wat jullie oogsten")

    assert done.message == "Dank je voor je oogst. Je groep ziet hem in sessie 4."
    assert "Bewust gestopt (1)" in board
    assert "Anna:  als een overleg vastloopt, dan bel ik eerst de verwijzer" in board
    assert "Vertelt het zelf" in board
    assert "Bert" in board.split("Vertelt het zelf")[1]
    assert INSIGHT not in board


async def test_the_experiment_itself_stands_as_its_author_said(before_the_last: LivingGroup) -> None:
    group = before_the_last
    await harvests(group, "Anna", **{"f-end_state.1": "finished"}, insight=INSIGHT)

    async with group.stage.bot.house.reading() as uow:
        session = await group.session(LAST)
        anna = next(s.person for s in session.seats if s.name == "Anna")
        (one,) = await uow.experiments.of_person(anna, session.group)
        history = await uow.experiments.states(one.id)

    assert one.state == "finished"
    assert (history[-1].state, history[-1].cause) == ("finished", "author")


async def test_an_insight_of_the_card_is_the_answer_of_its_round_and_can_be_changed_there(
    before_the_last: LivingGroup,
) -> None:
    group = before_the_last
    await harvests(group, "Anna", **{"f-end_state.1": "goes_on"}, insight=INSIGHT, consent_quote=True)
    await group.reaches("4.4", number=LAST)
    counted = group.card("Inzichten")

    form = await group.opens("Anna")
    bert, filled_in = await group.opens("Bert"), form.values
    changed = await form.submits("Insturen", insight="Eerst dacht ik groot, nu denk ik klein.")
    shown = (await group.says("verder"))[0]

    assert "1 van de 8" in counted
    assert filled_in["f-insight"] == INSIGHT
    assert filled_in["f-consent_quote"] == "yes"
    assert bert.values["f-insight"] == ""
    assert changed.message == "Je antwoord is gewijzigd."
    assert "nu denk ik klein" in shown
    assert INSIGHT not in shown


async def test_an_insight_that_is_withdrawn_goes_from_the_card_too(before_the_last: LivingGroup) -> None:
    group = before_the_last
    await harvests(group, "Chaima", insight=INSIGHT, tip=TIP)
    await group.reaches("4.4", number=LAST)

    await (await group.opens("Chaima")).submits("Intrekken")

    async with group.stage.bot.house.reading() as uow:
        (card,) = await uow.sessions.forms_of((await group.session(LAST)).id)
    assert "insight" not in card.fields
    assert card.fields["tip"] == TIP
    assert (await group.opens("Chaima")).values["f-insight"] == ""


async def test_a_card_that_comes_in_while_its_round_is_open_counts_at_once(before_the_last: LivingGroup) -> None:
    group = before_the_last
    await group.reaches("4.4", number=LAST)
    await group.answers("Bert", insight="Eerst dacht ik zelf, nu denk ik samen.")
    for name in ("Bert", "Chaima"):
        more = {"f-end_state.1": "goes_on"} if name == "Bert" else {}
        await harvests(group, name, **more, insight=INSIGHT)
    await group.stage.settle()
    counted = group.card("Inzichten")

    shown = (await group.says("verder"))[0]

    assert "2 van de 8" in counted
    assert f"Chaima  {INSIGHT}" in shown
    assert "Bert  Eerst dacht ik zelf, nu denk ik samen." in shown


async def test_a_round_that_was_skipped_first_counts_the_cards_when_it_opens(before_the_last: LivingGroup) -> None:
    group = before_the_last
    await harvests(group, "Chaima", insight=INSIGHT)
    await group.reaches("4.3", number=LAST)
    page = await (await group.regie()).chooses("Latere ronde overslaan")
    choice = next(t for one in page.dialog.shown.inputs for t, _ in one.choices if "Inzichten" in t)
    await page.presses("Doen", choice=choice)
    page = await (await group.regie()).chooses("Andere ronde heropenen")
    choice = next(t for one in page.dialog.shown.inputs for t, _ in one.choices if "Inzichten" in t)
    await page.presses("Doen", choice=choice)
    await group.stage.settle()

    assert "1 van de 8" in group.card("Inzichten")


async def test_what_was_sent_twice_is_stored_once(before_the_last: LivingGroup) -> None:
    group = before_the_last
    dialog = await group.opens("Chaima", "Oogstkaart invullen")
    data = {**dialog.shown.button("Insturen").data, "f-insight": INSIGHT, "f-consent_quote": "no"}

    first, second = await dialog.sends(data), await dialog.sends(data)

    assert first.message == second.message == "Dank je voor je oogst. Je groep ziet hem in sessie 4."
    async with group.stage.bot.house.reading() as uow:
        (card,) = await uow.sessions.forms_of((await group.session(LAST)).id)
    assert card.version == 1


async def test_tips_get_three_dots_at_most_and_the_five_that_got_most_are_shown(
    before_the_last: LivingGroup,
) -> None:
    group = before_the_last
    names = ["Anna", "Bert", "Chaima", "Daan", "Els", "Farid"]
    for name in names:
        more = {"f-end_state.1": "goes_on"} if name in {"Anna", "Bert"} else {}
        await harvests(group, name, **more, insight=INSIGHT, tip=f"Tip van {name}.")
    await group.reaches("4.5", number=LAST)
    form = await group.opens("Anna")
    offered = dict(form.shown.inputs[0].choices)
    data = form.shown.button("Insturen").data

    too_many = await form.sends({**data, "f-dots": ",".join(list(offered.values())[:4])})
    typed = too_many.values["f-dots"]
    done = await too_many.submits("Insturen", dots=["Tip van Anna.", "Tip van Bert.", "Tip van Chaima."])
    await group.answers("Bert", dots=["Tip van Chaima.", "Tip van Daan.", "Tip van Els."])
    await group.answers("Chaima", dots=["Tip van Farid.", "Tip van Chaima."])
    shown = (await group.says("verder"))[0]

    assert list(offered) == [f"Tip van {name}." for name in sorted(names, key=names.index)]
    assert "Kies er hooguit 3." in too_many.text
    assert typed.count(",") == 3
    assert done.message == "Dank je. Je antwoord is binnen."
    assert sum(f"Tip van {name}." in shown for name in names) == 5
    assert shown.index("Tip van Chaima.") < shown.index("Tip van Anna.")


async def test_without_tips_there_is_nothing_to_vote_on(before_the_last: LivingGroup) -> None:
    group = before_the_last
    await group.reaches("4.5", number=LAST)

    form = await group.opens("Anna")

    assert form.message == "Er is nog niets om uit te kiezen. Zeg het gerust hardop."


async def test_what_is_kept_for_later_is_seen_by_nobody_and_counts_nowhere(before_the_last: LivingGroup) -> None:
    group = before_the_last
    dialog = await group.opens("Anna", "Oogstkaart invullen")
    kept = await dialog.submits("Bewaren", **{"f-end_state.1": "stopped"}, insight="Half af")

    again = await group.opens("Anna", "Oogstkaart invullen")
    await group.reaches("4.4", number=LAST)

    assert kept.message == "Bewaard als concept. Alleen jij ziet het, en het telt nog niet mee."
    assert again.values["f-insight"] == "Half af"
    assert again.values["f-end_state.1"] == "stopped"
    assert "nog niet ingestuurd" in again.text
    assert "Half af" not in "\n".join(group.chat.texts)
    assert (await group.session(LAST)).answers == {}


async def test_a_draft_says_nothing_of_an_experiment_that_came_after_it(before_the_last: LivingGroup) -> None:
    group = before_the_last
    dialog = await group.opens("Anna", "Oogstkaart invullen")
    await dialog.submits("Bewaren", **{"f-end_state.1": "stopped"}, insight="Half af")
    await tries(group, "Anna", "vraag ik het de jongere zelf")

    again = await group.opens("Anna", "Oogstkaart invullen")

    assert again.values["f-insight"] == "Half af"
    assert [again.values[f"f-end_state.{n}"] for n in (1, 2)] == ["", ""]


async def test_a_form_that_was_opened_for_other_experiments_comes_back_with_what_was_typed(
    before_the_last: LivingGroup,
) -> None:
    group = before_the_last
    dialog = await group.opens("Anna", "Oogstkaart invullen")
    await tries(group, "Anna", "vraag ik het de jongere zelf")

    back = await dialog.submits("Insturen", **{"f-end_state.1": "stopped"}, insight=INSIGHT)
    done = await back.submits("Insturen", **{"f-end_state.1": "stopped", "f-end_state.2": "goes_on"})

    assert back.values["f-insight"] == INSIGHT
    assert "“vraag ik het de jongere zelf”" in back.text
    assert done.message is not None


@pytest.mark.parametrize("button", ["Insturen", "Bewaren"])
async def test_what_points_at_a_child_is_not_kept_in_any_way(before_the_last: LivingGroup, button: str) -> None:
    group = before_the_last
    dialog = await group.opens("Anna", "Oogstkaart invullen")

    back = await dialog.submits(button, **{"f-end_state.1": "stopped"}, insight=INSIGHT, tip=CHILD)
    again = await group.opens("Anna", "Oogstkaart invullen")

    assert "telefoonnummer" in back.text
    assert back.values["f-tip"] == CHILD
    assert again.values["f-tip"] == ""
    assert again.values["f-insight"] == ""


async def test_a_card_that_lacks_something_comes_back_and_nothing_is_stored(before_the_last: LivingGroup) -> None:
    group = before_the_last

    back = await harvests(group, "Anna", tip=TIP)

    assert "2 velden vragen nog iets" in back.text
    assert back.values["f-tip"] == TIP
    async with group.stage.bot.house.reading() as uow:
        assert await uow.sessions.forms_of((await group.session(LAST)).id) == []


async def test_two_devices_do_not_overwrite_the_card_unseen(before_the_last: LivingGroup) -> None:
    group = before_the_last
    phone, laptop = [await group.opens("Chaima", "Oogstkaart invullen") for _ in range(2)]
    await phone.submits("Insturen", insight=INSIGHT)

    back = await laptop.submits("Insturen", insight="Van de laptop")

    assert "intussen op een ander scherm gewijzigd" in back.text
    assert back.values["f-insight"] == "Van de laptop"


async def test_once_the_group_has_seen_it_it_changes_no_more_but_a_first_one_still_comes_in(
    before_the_last: LivingGroup,
) -> None:
    group = before_the_last
    await harvests(group, "Anna", **{"f-end_state.1": "goes_on"}, insight=INSIGHT)
    open_before = await group.opens("Anna", "Oogstkaart invullen")
    await group.reaches("4.2", number=LAST)

    late = await open_before.submits("Insturen", **{"f-end_state.1": "stopped"}, insight="Toch anders")
    again = await group.opens("Anna", "Oogstkaart invullen")
    first = await harvests(group, "Bert", **{"f-end_state.1": "finished"}, insight=INSIGHT)
    await group.stage.settle()

    assert "Je groep heeft dit al gezien." in late.text
    assert late.values["f-insight"] == "Toch anders"
    assert again.message == "Je groep heeft dit al gezien. Vertel gerust hardop wat er veranderd is."
    assert first.message == "Dank je voor je oogst. Hij staat nu bij die van je groep."
    board = group.card("Wat jullie oogsten")
    assert "Gaat door (1)" in board
    assert "Bert:  als een overleg vastloopt, dan vraag ik wat iedereen zelf kan" in board


async def test_what_people_did_stands_in_a_row_from_session_to_session(before_the_last: LivingGroup) -> None:
    group = before_the_last
    await harvests(group, "Anna", **{"f-end_state.1": "stopped"}, insight=INSIGHT)
    await group.reaches("4.1", number=LAST)
    before = group.card("Hoe het ging")
    await group.reaches("4.2", number=LAST)

    card = group.card("Hoe het ging")

    assert "Sessie 1: 2 experimenten bedacht" in before
    assert "bel ik eerst de verwijzer" in before
    assert "vraag ik wat iedereen zelf kan" in before
    assert "bel ik eerst de verwijzer · bewust gestopt" in card


async def test_what_may_still_be_changed_does_not_stand_in_the_row_yet(before_the_last: LivingGroup) -> None:
    group = before_the_last
    await group.says("terugblik", by=group.actor("Bert"))
    page = await (await group.opens("Bert", "Terugblik invullen")).submits("Volgende", done="yes")
    await page.submits("Insturen", observed="Het hielp.", as_expected="better", learned="Vragen loont.", next="stop")
    await harvests(group, "Anna", **{"f-end_state.1": "stopped"}, insight=INSIGHT)
    await group.reaches("4.1", number=LAST)
    before = group.card("Hoe het ging")
    changed = await harvests(group, "Anna", **{"f-end_state.1": "goes_on"}, insight=INSIGHT)
    await group.reaches("4.2", number=LAST)

    card = group.card("Hoe het ging")

    assert changed.message == "Dank je voor je oogst. Je groep ziet hem in sessie 4."
    assert "bewust gestopt" not in before
    assert "Sessie 4" not in before.split("Hoe het ging")[1]
    assert "bel ik eerst de verwijzer · gaat door" in card
    assert "vraag ik wat iedereen zelf kan" in card
    assert "bewust gestopt" in card


# --- the ambition's timeline


async def test_what_changed_and_how_far_it_is_stand_among_the_versions(group: LivingGroup) -> None:
    await holds(group, 1)
    await group.reaches("2.3", number=2)
    await group.answers("Hanna", change="Ik zie nu dat het klein mag.")
    told = (await group.says("verder"))[0]
    await group.says("einde")
    await holds(group, 3)
    await group.reaches("4.3", number=LAST)
    await group.answers("Hanna", score="7", what_helped="De vragen van de groep.")

    shown = (await group.says("verder"))[0]

    assert "Ambitie, versie 2" in told
    assert told.count("Ik zie nu dat het klein mag.") == 1
    assert "Ambitie, versie 3" in shown
    assert "Ik zie nu dat het klein mag." in shown
    assert "De vragen van de groep." in shown
    assert "Hoe ver: 7 van de 10" in shown


async def test_words_that_are_taken_back_leave_the_timeline(group: LivingGroup) -> None:
    await holds(group, 1)
    await group.reaches("2.3", number=2)
    await group.answers("Hanna", change="Ik zie nu dat het klein mag.")
    await group.says("verder")

    card = next(c for c in group.chat.cards if "De hotseat" in c.text and "Antwoord geven" in c.titles)
    dialog = await group.hotseat.presses(card, "Antwoord geven")
    await dialog.submits("Intrekken")
    await group.stage.settle()

    assert "Ik zie nu dat het klein mag." not in "\n".join(c.text for c in group.chat.cards)


# --- patterns


async def test_patterns_stand_in_two_columns(group: LivingGroup) -> None:
    await holds(group, 1, 2)
    await group.reaches("3.4", number=3)
    await group.answers("Anna", works_when="we vooraf bellen", works_not_when="iedereen wacht")
    await group.answers("Bert", works_when="het klein blijft")

    shown = (await group.says("verder"))[0]

    for said in ("Het werkt als …", "Anna  we vooraf bellen", "Bert  het klein blijft", "Anna  iedereen wacht"):
        assert said in shown
    assert shown.index("Bert  het klein blijft") < shown.index("Het werkt niet als …")


async def test_a_pattern_that_is_taken_back_says_so_once(group: LivingGroup) -> None:
    await holds(group, 1, 2)
    await group.reaches("3.4", number=3)
    await group.answers("Anna", works_when="we vooraf bellen", works_not_when="iedereen wacht")
    await group.answers("Bert", works_when="het klein blijft")
    await group.says("toon")
    page = await (await group.regie()).presses("Alleen voor mij")
    choice = next(t for one in page.dialog.shown.inputs for t, _ in one.choices if t.startswith("Anna"))
    await page.presses("Terugnemen", choice=choice)
    await group.stage.settle()

    card = group.card("Het werkt niet als …", "Bert  het klein blijft")

    assert "iedereen wacht" not in card
    assert "we vooraf bellen" not in card
    assert card.count("Anna") == 1


# --- something recognisable


async def reports(group: LivingGroup, said: str) -> None:
    dialog = await group.actor("Gijs").presses(group.chat, "Iets herkenbaars melden")
    choice = next(title for title, _ in dialog.shown.inputs[0].choices if said in title)
    await dialog.submits("Verbergen", choice=choice)
    await group.stage.settle()


async def test_a_tip_that_somebody_is_recognised_in_goes_at_once_and_a_new_card_can_come(
    before_the_last: LivingGroup,
) -> None:
    group = before_the_last
    for name in ("Chaima", "Daan"):
        await harvests(group, name, insight=INSIGHT, tip=f"Tip van {name}.")
    await group.reaches("4.5", number=LAST)
    await group.answers("Anna", dots=["Tip van Chaima.", "Tip van Daan."])
    await group.says("verder")

    await reports(group, "Tip van Chaima.")
    hidden = group.card("Tip van Daan.")
    page = await (await group.regie()).presses("Alleen voor mij")
    wiped = await page.presses("Definitief wissen", choice="Chaima (verborgen na een melding)")
    again = await harvests(group, "Chaima", insight=INSIGHT)

    assert "Tip van Chaima." not in hidden
    assert "Chaima" in page.text
    assert wiped.text
    assert again.message == "Dank je voor je oogst. Hij staat nu bij die van je groep."


async def test_an_insight_that_is_wiped_is_wiped_from_the_card_it_came_from(before_the_last: LivingGroup) -> None:
    group = before_the_last
    await harvests(group, "Chaima", insight=INSIGHT)
    await group.reaches("4.4", number=LAST)
    await group.says("verder")
    await reports(group, INSIGHT)

    page = await (await group.regie()).presses("Alleen voor mij")
    await page.presses("Definitief wissen", choice="Chaima (verborgen na een melding)")

    async with group.stage.bot.house.reading() as uow:
        assert await uow.sessions.forms_of((await group.session(LAST)).id) == []
