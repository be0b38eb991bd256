"""What any store must tell of the sessions that were held: who was seen in them, and who had said not to come."""

from datetime import timedelta

from dialogs.groups import Attended
from dialogs.sessions.messages import SeatMarked, SessionEnded
from storage.database import Database
from tests.storage_builders import NOW, House, settle_in


async def end(database: Database, house: House, *marks: SeatMarked) -> None:
    async with database.unit_of_work() as uow:
        session = await uow.sessions.lock(house.session)
        assert session is not None
        await uow.sessions.record(session, [*marks, SessionEnded(at=NOW + timedelta(hours=1))])
        await uow.commit()


async def told(database: Database, house: House) -> list[Attended]:
    async with database.reading() as uow:
        return list(await uow.sessions.attended(house.group.id))


async def test_who_did_something_or_was_ticked_was_there(database: Database) -> None:
    house = await settle_in(database)
    anna, bert, chaima = (house.people[name] for name in ("Anna", "Bert", "Chaima"))
    await end(
        database,
        house,
        SeatMarked(person=anna, present=True),
        SeatMarked(person=bert, aloud=True),
        SeatMarked(person=chaima, absent=True),
    )

    [one] = await told(database, house)

    assert (one.session, one.number) == (house.session, 1)
    assert one.there == {anna, bert}
    assert one.members == set(house.people.values()) - {house.people["Mo"]}
    assert one.told == frozenset()


async def test_a_session_in_which_only_who_leads_it_was_seen_tells_nothing(database: Database) -> None:
    house = await settle_in(database)
    await end(database, house, SeatMarked(person=house.people["Mo"], present=True))

    assert await told(database, house) == []


async def test_a_session_that_goes_on_tells_nothing_yet(database: Database) -> None:
    house = await settle_in(database)
    async with database.unit_of_work() as uow:
        session = await uow.sessions.lock(house.session)
        assert session is not None
        await uow.sessions.record(session, [SeatMarked(person=house.people["Anna"], present=True)])
        await uow.commit()

    assert await told(database, house) == []
