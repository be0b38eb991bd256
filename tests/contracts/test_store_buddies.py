"""What any store of buddies must do: the newest proposal stands, until it is agreed."""

from dialogs.groups import Buddies
from storage.database import Database
from tests.storage_builders import settle_in


async def test_a_proposal_takes_the_place_of_the_one_before_and_has_to_be_agreed_anew(database: Database) -> None:
    house = await settle_in(database)
    anna, bert, chaima, dirk, esra = (house.people[name] for name in ("Anna", "Bert", "Chaima", "Dirk", "Esra"))
    proposals = [
        [{anna, bert}, {chaima, dirk, esra}],
        [{anna, chaima}, {bert, dirk}],
        [{esra, dirk}, {bert, anna, chaima}],
    ]
    for pairs in proposals:
        async with database.unit_of_work() as uow:
            await uow.buddies.put(house.session, pairs)
            proposed = Buddies(session=house.session, pairs=tuple(map(frozenset, pairs)))
            assert await uow.buddies.of_session(house.session) == proposed
            await uow.buddies.agree(house.session)
            await uow.commit()
        async with database.reading() as uow:
            agreed = Buddies(session=house.session, pairs=tuple(map(frozenset, pairs)), agreed=True)
            assert await uow.buddies.of_session(house.session) == agreed
            assert await uow.buddies.of_group(house.group.id) == [agreed]


async def test_a_group_s_buddies_come_session_by_session(database: Database) -> None:
    house = await settle_in(database)
    pair = [{house.people["Anna"], house.people["Bert"]}]
    async with database.unit_of_work() as uow:
        assert await uow.buddies.of_session(house.later) is None
        await uow.buddies.put(house.later, pair)
        await uow.buddies.put(house.session, pair)
        await uow.commit()
    async with database.reading() as uow:
        assert [one.session for one in await uow.buddies.of_group(house.group.id)] == [house.session, house.later]


async def test_nobody_to_pair_leaves_nothing(database: Database) -> None:
    house = await settle_in(database)
    async with database.unit_of_work() as uow:
        await uow.buddies.put(house.session, [{house.people["Anna"], house.people["Bert"]}])
        await uow.buddies.put(house.session, [])
        await uow.commit()
    async with database.reading() as uow:
        assert await uow.buddies.of_session(house.session) is None
