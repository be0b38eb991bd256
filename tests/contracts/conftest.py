"""A town of people in groups, long before their first session, on either database."""

from collections.abc import AsyncIterator

import pytest

from tests.calling_town import LONG_BEFORE, Town, town_on


@pytest.fixture
async def sqlite_town(migrated_sqlite_url: str) -> AsyncIterator[Town]:
    made = town_on(migrated_sqlite_url, now=LONG_BEFORE)
    yield made
    await made.database.dispose()


@pytest.fixture
async def postgres_town(postgres_url: str) -> AsyncIterator[Town]:
    made = town_on(postgres_url, now=LONG_BEFORE)
    yield made
    await made.database.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def town(request: pytest.FixtureRequest) -> Town:
    found: Town = request.getfixturevalue(f"{request.param}_town")
    return found
