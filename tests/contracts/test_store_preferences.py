"""What any store of preferences must do: a pause is a person's own, and who decides about people decides alone."""

import asyncio
from datetime import date

from dialogs.ids import PersonId
from storage.database import Database
from tests.storage_builders import settle_in

UNTIL = date(2027, 6, 1)


async def test_a_pause_stands_until_another_or_none_takes_its_place(database: Database) -> None:
    house = await settle_in(database)
    anna, bert = house.people["Anna"], house.people["Bert"]
    for until in (UNTIL, date(2027, 7, 1)):
        async with database.unit_of_work() as uow:
            await uow.preferences.pause(anna, until)
            await uow.commit()
        async with database.reading() as uow:
            assert await uow.preferences.paused([anna, bert]) == {anna: until}
    async with database.unit_of_work() as uow:
        await uow.preferences.pause(anna, None)
        await uow.commit()
    async with database.reading() as uow:
        assert await uow.preferences.paused([anna]) == {}
        assert await uow.preferences.paused([]) == {}


async def test_who_holds_people_reads_their_pauses(database: Database) -> None:
    house = await settle_in(database)
    anna, bert = house.people["Anna"], house.people["Bert"]
    async with database.unit_of_work() as uow:
        await uow.preferences.pause(anna, UNTIL)
        await uow.commit()
    async with database.unit_of_work() as uow:
        assert await uow.preferences.hold([bert, anna, bert]) == {anna: UNTIL}
        assert await uow.preferences.hold([]) == {}
        await uow.commit()
    async with database.reading() as uow:
        assert await uow.preferences.paused([anna, bert]) == {anna: UNTIL}


async def test_nobody_else_decides_about_people_who_are_held(database: Database) -> None:
    """In whatever order they are named, and also when nothing was ever stored of them."""
    house = await settle_in(database)
    people = list(house.people.values())
    inside, most = 0, 0

    async def decide(named: list[PersonId]) -> None:
        nonlocal inside, most
        async with database.unit_of_work() as uow:
            await uow.preferences.hold([person for person in people if person in named])
            inside += 1
            most = max(most, inside)
            await asyncio.sleep(0)
            await uow.preferences.paused(people)
            inside -= 1
            await uow.commit()

    for _ in range(3):
        await asyncio.gather(decide([*people]), decide([*reversed(people)]), decide(people[:3]))
    assert most == 1
