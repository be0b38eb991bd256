"""Between the sessions: who comes, who wants to bring something in, what the others vote for."""

from bot.rehearsal.actors import Dialog
from tests.journeys.stage import LivingGroup


async def holds(group: LivingGroup, *numbers: int) -> None:
    """These sessions take place, without anything being said in them."""
    for number in numbers:
        await group.says(f"start sessie {number}")
        await group.says("einde")


async def tries(group: LivingGroup, name: str, then: str) -> None:
    """Somebody thinks of an experiment; the newest closing summary takes it."""
    dialog = await group.actor(name).presses(group.chat, "Experiment invullen")
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


# --- attendance


async def test_who_cannot_come_says_so_with_one_press_and_is_not_waited_for(group: LivingGroup) -> None:
    said = await group.opens("Anna", "Ik kan niet")
    await group.reaches("1.4")
    await group.stage.settle()

    seat = next(s for s in (await group.session()).seats if s.name == "Anna")
    assert said.message == "Dank je dat je het laat weten. Na sessie 1 kun je inhalen wat je mist."
    assert seat.cannot_come
    assert "van de 6" in group.card("Alleen vragen")


async def test_the_last_press_counts(group: LivingGroup) -> None:
    await group.opens("Anna", "Ik kan niet")
    again = await group.opens("Anna", "Ik ben erbij")

    seat = next(s for s in (await group.session()).seats if s.name == "Anna")
    assert again.message == "Fijn dat je erbij bent: ma 10 mei 10.00 uur."
    assert not seat.cannot_come


async def test_in_english_it_is_said_in_english(group: LivingGroup) -> None:
    await group.actor("Anna").types("taal en")
    said = await group.opens("Anna", "Ik ben erbij")

    assert said.message == "Good that you will be there: Mon 10 May 10.00."


async def test_whoever_leads_is_not_asked_to_come(group: LivingGroup) -> None:
    said = await group.moderator.presses(group.chat, "Ik kan niet")
    assert said.message == "Deze vraag is voor wie deelneemt aan de groep."


async def test_somebody_of_another_group_changes_nothing(group: LivingGroup) -> None:
    stranger = group.stage.group(2).hotseat
    said = await stranger.presses(group.chat, "Ik kan niet")

    assert said.message is not None
    assert not any(seat.cannot_come for seat in (await group.session()).seats)


async def test_after_the_session_nobody_can_say_any_more_whether_they_come(group: LivingGroup) -> None:
    card = group.chat.card_with("Ik kan niet")
    data = card.button("Ik kan niet").data
    await holds(group, 1)

    said = await group.actor("Anna").sends(group.chat, card.id, data, dialog=True)

    assert said.message == "Sessie 1 is al geweest. Hier is niets meer in te vullen."


async def test_an_answer_that_no_button_gives_is_refused(group: LivingGroup) -> None:
    card = group.chat.card_with("Ik kan niet")
    data = {**card.button("Ik kan niet").data, "choice": "perhaps"}

    said = await group.actor("Anna").sends(group.chat, card.id, data, dialog=True)

    assert said.message == "Hier is nu niets in te vullen."
    assert not any(seat.cannot_come for seat in (await group.session()).seats)


async def test_a_form_that_does_not_exist_asks_nothing(group: LivingGroup) -> None:
    card = group.chat.card_with("Ik kan niet")
    for form in ("praline", "highlight", "harvest"):  # the last two belong to later sessions
        data = {k: v for k, v in card.button("Ik kan niet").data.items() if k != "choice"} | {"form": form}
        said = await group.actor("Anna").sends(group.chat, card.id, data, dialog=True)
        assert said.message == "Hier is nu niets in te vullen.", form


async def test_the_closing_summary_asks_for_the_next_session(group: LivingGroup) -> None:
    await holds(group, 1)
    await group.opens("Bert", "Ik kan niet")

    first, second = await group.session(1), await group.session(2)
    assert not any(seat.cannot_come for seat in first.seats)
    assert [seat.name for seat in second.seats if seat.cannot_come] == ["Bert"]


# --- the experiment in the light


async def volunteers(group: LivingGroup, name: str, *, yes: bool = True) -> str:
    dialog: Dialog = await group.opens(name, "Experiment voorleggen")
    return (await dialog.submits("Insturen", volunteer="yes" if yes else "no")).text


async def test_only_who_tries_something_can_bring_it_in(group: LivingGroup) -> None:
    await holds(group, 1)
    await tries(group, "Anna", "dan stel ik eerst één vraag")
    await holds(group, 2)

    refused = await group.opens("Bert", "Experiment voorleggen")
    thanks = await volunteers(group, "Anna")

    assert refused.message == "Je hebt nu geen experiment lopen om voor te leggen."
    assert thanks.startswith("Fijn dat je iets wilt voorleggen.")


async def test_people_vote_for_what_others_bring_in_and_never_over_the_limit(group: LivingGroup) -> None:
    await holds(group, 1)
    for name in ("Anna", "Bert"):
        await tries(group, name, f"dan probeert {name} iets kleins")
    await holds(group, 2)
    nobody = await group.opens("Chaima", "Stemmen")
    for name in ("Anna", "Bert"):
        await volunteers(group, name)

    mine = await group.opens("Anna", "Stemmen")
    vote = await group.opens("Chaima", "Stemmen")
    offered = vote.shown.inputs[0].choices
    both = await vote.sends({**vote.shown.button("Insturen").data, "f-vote": ",".join(value for _, value in offered)})
    done = await both.submits("Insturen", vote=offered[0][0])

    assert nobody.message == "Er is nog niemand anders die een experiment voorlegt."
    assert [title for title, _ in mine.shown.inputs[0].choices] == ["Bert: probeert Bert iets kleins"]
    assert "Kies er hooguit 1." in both.text
    assert done.message == "Dank je, je stem telt mee."
    async with group.stage.bot.house.reading() as uow:
        forms = await uow.sessions.forms_of((await group.session(3)).id)
    votes = [f.fields["vote"] for f in forms if f.form == "highlight_vote"]
    assert votes == [(offered[0][1],)]


async def test_who_takes_the_offer_back_is_not_voted_for(group: LivingGroup) -> None:
    await holds(group, 1)
    await tries(group, "Anna", "dan stel ik eerst één vraag")
    await holds(group, 2)
    await volunteers(group, "Anna")
    thanks = await volunteers(group, "Anna", yes=False)

    vote = await group.opens("Chaima", "Stemmen")

    assert thanks == "Dank je, het is genoteerd. Luisteren en meedenken is ook veel waard."
    assert vote.message == "Er is nog niemand anders die een experiment voorlegt."


async def test_when_the_session_has_begun_the_vote_is_over(group: LivingGroup) -> None:
    await holds(group, 1)
    await tries(group, "Anna", "dan stel ik eerst één vraag")
    await holds(group, 2)
    await volunteers(group, "Anna")
    vote = await group.opens("Chaima", "Stemmen")
    await group.says("start sessie 3")

    late = await vote.submits("Insturen", vote=vote.shown.inputs[0].choices[0][0])

    assert "Sessie 3 is al begonnen. Zeg het daar gerust hardop." in late.text
    async with group.stage.bot.house.reading() as uow:
        forms = await uow.sessions.forms_of((await group.session(3)).id)
    assert [f.form for f in forms] == ["highlight"]


async def test_two_screens_do_not_overwrite_each_other_unseen(group: LivingGroup) -> None:
    await holds(group, 1)
    await tries(group, "Anna", "dan stel ik eerst één vraag")
    await holds(group, 2)
    phone, laptop = [await group.opens("Anna", "Experiment voorleggen") for _ in range(2)]
    await phone.submits("Insturen", volunteer="yes")

    back = await laptop.submits("Insturen", volunteer="no")

    assert "intussen op een ander scherm gewijzigd" in back.text


# --- on the cards


async def test_no_card_ever_has_more_buttons_than_a_phone_shows(group: LivingGroup) -> None:
    for number in (1, 2, 3, 4):
        await holds(group, number)
        await group.says("stand")
        await group.says("planning")

    for card in group.chat.cards:
        assert len(card.titles) <= 6, card.titles
