"""How the result cards read: labels only where they are needed, nobody counted twice, nothing said twice."""

from tests.journeys.stage import LivingGroup


async def prepared(group: LivingGroup, **more: object) -> None:
    dialog = await group.hotseat.presses(group.hotseat.chat, "Mijn ambitie delen")
    said = {"ambition": "Eén lijn.", "dilemma_1": "Wie houdt vast?", "request": "Help me.", "score": "4"} | more
    await dialog.submits("Insturen", **said)
    await group.stage.settle()


async def test_the_only_written_answer_stands_beside_the_name_without_a_label(group: LivingGroup) -> None:
    await prepared(group)
    await group.reaches("1.5")

    await group.answers("Anna", dilemmas=["Wie houdt vast?"], why="Iedereen wisselt.")
    shown = (await group.says("verder"))[-1]

    assert "Anna  Iedereen wisselt." in shown
    assert "Wie houdt vast?\nAnna\n1" in shown


async def test_two_dilemmas_in_the_same_words_count_a_person_once(group: LivingGroup) -> None:
    await prepared(group, dilemma_2="Wie houdt vast?")
    await group.reaches("1.5")

    dialog = await group.opens("Anna")
    both = next(one for one in dialog.shown.inputs if one.id == "f-dilemmas").choices
    await dialog.submits("Insturen", dilemmas=[value for _, value in both])
    shown = (await group.says("verder"))[-1]

    assert len(both) == 2
    assert "Wie houdt vast?\nAnna\n1" in shown


async def test_a_new_ambition_is_read_once_beside_the_ideas_that_led_to_it(group: LivingGroup) -> None:
    await prepared(group)
    await group.reaches("1.6")
    await group.answers("Anna", idea="Ik zou een vraag meer stellen.")
    await group.reaches("1.7")
    await group.answers("Hanna", ideas=["Anna: Ik zou een vraag meer stellen."], ambition="Eén vraag meer.")

    shown = (await group.says("verder"))[0]

    assert "Hanna  Deze ideeën spreken me aan: Anna: Ik zou een vraag meer stellen" in shown
    assert shown.count("Eén vraag meer.") == 1
    assert "Ambitie, versie 2\nEén vraag meer." in shown
    assert "Antwoord geven" not in group.chat.card_with("Iets herkenbaars melden").titles
