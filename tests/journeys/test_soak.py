"""A short season of the soak: two bots on one PostgreSQL, a channel in bad weather, a death in the middle."""

from pathlib import Path

import pytest

from tests.soak.checker import calls_in, checked
from tests.soak.season import Plan, play


@pytest.mark.long
async def test_a_season_with_two_bots_bad_weather_and_a_death_keeps_every_promise(
    empty_postgres_url: str, tmp_path: Path
) -> None:
    told = await play(
        Plan(groups=3, tenants=2, seed=1, deaths=1, wait_for_leases=False), url=empty_postgres_url, folder=tmp_path
    )
    verdict = await checked(url=empty_postgres_url, lines=calls_in(tmp_path), deaths=told.deaths)
    assert told.deaths == 1
    assert verdict.counts["messages that arrived"] > 0
    assert verdict.counts["messages that somebody had blocked"] > 0
    assert verdict.kept, str(verdict)
