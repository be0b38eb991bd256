"""A moment of one's own: a day that was chosen in a session gives way to what matters more, one that was promised to
nothing; and each is said once."""

import pytest
import sqlalchemy as sa
from alembic import command

from dialogs.notices import Notice, NoticeKind
from dialogs.reminders.model import Fate
from dialogs.usecases.called_again import ask_another_day
from storage import migrate
from tests.calling_town import LONG_BEFORE, SERIES, Town, chat_of, local, shown, the_group, town_on

EARLY = tuple(start.replace("10:00", "09:00") for start in SERIES)


async def looks_back_on(town: Town, day: str, *, starts: tuple[str, ...] = SERIES) -> None:
    """The day that Anna chose, in the summer after the third session."""
    await town.leads(1, starts[0])
    await town.tries("Anna")
    await town.leads(2, starts[1], minutes=45)
    await town.leads(3, starts[2], minutes=45, chosen={"Anna": day})


@pytest.mark.parametrize("is_put_off", [True, False])
async def test_a_day_of_one_s_own_that_was_put_off_was_promised(town: Town, *, is_put_off: bool) -> None:
    """In a week in which two other groups ask who comes."""
    await town.settles(
        the_group(*SERIES, names=("Anna", "Bert")),
        the_group("2027-07-19 10:00", number=2, names=("Bert", "Anna"), moderator="Wim"),
        the_group("2027-07-20 10:00", number=3, names=("Bert", "Anna"), moderator="Wil"),
    )
    await looks_back_on(town, "2027-07-07" if is_put_off else "2027-07-14")
    await town.goes_to("2027-07-07 12:00")
    if is_put_off:
        await town.puts_off("Anna", "interim", 4, until="2027-07-14 09:00")
    told = await town.goes_to("2027-07-16 12:00")
    fate = Fate.SAID if is_put_off else Fate.TOO_MANY
    assert [one for one in await town.read(told, fate) if one[1] == "interim"] == [("2027-07-14", "interim", "Anna")]


async def test_a_day_of_one_s_own_that_came_along_earlier_that_day_is_not_said_again(town: Town) -> None:
    """The restart at nine, the day of one's own at ten."""
    await town.settles(the_group(*EARLY, names=("Anna", "Bert")))
    await looks_back_on(town, "2027-08-30", starts=EARLY)
    day = "2027-08-30"
    told = await town.read(await town.goes_to(f"{day} 18:00"))
    assert [one for one in told if one[0] == day] == [
        (day, "interim", "Anna"),
        (day, "restart", "Anna"),
        (day, "restart", "Bert"),
    ]
    cards = [row for row in await town.outbox("reminder") if row.due_at >= local(f"{day} 00:00")]
    assert [shown(row.due_at) for row in cards if row.conversation_id == chat_of("Anna")] == [f"{day} 09:00"]


async def test_a_day_of_one_s_own_stands_in_the_letter_that_another_group_sends_that_morning(town: Town) -> None:
    await town.settles(
        the_group(*SERIES, names=("Anna", "Bert")),
        the_group("2027-07-21 09:00", number=2, names=("Bert", "Anna"), moderator="Wim"),
        alone=("Anna",),
    )
    writing = town.writing
    await looks_back_on(writing, "2027-07-14")
    told = await writing.read(await writing.goes_to("2027-07-14 18:00"))
    assert [one for one in told if one[2] == "Anna" and one[0] == "2027-07-14"] == [
        ("2027-07-14", "attendance", "Anna"),
        ("2027-07-14", "interim", "Anna"),
    ]
    letters = [row for row in await town.outbox("letter") if row.payload["day"] == "2027-07-14"]
    assert [shown(row.due_at) for row in letters] == ["2027-07-14 09:00"]


@pytest.fixture(params=["migrated_sqlite_url", "own_postgres_url"])
def to_migrate(request: pytest.FixtureRequest) -> Town:
    return town_on(request.getfixturevalue(request.param), now=LONG_BEFORE)


async def test_what_was_put_off_before_the_store_knew_of_promises_was_promised(to_migrate: Town) -> None:
    town = to_migrate
    await town.settles(the_group(*SERIES, names=("Anna", "Bert")))
    await looks_back_on(town, "2027-07-14")
    await town.puts_off("Bert", "restart", 4, until="2027-08-31 09:00")
    async with town.database.engines[0].begin() as db:
        await db.run_sync(goes_back_to, "0007")
    await town.database.upgrade()
    async with town.database.reading() as uow:
        waiting = await uow.reminders.waiting((await town.group()).id)
    assert {one.rule for one in waiting if one.person is not None} == {"restart", "interim"}
    assert {one.rule for one in waiting if one.promised} == {"restart"}
    await town.database.dispose()


def goes_back_to(connection: sa.Connection, revision: str) -> None:
    settings = migrate.config()
    settings.attributes["connection"] = connection
    command.downgrade(settings, revision)


@pytest.mark.parametrize("is_promised", [False, True])
async def test_what_came_too_late_gives_way_the_next_week_unless_that_moment_was_promised(
    town: Town, *, is_promised: bool
) -> None:
    """On Friday group 1 asks Bert who comes, which he gets on Monday; on Tuesday and Thursday the others ask how it
    went."""
    names = ("Anna", "Bert")
    await town.settles(
        the_group("2027-05-03 10:00", "2027-06-11 10:00", names=names),
        the_group("2027-05-03 13:00", "2027-06-10 10:00", number=2, names=names, moderator="Moniek"),
        the_group("2027-05-03 15:00", "2027-06-12 10:00", number=3, names=names, moderator="Maria"),
    )
    for number, hour, moderator in ((2, 13, "Moniek"), (3, 15, "Maria")):
        await town.leads(1, f"2027-05-03 {hour}:00", group=number, by=moderator)
        await town.tries("Bert", group=number)
    await town.goes_to("2027-06-03 18:00")
    if is_promised:
        await town.puts_off("Bert", "attendance", 2, until="2027-06-04 09:00")
    await town.goes_to("2027-06-04 18:05")
    cards = [row for row in await town.outbox("reminder") if row.conversation_id == chat_of("Bert")]
    late = next(row for row in cards if row.payload["day"] == "2027-06-04")
    card = Notice(kind=NoticeKind.REMINDER, conversation=chat_of("Bert"), payload=late.payload, due_at=late.due_at)
    await ask_another_day(town.house, card, await town.person("Bert"))
    told = await town.goes_to("2027-06-10 12:00")
    said = [line for line in await town.read(told) if line[2] == "Bert"]
    days = {day for day, *_ in said if day >= "2027-06-07"}
    assert days == {"2027-06-08", "2027-06-07" if is_promised else "2027-06-10"}


async def test_what_was_promised_outlives_a_move_of_the_session_it_comes_before(town: Town) -> None:
    """The restart at nine brought her day along, which is at ten; she chose three o'clock, and the session moved."""
    await town.settles(the_group(*EARLY, names=("Anna", "Bert")))
    await looks_back_on(town, "2027-08-30", starts=EARLY)
    await town.goes_to("2027-08-30 09:20")
    await town.delivers()
    await town.puts_off("Anna", "interim", 4, until="2027-08-30 15:00")
    await town.moves(4, "2027-09-14 09:00")
    told = await town.read(await town.goes_to("2027-08-30 18:00"))
    assert [one for one in told if one[1] == "interim"] == [("2027-08-30", "interim", "Anna")]
    assert shown((await town.outbox("reminder"))[-1].due_at) == "2027-08-30 15:00"
