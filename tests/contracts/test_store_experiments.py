"""What any store of ambitions and experiments must do: versions stay, states are dated."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from dialogs.errors import Stale
from dialogs.experiments.model import (
    Details,
    EarlierVersion,
    Experiment,
    ExperimentState,
    Level,
    Size,
    StateCause,
    StateChange,
    WithWhom,
)
from dialogs.formats.model import Visibility
from dialogs.groups import Ambition, AmbitionSource
from dialogs.ids import ExperimentId
from dialogs.sessions.messages import AnswerHeldBack, AnswerReleased, AnswerTakenBack
from storage.database import Database
from storage.tables import experiment_states, experiment_versions, report_supplements, report_versions
from tests.storage_builders import NOW, QUESTION, a_report, an_experiment, given, settle_in

LATER = NOW + timedelta(days=1)


async def save(database: Database, *experiments: Experiment) -> None:
    async with database.unit_of_work() as uow:
        for experiment in experiments:
            await uow.experiments.save(experiment, now=LATER)
        await uow.commit()


async def history(database: Database, table: sa.Table, column: str) -> list[object]:
    async with database.engines[1].connect() as db:
        return list((await db.scalars(sa.select(table.c[column]).order_by(table.c[column]))).all())


async def test_an_experiment_reads_back_with_the_group_and_with_its_person(database: Database) -> None:
    house = await settle_in(database)
    anna = an_experiment(house)
    bert = replace(an_experiment(house, "Bert", number=2), follows=anna.id, visibility=Visibility.MODERATOR)
    await save(database, anna, bert)
    async with database.reading() as uow:
        assert await uow.experiments.of_group(house.group.id) == [anna, bert]
        assert await uow.experiments.of_person(house.people["Bert"], house.group.id) == [bert]


async def test_a_new_version_keeps_the_one_before(database: Database) -> None:
    house = await settle_in(database)
    first = an_experiment(house)
    second = replace(first, then="vraag ik het aan een collega", version=2)
    await save(database, first, second)
    async with database.reading() as uow:
        assert await uow.experiments.of_group(house.group.id) == [second]
    assert await history(database, experiment_versions, "then_text") == [first.then]


async def test_every_detail_comes_back_and_stays_with_the_version_it_was_said_in(database: Database) -> None:
    house = await settle_in(database)
    details = Details(
        expects="dat het rustiger wordt",
        success="iedereen aan het woord kwam",
        watching="wie er zwijgt",
        with_whom=WithWhom.TEAM,
        size=Size.HALF_AN_HOUR,
        level=Level.ORGANISATION,
        dilemma=2,
        bottleneck=house.session,
    )
    first = replace(an_experiment(house), details=details, programme=True)
    second = replace(first, version=2, then="iets anders", programme=False, details=Details(expects="niets"))
    await save(database, first, second)
    async with database.reading() as uow:
        assert await uow.experiments.get(first.id) == second
        assert await uow.experiments.versions(first.id) == [
            EarlierVersion(
                version=1,
                when=first.when,
                then=first.then,
                on=first.on,
                safety=first.safety,
                visibility=first.visibility,
                programme=True,
                details=details,
                replaced_at=LATER,
            )
        ]
        assert await uow.experiments.get(ExperimentId("0" * 32)) is None


async def test_a_state_says_since_when_and_by_what(database: Database) -> None:
    house = await settle_in(database)
    first = an_experiment(house)
    async with database.unit_of_work() as uow:
        await uow.experiments.save(first, now=NOW, cause=StateCause.ROUND)
        running = replace(first, state=ExperimentState.RUNNING)
        await uow.experiments.save(running, now=LATER, cause=StateCause.DATE)
        await uow.experiments.save(replace(running, state=ExperimentState.FINISHED), now=LATER)
        await uow.commit()
    async with database.reading() as uow:
        assert await uow.experiments.states(first.id) == [
            StateChange(state=ExperimentState.THOUGHT_OF, at=NOW, cause=StateCause.ROUND),
            StateChange(state=ExperimentState.RUNNING, at=LATER, cause=StateCause.DATE),
            StateChange(state=ExperimentState.FINISHED, at=LATER, cause=StateCause.AUTHOR),
        ]


async def test_a_version_that_skips_or_goes_back_is_stale(database: Database) -> None:
    house = await settle_in(database)
    first = an_experiment(house)
    await save(database, first, replace(first, version=2))
    for version in (1, 4):
        with pytest.raises(Stale):
            await save(database, replace(first, version=version, then="te laat"))


async def test_every_change_of_state_is_dated(database: Database) -> None:
    house = await settle_in(database)
    first = an_experiment(house)
    running = replace(first, state=ExperimentState.RUNNING)
    await save(database, first, first, running, replace(running, state=ExperimentState.STOPPED))
    assert await history(database, experiment_states, "state") == ["running", "stopped", "thought_of"]
    assert await history(database, experiment_versions, "version") == []


async def test_what_is_wiped_takes_its_experiment_with_it(database: Database) -> None:
    house = await settle_in(database)
    wiped = an_experiment(house)
    follower = replace(an_experiment(house, "Bert", number=2), follows=wiped.id)
    await save(database, wiped, replace(wiped, version=2), follower)
    async with database.unit_of_work() as uow:
        await uow.sessions.wipe(house.session, QUESTION, house.people["Anna"], now=LATER)
        await uow.commit()
    async with database.reading() as uow:
        assert await uow.experiments.of_group(house.group.id) == [replace(follower, follows=None)]
    assert await history(database, experiment_versions, "version") == []
    assert await history(database, experiment_states, "state") == ["thought_of"]


async def test_an_experiment_that_goes_takes_its_reports_with_it(database: Database) -> None:
    house = await settle_in(database)
    gone, stays = an_experiment(house), an_experiment(house, "Bert", number=2)
    await save(database, gone, stays)
    async with database.unit_of_work() as uow:
        for number, experiment in enumerate((gone, stays), 1):
            first = a_report(house, experiment, number=number)
            await uow.reports.save(first)
            await uow.reports.save(replace(first, version=2))
            await uow.reports.add_supplement(first.session, first.person, number, "Nog iets", now=LATER)
        await uow.experiments.drop(house.session, QUESTION, house.people["Anna"])
        await uow.commit()
    async with database.reading() as uow:
        assert [one.experiment for one in await uow.reports.of_group(house.group.id)] == [stays.id]
    assert await history(database, report_versions, "number") == [2]
    assert await history(database, report_supplements, "number") == [2]


async def test_an_experiment_moves_to_another_place_with_its_versions_and_its_reports(database: Database) -> None:
    house = await settle_in(database)
    first = an_experiment(house)
    moved = replace(first, version=2, then="anders", round_id="experiment", run=3)
    async with database.unit_of_work() as uow:
        await uow.experiments.save(first, now=NOW)
        await uow.reports.save(a_report(house, first))
        await uow.experiments.save(moved, now=LATER)
        await uow.experiments.drop(house.session, QUESTION, house.people["Anna"])  # the place it has left
        await uow.commit()
    async with database.reading() as uow:
        assert await uow.experiments.get(first.id) == moved
        assert [version.then for version in await uow.experiments.versions(first.id)] == [first.then]
        assert [report.experiment for report in await uow.reports.of_group(house.group.id)] == [first.id]


async def test_a_chain_is_kept_and_broken_when_the_first_link_goes(database: Database) -> None:
    house = await settle_in(database)
    first = an_experiment(house)
    second = replace(an_experiment(house, number=2), round_id="experiment", run=1, follows=first.id)
    await save(database, first, second)
    async with database.reading() as uow:
        assert [one.follows for one in await uow.experiments.of_group(house.group.id)] == [None, first.id]
    async with database.unit_of_work() as uow:
        await uow.experiments.drop(house.session, QUESTION, house.people["Anna"])
        await uow.commit()
    async with database.reading() as uow:
        assert await uow.experiments.of_group(house.group.id) == [replace(second, follows=None)]


async def test_what_was_held_back_in_its_round_is_not_for_the_group_until_it_is_released(database: Database) -> None:
    house = await settle_in(database)
    anna, bert = an_experiment(house), an_experiment(house, "Bert", number=2)
    await save(database, anna, bert)
    for event, untold in (
        (given(house.people["Anna"]), False),
        (AnswerHeldBack(run=QUESTION, person=house.people["Anna"]), True),
        (AnswerReleased(run=QUESTION, person=house.people["Anna"]), False),
        (AnswerTakenBack(run=QUESTION, person=house.people["Anna"]), True),
    ):
        async with database.unit_of_work() as uow:
            session = await uow.sessions.lock(house.session)
            assert session is not None
            await uow.sessions.record(session, [event])
            await uow.commit()
        async with database.reading() as uow:
            found = await uow.experiments.of_group(house.group.id)
            assert [one.untold for one in found] == [untold, False]
            assert await uow.experiments.get(anna.id) == replace(anna, untold=untold)


async def test_what_a_moderator_took_back_is_not_for_the_group_until_it_is_released(database: Database) -> None:
    house = await settle_in(database)
    anna = an_experiment(house)
    await save(database, anna)
    for taken_back in (True, False):
        await save(database, replace(anna, taken_back=taken_back))
        async with database.reading() as uow:
            found = await uow.experiments.get(anna.id)
            assert found == replace(anna, taken_back=taken_back, untold=taken_back)
            assert len(await uow.experiments.states(anna.id)) == 1


async def test_a_draft_of_an_experiment_goes_with_it(database: Database) -> None:
    house = await settle_in(database)
    gone, stays = an_experiment(house), an_experiment(house, "Bert", number=2)
    await save(database, gone, stays)
    async with database.unit_of_work() as uow:
        for one in (gone, stays):
            await uow.sessions.keep_draft(house.session, f"experiment/{one.id}", one.person, {"expects": "iets"}, NOW)
        await uow.sessions.wipe(house.session, QUESTION, gone.person, now=LATER)
        await uow.commit()
    async with database.reading() as uow:
        assert await uow.sessions.draft(house.session, f"experiment/{gone.id}", gone.person) is None
        assert await uow.sessions.draft(house.session, f"experiment/{stays.id}", stays.person) == {"expects": "iets"}


async def test_an_ambition_has_versions_and_the_same_one_again_replaces_it(database: Database) -> None:
    house = await settle_in(database)
    first = Ambition(
        group=house.group.id,
        version=1,
        text="Eerder samen kijken",
        dilemmas=("Wanneer?", "Met wie?"),
        source=AmbitionSource.PREPARATION,
        at=NOW,
        explanation="Omdat",
        influence="Mijn team",
        request="Vragen",
        score=4,
        public=True,
    )
    second = Ambition(group=house.group.id, version=2, text="Samen", dilemmas=(), source=AmbitionSource.ROUND, at=LATER)
    async with database.unit_of_work() as uow:
        assert await uow.ambitions.versions(house.group.id) == []
        for ambition in (second, first, replace(second, text="Nu samen")):
            await uow.ambitions.add(ambition)
        await uow.commit()
    async with database.reading() as uow:
        assert await uow.ambitions.versions(house.group.id) == [first, replace(second, text="Nu samen")]
