"""A stage with the sample programme, for the journeys that need no other."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Final

import pytest
from aiohttp import ClientTimeout

from bot.rehearsal import channel
from bot.rehearsal.sample import sample_programme
from tests.journeys.stage import PATIENCE, LivingGroup, Stage, staged

NOW: Final = datetime(2027, 5, 10, 7, 30, tzinfo=UTC)
"""A Monday, half an hour before the first session, which begins at 10.00 in Amsterdam."""


@pytest.fixture(autouse=True)
def _the_channel_is_more_patient_than_the_bot(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(channel, "_BOT_TIMEOUT", ClientTimeout(total=2 * PATIENCE))


@pytest.fixture
async def stage(migrated_sqlite_url: str) -> AsyncIterator[Stage]:
    """The sample programme of two groups: eight people with Mirjam, six with Joost."""
    async with staged(sample_programme(NOW), database_url=migrated_sqlite_url, now=NOW) as made:
        yield made


@pytest.fixture
async def group(stage: Stage) -> LivingGroup:
    """The group of eight, linked to its chat; moderator and hotseat also have the bot in a chat of their own."""
    found = stage.group(1)
    await found.links()
    return found
