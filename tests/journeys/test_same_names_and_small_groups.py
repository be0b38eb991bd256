"""Two people called Anna in one group, and a group of no more than five."""

from collections.abc import AsyncIterator
from dataclasses import replace

import pytest

from bot.rehearsal.actors import Actor
from bot.rehearsal.sample import sample_programme
from dialogs.programmes.model import ProgrammeFile
from dialogs.sessions.model import RoundPhase, SessionPhase
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, Regie, Stage, answer_all, staged

FIRST, SECOND = "Anna (Organisatie 11)", "Anna (Organisatie 12)"


def with_two_annas(programme: ProgrammeFile) -> ProgrammeFile:
    """Bert is called Anna too."""
    first, *others = programme.groups
    people = tuple(replace(p, name="Anna") if p.name == "Bert" else p for p in first.participants)
    return replace(programme, groups=(replace(first, participants=people), *others))


def of_five(programme: ProgrammeFile) -> ProgrammeFile:
    """The hotseat and four others."""
    first, *others = programme.groups
    return replace(programme, groups=(replace(first, participants=first.participants[:5]), *others))


@pytest.fixture
async def alike(migrated_sqlite_url: str) -> AsyncIterator[LivingGroup]:
    async with staged(with_two_annas(sample_programme(NOW)), database_url=migrated_sqlite_url, now=NOW) as made:
        yield await linked(made)


@pytest.fixture
async def five(migrated_sqlite_url: str) -> AsyncIterator[LivingGroup]:
    async with staged(of_five(sample_programme(NOW)), database_url=migrated_sqlite_url, now=NOW) as made:
        yield await linked(made)


async def linked(stage: Stage) -> LivingGroup:
    group = stage.group(1)
    await group.links()
    return group


def annas(group: LivingGroup) -> tuple[Actor, Actor]:
    first, second = (one for one in group.everyone if one.name == "Anna")
    return first, second


async def asks(group: LivingGroup, actor: Actor, question: str) -> str:
    dialog = await actor.presses(group.chat, "Antwoord geven")
    return (await dialog.submits("Insturen", question=question)).text


async def test_what_each_of_them_wrote_stands_beside_the_own_name(alike: LivingGroup) -> None:
    first, second = annas(alike)
    await alike.reaches("1.4")
    await asks(alike, first, "Wie merkt het als eerste?")
    await asks(alike, second, "Wat zou je morgen anders doen?")
    await alike.says("verder")

    card = alike.card("Alleen vragen", "Wie merkt het als eerste?")

    assert f"{FIRST}  Wie merkt het als eerste?" in card
    assert f"{SECOND}  Wat zou je morgen anders doen?" in card


async def test_the_moderator_reads_which_of_the_two_is_missing(alike: LivingGroup) -> None:
    first, _ = annas(alike)
    await alike.reaches("1.4")
    await asks(alike, first, "Wie merkt het als eerste?")

    page = await (await alike.regie()).presses("Alleen voor mij")

    assert SECOND in page.text
    assert FIRST not in page.text


async def test_the_one_who_is_marked_absent_is_the_one_who_was_meant(alike: LivingGroup) -> None:
    _, second = annas(alike)
    await alike.says("start")
    page = await (await alike.regie()).chooses("Wie is er?")
    labels = [one.label for one in page.dialog.shown.inputs]
    assert {FIRST, SECOND} <= set(labels)

    await page.presses("Vastleggen", **{SECOND: "Is er niet"})

    gone = [seat for seat in (await alike.session()).seats if seat.absent]
    assert [seat.name for seat in gone] == [SECOND]
    assert (second.person.upn or "").startswith("bert_")


async def test_an_answer_on_behalf_of_one_of_them_is_that_ones(alike: LivingGroup) -> None:
    _, second = annas(alike)
    await alike.reaches("1.4")
    await second.presses(alike.chat, "Antwoord geven")
    page = await (await alike.regie()).chooses("Wie is er?")
    page = await page.presses("Vastleggen", **{SECOND: "Doet mondeling mee"})
    page = await page.chooses("Namens iemand")
    assert [title for title, _ in page.dialog.shown.inputs[0].choices] == [SECOND]

    form = await page.presses("Doen", choice=SECOND)
    await form.dialog.submits("Insturen", question="Wat helpt?")
    await alike.says("verder")

    assert f"Namens {SECOND}, ingevoerd door Mirjam: Wat helpt?" in alike.card("Alleen vragen", "Wat helpt?")


async def test_seats_to_choose_from_are_told_apart(migrated_sqlite_url: str) -> None:
    """The roster shows no address of either, so who is who has to be chosen."""
    programme = with_two_annas(sample_programme(NOW))

    def unknown(person: object) -> object:
        return replace(person, email="", upn=None, entra_id=None) if person.name == "Anna" else person  # type: ignore[attr-defined, type-var]

    async with staged(programme, database_url=migrated_sqlite_url, now=NOW, as_seen=unknown) as made:  # type: ignore[arg-type]
        group = await linked(made)
        await group.reaches("1.4")
        dialog = await annas(group)[0].presses(group.chat, "Antwoord geven")

    offered = [title for title, _ in dialog.shown.inputs[0].choices]
    assert {FIRST, SECOND} <= set(offered)


# --- five people


async def test_a_group_of_five_plays_a_whole_session(five: LivingGroup) -> None:
    await five.says("start")
    while (await five.session()).phase is SessionPhase.OPEN:
        before = await five.session()
        assert before.current is not None
        if before.current.phase is RoundPhase.OPEN and before.plan.round(before.current.key.round_id).form:
            await answer_all(five.stage, 1)
        await five.says("verder")
        if (await five.session()).step == before.step:
            await five.says("einde")

    session = await five.session()
    assert all(run.phase in {RoundPhase.SHOWN, RoundPhase.DONE} for run in session.runs)
    assert len([1 for key, _ in session.answers if key.round_id == "1.8"]) == 5
    assert "Gemiddeld" in five.card("Afsluiten")


async def test_of_five_who_leave_one_out_no_average_is_shown(five: LivingGroup) -> None:
    await five.reaches("1.9")
    for actor in five.everyone[:4]:
        await actor.presses(five.chat, "4")
    await five.says("verder")

    assert "minder dan vijf" in five.card("Afsluiten")


async def test_everybody_is_somewhere_in_the_order_to_speak(five: LivingGroup) -> None:
    await five.reaches("1.2")

    page: Regie = await (await five.regie()).chooses("Beurtenlijst")

    assert all(actor.name in page.text for actor in five.everyone)
