"""Agreeing with a warning of the guard is counted per group and day, without text and without person."""

from datetime import date

import sqlalchemy as sa

from storage.database import Database
from storage.tables import agreed_warnings
from tests.storage_builders import find_group, import_programme


async def test_two_agreed_warnings_on_one_day_are_counted_as_two(database: Database) -> None:
    await import_programme(database)
    async with database.unit_of_work() as uow:
        group = (await find_group(uow)).id
        await uow.groups.count_agreed_warning(group, date(2027, 5, 10))
        await uow.groups.count_agreed_warning(group, date(2027, 5, 10))
        await uow.groups.count_agreed_warning(group, date(2027, 5, 11))
        await uow.commit()
    async with database.engines[0].connect() as db:
        rows = (await db.execute(sa.select(agreed_warnings.c.day, agreed_warnings.c.times))).all()
    assert {row.day: row.times for row in rows} == {date(2027, 5, 10): 2, date(2027, 5, 11): 1}
