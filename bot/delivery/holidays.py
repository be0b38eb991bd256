"""Dutch public holidays, from the `holidays` library: the only place that imports it."""

from collections.abc import Collection
from datetime import date
from functools import lru_cache

from holidays import country_holidays


class DutchHolidays:
    """Days nobody works, per year; the library's own list, kept once it was computed."""

    def holidays(self, year: int) -> Collection[date]:
        return _of_year(year)


@lru_cache(maxsize=64)
def _of_year(year: int) -> frozenset[date]:
    return frozenset(country_holidays("NL", years=year))
