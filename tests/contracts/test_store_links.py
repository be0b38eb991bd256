"""What any store of personal links must do: one opens what it was made for, until it has expired."""

from datetime import timedelta
from hashlib import sha256

import sqlalchemy as sa

from dialogs.records import LinkPurpose, PersonalLink
from storage.database import Database
from storage.tables import personal_links
from tests.storage_builders import NOW, House, settle_in


def hash_of(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def a_link(house: House, *, days: int = 7) -> PersonalLink:
    return PersonalLink(
        person=house.people["Mo"],
        session=house.session,
        purpose=LinkPurpose.RUN_SHEET,
        expires_at=NOW + timedelta(days=days),
    )


async def test_a_link_opens_what_it_was_made_for_until_it_expires(database: Database) -> None:
    house = await settle_in(database)
    link = a_link(house)
    async with database.unit_of_work() as uow:
        await uow.links.new(hash_of("secret"), link, now=NOW)
        await uow.commit()
    async with database.reading() as uow:
        for _ in range(3):
            assert await uow.links.find(hash_of("secret"), NOW + timedelta(days=6)) == link
            assert await uow.links.find(hash_of("secret"), link.expires_at) is None
            assert await uow.links.find(hash_of("guessed"), NOW) is None


async def test_what_has_expired_goes_when_a_new_one_is_made(database: Database) -> None:
    house = await settle_in(database)
    async with database.unit_of_work() as uow:
        for day in range(4):
            await uow.links.new(hash_of(str(day)), a_link(house, days=day + 1), now=NOW + timedelta(days=day))
        await uow.commit()
    async with database.engines[1].connect() as db:
        left = (await db.scalars(sa.select(personal_links.c.token_hash))).all()
    assert left == [hash_of("3")]
