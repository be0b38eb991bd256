"""What any store of reminders must do: each waits once, is taken by one, and leaves a line in the log."""

import asyncio
from collections.abc import Collection, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from dialogs.ids import GroupId, PersonId, SessionId
from dialogs.reminders.model import Fate, Reminder, Told
from storage.database import Database
from tests.recorder import QueryRecorder
from tests.storage_builders import NOW, House, find_group, group_entry, import_programme, programme, settle_in

TODAY = NOW.date()
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def waits(
    house: House,
    rule: str = "attendance",
    *,
    due: datetime = NOW,
    person: PersonId | None = None,
    session: SessionId | None = None,
) -> Reminder:
    return Reminder(
        group=house.group.id,
        session=session or house.later,
        rule=rule,
        person=person,
        due_at=due,
        drop_after=due + DAY,
    )


async def plan(database: Database, house: House, *wanted: Reminder, now: datetime = NOW - DAY) -> None:
    async with database.unit_of_work() as uow:
        await uow.reminders.plan(house.group.id, wanted, now=now)
        await uow.commit()


async def add(database: Database, *reminders: Reminder) -> None:
    async with database.unit_of_work() as uow:
        for one in reminders:
            await uow.reminders.add(one)
        await uow.commit()


async def waiting(database: Database, house: House) -> Sequence[Reminder]:
    async with database.reading() as uow:
        return await uow.reminders.waiting(house.group.id)


async def call(database: Database, now: datetime, *, groups: int = 20) -> Sequence[Reminder]:
    """Takes what is due and says that its moment was."""
    async with database.unit_of_work() as uow:
        due = await uow.reminders.take_due(now, groups=groups)
        await uow.reminders.called(due, now=now)
        await uow.commit()
    return due


async def log(database: Database, *entries: Told) -> None:
    async with database.unit_of_work() as uow:
        await uow.reminders.log(entries)
        await uow.commit()


async def told(database: Database, persons: Collection[PersonId], since: date) -> Sequence[Told]:
    async with database.reading() as uow:
        return await uow.reminders.told(persons, since)


def entry(house: House, person: PersonId | None, *, on: date = TODAY, fate: Fate = Fate.SAID) -> Told:
    return Told(group=house.group.id, session=house.later, rule="attendance", person=person, fate=fate, on=on, at=NOW)


# --- planning


async def test_what_is_planned_waits_in_the_order_of_its_moments(database: Database) -> None:
    house = await settle_in(database)
    late, soon = waits(house, "look_back", due=NOW + 5 * DAY), waits(house)
    await plan(database, house, late, soon)
    assert await waiting(database, house) == [soon, late]


async def test_planning_anew_takes_the_place_of_what_was_planned(database: Database) -> None:
    house = await settle_in(database)
    await plan(database, house, waits(house), waits(house, "look_back"))
    moved = waits(house, due=NOW + 3 * DAY)
    await plan(database, house, moved)
    assert await waiting(database, house) == [moved]
    await plan(database, house)
    assert await waiting(database, house) == []


async def test_planning_the_same_again_changes_nothing(database: Database) -> None:
    house = await settle_in(database)
    for _ in range(2):
        await plan(database, house, waits(house), waits(house, "look_back", due=NOW + DAY))
    assert len(await waiting(database, house)) == 2


async def test_what_was_called_comes_back_only_at_another_moment_that_is_still_to_come(database: Database) -> None:
    house = await settle_in(database)
    await plan(database, house, waits(house))
    assert len(await call(database, NOW)) == 1
    await plan(database, house, waits(house), now=NOW)  # the same moment
    assert await waiting(database, house) == []
    await plan(database, house, waits(house, due=NOW - HOUR), now=NOW)  # one that has passed
    assert await waiting(database, house) == []
    moved = waits(house, due=NOW + DAY)
    await plan(database, house, moved, now=NOW)
    assert await waiting(database, house) == [moved]


async def test_planning_leaves_what_somebody_chose_while_its_session_has_reminders(database: Database) -> None:
    house = await settle_in(database)
    own = waits(house, "interim", person=house.people["Anna"], due=NOW + DAY)
    await add(database, own)
    await plan(database, house, waits(house))
    assert own in await waiting(database, house)
    await plan(database, house, waits(house, session=house.session))
    assert own not in await waiting(database, house)


async def test_what_somebody_chose_ends_where_its_session_begins_now(database: Database) -> None:
    house = await settle_in(database)
    anna, bert = house.people["Anna"], house.people["Bert"]
    early, late = waits(house, "later", person=anna, due=NOW), waits(house, "later", person=bert, due=NOW + HOUR)
    await plan(database, house, waits(house))
    await add(database, early, late)
    async with database.unit_of_work() as uow:
        latest = {(house.later, "later"): NOW + HOUR}
        await uow.reminders.plan(house.group.id, (waits(house),), now=NOW - DAY, latest=latest)
        await uow.commit()
    kept = [one for one in await waiting(database, house) if one.person is not None]
    assert kept == [replace(early, drop_after=NOW + HOUR)]


async def test_of_one_place_the_later_choice_counts(database: Database) -> None:
    house = await settle_in(database)
    anna = house.people["Anna"]
    await add(database, waits(house, person=anna), waits(house, person=anna, due=NOW + DAY))
    assert [one.due_at for one in await waiting(database, house)] == [NOW + DAY]


async def test_what_somebody_chose_is_gone_when_they_take_it_back_and_nothing_else(database: Database) -> None:
    house = await settle_in(database)
    anna, bert = house.people["Anna"], house.people["Bert"]
    everybody, own, other = waits(house), waits(house, person=anna), waits(house, person=bert)
    await plan(database, house, everybody)
    await add(database, own, other)
    async with database.unit_of_work() as uow:
        for _ in range(2):
            await uow.reminders.drop(own.session, own.rule, anna)
        await uow.commit()
    assert {one.person for one in await waiting(database, house)} == {None, bert}


async def test_somebody_s_own_reminder_stands_beside_that_of_everybody(database: Database) -> None:
    house = await settle_in(database)
    everybody, own = waits(house), waits(house, person=house.people["Anna"], due=NOW + HOUR)
    await plan(database, house, everybody)
    await add(database, own)
    assert await waiting(database, house) == [everybody, own]


async def test_groups_that_were_never_planned_are_found_once(database: Database) -> None:
    house = await settle_in(database, opened=False)
    async with database.reading() as uow:
        assert await uow.reminders.unplanned(after=None, limit=10) == [house.group.id]
        assert await uow.reminders.unplanned(after=house.group.id, limit=10) == []
    await plan(database, house, waits(house))
    await call(database, NOW)
    async with database.reading() as uow:
        assert await uow.reminders.unplanned(after=None, limit=10) == []


# --- taking


async def test_only_what_is_due_is_taken_and_only_once(database: Database) -> None:
    house = await settle_in(database)
    soon, late = waits(house), waits(house, "look_back", due=NOW + DAY)
    await plan(database, house, soon, late)
    assert await call(database, NOW - HOUR) == ()
    assert await call(database, NOW) == [soon]
    assert await call(database, NOW) == ()
    assert await call(database, NOW + DAY) == [late]


async def test_what_is_taken_and_not_called_is_taken_again(database: Database) -> None:
    house = await settle_in(database)
    await plan(database, house, waits(house))
    async with database.unit_of_work() as uow:
        assert len(await uow.reminders.take_due(NOW, groups=20)) == 1  # and the process dies here
    assert len(await call(database, NOW)) == 1


async def test_no_more_groups_are_taken_than_asked(database: Database) -> None:
    house = await settle_in(database)
    file = programme(*(group_entry(number) for number in (1, 2, 3)))
    await import_programme(database, file)
    async with database.unit_of_work() as uow:
        groups = [await find_group(uow, number=number) for number in (1, 2, 3)]
        for group in groups:
            one = waits(house, session=group.sessions[1].id)
            due = Reminder(
                group=group.id, session=one.session, rule=one.rule, due_at=one.due_at, drop_after=one.drop_after
            )
            await uow.reminders.plan(group.id, [due], now=NOW - DAY)
        await uow.commit()
    taken: list[set[GroupId]] = []
    while due_now := await call(database, NOW, groups=2):
        taken.append({one.group for one in due_now})
    assert [len(one) for one in taken] == [2, 1]
    assert set.union(*taken) == {group.id for group in groups}


async def test_two_who_take_at_once_never_take_the_same(database: Database) -> None:
    house = await settle_in(database)
    await plan(database, house, waits(house), waits(house, "look_back"))
    taken = await asyncio.gather(*(call(database, NOW) for _ in range(4)))
    assert sorted(map(len, taken)) == [0, 0, 0, 2]


async def test_taking_costs_two_statements_and_nothing_due_one(database: Database, statements: QueryRecorder) -> None:
    house = await settle_in(database)
    await plan(database, house, waits(house), waits(house, "look_back"))
    statements.clear()
    async with database.unit_of_work() as uow:
        await uow.reminders.take_due(NOW - HOUR, groups=20)
    assert len(statements.queries) == 1
    statements.clear()
    async with database.unit_of_work() as uow:
        await uow.reminders.take_due(NOW, groups=20)
    assert len(statements.queries) == 2


async def test_the_next_moment_is_that_of_the_earliest_that_waits(database: Database) -> None:
    house = await settle_in(database)
    async with database.reading() as uow:
        assert await uow.reminders.next_due() is None
    await plan(database, house, waits(house), waits(house, "look_back", due=NOW + DAY))
    async with database.reading() as uow:
        assert await uow.reminders.next_due() == NOW
        assert await uow.reminders.next_due(NOW) == NOW + DAY
        assert await uow.reminders.next_due(NOW + DAY) is None
    await call(database, NOW)
    async with database.reading() as uow:
        assert await uow.reminders.next_due() == NOW + DAY


async def test_who_commits_something_due_is_heard(database: Database) -> None:
    house = await settle_in(database)
    heard: list[datetime] = []
    database.when_planned(heard.append)
    await plan(database, house, waits(house, due=NOW + DAY), waits(house, "look_back"))
    await add(database, waits(house, person=house.people["Anna"], due=NOW + HOUR))
    assert heard == [NOW, NOW + HOUR]


# --- the log


async def test_the_log_tells_what_became_of_each_since_a_day(database: Database) -> None:
    house = await settle_in(database)
    anna, bert = house.people["Anna"], house.people["Bert"]
    old, new = entry(house, anna, on=NOW.date() - DAY), entry(house, anna, fate=Fate.PAUSED)
    others, line = entry(house, bert, fate=Fate.TOO_MANY), entry(house, None)
    await log(database, old, new, others, line)
    await log(database)
    assert await told(database, [anna], NOW.date()) == [new]
    assert await told(database, [anna, bert], NOW.date() - DAY) == [old, new, others]
    assert await told(database, [], NOW.date()) == ()
    async with database.reading() as uow:
        assert await uow.reminders.told_group(house.group.id, NOW.date()) == [new, others, line]
        assert await uow.reminders.told_group(house.group.id, NOW.date() + DAY) == []


# --- in the other groups of the same people


async def test_somebody_may_hear_something_soon_in_a_group_that_they_make_up(database: Database) -> None:
    house, another = await settle_in(database), GroupId("another")
    people = [house.people["Anna"]]
    await plan(database, house, waits(house))
    async with database.reading() as uow:
        assert await uow.reminders.elsewhere(people, NOW, but=[another]) == [house.group.id]
        assert await uow.reminders.elsewhere(people, NOW - HOUR, but=[another]) == []
        assert await uow.reminders.elsewhere(people, NOW, but=[house.group.id]) == []
        assert await uow.reminders.elsewhere([house.people["Mo"]], NOW, but=[another]) == []
        assert not await uow.reminders.elsewhere([], NOW, but=[house.group.id])
