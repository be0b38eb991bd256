"""Hands out the shared store: one table of a programme for its coordinator, or what an observer may take along."""

from random import Random

from dialogs.errors import Refused
from dialogs.exports.every import ExportTable, export_of
from dialogs.exports.observations import Observed, observations_export, observed_groups
from dialogs.exports.reading import Reading
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


async def export_observations(house: House, slug: str, email: str, *, chance: Random) -> Export | None:
    """None for a programme that does not exist; `Refused` for somebody who observes no group in it. Who has no code
    yet gets one, so this is a transaction that writes."""
    async with house.writing() as uow:
        records = await uow.archive.programme(slug)
        if records is None:
            return None
        reading = Reading(records, today=house.now().astimezone(records.zone).date())
        found = await uow.people.find(entra_id=None, emails=[email])
        observer = found[0] if len(found) == 1 else None
        groups = observed_groups(reading, observer) if observer else ()
        if observer is None or not groups:
            raise Refused("reply.observe.only")
        observed = []
        for group in groups:
            notes = [
                note
                for session in records.sessions
                if session.group == group
                for note in await uow.notes.field_notes(session.id, observer)
            ]
            codes = await uow.notes.codes(group)
            observed.append(Observed(group=reading.groups[group], codes=codes, notes=notes))
        await uow.commit()
    return observations_export(reading, observed, chance)
