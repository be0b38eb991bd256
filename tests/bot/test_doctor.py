"""What the doctor sees of a bot at work: its heart, its clock, reminders that wait too long, what did not arrive."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.commands.checking_store import clock, delivery
from bot.commands.findings import Finding, Mark
from bot.delivery.pulse import HEARTBEAT, OF_A_WORKER
from bot.settings import Settings
from dialogs.reminders.model import Reminder
from storage.database import Database
from storage.tables import outbox
from tests.storage_builders import settle_in

SETTINGS = Settings(_env_file=None)  # type: ignore[call-arg]
NOW = datetime(2027, 5, 10, 8, tzinfo=UTC)


async def findings(database: Database) -> dict[str, Finding]:
    return {found.about: found for found in await delivery(SETTINGS, database, NOW)}


async def beats(database: Database, worker: str | None = None, **ago: float) -> None:
    """The last one of a worker; of none, the worker has said farewell."""
    moment = (NOW - timedelta(**ago)).isoformat()
    await database.keep(HEARTBEAT, moment)
    if worker:
        await database.keep(f"{OF_A_WORKER}{worker}", moment)


async def test_where_no_bot_ever_worked_there_is_nothing_to_warn_of(database: Database) -> None:
    found = await findings(database)
    assert {about: one.mark for about, one in found.items()} == {
        "heartbeat": Mark.OFF,
        "reminders": Mark.OK,
        "notices": Mark.OK,
    }


@pytest.mark.parametrize(
    ("ago", "told"),
    [
        ({"minutes": 1}, "a minute"),
        ({"minutes": 4}, "4 minutes"),
        ({"hours": 5}, "5 hours"),
        ({"days": 3}, "3 days"),
    ],
)
async def test_that_no_bot_is_at_work_any_more_is_noticed(
    sqlite_database: Database, ago: dict[str, float], told: str
) -> None:
    await beats(sqlite_database, None, **ago)
    found = (await findings(sqlite_database))["heartbeat"]
    assert found.mark is Mark.WARNING
    assert found.told == f"no bot is at work, the last beat was {told} ago; `mastermind serve` starts one"


async def test_as_many_bots_are_told_as_are_at_work(database: Database) -> None:
    await beats(database, "one", seconds=61)
    assert (await findings(database))["heartbeat"] == Finding(about="heartbeat", mark=Mark.OK, told="a bot is at work")
    await beats(database, "two", minutes=2)
    assert (await findings(database))["heartbeat"].told == "2 bots are at work"


async def test_one_of_two_that_fell_silent_is_noticed_for_an_hour(database: Database) -> None:
    await beats(database, "two", minutes=59)
    await beats(database, "one", seconds=10)
    found = (await findings(database))["heartbeat"]
    assert found.mark is Mark.WARNING
    assert found.told == (
        "a bot is at work; 1 fell silent in the last hour without a farewell, look at its log: two (59 minutes ago)"
    )
    await beats(database, "two", minutes=61)
    await beats(database, "one", seconds=10)
    assert (await findings(database))["heartbeat"].mark is Mark.OK


@pytest.mark.parametrize(("ago", "mark"), [(-60, Mark.OK), (0, Mark.OK), (6, Mark.WARNING)])
async def test_a_reminder_that_should_have_gone_is_noticed(database: Database, ago: float, mark: Mark) -> None:
    house = await settle_in(database)
    due = datetime.now(UTC) - timedelta(minutes=ago)
    async with database.unit_of_work() as uow:
        waiting = Reminder(
            group=house.group.id, session=house.later, rule="attendance", due_at=due, drop_after=due + timedelta(days=1)
        )
        await uow.reminders.plan(house.group.id, [waiting], now=due - timedelta(days=1))
        await uow.commit()
    assert (await findings(database))["reminders"].mark is mark


async def test_what_did_not_arrive_is_told_with_the_command_that_shows_it(database: Database) -> None:
    async with database.engines[0].begin() as db:
        for error in ("retry: 503", "retry: 429", "gone: 404"):
            await db.execute(
                sa.insert(outbox).values(
                    conversation_id="19:a",
                    kind="reply",
                    act="post",
                    payload={},
                    due_at=NOW,
                    state="dead",
                    error=error,
                )
            )
    found = (await findings(database))["notices"]
    assert found.mark is Mark.WARNING
    assert found.told == (
        "3 messages could not be delivered: Teams could not be reached for too long; "
        "`mastermind notices list` shows more"
    )


async def test_the_servers_clock_is_asked_and_a_file_has_none(
    sqlite_database: Database, postgres_database: Database
) -> None:
    assert await sqlite_database.time() is None
    said = await postgres_database.time()
    assert said is not None
    assert abs(datetime.now(UTC) - said) < timedelta(minutes=30)


@pytest.mark.parametrize(
    ("apart", "mark", "word"),
    [
        (None, Mark.OK, ""),
        (timedelta(seconds=1.9), Mark.OK, "as the database's"),
        (timedelta(seconds=2.6), Mark.WARNING, "3 seconds ahead of the database's"),
        (timedelta(seconds=-90), Mark.WARNING, "90 seconds behind the database's"),
    ],
)
def test_clocks_that_are_apart_are_noticed(apart: timedelta | None, mark: Mark, word: str) -> None:
    found = clock(SETTINGS, NOW, apart=apart)
    assert found.mark is mark
    assert word in found.told
    assert ("database" in found.told) == (apart is not None), "of a clock that nobody asked nothing is told"


def test_a_clock_that_was_never_set_is_a_failure() -> None:
    assert clock(SETTINGS, datetime(1970, 1, 2, tzinfo=UTC), apart=None).mark is Mark.FAILED
