"""The published programme of 2021: seven groups, and the first session of each of them on its own day."""

from collections import Counter
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import pytest

from bot.library import Library
from bot.programmes.reading import read_programme
from bot.rehearsal.simulated import SimulatedPerson
from dialogs.formats.model import RoundKind
from dialogs.programmes.changes import is_changed
from dialogs.programmes.model import ProgrammeFile
from dialogs.sessions.model import RoundPhase, SessionPhase
from dialogs.usecases.importing import import_programme
from tests.journeys.stage import LivingGroup, Stage, answer_all, staged

FILE: Final = Path(__file__).parent.parent / "data" / "programme-2021.yaml"
MAY: Final = datetime(2021, 5, 1, 8, tzinfo=UTC)
ENGLISH: Final = 3
"""The group that plays in English."""
RESTARTED: Final = 5
"""The group in the middle of whose session the bot is restarted."""
ANSWERERS: Final = {"1.4": -1, "1.5": -1, "1.6": -1, "1.7": None, "1.8": 0, "1.9": 0}
"""How many fewer than all who take part answer a round; None is the hotseat alone."""


@pytest.fixture(scope="module")
def programme() -> ProgrammeFile:
    library = Library.open()
    formats = {name: recipe.format for name, recipe in library.recipes.items()}
    return read_programme(FILE.read_bytes(), name=FILE.name, formats=formats)


@pytest.fixture
async def stage(programme: ProgrammeFile, migrated_sqlite_url: str) -> AsyncIterator[Stage]:
    async with staged(programme, database_url=migrated_sqlite_url, now=MAY) as made:
        yield made


async def test_the_programme_is_seven_groups_and_comes_in_once(stage: Stage, programme: ProgrammeFile) -> None:
    library = Library.open()
    sources = {name: (recipe.digest, recipe.source) for name, recipe in library.recipes.items()}

    again = await import_programme(stage.bot.house, programme, sources=sources)

    async with stage.bot.house.reading() as uow:
        (listed,) = await uow.programmes.list()
        loaded = await uow.programmes.load("masterminds-2021")
    assert not is_changed(again)
    assert listed[2:] == (7, 53)
    assert loaded is not None
    assert sum(len(group.sessions) for group in loaded[1].groups) == 28


async def test_the_first_session_of_all_seven_groups_is_played(stage: Stage, programme: ProgrammeFile) -> None:
    sizes = {group.number: len(group.participants) for group in programme.groups}
    days = sorted((group.sessions[0].starts, group.number) for group in programme.groups)
    assert {6, 7, 8} >= set(sizes.values()) != {8}

    for starts, number in days:
        group = stage.group(number)
        await stage.wait_until(starts - timedelta(days=1))
        await _comes_alive(group)
        await stage.wait_until(starts)
        sent = await _plays(group)
        await _holds_what_was_sent(group, sent, sizes[number])

    channel = stage.room.channel
    assert channel.complaints == []
    assert [call for call in channel.calls if call.status is None or call.status >= 400] == []


async def _comes_alive(group: LivingGroup) -> None:
    await group.links()
    if group.number == ENGLISH:
        await group.says("taal en")
    # at another place than in `answer_all`, so that the ambition is worded anew in round 1.7
    prepared = await SimulatedPerson(actor=group.hotseat, seed=7, place=1).answers(group.hotseat.chat)
    assert prepared.sent is not None


async def _plays(group: LivingGroup) -> Counter[str]:
    """How many answers were sent in each round."""
    stage, sent = group.stage, Counter[str]()
    await group.says("start")
    while True:
        session = await group.session()
        run = session.current
        assert run is not None
        if run.phase is RoundPhase.OPEN and session.plan.round(run.key.round_id).form is not None:
            if group.number == RESTARTED and run.key.round_id == "1.6":
                await stage.restart()
            sent[run.key.round_id] += await answer_all(stage, group.number)
        await stage.wait(minutes=2)
        said = await group.says("verder")
        if (await group.session()).step == session.step:
            assert "einde" in said[0] or "end" in said[0]
            break
    await group.says("einde")
    return sent


async def _holds_what_was_sent(group: LivingGroup, sent: Counter[str], size: int) -> None:
    session = await group.session()
    assert session.phase is SessionPhase.ENDED
    assert sent == {name: 1 if fewer is None else size + fewer for name, fewer in ANSWERERS.items()}
    assert Counter(run.round_id for run, _ in session.answers) == sent

    async with group.stage.bot.house.reading() as uow:
        experiments = await uow.experiments.of_group(session.group)
        versions = await uow.ambitions.versions(session.group)
    assert len({experiment.person for experiment in experiments}) == len(experiments) == size
    assert [version.version for version in versions] == [1, 2]

    done = "Session 1 is done" if group.number == ENGLISH else "Sessie 1 is klaar"
    where = "Session 1 · round {} of 9" if group.number == ENGLISH else "Sessie 1 · ronde {} van 9"
    texts = group.chat.texts
    assert len([text for text in texts if text.startswith(done)]) == 1
    for position, round_ in enumerate(session.plan.rounds, 1):
        cards = [text for text in texts if text.startswith(where.format(position))]
        results = 1 if round_.form is not None or round_.kind in {RoundKind.SILENT, RoundKind.CHOOSE} else 0
        assert len(cards) == 1 + results, round_.id
