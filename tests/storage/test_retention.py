"""What is told about how long things stay is what the sweep does, and it is told of every table."""

import re
from pathlib import Path
from typing import Final

from storage.sweeping import DEAD_KEPT, DRAFTS_KEPT, INBOX_KEPT, REMINDER_LOG_KEPT, SETTLED_KEPT
from storage.tables import drafts, inbox, metadata, outbox, reminder_log

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
