"""`stand` of who moderates several groups: all on one card, what is urgent first, each colour with its reason."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.library import Library
from bot.rehearsal.actors import Actor
from bot.rehearsal.sample import sample_programme
from dialogs.programmes.model import ProgrammeFile
from dialogs.sessions import messages as m
from dialogs.usecases.importing import import_programme
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, Stage, staged
from tests.journeys.test_which_group import led_by_one, types, with_many


@pytest.fixture
async def stage(migrated_sqlite_url: str) -> AsyncIterator[Stage]:
    """Two groups that Mirjam leads, the first of them linked, three days before their first session."""
    early = NOW - timedelta(days=3)
    async with staged(led_by_one(sample_programme(NOW)), database_url=migrated_sqlite_url, now=early) as made:
        await made.group(1).links()
        yield made


@pytest.fixture
def mirjam(stage: Stage) -> Actor:
    return stage.room.moderator(1)


async def light(stage: Stage, number: int) -> str:
    """What the overview says of one group, in one line."""
    told = await types(stage, stage.room.moderator(1), "stand")
    lines = told.splitlines()
    begins = lines.index(f"Groep {number}")
    rest = [place for place, line in enumerate(lines) if place > begins and line.startswith("Groep ")]
    return " | ".join(lines[begins + 1 : min(rest, default=len(lines))])


async def prepares(stage: Stage, number: int) -> None:
    hotseat = stage.group(number).hotseat
    dialog = await hotseat.presses(hotseat.chat, "Mijn ambitie delen")
    said = {"ambition": "Rust", "dilemma_1": "Tijd", "request": "Denk mee", "score": "3"}
    await dialog.submits("Insturen", **said)


async def test_days_before_the_session_nothing_is_urgent(stage: Stage) -> None:
    for number in (1, 2):
        assert await light(stage, number) == "Groen | Sessie 1: ma 10 mei 2027 10.00–11.00 uur"


async def test_the_day_before_what_is_missing_stands_there_and_goes_when_it_is_done(stage: Stage) -> None:
    await stage.wait(days=2, hours=2)
    when = "Sessie 1: ma 10 mei 2027 10.00–11.00 uur"
    assert await light(stage, 2) == f"Rood | {when} | Nog geen chat gekoppeld · de hotseat heeft nog niets voorbereid"
    await stage.group(2).links()
    assert await light(stage, 2) == f"Rood | {when} | De hotseat heeft nog niets voorbereid"
    await prepares(stage, 2)
    assert await light(stage, 2) == f"Groen | {when}"
    assert await light(stage, 1) == f"Rood | {when} | De hotseat heeft nog niets voorbereid"


async def test_what_is_urgent_stands_first(stage: Stage, mirjam: Actor) -> None:
    await stage.wait(days=2, hours=2)
    await prepares(stage, 1)
    told = await types(stage, mirjam, "stand")
    assert told.index("Groep 2") < told.index("Groep 1")


async def test_fewer_than_five_who_can_come_are_told_by_number_and_never_by_name(stage: Stage) -> None:
    await stage.wait(days=2, hours=2)
    group = stage.group(2)
    await group.links()
    await prepares(stage, 2)
    session = await group.session()
    names = [seat.name for seat in session.seats if seat.name in {"Karim", "Lotte"}]
    async with stage.bot.house.writing() as uow:
        locked = await uow.sessions.lock(session.id)
        assert locked is not None
        away = [m.SeatMarked(person=s.person, cannot_come=True) for s in locked.seats if s.name in names]
        await uow.sessions.record(locked, away)
        await uow.commit()
    assert await light(stage, 2) == "Rood | Sessie 1: ma 10 mei 2027 10.00–11.00 uur | 4 mensen komen"


async def plays(group: LivingGroup, number: int, *, there: tuple[str, ...]) -> None:
    """A session in which these let themselves be seen."""
    await group.stage.wait_until((await group.session(number)).starts_at)
    await group.says(f"start sessie {number}")
    regie = await (await group.regie()).chooses("who_is_here")
    seats = {f"seat-{s.person}": "present" for s in (await group.session(number)).seats if s.name in there}
    await regie.presses("Vastleggen", **seats)
    await group.says("einde")


async def test_who_missed_two_in_a_row_is_named_and_seen_again_no_more(stage: Stage) -> None:
    group = stage.group(2)
    await group.links()
    there = ("Imke", "Karim", "Lotte", "Milan", "Noor")
    await plays(group, 1, there=there)
    assert await light(stage, 2) == "Groen | Sessie 2: ma 24 mei 2027 10.00–10.45 uur"
    await plays(group, 2, there=there)
    assert await light(stage, 2) == "Oranje | Sessie 3: ma 7 juni 2027 10.00–10.45 uur | Twee keer gemist: Olaf"
    await plays(group, 3, there=(*there, "Olaf"))
    assert (await light(stage, 2)).startswith("Groen")


async def test_reports_that_are_missing_are_counted_from_two_days_before(stage: Stage) -> None:
    group = stage.group(2)
    await group.links()
    await stage.wait_until((await group.session()).starts_at)
    await group.reaches("1.8")
    for name in ("Karim", "Lotte"):
        parts = {"when": "ik vastloop", "then": "bel ik eerst even", "on": "2027-05-12", "safety": "no"}
        dialog = await group.opens(name, "Experiment invullen")
        inputs = {one.id: one for one in dialog.shown.inputs}
        await dialog.submits("Insturen", **{i: parts[i.rsplit(".", 1)[-1]] for i in inputs if "." in i})
    await group.says("einde")
    assert (await light(stage, 2)).startswith("Groen")
    await stage.wait_until((await group.session(2)).starts_at - timedelta(days=1, hours=12))
    assert (await light(stage, 2)).endswith("2 terugblikken ontbreken nog")


async def test_an_open_session_speaks_for_itself(stage: Stage) -> None:
    await stage.wait_until((await stage.session(1)).starts_at)
    await stage.group(1).says("start")
    assert await light(stage, 1) == "Groen | Sessie 1 is bezig"


async def test_more_groups_than_buttons_are_chosen_from_a_list(migrated_sqlite_url: str) -> None:
    many = with_many(led_by_one(sample_programme(NOW)))
    async with staged(many, database_url=migrated_sqlite_url, now=NOW) as stage:
        await stage.room.moderator(1).installs()
        await stage.group(5).links()
        mirjam = stage.room.moderator(1)
        await types(stage, mirjam, "stand")
        card = mirjam.chat.last_card
        assert card.titles == ["Doen"]
        await mirjam.presses(mirjam.chat, "Doen", choice="Groep 5")
        await stage.settle()
        assert "Groep 5" in mirjam.chat.last_card.text
        assert "Stand van zaken" in mirjam.chat.last_card.text


async def test_groups_with_one_number_are_told_apart_by_their_programme(migrated_sqlite_url: str) -> None:
    programme = sample_programme(NOW)
    other: ProgrammeFile = replace(
        programme, slug="tweede", title="Tweede programma", groups=(replace(programme.groups[0], number=1),)
    )
    async with staged(programme, database_url=migrated_sqlite_url, now=NOW) as stage:
        await import_programme(stage.bot.house, other, sources=Library.open().sources)
        await stage.group(1).links()
        told = await types(stage, stage.room.moderator(1), "stand")
        assert "Groep 1 · Proefprogramma masterminds" in told
        assert "Groep 1 · Tweede programma" in told


async def test_in_english_it_is_the_same(stage: Stage, mirjam: Actor) -> None:
    await types(stage, mirjam, "taal en")
    await stage.wait(days=2, hours=2)
    told = await types(stage, mirjam, "status")
    assert "Red\nSession 1: " in told
    assert "No chat linked yet · the hotseat has prepared nothing yet" in told


async def test_in_the_group_and_for_who_leads_one_stand_is_about_that_group(stage: Stage) -> None:
    (told,) = await stage.group(1).says("stand")
    assert "Je groepen" not in told
    assert "Rood" not in told
