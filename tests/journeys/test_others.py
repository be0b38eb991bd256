"""What the others do in the rehearsal room at the press of a button: answer, look back, catch up, come or not."""

from bot.rehearsal.outcomes import Did, Habits, Outcome
from bot.rehearsal.sample import sample_programme
from bot.rehearsal.simulated import LOOK_BACK, SimulatedPerson, between
from dialogs.experiments.report import Done
from dialogs.sessions.seats import expected
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, answer_all

STOPPER = Habits(wishes={"done": "yes", "next": "stop"})
ABSENT = Habits(wishes={"coming": "no"})


async def after_the_first_session(group: LivingGroup) -> None:
    await group.reaches("1.8")
    await answer_all(group.stage, 1)
    await group.says("einde")


def one_of(group: LivingGroup, name: str, habits: Habits | None = None) -> SimulatedPerson:
    return SimulatedPerson(actor=group.actor(name), seed=3, place=2, habits=habits)


def verbs(outcome: Outcome) -> list[str]:
    return [handed.verb for handed in outcome.handed]


async def test_one_press_does_all_that_the_card_of_the_end_asks_and_a_second_one_nothing(group: LivingGroup) -> None:
    await after_the_first_session(group)
    bert = one_of(group, "Bert")

    first = await bert.does_all(group.chat)
    again = await bert.does_all(group.chat)

    done = {verb for outcome in first if outcome.did is Did.ANSWERED for verb in verbs(outcome)}
    assert {"between.open", "try_report.submit", "catch_up.answer"} <= done
    assert {outcome.did for outcome in again} <= {Did.ALREADY, Did.TOLD}


async def test_in_a_round_the_others_only_answer_it(group: LivingGroup) -> None:
    await group.reaches("1.4")

    outcomes = await one_of(group, "Bert").does_all(group.chat)

    assert [verbs(outcome) for outcome in outcomes] == [["answer.submit"]]


async def test_somebody_stops_on_purpose_and_the_store_calls_it_a_result(group: LivingGroup) -> None:
    await after_the_first_session(group)

    outcome = await one_of(group, "Chaima", STOPPER).does(group.chat, {LOOK_BACK})

    session = await group.session()
    async with group.stage.bot.house.reading() as uow:
        (report,) = await uow.reports.of_group(session.group)
        experiments = {one.id: one for one in await uow.experiments.of_group(session.group)}
    assert outcome.did is Did.ANSWERED
    assert (report.done, report.following) == (Done.YES, "stop")
    assert experiments[report.experiment].state == "stopped"


async def test_who_cannot_come_says_so_and_counts_in_no_round(group: LivingGroup) -> None:
    await after_the_first_session(group)

    await one_of(group, "Daan", ABSENT).does(group.chat, {between("attendance")})
    await group.stage.wait_until(sample_programme(NOW).groups[0].sessions[1].starts)
    await group.reaches("2.4", number=2)

    session = await group.session(2)
    assert session.current is not None
    assert "Daan" not in {seat.name for seat in expected(session, session.current)}
    assert len(expected(session, session.current)) == 7


async def test_sending_everything_twice_leaves_everything_once(group: LivingGroup) -> None:
    await group.reaches("1.8")
    impatient = one_of(group, "Els", Habits(twice=True))
    await impatient.answers(group.chat)
    await group.says("einde")
    await impatient.does_all(group.chat)

    session = await group.session()
    async with group.stage.bot.house.reading() as uow:
        reports = await uow.reports.of_group(session.group)
        experiments = await uow.experiments.of_group(session.group)
    assert len(reports) == 1
    assert len([one for one in experiments if one.follows is None]) == 1
    assert {answer.version for answer in session.answers.values()} == {1}
    assert len({run for run, _ in session.answers}) == len(session.answers) > 1
