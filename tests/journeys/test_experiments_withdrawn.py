"""An experiment from outside the rounds: its author takes it away, a moderator takes it back and releases it."""

from dialogs.experiments.model import ExperimentState
from tests.journeys.stage import LivingGroup
from tests.journeys.test_experiments_anytime import (
    ASK,
    WAIT,
    adds,
    answers,
    held,
    of,
    page,
    parts,
    second_session,
    summary,
)


async def found(group: LivingGroup, words: str) -> str:
    """What searching answers."""
    return "\n".join(await group.says(f"zoek {words}"))


async def test_an_author_withdraws_what_was_thought_of_outside_the_rounds(group: LivingGroup) -> None:
    await held(group)
    await adds(group)
    await adds(group, "Bert", **parts(WAIT))
    before = await found(group, "vraag")
    old = await page(group)

    done = await (await page(group)).submits("Intrekken")
    await group.stage.settle()
    again = await old.submits("Intrekken")

    assert ASK in before
    assert done.message == "Je experiment is ingetrokken, met wat je erover vertelde. Niemand leest het meer."
    assert again.message == "Dit experiment is er niet meer."
    assert await of(group) == []
    assert ASK not in summary(group)
    assert WAIT in summary(group)
    assert ASK not in await found(group, "vraag")


async def test_what_changed_meanwhile_is_seen_before_it_is_withdrawn(group: LivingGroup) -> None:
    await held(group)
    await adds(group)
    old = await page(group)
    await (await (await page(group)).submits("Wijzigen")).submits(**parts(WAIT))

    back = await old.submits("Intrekken")

    assert "Zo staat het er nu voor." in back.text
    assert [one.then for one in await of(group)] == [WAIT]


async def test_one_of_a_round_is_withdrawn_in_its_round(group: LivingGroup) -> None:
    await group.reaches("1.8")
    await group.answers("Anna", button="Experiment invullen", **parts())
    await group.says("toon")
    await group.says("einde")

    assert "Intrekken" not in (await page(group)).titles


async def test_an_answer_that_is_withdrawn_made_nothing_of_an_earlier_experiment(group: LivingGroup) -> None:
    await second_session(group, ASK)
    await answers(group, how="Ik pas mijn experiment aan", **parts(WAIT, on="2027-05-25"))
    adapted = {one.then: one.state for one in await of(group)}

    await (await group.opens("Anna", "Experiment invullen")).submits("Intrekken")

    assert adapted == {ASK: ExperimentState.FINISHED, WAIT: ExperimentState.THOUGHT_OF}
    assert {one.then: one.state for one in await of(group)} == {ASK: ExperimentState.RUNNING}


async def test_a_moderator_takes_back_what_stands_outside_the_rounds_and_releases_it(group: LivingGroup) -> None:
    await held(group)
    await adds(group)
    private = await (await group.regie()).presses("Alleen voor mij")

    taken = await private.presses("Terugnemen", choice="Anna (experiment) (getoond)")
    await group.stage.settle()
    while_gone, searched, own = summary(group), await found(group, "vraag"), await page(group)
    await taken.presses("Vrijgeven", choice="Anna (experiment) (teruggenomen)")
    await group.stage.settle()

    assert ASK in private.text
    assert ASK not in while_gone
    assert ASK not in searched
    assert ASK in own.text
    assert ASK in summary(group)
    assert ASK in await found(group, "vraag")
