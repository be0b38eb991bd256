"""What any store of consents must do: the newest answer counts, and every earlier one stays."""

from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from dialogs.records import Consent, ConsentKind
from storage.database import Database
from storage.tables import consents
from tests.storage_builders import NOW, settle_in


async def test_the_newest_answer_counts_and_the_earlier_ones_stay(database: Database) -> None:
    house = await settle_in(database)
    programme = house.group.programme
    yes = Consent(
        programme=programme,
        person=house.people["Anna"],
        kind=ConsentKind.RESEARCH,
        given=True,
        version="2027-05",
        at=NOW,
    )
    no = replace(yes, given=False, at=NOW + timedelta(days=1))
    quotes = replace(yes, kind=ConsentKind.NO_QUOTES)
    bert = replace(yes, person=house.people["Bert"])
    async with database.unit_of_work() as uow:
        for consent in (yes, no, yes, no, quotes, bert):
            await uow.consents.record(consent)
        await uow.commit()
    async with database.reading() as uow:
        for _ in range(3):
            assert await uow.consents.of_person(yes.person) == [quotes, no]
            found = await uow.consents.of_programme(programme, ConsentKind.RESEARCH)
            assert found == {yes.person: no, bert.person: bert}
            assert await uow.consents.of_programme(programme, ConsentKind.NO_QUOTES) == {yes.person: quotes}
    async with database.engines[1].connect() as db:
        given = (await db.scalars(sa.select(consents.c.given).where(consents.c.kind == "research"))).all()
    assert sorted(given) == [False, False, True, True, True]
