"""Hands out the shared store: one table of a programme for its coordinator, or what an observer may take along."""

from random import Random

from dialogs.exports.every import ExportTable, export_of
from dialogs.exports.tables import Export
from dialogs.usecases.house import House


async def export_table(house: House, slug: str, table: ExportTable, *, chance: Random) -> Export | None:
    """None for a programme that does not exist."""
    async with house.reading() as uow:
        records = await uow.archive.programme(slug)
    if records is None:
        return None
    today = house.now().astimezone(records.zone).date()
    return export_of(table, records, today=today, chance=chance)
