"""What any store must hand out for an export: a whole programme, and nothing of another."""

from dataclasses import replace
from datetime import timedelta

from dialogs.experiments.model import ExperimentState, StateCause, StateChange
from dialogs.groups import BottleneckLabel, FormAnswer
from dialogs.records import Consent, ConsentKind, ExperimentRecord, ProgrammeRecords
from dialogs.sessions.messages import AnswerGiven, AnswerHeldBack, Event, RoundClosed, RoundOpened, SupplementAdded
from storage.database import Database
from tests.storage_builders import (
    EVALUATION,
    NOW,
    QUESTION,
    House,
    a_report,
    an_experiment,
    given,
    group_entry,
    import_programme,
    person,
    programme,
    settle_in,
)

LATER = NOW + timedelta(days=1)


async def read(database: Database, slug: str = "voorbeeld") -> ProgrammeRecords:
    async with database.reading() as uow:
        found = await uow.archive.programme(slug)
    assert found is not None
    return found


async def play(database: Database, house: House) -> None:
    """Two answers, one of them held back, and an evaluation that nobody can tell whose it is."""
    anna, bert = house.people["Anna"], house.people["Bert"]
    events: list[Event] = [
        given(anna),
        given(bert, "Wie helpt?"),
        AnswerHeldBack(person=bert, run=QUESTION),
        SupplementAdded(person=anna, run=QUESTION, text="Nog iets", at=NOW),
        RoundClosed(run=QUESTION, at=NOW),
        RoundOpened(run=EVALUATION, at=NOW, minutes=5),
        *[
            AnswerGiven(person=who, by=who, run=EVALUATION, version=1, fields={"useful": 4}, at=NOW)
            for who in (anna, bert)
        ],
    ]
    async with database.unit_of_work() as uow:
        session = await uow.sessions.lock(house.session)
        assert session is not None
        await uow.sessions.record(session, events)
        await uow.commit()


async def test_an_unknown_programme_is_none(database: Database) -> None:
    await import_programme(database)
    async with database.reading() as uow:
        assert await uow.archive.programme("onbekend") is None


async def test_an_empty_programme_has_groups_and_sessions_and_nothing_else(database: Database) -> None:
    await import_programme(database)
    found = await read(database)
    assert (found.slug, found.title, str(found.zone)) == ("voorbeeld", "Masterminds", "Europe/Amsterdam")
    assert [group.number for group in found.groups] == [1]
    assert [session.number for session in found.sessions] == [1, 2]
    assert all(not session.answers for session in found.sessions)
    kept = (
        found.incidents,
        found.unsigned,
        found.forms,
        found.experiments,
        found.reports,
        found.labels,
        found.consents,
    )
    assert kept == ({}, {}, (), (), (), (), ())


async def test_sessions_are_as_whole_as_when_they_are_read_one_by_one(database: Database) -> None:
    house = await settle_in(database)
    await play(database, house)
    async with database.reading() as uow:
        group = await uow.groups.get(house.group.id)
        one_by_one = [await uow.sessions.get(session) for session in (house.session, house.later)]
    for _ in range(3):
        found = await read(database)
        assert list(found.sessions) == one_by_one
        assert found.unsigned == {(house.session, EVALUATION): ({"useful": 4}, {"useful": 4})}
        assert found.groups == (group,)


async def test_everything_beside_the_answers_is_there(database: Database) -> None:
    house = await settle_in(database)
    anna = house.people["Anna"]
    experiment = an_experiment(house)
    stopped = replace(experiment, version=2, state=ExperimentState.STOPPED)
    report = a_report(house, experiment)
    form = FormAnswer(session=house.later, form="harvest", person=anna, version=1, fields={"tip": "Vraag"}, at=NOW)
    label = BottleneckLabel(session=house.session, run=QUESTION, person=anna, category="tijd", by=anna, at=NOW)
    consent = Consent(
        programme=house.group.programme, person=anna, kind=ConsentKind.RESEARCH, given=True, version="1", at=NOW
    )
    async with database.unit_of_work() as uow:
        await uow.experiments.save(experiment, now=NOW, cause=StateCause.ROUND)
        await uow.experiments.save(stopped, now=LATER, cause=StateCause.REPORT)
        await uow.reports.save(report)
        await uow.reports.add_supplement(report.session, anna, report.number, "Nog iets", now=LATER)
        await uow.sessions.save_form(form)
        await uow.sessions.report_incident(house.session, QUESTION, anna, by=anna, now=NOW)
        await uow.labels.put(label)
        await uow.consents.record(replace(consent, given=False))
        await uow.consents.record(consent)
        await uow.commit()
    for _ in range(3):
        found = await read(database)
        states = (
            StateChange(state=ExperimentState.THOUGHT_OF, at=NOW, cause=StateCause.ROUND),
            StateChange(state=ExperimentState.STOPPED, at=LATER, cause=StateCause.REPORT),
        )
        assert found.experiments == (ExperimentRecord(experiment=stopped, states=states),)
        assert found.reports == (replace(report, supplements=("Nog iets",)),)
        assert found.forms == (form,)
        assert found.labels == (label,)
        assert found.consents == (consent,)
        assert found.incidents == {house.session: frozenset({(QUESTION, anna)})}


async def test_who_left_is_still_among_the_memberships(database: Database) -> None:
    house = await settle_in(database)
    await import_programme(database, programme(group_entry(names=("Anna", "Bert", "Chaima", "Dirk", "Esra", "Femke"))))
    gone = {one.person for one in (await read(database)).memberships if one.left_at is not None}
    assert gone == {house.people["Gijs"], house.people["Hanna"]}


async def test_nothing_comes_along_from_another_programme(database: Database) -> None:
    house = await settle_in(database)
    await play(database, house)
    async with database.unit_of_work() as uow:
        experiment = an_experiment(house)
        await uow.experiments.save(experiment, now=NOW)
        await uow.reports.save(a_report(house, experiment))
        await uow.commit()
    other = replace(group_entry(7), moderators=(person("Mo"),))
    await import_programme(database, programme(other, slug="anders"))
    found = await read(database, "anders")
    assert [group.number for group in found.groups] == [7]
    assert {one.group for one in found.memberships} == {found.groups[0].id}
    assert [dict(session.answers) for session in found.sessions] == [{}, {}]
    assert (found.experiments, found.reports, found.unsigned) == ((), (), {})


async def test_regions_are_told_of_who_was_in_a_group_and_of_nobody_else(database: Database) -> None:
    entry = group_entry()
    anna, bert, *others = entry.participants
    people = (replace(anna, region="Oost"), replace(bert, region="West"), *others)
    await import_programme(database, programme(replace(entry, participants=people)))
    await import_programme(database, programme(replace(entry, participants=(people[0], *others))))
    elsewhere = replace(group_entry(7, names=("Imke",)), moderators=(person("Mo"),))
    far = replace(elsewhere, participants=(replace(elsewhere.participants[0], region="Noord"),))
    await import_programme(database, programme(far, slug="anders"))
    found = await read(database)
    assert sorted(found.regions.values()) == ["Oost", "West"]
