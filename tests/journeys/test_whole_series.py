"""All four sessions of a series, each led from start to end with everybody answering what is asked."""

from bot.rehearsal.sample import sample_programme
from dialogs.sessions.model import RoundPhase, SessionPhase
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, answer_all

TALKS_TO_THE_HOTSEAT = {"1.7", "2.3", "4.3"}
WITHOUT_THE_HOTSEAT = {"1.4", "1.5", "1.6"}
NOTHING_TO_CHOOSE = {"4.5"}  # nobody filled in a harvest card here, so there are no tips


async def test_four_sessions_are_led_to_their_end(group: LivingGroup) -> None:
    for planned in sample_programme(NOW).groups[0].sessions:
        await group.stage.wait_until(planned.starts)
        await group.says("start")
        sent = await _plays(group, planned.number)

        session = await group.session(planned.number)
        assert session.phase is SessionPhase.ENDED
        assert all(run.phase in {RoundPhase.SHOWN, RoundPhase.DONE} for run in session.runs)
        assert [round_.id for round_ in session.plan.rounds] == [run.key.round_id for run in session.runs]
        for round_id, count in sent.items():
            assert count == _asked_in(round_id), round_id

    assert group.stage.room.channel.complaints == []
    assert "Dit was de laatste sessie." in group.card("Sessie 4 is klaar")


async def test_the_last_summary_says_what_each_will_keep_doing_and_follows_it(group: LivingGroup) -> None:
    await group.reaches("4.7", number=4)
    await group.answers("Anna", keep_doing="Eens per maand loop ik een uur mee.", first_date="2027-08-02")
    await group.answers("Bert", keep_doing="Eerst vragen, dan pas vinden.")
    await group.says("verder")
    await group.says("einde")
    summary = group.card("Sessie 4 is klaar")

    lines = summary.split("\n")
    assert "Dit blijven jullie doen" in lines
    assert "Anna  Eens per maand loop ik een uur mee." in lines
    assert "Voor het eerst op: ma 2 augustus 2027" in lines
    assert "Bert  Eerst vragen, dan pas vinden." in lines

    page = await (await group.regie()).presses("Alleen voor mij")
    bert = next(t for one in page.dialog.shown.inputs if one.id == "f-choice" for t, _ in one.choices if "Bert" in t)
    await page.presses("Terugnemen", choice=bert)
    await group.stage.settle()

    after = group.card("Sessie 4 is klaar")
    assert "Eens per maand loop ik een uur mee." in after
    assert "Eerst vragen" not in after


async def test_the_evaluation_is_final_and_shows_nobodys_words(group: LivingGroup) -> None:
    await group.reaches("4.8", number=4)
    for number, actor in enumerate(group.everyone):
        dialog = await actor.presses(group.chat, "Antwoord geven")
        scales = {one.id: "4" for one in dialog.shown.inputs if one.choices}
        words = {one.id: f"Zo houden, zegt nummer {number}." for one in dialog.shown.inputs if not one.choices}
        await dialog.submits("Insturen", **scales, **words)
    await group.stage.settle()
    again = await group.opens("Anna")
    await group.says("verder")

    assert again.message is not None
    assert "niet meer veranderen" in again.message
    assert "Zo houden" not in "\n".join(group.chat.texts)
    page = await (await group.regie()).presses("Alleen voor mij")
    assert "Zo houden" not in page.text
    assert all(answer.fields == {} for (run, _), answer in (await group.session(4)).answers.items())


def _asked_in(round_id: str) -> int:
    if round_id in NOTHING_TO_CHOOSE:
        return 0
    return 1 if round_id in TALKS_TO_THE_HOTSEAT else 7 if round_id in WITHOUT_THE_HOTSEAT else 8


async def _plays(group: LivingGroup, number: int) -> dict[str, int]:
    """How many answered each round that has a form."""
    sent: dict[str, int] = {}
    while True:
        session = await group.session(number)
        run = session.current
        assert run is not None
        if run.phase is RoundPhase.OPEN and session.plan.round(run.key.round_id).form is not None:
            sent[run.key.round_id] = await answer_all(group.stage, group.number)
        await group.says("verder")
        if (await group.session(number)).step == session.step:
            await group.says("einde")
            return sent
