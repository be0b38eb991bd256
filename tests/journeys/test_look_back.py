"""Looking back on an experiment: told before, in and after a session, and read on the board of the next."""

from bot.rehearsal.actors import Dialog
from tests.journeys.stage import LivingGroup

YES = {
    "observed": "Het werd even stil, en toen praatte iedereen.",
    "learned": "Wachten loont.",
    "next": "go_on",
}


def experiment(then: str, on: str = "2027-05-11") -> dict[str, str]:
    return {
        "f-experiment.when": "Als een overleg vastloopt",
        "f-experiment.then": then,
        "f-experiment.on": on,
        "f-experiment.safety": "no",
    }


async def tries(group: LivingGroup, name: str, then: str = "stel ik eerst één vraag") -> None:
    """Thought of in the first session, in its round."""
    dialog = await group.actor(name).presses(group.chat, "Experiment invullen")
    assert not (await dialog.submits("Insturen", **experiment(then))).is_open


async def first_session(group: LivingGroup, *names: str) -> None:
    await group.reaches("1.8")
    for name in names:
        await tries(group, name, f"stel ik eerst een vraag aan {name.lower()}s team")
    await group.says("toon")
    await group.says("einde")


async def looks_back(group: LivingGroup, name: str, done: str = "yes") -> Dialog:
    """The second page, by way of the first."""
    await group.says("terugblik", by=group.actor(name))
    dialog = await group.actor(name).presses(group.chat, "Terugblik invullen")
    return await dialog.submits("Volgende", done=done)


async def reports(group: LivingGroup, name: str, done: str = "yes", /, **fields: object) -> Dialog:
    page = await looks_back(group, name, done)
    dialog = await page.submits("Insturen", **(fields or YES))
    await group.stage.settle()
    return dialog


async def test_what_was_told_in_the_chat_stands_on_the_board_of_the_next_session(group: LivingGroup) -> None:
    await first_session(group, "Anna", "Bert")

    thanks = await reports(group, "Anna")
    await group.reaches("2.2", number=2)

    assert thanks.message == "Dank je. Je terugblik staat op het bord van sessie 2."
    board = group.chat.last_card.text
    assert "Gedaan (1)" in board
    assert "Wachten loont." in board
    assert "stel ik eerst een vraag aan annas team" in board
    assert "Vertelt het zelf" in board
    assert board.index("Vertelt het zelf") < board.index("Bert")
