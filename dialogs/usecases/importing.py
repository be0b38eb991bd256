"""Brings a programme file into the store: all of it or nothing, and what changed is told."""

from collections.abc import Mapping

from dialogs.programmes.changes import Change, compare, is_changed
from dialogs.programmes.model import KnownProgramme, ProgrammeFile
from dialogs.programmes.outcome import outcome
from dialogs.usecases.house import House

Sources = Mapping[str, tuple[str, str]]
"""By format id: the digest and the text of the version that new groups start with."""


async def import_programme(house: House, file: ProgrammeFile, *, sources: Sources) -> tuple[Change, ...]:
    """Importing the same file again changes nothing. A session that has started is never moved."""
    async with house.writing() as uow:
        loaded = await uow.programmes.load(file.slug)
        known = KnownProgramme(file=loaded[1], started=loaded[2]) if loaded else None
        changes = compare(known, file)
        if is_changed(changes):
            wanted = outcome(known, file)
            used = {wanted.format_of(group) for group in wanted.groups} | {wanted.format}
            for name in sorted(used & sources.keys()):
                digest, source = sources[name]
                await uow.formats.keep(digest=digest, format_id=name, source=source)
            await uow.programmes.apply(wanted, digests={n: sources[n][0] for n in sources}, now=house.now())
            await uow.commit()
    return changes


async def export_programme(house: House, slug: str) -> ProgrammeFile | None:
    async with house.reading() as uow:
        loaded = await uow.programmes.load(slug)
    return loaded[1] if loaded else None
