"""What the doctor sees of a bot at work: its heart, its clock, reminders that wait too long, what did not arrive."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa

from bot.commands.checking import Finding, Mark, clock, delivery
from bot.delivery.pulse import HEARTBEAT
from bot.settings import Settings
from dialogs.reminders.model import Reminder
from storage.database import Database
from storage.tables import outbox
from tests.storage_builders import settle_in

SETTINGS = Settings(_env_file=None)  # type: ignore[call-arg]


async def findings(database: Database) -> dict[str, Finding]:
    return {found.about: found for found in await delivery(SETTINGS, database, datetime.now(UTC))}


async def test_where_no_bot_ever_worked_there_is_nothing_to_warn_of(database: Database) -> None:
    found = await findings(database)
    assert {about: one.mark for about, one in found.items()} == {
        "heartbeat": Mark.OFF,
        "reminders": Mark.OK,
        "notices": Mark.OK,
    }


@pytest.mark.parametrize(
    ("ago", "mark", "told"),
    [
        ({"seconds": 61}, Mark.OK, "a bot is at work"),
        ({"minutes": 4}, Mark.WARNING, "the last beat was 4 minutes ago; is `mastermind serve` running?"),
        ({"hours": 5}, Mark.WARNING, "the last beat was 5 hours ago; is `mastermind serve` running?"),
        ({"days": 3}, Mark.WARNING, "the last beat was 3 days ago; is `mastermind serve` running?"),
    ],
)
async def test_a_heart_that_stopped_is_noticed(
    sqlite_database: Database, ago: dict[str, float], mark: Mark, told: str
) -> None:
    await sqlite_database.keep(HEARTBEAT, (datetime.now(UTC) - timedelta(**ago)).isoformat())
    found = (await findings(sqlite_database))["heartbeat"]
    assert (found.mark, found.told) == (mark, told)


@pytest.mark.parametrize(("ago", "mark"), [(-60, Mark.OK), (4, Mark.OK), (6, Mark.WARNING)])
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
                    due_at=datetime.now(UTC),
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
    assert abs(datetime.now(UTC) - said) < timedelta(minutes=1)


@pytest.mark.parametrize(
    ("apart", "mark", "word"),
    [
        (None, Mark.OK, "SQLite has no clock of its own"),
        (timedelta(seconds=1.9), Mark.OK, "as the database's"),
        (timedelta(seconds=2.6), Mark.WARNING, "3 seconds ahead of the database's"),
        (timedelta(seconds=-90), Mark.WARNING, "90 seconds behind the database's"),
    ],
)
def test_clocks_that_are_apart_are_noticed(apart: timedelta | None, mark: Mark, word: str) -> None:
    found = clock(SETTINGS, datetime.now(UTC), apart=apart)
    assert found.mark is mark
    assert word in found.told


def test_a_clock_that_was_never_set_is_a_failure() -> None:
    assert clock(SETTINGS, datetime(1970, 1, 2, tzinfo=UTC), apart=None).mark is Mark.FAILED
