"""Somebody leaves the group halfway: what they brought in stays theirs, and nobody waits for them any more."""

from tests.journeys.leaving import leave
from tests.journeys.stage import LivingGroup


async def redrawn(group: LivingGroup) -> None:
    """Anybody's addition makes the result card follow the state of the moment."""
    dialog = await group.actor("Els").presses(group.chat.card_with("Aanvulling geven"), "Aanvulling geven")
    await dialog.submits("Insturen", text="Dat herken ik.")
    await group.stage.settle()


async def test_the_words_of_somebody_who_left_keep_their_name(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.answers("Anna", question="Wat zou je zelf willen?")
    await group.answers("Bert", question="Wie houdt de lijn vast?")
    await group.says("verder")

    await leave(group.stage, "Bert")
    await redrawn(group)

    shown = group.card("Alleen vragen", "Dat herken ik.")
    assert "Bert  Wie houdt de lijn vast?" in shown
    assert "Anna  Wat zou je zelf willen?" in shown


async def test_nobody_waits_for_somebody_who_left(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.answers("Anna", question="Wat zou je zelf willen?")
    await group.stage.settle()
    assert "1 van de 7 heeft geantwoord" in group.card("Alleen vragen")

    await leave(group.stage, "Bert")
    await group.answers("Chaima", question="Wat helpt jou?")
    await group.stage.settle()

    assert "2 van de 6 hebben geantwoord" in group.card("Alleen vragen")
    private = await (await group.regie()).presses("Alleen voor mij")
    assert "Bert" not in private.text


async def test_an_answer_of_somebody_who_left_is_shown_and_not_counted(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.answers("Bert", question="Wie houdt de lijn vast?")
    await group.answers("Anna", question="Wat zou je zelf willen?")
    await leave(group.stage, "Bert")

    await group.says("verder")

    shown = group.card("Alleen vragen", "Wie houdt de lijn vast?")
    assert "Bert  Wie houdt de lijn vast?" in shown
    assert "1 van de 6" in shown


async def test_who_left_gets_no_form_and_nothing_to_catch_up_with(group: LivingGroup) -> None:
    await group.reaches("1.4")
    await group.says("verder")
    await group.says("einde")
    await group.says("inhalen")
    await leave(group.stage, "Bert")

    dialog = await group.opens("Bert", "Inhalen")

    assert dialog.message == "Deze kaart is van een groep waar je geen plek in hebt."
