"""What any store of programmes must do: say what the file says, but for what has begun."""

import asyncio
from dataclasses import replace
from datetime import timedelta

import sqlalchemy as sa

from dialogs.formats.model import Language
from dialogs.groups import Handover, HandoverReason
from dialogs.programmes.model import ProgrammeFile, Role, Standing
from dialogs.sessions.messages import SessionCancelled, SessionEnded, SessionStarted
from dialogs.sessions.model import SessionPhase
from storage.database import Database
from tests.storage_builders import (
    CHAT,
    FIRST_NAMES,
    NOW,
    find_group,
    group_entry,
    import_programme,
    person,
    programme,
    settle_in,
)

WEEK = timedelta(days=7)
WAITING = sa.text(
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
)


async def stored(database: Database) -> ProgrammeFile:
    async with database.reading() as uow:
        found = await uow.programmes.load("voorbeeld")
    assert found is not None
    return found[1]


async def test_a_programme_reads_back_as_its_file_said(database: Database) -> None:
    first = replace(group_entry(1), language=Language.EN, preset="short")
    file = await import_programme(database, programme(first, group_entry(2, names=FIRST_NAMES[:6])))
    assert await stored(database) == file


async def test_an_unknown_programme_is_none(database: Database) -> None:
    async with database.reading() as uow:
        assert await uow.programmes.load("nothing") is None
        assert await uow.programmes.list() == []
        assert await uow.programmes.codes("nothing") == []


async def test_importing_twice_keeps_people_groups_sessions_and_codes(database: Database) -> None:
    seen = []
    for _ in range(2):
        await import_programme(database)
        async with database.reading() as uow:
            seen.append((await find_group(uow), await uow.programmes.codes("voorbeeld")))
    assert seen[0] == seen[1]


async def test_programmes_are_listed_with_their_groups_and_distinct_participants(database: Database) -> None:
    await import_programme(database, programme(group_entry(1), group_entry(2, names=(*FIRST_NAMES[:5], "Xena"))))
    await import_programme(database, replace(programme(), slug="aanvang", title="Ander", groups=()))
    async with database.reading() as uow:
        assert await uow.programmes.list() == [("aanvang", "Ander", 0, 0), ("voorbeeld", "Masterminds", 2, 9)]


async def test_details_dates_and_links_follow_the_file(database: Database) -> None:
    await import_programme(database)
    entry = group_entry()
    sessions = (entry.sessions[0], replace(entry.sessions[1], starts=NOW + WEEK, minutes=45, meeting_url=None))
    changed = replace(
        programme(replace(entry, ambition="Anders", sessions=sessions)), title="Nieuw", coordinators=(), contacts=()
    )
    await import_programme(database, changed)
    assert await stored(database) == changed


async def test_who_is_no_longer_in_the_file_has_left_and_may_come_back(database: Database) -> None:
    await import_programme(database)
    async with database.reading() as uow:
        bert = (await find_group(uow)).members[2].person
    entry = group_entry()
    await import_programme(database, programme(replace(entry, participants=(entry.participants[0], person("Xena")))))
    async with database.reading() as uow:
        group = await find_group(uow)
        assert [member.name for member in group.members] == ["Mo", "Anna", "Xena"]
        assert await uow.groups.of_person(bert) == []
        session = await uow.sessions.get(group.sessions[0].id)
    assert session is not None
    assert session.seat(bert) is None
    await import_programme(database)
    async with database.reading() as uow:
        assert bert in {member.person for member in (await find_group(uow)).members}


async def test_an_address_in_another_case_is_the_same_person(database: Database) -> None:
    await import_programme(database)
    async with database.reading() as uow:
        anna = (await find_group(uow)).members[1].person
    entry = group_entry()
    shouting = replace(entry.participants[0], email="ANNA@voorbeeld.example", name="Anna B")
    await import_programme(database, programme(replace(entry, participants=(shouting, *entry.participants[1:]))))
    async with database.reading() as uow:
        found = (await find_group(uow)).member(anna)
    assert found is not None
    assert (found.name, found.email) == ("Anna B", "ANNA@voorbeeld.example")


async def test_a_session_that_has_started_does_not_move(database: Database) -> None:
    house = await settle_in(database)
    entry = group_entry()
    link = "https://new"
    moved = tuple(replace(one, starts=one.starts + WEEK, minutes=99, meeting_url=link) for one in entry.sessions)
    await import_programme(database, programme(replace(entry, sessions=moved)))
    async with database.reading() as uow:
        group = await uow.groups.get(house.group.id)
        known = await uow.programmes.load("voorbeeld")
    assert [(one.starts_at, one.minutes) for one in group.sessions] == [(NOW, 30), (moved[1].starts, 99)]
    assert [one.meeting_url for one in group.sessions] == [link, link]
    assert [one.phase for one in group.sessions] == [SessionPhase.OPEN, SessionPhase.PLANNED]
    assert known is not None
    assert known[2] == {(1, 1)}


async def test_a_group_that_has_begun_keeps_the_format_it_began_with(database: Database) -> None:
    await settle_in(database)
    async with database.unit_of_work() as uow:
        changed = programme(replace(group_entry(1), preset="short"), group_entry(2))
        await uow.programmes.apply(changed, digests={"tiny": "tiny-2"}, now=NOW)
        await uow.commit()
    file = await stored(database)
    assert [group.preset for group in file.groups] == [None, None]


async def test_a_planned_session_that_left_the_file_is_cancelled_and_may_come_back(database: Database) -> None:
    house = await settle_in(database)
    entry = group_entry()
    await import_programme(database, programme(replace(entry, sessions=())))
    async with database.reading() as uow:
        group = await uow.groups.get(house.group.id)
    assert [one.phase for one in group.sessions] == [SessionPhase.OPEN, SessionPhase.CANCELLED]
    assert [one.number for one in (await stored(database)).groups[0].sessions] == [1]
    await import_programme(database)
    assert [one.number for one in (await stored(database)).groups[0].sessions] == [1, 2]


async def test_a_session_that_the_file_cancels_is_still_one_of_its_sessions(database: Database) -> None:
    house = await settle_in(database)
    entry = group_entry()
    said = programme(replace(entry, sessions=(entry.sessions[0], replace(entry.sessions[1], cancelled=True))))
    await brings_in(database, said)
    async with database.reading() as uow:
        group = await uow.groups.get(house.group.id)
        standing = (await uow.programmes.standing("voorbeeld"))[1]
    assert [one.phase for one in group.sessions] == [SessionPhase.OPEN, SessionPhase.CANCELLED]
    assert [one.cancelled for one in (await stored(database)).groups[0].sessions] == [False, True]
    assert standing.filed == {one.number: one.date for one in said.groups[0].sessions}


async def test_a_session_that_the_chat_cancels_is_still_one_of_the_files_sessions(database: Database) -> None:
    await brings_in(database, programme())
    async with database.unit_of_work() as uow:
        group = await find_group(uow)
        session = await uow.sessions.lock(group.sessions[1].id)
        assert session is not None
        await uow.sessions.record(session, [SessionCancelled()])
        await uow.commit()
    assert [one.cancelled for one in (await stored(database)).groups[0].sessions] == [False, True]
    async with database.reading() as uow:
        filed = (await uow.programmes.standing("voorbeeld"))[1].filed
    assert filed == {one.number: one.date for one in group_entry().sessions}


async def brings_in(database: Database, file: ProgrammeFile) -> None:
    await import_programme(database, file)
    async with database.unit_of_work() as uow:
        await uow.programmes.remember(file)
        await uow.commit()


async def test_an_ended_session_stays_ended_whatever_the_file_says(database: Database) -> None:
    house = await settle_in(database)
    async with database.unit_of_work() as uow:
        session = await uow.sessions.lock(house.session)
        assert session is not None
        await uow.sessions.record(session, [SessionEnded(at=NOW)])
        await uow.commit()
    await import_programme(database)
    async with database.reading() as uow:
        again = await uow.sessions.get(house.session)
    assert again is not None
    assert again.phase is SessionPhase.ENDED


async def test_a_group_that_the_file_leaves_out_stays(database: Database) -> None:
    await import_programme(database, programme(group_entry(1), group_entry(2)))
    await import_programme(database, programme(group_entry(2)))
    assert [group.number for group in (await stored(database)).groups] == [1, 2]


async def test_a_moderator_in_two_groups_has_a_code_for_each(database: Database) -> None:
    await import_programme(database, programme(group_entry(1), group_entry(2)))
    async with database.reading() as uow:
        codes = await uow.programmes.codes("voorbeeld")
        roles = [member.roles for member in (await find_group(uow, number=2)).members[:1]]
    assert len({code for _, _, code in codes}) == 2
    assert roles == [{Role.MODERATOR}]


async def waits(database: Database) -> None:
    """Until somebody waits for what another holds. On SQLite, where there is one writer, nobody else gets further."""
    async with database.engines[1].connect() as db:
        for _ in range(20):
            await db.execute(sa.text("SELECT 1"))
        while database.file is None and not await db.scalar(WAITING):
            await db.rollback()  # in one transaction it would say the same again


async def test_an_import_that_meets_a_session_just_starting_leaves_it_started(database: Database) -> None:
    house = await settle_in(database, opened=False)
    entry = group_entry()
    moved = tuple(replace(one, starts=one.starts + WEEK) for one in entry.sessions)
    async with database.unit_of_work() as uow:
        planned = await uow.sessions.lock(house.session)
        assert planned is not None
        await uow.sessions.record(planned, [SessionStarted(at=NOW)])
        importing = asyncio.create_task(import_programme(database, programme(replace(entry, sessions=moved))))
        await waits(database)
        assert not importing.done()
        await uow.commit()
    await importing
    async with database.reading() as uow:
        group = await uow.groups.get(house.group.id)
    assert [one.phase for one in group.sessions] == [SessionPhase.OPEN, SessionPhase.PLANNED]
    assert group.sessions[0].starts_at == NOW


async def test_of_each_group_it_is_known_what_it_plays_where_it_meets_and_whether_its_hotseat_went_over(
    database: Database,
) -> None:
    house = await settle_in(database)
    await import_programme(database, programme(group_entry(1), group_entry(2)))
    async with database.unit_of_work() as uow:
        first, second = (await uow.programmes.standing("voorbeeld"))[1], (await uow.programmes.standing("voorbeeld"))[2]
        assert first == Standing(group=house.group.id, chat=CHAT, digest="tiny-1", handed_over=False)
        assert (second.chat, second.digest, second.handed_over) == (None, "tiny-1", False)
        handover = Handover(
            group=house.group.id,
            from_=house.people["Anna"],
            to=house.people["Bert"],
            by=house.people["Mo"],
            reason=HandoverReason.WISH,
            at=NOW,
        )
        await uow.groups.hand_over(handover)
        await uow.commit()
    async with database.reading() as uow:
        assert {n: one.handed_over for n, one in (await uow.programmes.standing("voorbeeld")).items()} == {
            1: True,
            2: False,
        }
        assert await uow.programmes.standing("nothing") == {}
