"""What an operator sees of a bot at work: the figures it tells, and its heart that beats."""

import asyncio
import re
from pathlib import Path
from typing import Final

import aiohttp
from sqlalchemy import event

from bot.delivery.pulse import HEARTBEAT
from tests.journeys.stage import Stage

_TOLD: Final = re.compile(r"`(mastermind_\w+[a-z])`")


async def test_a_running_bot_tells_how_late_it_is_and_how_much_waits(stage: Stage) -> None:
    await stage.group(1).links()
    address = f"{stage.room.channel.bot_url.rsplit('/api', 1)[0]}/metrics"
    async with aiohttp.ClientSession() as http, http.get(address) as answer:
        said = await answer.text()
    assert answer.status == 200
    for name in ("turn_seconds_count", "notice_lag_seconds_count", "sends_total", "queue_due", "queue_dead"):
        assert f"mastermind_{name}" in said
    for name in _TOLD.findall((Path(__file__).parents[2] / "docs" / "scale.md").read_text(encoding="utf-8")):
        assert re.search(rf"^(# TYPE )?{name}(_total)? ", said, re.MULTILINE), f"{name} is written about, and not told"


async def test_a_running_bot_writes_down_that_its_heart_beats(stage: Stage) -> None:
    writing = stage.bot.database.engines[0].sync_engine
    written = asyncio.Event()

    def asked(_db: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT INTO keepsakes"):
            written.set()

    event.listen(writing, "before_cursor_execute", asked)
    try:
        if await stage.bot.database.keepsake(HEARTBEAT) is None:
            await asyncio.wait_for(written.wait(), 60)
    finally:
        event.remove(writing, "before_cursor_execute", asked)
    async with stage.bot.house.writing():
        """The one writer: whatever wrote before has finished."""
    assert await stage.bot.database.keepsake(HEARTBEAT) is not None
