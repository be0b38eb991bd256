"""A team in action learning: the start meeting with its goals, and learning meetings that come back to them."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.library import Library
from bot.rehearsal.company import company
from bot.rehearsal.people import Chair
from dialogs.formats.model import Language
from dialogs.programmes.model import ProgrammeFile
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, Stage, staged

PREVENT = "Hoe voorkomen we een uithuisplaatsing?"
EXPERTISE = "Hoe leren we van elkaars deskundigheid?"


def team(preset: str = "120", *, meetings: int = 4) -> ProgrammeFile:
    """Seven people, of whom one brings the case in and one is the omdenker."""
    programme = company(Library.open().formats["action-learning"], preset, people=7, now=NOW, slug="team")
    (group,) = programme.groups
    return replace(programme, groups=(replace(group, sessions=group.sessions[:meetings]),))


@pytest.fixture
async def stage(migrated_sqlite_url: str) -> AsyncIterator[Stage]:
    async with staged(team(), database_url=migrated_sqlite_url, now=NOW) as made:
        yield made


@pytest.fixture
async def group(stage: Stage) -> LivingGroup:
    """The team, linked to its chat, at the hour of the start meeting."""
    found = stage.group(1)
    await found.moderator.installs(found.chat)
    await found.moderator.installs()
    await found.says("koppel 1")
    await stage.wait_until((await found.session()).starts_at)
    return found


def names(group: LivingGroup) -> list[str]:
    people = group.stage.room.cast.group(1).people
    return [person.name for person in people if person.role is not Chair.MODERATOR]


async def chooses_goals(group: LivingGroup) -> None:
    await group.reaches("S2")
    first, second, third, *_ = names(group)
    await group.answers(first, goals=[PREVENT, EXPERTISE], why="Daar zit onze energie")
    await group.answers(second, goals=[EXPERTISE])
    await group.answers(third, goals=[EXPERTISE])
    await group.says("verder")


async def test_the_goals_of_the_start_meeting_stand_on_the_card_of_the_learning_question(group: LivingGroup) -> None:
    await chooses_goals(group)
    await group.says("einde")
    await group.stage.wait_until((await group.session(2)).starts_at)
    await group.reaches("A2", number=2)
    lines = group.card("Bij welk leerdoel hoort vandaag?").splitlines()
    first, second, third, *_ = names(group)
    goals = lines[lines.index("Jullie leerdoelen") + 1 :][:4]
    assert goals == [EXPERTISE, f"{first}, {second} en {third}", PREVENT, first]


async def test_more_goals_than_two_are_refused_and_kept(group: LivingGroup) -> None:
    await group.reaches("S2")
    dialog = await group.opens(names(group)[0])
    goals = next(one for one in dialog.shown.inputs if one.id == "f-goals")
    back = await dialog.submits("Insturen", goals=[title for title, _ in goals.choices[:3]])
    assert back.is_open
    assert back.values["f-goals"].count(",") == 2
    assert (await group.session()).answers == {}


async def test_the_meetings_after_the_first_are_played_with_the_same_rounds(group: LivingGroup) -> None:
    await group.says("start sessie 1")
    await group.says("einde")
    for number in (2, 3, 4):
        session = await group.session(number)
        assert [each.id for each in session.plan.rounds][:3] == ["A1", "A2", "A3"]
        await group.stage.wait_until(session.starts_at)
        await group.reaches("A3", number=number)
        await group.says("einde")
    assert "Sessie 4" in group.card("Sessie 2", "Sessie 3")


async def test_the_opening_says_nothing_of_reports_when_there_are_none(group: LivingGroup) -> None:
    await group.says("start sessie 1")
    await group.says("einde")
    await group.stage.wait_until((await group.session(2)).starts_at)
    await group.reaches("A1", number=2)
    card = group.card("We bekijken de casus om van te leren")
    assert "niets om te tonen" not in card


async def test_everybody_may_ask_and_who_brings_the_case_tells_it(group: LivingGroup) -> None:
    await group.says("start sessie 1")
    await group.says("einde")
    await group.stage.wait_until((await group.session(2)).starts_at)
    await group.reaches("A3", number=2)
    brings = next(seat.name for seat in (await group.session(2)).seats if "inbrenger" in seat.roles)
    others = [name for name in names(group) if name != brings]
    assert "Dank je" in await group.answers(brings, moment="Zwaardere hulp", not_seen="Wat de ouders zelf al deden")
    assert "voor anderen" in (await group.opens(others[0])).text
    await group.reaches("A4", number=2)
    assert "van de 7" in group.card("Stel één open vraag")


async def test_a_decision_of_the_project_group_may_be_done_after_its_next_meeting(migrated_sqlite_url: str) -> None:
    async with staged(team("project"), database_url=migrated_sqlite_url, now=NOW) as stage:
        group = stage.group(1)
        await group.moderator.installs(group.chat)
        await group.says("koppel 1")
        await group.reaches("P4")
        late = ((await group.session(2)).starts_at + timedelta(days=30)).date().isoformat()

        said = await group.answers(names(group)[0], decision="Ik leg het aan de wethouder voor.", by_when=late)

        assert "Dank je" in said


async def test_the_moderator_reads_the_moments_of_choice_in_words(group: LivingGroup) -> None:
    await group.says("start sessie 1")
    await group.says("einde")
    await group.stage.wait_until((await group.session(2)).starts_at)
    await group.reaches("A3", number=2)
    brings = next(seat.name for seat in (await group.session(2)).seats if "inbrenger" in seat.roles)
    said = {"moment": "Zwaardere hulp", "decided_by": "GI, Raad of Veilig Thuis", "not_seen": "Wat de ouders al deden"}
    await group.answers(brings, **said)

    page = (await (await group.regie()).presses("Alleen voor mij")).text

    assert f"{brings} (Keuzemomenten)  Wat voor keuze was het: Zwaardere hulp" in page
    assert "Wie nam het besluit: GI, Raad of Veilig Thuis" in page
    assert "Dit zagen we toen niet: Wat de ouders al deden" in page
    assert "scale_up" not in page
    assert "Er is niets ingestuurd" not in page


async def test_an_action_begins_with_how_its_look_back_would_adapt_the_one_before(group: LivingGroup) -> None:
    await group.says("start sessie 1")
    await group.says("einde")
    await group.stage.wait_until((await group.session(2)).starts_at)
    await group.reaches("A8", number=2)
    first = names(group)[0]
    action = {"when": "een overleg vastloopt", "then": "stel ik eerst één vraag", "on": "2027-06-01", "safety": "no"}
    said = {f"f-experiment.{part}": value for part, value in action.items()}
    await group.answers(first, button="Experiment invullen", **said)
    await group.says("einde")
    await group.says("terugblik", by=group.actor(first))
    page = await group.actor(first).presses(group.chat, "Terugblik invullen")
    page = await page.submits("Volgende", done="yes")
    told = {"observed": "Het werd stil.", "as_expected": "better", "learned": "Wachten loont."}
    await page.submits("Insturen", **told, next="adapt", next_how="stel ik twee vragen")
    await group.stage.wait_until((await group.session(3)).starts_at)
    await group.reaches("A8", number=3)

    form = await group.opens(first, "Experiment invullen")

    assert form.values["f-experiment.when"] == "een overleg vastloopt"
    assert form.values["f-experiment.then"] == "stel ik twee vragen"

    session = await group.session(3)
    soon = (session.starts_at + timedelta(days=1)).date().isoformat()
    done = await form.submits("Insturen", **{"f-experiment.on": soon, "f-experiment.safety": "no"})
    assert not done.is_open, done.text
    async with group.stage.bot.house.reading() as uow:
        before, after = await uow.experiments.of_group(session.group)
    assert after.follows == before.id


@pytest.mark.parametrize(("preset", "first"), [("joint", "J1"), ("project", "P1")])
async def test_all_teams_together_and_the_project_group_meet_with_rounds_of_their_own(
    migrated_sqlite_url: str, preset: str, first: str
) -> None:
    async with staged(team(preset), database_url=migrated_sqlite_url, now=NOW) as stage:
        group = stage.group(1)
        await group.moderator.installs(group.chat)
        await group.says("koppel 1")
        await stage.wait_until((await group.session()).starts_at + timedelta(minutes=1))
        await group.reaches(first)
        prompt = (await group.session()).plan.round(first).prompt.in_(Language.NL)
        assert prompt in group.card(prompt)
