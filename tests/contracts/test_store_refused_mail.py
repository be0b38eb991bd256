"""What any store must know of addresses that take no mail."""

from dataclasses import replace

from dialogs.ids import PersonId
from dialogs.programmes.model import ProgrammeFile
from storage.database import Database
from tests.storage_builders import NOW, find_group, import_programme, programme

ANNA = "anna@voorbeeld.example"


async def person_of(database: Database, email: str) -> PersonId:
    async with database.reading() as uow:
        group = await find_group(uow)
    return next(one.person for one in group.members if one.email == email)


async def refused(database: Database, *persons: PersonId) -> frozenset[PersonId]:
    async with database.reading() as uow:
        return frozenset(await uow.preferences.mail_refused(persons))


async def refuse(database: Database, person: PersonId, address: str) -> None:
    async with database.unit_of_work() as uow:
        await uow.preferences.refuse_mail(person, address=address, at=NOW)
        await uow.commit()


def at_another_address(file: ProgrammeFile, before: str, after: str) -> ProgrammeFile:
    group = file.groups[0]
    people = tuple(replace(one, email=after) if one.email == before else one for one in group.participants)
    return replace(file, groups=(replace(group, participants=people),))


async def test_an_address_takes_mail_until_a_server_refuses_it(database: Database) -> None:
    await import_programme(database)
    anna, bert = await person_of(database, ANNA), await person_of(database, "bert@voorbeeld.example")
    assert await refused(database, anna, bert) == frozenset()
    assert await refused(database) == frozenset()
    for _ in range(2):
        await refuse(database, anna, ANNA)
        assert await refused(database, anna, bert, anna) == {anna}


async def test_a_pause_and_a_refused_address_leave_each_other_alone(database: Database) -> None:
    await import_programme(database)
    anna = await person_of(database, ANNA)
    async with database.unit_of_work() as uow:
        await uow.preferences.pause(anna, NOW.date())
        await uow.preferences.refuse_mail(anna, address=ANNA, at=NOW)
        assert await uow.preferences.paused([anna]) == {anna: NOW.date()}
        await uow.preferences.pause(anna, None)
        assert set(await uow.preferences.mail_refused([anna])) == {anna}


async def test_another_address_in_a_later_file_is_another_chance(database: Database) -> None:
    file = await import_programme(database)
    anna = await person_of(database, ANNA)
    await refuse(database, anna, ANNA)
    await import_programme(database, file)
    assert await refused(database, anna) == {anna}, "the same address is no other"
    await import_programme(database, at_another_address(file, ANNA, "Anna@voorbeeld.example"))
    assert await refused(database, anna) == frozenset()


async def test_a_refusal_of_an_address_that_changed_meanwhile_says_nothing_of_the_new_one(database: Database) -> None:
    file = await import_programme(database, programme())
    anna = await person_of(database, ANNA)
    await import_programme(database, at_another_address(file, ANNA, "Anna@Voorbeeld.example"))
    await refuse(database, anna, ANNA)
    assert await refused(database, anna) == frozenset()
