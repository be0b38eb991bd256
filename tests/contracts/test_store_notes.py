"""What any store of notes must do: they are their author's only, and a code tells nobody who somebody is."""

import asyncio
from dataclasses import replace
from datetime import timedelta

from dialogs.experiments.model import Level
from dialogs.groups import Effect, FieldNote, PrivateNote
from dialogs.ids import PersonId
from dialogs.programmes.model import Role
from storage.database import Database
from tests.storage_builders import NOW, group_entry, import_programme, person, programme, settle_in

LATER = NOW + timedelta(hours=1)


async def test_a_private_note_is_its_author_s_and_the_newest_counts(database: Database) -> None:
    house = await settle_in(database)
    mo, anna = house.people["Mo"], house.people["Anna"]
    note = PrivateNote(session=house.session, person=mo, text="Stil begin", at=NOW)
    newest = replace(note, text="Stil begin, mooi eind", at=LATER)
    async with database.unit_of_work() as uow:
        for one in (note, note, newest):
            await uow.notes.keep_private(one)
        await uow.commit()
    async with database.reading() as uow:
        for _ in range(3):
            assert await uow.notes.private(house.session, mo) == newest
            assert await uow.notes.private(house.session, anna) is None
            assert await uow.notes.private(house.later, mo) is None


async def test_an_emptied_private_note_is_gone(database: Database) -> None:
    house = await settle_in(database)
    note = PrivateNote(session=house.session, person=house.people["Mo"], text="Stil begin", at=NOW)
    async with database.unit_of_work() as uow:
        for _ in range(3):
            await uow.notes.keep_private(note)
            await uow.notes.keep_private(replace(note, text=""))
            assert await uow.notes.private(note.session, note.person) is None


async def test_an_observer_sees_the_own_field_notes_in_the_order_of_writing(database: Database) -> None:
    house = await settle_in(database)
    bert, anna = house.people["Bert"], house.people["Anna"]
    first = FieldNote(id="b" * 32, session=house.session, observer=bert, text="Iedereen keek op", at=NOW)
    second = replace(first, id="a" * 32, round_id="1.1", effect=Effect.HELPS, level=Level.CHAIN, at=LATER)
    async with database.unit_of_work() as uow:
        for note in (second, first, replace(first, id="c" * 32, observer=anna)):
            await uow.notes.add_field_note(note)
        await uow.commit()
    async with database.reading() as uow:
        for _ in range(3):
            assert await uow.notes.field_notes(house.session, bert) == [first, second]
            assert await uow.notes.field_notes(house.later, bert) == []


async def test_everybody_who_takes_part_gets_a_code_and_keeps_it(database: Database) -> None:
    house = await settle_in(database)
    async with database.unit_of_work() as uow:
        codes = await uow.notes.codes(house.group.id)
        await uow.commit()
    assert sorted(codes.values()) == list(range(1, len(house.people) + 1))
    assert set(codes) == set(house.people.values())
    # Anna left, Ilse came, and somebody watches
    names = ("Bert", "Chaima", "Dirk", "Esra", "Femke", "Gijs", "Hanna", "Ilse")
    entry = group_entry(names=names)
    watched = replace(entry, participants=(*entry.participants, person("Oda", Role.OBSERVER)))
    await import_programme(database, programme(watched))
    async with database.unit_of_work() as uow:
        later = await uow.notes.codes(house.group.id)
        await uow.commit()
        members = {one.name: one.person for one in (await uow.groups.get(house.group.id)).members}
    assert {who: code for who, code in later.items() if who in codes} == codes
    assert set(later) - set(codes) == {members["Ilse"]}
    assert later[members["Ilse"]] == len(codes) + 1


async def test_codes_do_not_follow_the_order_of_the_file(database: Database) -> None:
    house = await settle_in(database)
    in_order = [member.person for member in house.group.members]
    drawn = set()
    for _ in range(5):
        async with database.unit_of_work() as uow:  # left without commit: drawn anew each time
            codes = await uow.notes.codes(house.group.id)
            drawn.add(tuple(codes[one] for one in in_order))
    assert len(drawn) > 1


async def test_two_observers_at_once_hear_the_same_codes(database: Database) -> None:
    house = await settle_in(database)

    async def look() -> dict[PersonId, int]:
        async with database.unit_of_work() as uow:
            codes = await uow.notes.codes(house.group.id)
            await uow.commit()
        return dict(codes)

    first, *others = await asyncio.gather(*(look() for _ in range(4)))
    assert others == [first, first, first]
