"""Days on which less is said: Dutch public holidays, from the `holidays` library, which only this module imports, and
the school holidays of the configuration."""

import asyncio
from collections.abc import Collection
from datetime import date
from functools import lru_cache
from typing import TYPE_CHECKING

from bot.settings import PREFIX, Settings, SettingsError

if TYPE_CHECKING:
    from bot.programmes.school import Holidays


class DutchHolidays:
    """Days nobody works, per year; the library's own list, kept once it was computed."""

    async def prepare(self, year: int) -> None:
        """The library loads all countries of the world when it is first asked, which takes longer than the event loop
        may be held."""
        await asyncio.to_thread(_of_year, year)

    def holidays(self, year: int) -> Collection[date]:
        return _of_year(year)


@lru_cache(maxsize=64)
def _of_year(year: int) -> frozenset[date]:
    from holidays import country_holidays  # noqa: PLC0415 - see `prepare`

    return frozenset(country_holidays("NL", years=year))


def school_holidays(settings: Settings) -> "Holidays":
    """Those of the region; none without a file. Raises `SettingsError` for a file or a region that cannot be used."""
    region = settings.school_region
    if settings.school_holidays is None or region is None:
        return ()
    from bot.programmes.school import SchoolHolidaysRefused, read_school_holidays  # noqa: PLC0415 - most have no file

    try:
        regions = read_school_holidays(settings.school_holidays)
    except SchoolHolidaysRefused as refused:
        raise SettingsError(f"{PREFIX}SCHOOL_HOLIDAYS: {refused}") from None
    if region not in regions:
        known = ", ".join(regions) or "no region at all"
        raise SettingsError(f"{PREFIX}SCHOOL_REGION is {region!r}; {settings.school_holidays.name} has {known}")
    return regions[region]
