"""A scene costs one statement, the session and all around it, and one more for all that the group wrote."""

from datetime import timedelta

import pytest

from dialogs.ids import ExperimentId
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import RunKey
from dialogs.usecases.scene import EVERYTHING, WHO_AND_WHEN, Needs, Part, Scene, for_cards_of, for_form_of, read_scene
from storage.database import Database
from tests.recorder import QueryRecorder
from tests.storage_builders import NOW, QUESTION, House, an_experiment, given, settle_in

WRITTEN = {Part.AMBITION, Part.EXPERIMENTS, Part.REPORTS, Part.FORMS, Part.BUDDIES, Part.HANDOVERS}
LATER = NOW + timedelta(minutes=5)


async def scene_of(uow: UnitOfWork, house: House, parts: Needs) -> Scene:
    found = await read_scene(uow, house.session, now=LATER, parts=parts)
    assert found is not None
    return found


async def costs(database: Database, statements: QueryRecorder, house: House, parts: Needs) -> int:
    async with database.reading() as uow:
        await scene_of(uow, house, WHO_AND_WHEN)  # warms the format
        statements.clear()
        await scene_of(uow, house, parts)
    return len(statements.queries)


async def test_the_session_and_its_group_are_one_statement(database: Database, statements: QueryRecorder) -> None:
    house = await settle_in(database)
    assert await costs(database, statements, house, WHO_AND_WHEN) == 1


async def test_what_was_reported_as_recognisable_comes_along(database: Database, statements: QueryRecorder) -> None:
    house = await settle_in(database)
    assert await costs(database, statements, house, {Part.INCIDENTS}) == 1


@pytest.mark.parametrize("parts", [*({part} for part in sorted(WRITTEN)), WRITTEN | {Part.INCIDENTS}])
async def test_whatever_the_group_wrote_is_one_statement_more(
    database: Database, statements: QueryRecorder, parts: set[Part]
) -> None:
    house = await settle_in(database)
    assert await costs(database, statements, house, parts) == 2


@pytest.mark.parametrize("part", [Part.PREPARATION, Part.MISSED])
async def test_any_other_part_is_one_statement_more(database: Database, statements: QueryRecorder, part: Part) -> None:
    house = await settle_in(database)
    assert await costs(database, statements, house, {part}) == 2


async def test_a_scene_with_everything_grows_with_nothing_the_group_does(
    database: Database, statements: QueryRecorder
) -> None:
    house = await settle_in(database)
    before = await costs(database, statements, house, EVERYTHING)
    async with database.unit_of_work() as uow:
        session = await uow.sessions.lock(house.session)
        assert session is not None
        await uow.sessions.record(session, [given(person) for person in house.people.values()])
        for number, name in enumerate(("Anna", "Bert", "Chaima"), 1):
            await uow.experiments.save(an_experiment(house, name, number=number), now=NOW)
        await uow.sessions.report_incident(
            house.session, QUESTION, house.people["Anna"], by=house.people["Bert"], now=NOW
        )
        await uow.commit()
    assert await costs(database, statements, house, EVERYTHING) == before


async def test_the_parts_hold_what_is_stored(database: Database) -> None:
    house = await settle_in(database)
    anna = house.people["Anna"]
    async with database.unit_of_work() as uow:
        await uow.experiments.save(an_experiment(house), now=NOW)
        await uow.sessions.report_incident(house.later, QUESTION, anna, by=anna, now=NOW)
        await uow.buddies.put(house.session, [{anna, house.people["Bert"]}])
        await uow.commit()
    async with database.reading() as uow:
        scene = await scene_of(uow, house, EVERYTHING)
    assert [e.id for e in scene.experiments] == [ExperimentId(f"{1:032d}")]
    assert scene.hidden == frozenset()  # reported in another session
    assert scene.incidents == {house.later: frozenset({(QUESTION, anna)})}
    assert [b.pairs for b in scene.buddies] == [(frozenset({anna, house.people["Bert"]}),)]
    assert scene.preparation is None
    assert (list(scene.reports), list(scene.forms), list(scene.goals)) == ([], [], [])
    assert (scene.ambition, scene.dilemmas) == ("Eerder samen kijken", ("Hoe beginnen we zonder te wachten?",))


@pytest.mark.parametrize("asked", ["ambitions", "experiments", "preparation", "hidden", "reports", "forms", "buddies"])
async def test_what_was_not_read_is_a_mistake_and_no_empty_answer(sqlite_database: Database, asked: str) -> None:
    house = await settle_in(sqlite_database)
    async with sqlite_database.reading() as uow:
        scene = await scene_of(uow, house, WHO_AND_WHEN)
    with pytest.raises(LookupError, match="was read without its"):
        getattr(scene, asked)


async def test_a_round_card_reads_only_what_that_round_shows(sqlite_database: Database) -> None:
    house = await settle_in(sqlite_database)
    async with sqlite_database.reading() as uow:
        card = await scene_of(uow, house, for_cards_of(QUESTION))
        form = await scene_of(uow, house, for_form_of(QUESTION, Part.FORMS))
        unknown = await scene_of(uow, house, for_cards_of(RunKey("9.9", 1)))
    assert (card.hidden, list(card.ambitions), list(form.forms)) == (frozenset(), [], [])
    assert card.known.experiments is None
    assert form.known.incidents is None
    assert unknown.known.incidents is None
