"""The first session of a group of eight, from the link to the summary, over real HTTP."""

from bot.rehearsal.simulated import SimulatedPerson
from dialogs.sessions.model import RoundPhase, SessionPhase
from tests.journeys.stage import LivingGroup, answer_all


async def test_a_moderator_plays_the_first_session_with_one_button(group: LivingGroup) -> None:
    await SimulatedPerson(actor=group.hotseat, seed=1).answers(group.hotseat.chat)
    await group.says("start")

    presses, answers = await _to_the_end(group)

    assert presses == 13
    assert answers == 7 + 7 + 7 + 1 + 8 + 8
    session = await group.session()
    assert session.phase is SessionPhase.ENDED
    assert len(session.answers) == answers
    assert len([card for card in group.chat.cards if "Sessie 1 is klaar" in card.text]) == 1
    assert group.stage.room.channel.complaints == []


async def _to_the_end(group: LivingGroup) -> tuple[int, int]:
    presses = answers = 0
    while True:
        run = (await group.session()).current
        if run is not None and run.phase is RoundPhase.OPEN:
            answers += await answer_all(group.stage, group.number)
        regie = await group.regie()
        if "Verder" not in regie.titles:
            await regie.presses("Sessie afronden")
            await group.stage.settle()
            return presses, answers
        await regie.presses("Verder")
        presses += 1
        await group.stage.settle()
