"""What any store must do when the hotseat is handed over: two change roles at once, and it is written down."""

import asyncio
from collections.abc import Mapping
from datetime import datetime, timedelta

import pytest

from dialogs.errors import Stale
from dialogs.groups import Handover, HandoverReason
from dialogs.ids import PersonId
from dialogs.programmes.model import Role
from dialogs.sessions.messages import SessionEnded
from storage.database import Database
from tests.storage_builders import NOW, QUESTION, House, group_entry, import_programme, programme, settle_in


def from_to(house: House, old: str, new: str, *, day: int = 1) -> Handover:
    return Handover(
        group=house.group.id,
        from_=house.people[old],
        to=house.people[new],
        by=house.people["Mo"],
        reason=HandoverReason.ILLNESS,
        at=NOW + timedelta(days=day),
    )


async def hand_over(database: Database, handover: Handover) -> None:
    async with database.unit_of_work() as uow:
        await uow.groups.hand_over(handover)
        await uow.commit()


async def roles(database: Database, house: House) -> Mapping[PersonId, frozenset[Role]]:
    async with database.reading() as uow:
        return {one.person: one.roles for one in (await uow.groups.get(house.group.id)).members}


async def test_the_two_change_roles_and_nobody_else_does(database: Database) -> None:
    house = await settle_in(database)
    before = await roles(database, house)
    await hand_over(database, from_to(house, "Anna", "Bert"))
    hotseat, participant = frozenset({Role.HOTSEAT}), frozenset({Role.PARTICIPANT})
    changed = {house.people["Anna"]: participant, house.people["Bert"]: hotseat}
    assert await roles(database, house) == {**before, **changed}
    async with database.reading() as uow:
        session = await uow.sessions.get(house.session)
        assert session is not None
        assert {seat.person: seat.roles for seat in session.seats} == {**before, **changed}


async def test_every_handover_is_kept_also_one_back(database: Database) -> None:
    house = await settle_in(database)
    before = await roles(database, house)
    done = [
        from_to(house, "Anna", "Bert"),
        from_to(house, "Bert", "Chaima", day=2),
        from_to(house, "Chaima", "Anna", day=3),
    ]
    for handover in done:
        await hand_over(database, handover)
    assert await roles(database, house) == before
    async with database.reading() as uow:
        for _ in range(3):
            assert await uow.groups.handovers(house.group.id) == done


async def test_a_session_that_is_over_keeps_its_own_hotseat(database: Database) -> None:
    house = await settle_in(database)
    before = await roles(database, house)
    await end(database, house, at=NOW + timedelta(hours=1))
    for handover in (from_to(house, "Anna", "Bert"), from_to(house, "Bert", "Chaima", day=2)):
        await hand_over(database, handover)
    async with database.reading() as uow:
        held, coming = await uow.sessions.get(house.session), await uow.sessions.get(house.later)
    async with database.unit_of_work() as uow:
        desk = await uow.sessions.desk(house.session, QUESTION, sender=house.sender("Chaima"))
    assert held is not None
    assert coming is not None
    assert desk is not None
    assert {seat.person: seat.roles for seat in held.seats} == before
    assert {seat.person: seat.roles for seat in coming.seats} == await roles(database, house)
    assert [seat.roles for seat in desk.session.seats] == [frozenset({Role.PARTICIPANT})]
    assert not any(seat.later for seat in held.seats)


async def test_a_session_that_came_after_the_handover_has_the_new_hotseat_also_once_it_is_over(
    database: Database,
) -> None:
    house = await settle_in(database)
    await hand_over(database, from_to(house, "Anna", "Bert"))
    await end(database, house, at=NOW + timedelta(days=2))
    await hand_over(database, from_to(house, "Bert", "Anna", day=3))
    async with database.reading() as uow:
        held = await uow.sessions.get(house.session)
    assert held is not None
    assert [seat.name for seat in held.seats if Role.HOTSEAT in seat.roles] == ["Bert"]


async def end(database: Database, house: House, *, at: datetime) -> None:
    async with database.unit_of_work() as uow:
        session = await uow.sessions.lock(house.session)
        assert session is not None
        await uow.sessions.record(session, [SessionEnded(at=at)])
        await uow.commit()


async def test_who_has_no_hotseat_cannot_hand_it_over(database: Database) -> None:
    house = await settle_in(database)
    with pytest.raises(Stale):
        await hand_over(database, from_to(house, "Bert", "Chaima"))
    assert await roles(database, house) == {one.person: one.roles for one in house.group.members}


@pytest.mark.parametrize("to", ["Mo", "Anna"])
async def test_it_goes_to_no_moderator_and_not_to_oneself(database: Database, to: str) -> None:
    house = await settle_in(database)
    with pytest.raises(Stale):
        await hand_over(database, from_to(house, "Anna", to))
    async with database.reading() as uow:
        assert await uow.groups.handovers(house.group.id) == []
    assert await roles(database, house) == {one.person: one.roles for one in house.group.members}


async def test_it_goes_to_nobody_who_left(database: Database) -> None:
    house = await settle_in(database)
    await import_programme(database, programme(group_entry(names=("Anna", "Chaima", "Dirk", "Esra", "Femke", "Gijs"))))
    with pytest.raises(Stale):
        await hand_over(database, from_to(house, "Anna", "Bert"))


async def test_of_two_handovers_at_once_one_is_done(database: Database) -> None:
    house = await settle_in(database)
    both = (hand_over(database, from_to(house, "Anna", name)) for name in ("Bert", "Chaima"))
    outcomes = await asyncio.gather(*both, return_exceptions=True)
    assert sorted(type(one).__name__ for one in outcomes) == ["NoneType", "Stale"]
    assert sum(Role.HOTSEAT in one for one in (await roles(database, house)).values()) == 1
