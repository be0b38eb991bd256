"""Dutch public holidays, from the `holidays` library: the only place that imports it."""

import asyncio
from collections.abc import Collection
from datetime import date
from functools import lru_cache

from holidays import country_holidays


class DutchHolidays:
    """Days nobody works, per year; the library's own list, kept once it was computed."""

    async def prepare(self, year: int) -> None:
        """The library loads a country when it is first asked, which takes longer than the event loop may be held."""
        await asyncio.to_thread(_of_year, year)

    def holidays(self, year: int) -> Collection[date]:
        return _of_year(year)


@lru_cache(maxsize=64)
def _of_year(year: int) -> frozenset[date]:
    return frozenset(country_holidays("NL", years=year))
