"""What any store of experiments' reports must do: the newest words count, earlier ones are kept, withdrawn ones go."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa

from dialogs.errors import Stale
from dialogs.experiments.report import Done, ExperimentReport, LeftPlace, ReportStatus, Sharing
from dialogs.records import Findable, FindableKind
from dialogs.sessions.model import RunKey
from storage.database import Database
from storage.tables import report_supplements, report_versions, reports
from tests.storage_builders import NOW, House, a_report, an_experiment, settle_in

LATER = NOW + timedelta(days=4)
NAMES = ("Anna", "Bert", "Chaima")


async def try_out(database: Database, *, names: Sequence[str] = NAMES) -> tuple[House, list[ExperimentReport]]:
    """Each has an experiment; the report of it is still in their hands."""
    house = await settle_in(database)
    experiments = [an_experiment(house, name, number=nth) for nth, name in enumerate(names, 1)]
    async with database.unit_of_work() as uow:
        for experiment in experiments:
            await uow.experiments.save(experiment, now=NOW)
        await uow.commit()
    return house, [a_report(house, one) for one in experiments]


async def save(database: Database, *found: ExperimentReport) -> None:
    async with database.unit_of_work() as uow:
        for one in found:
            await uow.reports.save(one)
        await uow.commit()


async def get(database: Database, one: ExperimentReport) -> ExperimentReport | None:
    async with database.reading() as uow:
        return await uow.reports.get(one.session, one.person, one.number)


async def kept(database: Database, table: sa.Table, column: str) -> list[object]:
    async with database.engines[1].connect() as db:
        return list((await db.scalars(sa.select(table.c[column]).order_by(table.c.person_id, table.c[column]))).all())


async def test_a_report_reads_back_as_it_was_given(database: Database) -> None:
    house, (anna, bert, chaima) = await try_out(database)
    bert = replace(bert, done=Done.NO, sharing=Sharing.MODERATOR, by=house.people["Mo"], at=LATER)
    await save(database, bert, anna, chaima)
    async with database.reading() as uow:
        for _ in range(3):
            assert await uow.reports.of_person(anna.person, house.group.id) == [anna]
            assert await uow.reports.get(bert.session, bert.person, bert.number) == bert
            assert (await uow.reports.of_group(house.group.id))[-1] == bert
            assert await uow.reports.get(house.session, anna.person, 1) is None


async def test_a_change_is_the_next_version_and_the_one_before_is_kept(database: Database) -> None:
    _, found = await try_out(database)
    await save(database, *found)
    changed = [replace(one, version=2, done=Done.PARTLY, fields={"observed": "Anders"}, at=LATER) for one in found]
    await save(database, *changed)
    assert [await get(database, one) for one in found] == changed
    assert await kept(database, report_versions, "version") == [1, 1, 1]


async def test_a_version_that_was_written_meanwhile_is_stale(database: Database) -> None:
    _, (anna, *_) = await try_out(database)
    await save(database, anna, replace(anna, version=2))
    for version in (1, 2, 4):
        with pytest.raises(Stale):
            await save(database, replace(anna, version=version, done=Done.OTHER))
    assert await get(database, anna) == replace(anna, version=2)


async def test_an_experiment_has_one_report_for_a_session(database: Database) -> None:
    house, (anna, *_) = await try_out(database)
    await save(database, anna)
    with pytest.raises(Stale):
        await save(database, replace(anna, number=2))
    await save(database, replace(anna, session=house.session))
    async with database.reading() as uow:
        assert len(await uow.reports.of_group(house.group.id)) == 2


async def test_supplements_come_in_the_order_they_were_added(database: Database) -> None:
    _, found = await try_out(database)
    await save(database, *found)
    for text in ("Een", "Twee", "Drie"):
        async with database.unit_of_work() as uow:
            for one in found:
                await uow.reports.add_supplement(one.session, one.person, one.number, text, now=LATER)
            await uow.commit()
    for one in found:
        assert await get(database, one) == replace(one, supplements=("Een", "Twee", "Drie"))


async def test_of_a_withdrawn_report_no_word_is_left(database: Database) -> None:
    _, found = await try_out(database)
    await save(database, *found, *[replace(one, version=2) for one in found])
    async with database.unit_of_work() as uow:
        for one in found:
            await uow.reports.add_supplement(one.session, one.person, one.number, "Nog iets", now=NOW)
            await uow.reports.withdraw(one.session, one.person, one.number, now=LATER)
        await uow.commit()
    for one in found:
        withdrawn = replace(one, version=2, status=ReportStatus.WITHDRAWN, fields={}, at=LATER)
        assert await get(database, one) == withdrawn
    assert await kept(database, report_versions, "version") == []
    assert await kept(database, report_supplements, "text") == []


async def test_a_withdrawn_report_can_be_given_anew_and_keeps_nothing_of_the_former(database: Database) -> None:
    _, (anna, *_) = await try_out(database)
    await save(database, anna)
    async with database.unit_of_work() as uow:
        await uow.reports.withdraw(anna.session, anna.person, anna.number, now=LATER)
        await uow.commit()
    again = replace(anna, version=2, fields={"observed": "Toch wel"}, at=LATER)
    await save(database, again)
    assert await get(database, anna) == again
    assert await kept(database, report_versions, "version") == []


async def test_a_report_that_nobody_saw_goes_without_a_trace(database: Database) -> None:
    house, found = await try_out(database)
    await save(database, *found)
    async with database.unit_of_work() as uow:
        for one in found:
            await uow.reports.drop(one.session, one.person, one.number)
        await uow.commit()
    async with database.reading() as uow:
        for one in found:
            assert await uow.reports.of_group(house.group.id) == []
            assert await uow.reports.of_person(one.person, house.group.id) == []
            assert await uow.reports.get(one.session, one.person, one.number) is None
    assert set(await kept(database, reports, "version")) == {1}
    assert [said for said in await kept(database, reports, "fields") if said] == []


async def test_what_is_told_anew_at_its_place_goes_on_counting(database: Database) -> None:
    _, (anna, bert, _) = await try_out(database)
    await save(database, anna, bert, replace(anna, version=2))
    async with database.unit_of_work() as uow:
        await uow.reports.set_held(anna.session, anna.person, anna.number, held=True)
        await uow.reports.drop(anna.session, anna.person, anna.number)
        await uow.commit()
    async with database.reading() as uow:
        place = LeftPlace(number=anna.number, version=2)
        assert await uow.reports.left(anna.session, anna.person) == {anna.experiment: place}
        assert await uow.reports.left(bert.session, bert.person) == {}
    for version in (1, 2):
        with pytest.raises(Stale):
            await save(database, replace(anna, version=version))
    await save(database, replace(anna, version=3))
    assert await get(database, anna) == replace(anna, version=3)
    assert await kept(database, report_versions, "version") == []
    async with database.reading() as uow:
        assert await uow.reports.left(anna.session, anna.person) == {}


async def test_held_back_and_taken_back_are_marks_that_a_change_leaves_alone(database: Database) -> None:
    _, found = await try_out(database)
    await save(database, *found)
    async with database.unit_of_work() as uow:
        for one in found:
            await uow.reports.set_held(one.session, one.person, one.number, held=True)
            await uow.reports.set_taken_back(one.session, one.person, one.number, taken_back=True)
        await uow.commit()
    await save(database, *[replace(one, version=2) for one in found])
    for one in found:
        assert await get(database, one) == replace(one, version=2, held=True, taken_back=True)
    async with database.unit_of_work() as uow:
        for one in found:
            await uow.reports.set_held(one.session, one.person, one.number, held=False)
        await uow.commit()
    for one in found:
        assert await get(database, one) == replace(one, version=2, taken_back=True)


async def test_of_something_recognisable_only_the_place_is_left(database: Database) -> None:
    house, found = await try_out(database)
    await save(database, *found, *[replace(one, version=2) for one in found])
    wiped, place = found[:2], RunKey("look_back", 1)
    async with database.unit_of_work() as uow:
        for one in found:
            await uow.reports.add_supplement(one.session, one.person, one.number, "Nog iets", now=NOW)
            await uow.sessions.keep_draft(one.session, f"look_back/{one.experiment}", one.person, {"a": "b"}, NOW)
            found_by = Findable(
                programme=house.group.programme,
                group=house.group.id,
                person=one.person,
                kind=FindableKind.INSIGHT,
                text="herkenbaar",
                session=one.session,
                run=place,
            )
            await uow.finder.put([found_by])
        for one in wiped:
            await uow.sessions.report_incident(one.session, place, one.person, by=one.person, now=NOW)
            await uow.sessions.wipe(one.session, place, one.person, now=LATER)
        await uow.commit()
    for one in wiped:
        assert await get(database, one) == replace(one, version=2, fields={}, taken_back=True)
    assert await get(database, found[2]) == replace(found[2], version=2, supplements=("Nog iets",))
    assert await kept(database, report_versions, "person_id") == [found[2].person]
    assert await kept(database, report_supplements, "person_id") == [found[2].person]
    assert len([at for at in await kept(database, reports, "wiped_at") if at is not None]) == 2
    async with database.reading() as uow:
        hits = await uow.finder.search(house.group.programme, "herkenbaar", 10)
        assert [hit.findable.person for hit in hits] == [found[2].person]
        drafts = [await uow.sessions.draft(one.session, f"look_back/{one.experiment}", one.person) for one in found]
        assert drafts == [None, None, {"a": "b"}]
        assert await uow.groups.incidents_of(house.group.id) == {
            house.later: frozenset((place, one.person) for one in wiped)
        }
