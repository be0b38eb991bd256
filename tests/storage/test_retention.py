"""What is told about how long things stay is what the sweep does, and it is told of every table."""

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import sqlalchemy as sa

from storage.database import Database
from storage.sweeping import DEAD_KEPT, DRAFTS_KEPT, INBOX_KEPT, REMINDER_LOG_KEPT, SETTLED_KEPT
from storage.tables import drafts, inbox, leases, metadata, outbox, reminder_log

_SCALE: Final = Path(__file__).parents[2] / "docs" / "scale.md"
_ROW: Final = re.compile(r"^\| (`\w+`(?:, `\w+`)*) \| ([^|]+) \| ([^|]+) \|$", re.MULTILINE)


def told() -> dict[str, str]:
    """By table, when its rows go."""
    text = _SCALE.read_text(encoding="utf-8").split("## What stays, and for how long")[1]
    found: dict[str, str] = {}
    for names, _, goes in _ROW.findall(text):
        for name in re.findall(r"\w+", names):
            found[name] = f"{found.get(name, '')} {goes}"
    return found


def test_every_table_is_told_of() -> None:
    assert set(told()) == {table.name for table in metadata.sorted_tables}


def test_the_days_are_those_of_the_sweep() -> None:
    days = {
        table.name: {int(number) for number in re.findall(r"(\d+) days", told()[table.name])}
        for table in (inbox, drafts, outbox, reminder_log)
    }
    assert days == {
        "inbox": {INBOX_KEPT.days},
        "drafts": {DRAFTS_KEPT.days},
        "outbox": {SETTLED_KEPT.days, DEAD_KEPT.days},
        "reminder_log": {REMINDER_LOG_KEPT.days},
    }


async def test_what_a_worker_held_that_died_goes_a_day_later(database: Database) -> None:
    now = datetime(2027, 5, 10, 8, tzinfo=UTC)
    ago = {"19:now": timedelta(), "19:today": timedelta(hours=23), "19:yesterday": timedelta(hours=25)}
    async with database.engines[0].begin() as db:
        rows = [{"conversation_id": chat, "leased_by": "w", "leased_until": now - past} for chat, past in ago.items()]
        await db.execute(sa.insert(leases), rows)
    await database.sweep(now, real=now)
    async with database.engines[0].connect() as db:
        assert set(await db.scalars(sa.select(leases.c.conversation_id))) == {"19:now", "19:today"}
