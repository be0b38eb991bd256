"""Local times of a programme file: which moment they are, and whether they exist at all."""

import re
from datetime import UTC, datetime
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from bot.programmes.fields import Fields

LONGEST_ZONE: Final = 60
LOCAL: Final = re.compile(r"(20[0-9]{2}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2}(:[0-9]{2})?)")
WITH_OFFSET: Final = re.compile(r"(.*[0-9]) ?(Z|UTC|[+-][0-9]{2}(:?[0-9]{2})?)", re.IGNORECASE)
ZONE: Final = re.compile(r"[A-Za-z]+([/_+-][A-Za-z0-9]+)*")


def zone_named(name: str) -> ZoneInfo | None:
    """None when there is no such zone. The name is looked at first: it becomes part of a file's path."""
    if len(name) > LONGEST_ZONE or not ZONE.fullmatch(name):
        return None
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None


def zone(fields: Fields, *, default: str) -> tuple[str, ZoneInfo | None]:
    name = fields.raw("time_zone", required=False) if fields.has("time_zone") else default
    found = zone_named(name) if name else None
    if name and found is None:
        fields.fault("time_zone", "time_zone", value=name)
    return name or "", found


def starts(fields: Fields, *, zone: ZoneInfo | None) -> datetime | None:
    """The moment in UTC. A time that comes twice is its first; one the clock skips is a fault."""
    text = fields.raw("starts", required=True)
    if text is None:
        return None
    local = local_time(text)
    if local is None:
        zoned = WITH_OFFSET.fullmatch(text)
        fields.fault("starts", "starts_offset" if zoned and local_time(zoned[1]) else "starts", value=text)
        return None
    if zone is None:
        return None
    moment = local.replace(tzinfo=zone).astimezone(UTC)
    if moment.astimezone(zone).replace(tzinfo=None) != local:
        fields.fault("starts", "starts_gap", value=text)
        return None
    return moment


def local_time(text: str) -> datetime | None:
    found = LOCAL.fullmatch(text)
    if not found:
        return None
    try:
        return datetime.fromisoformat(f"{found[1]}T{found[2]}")  # local: the caller makes it aware
    except ValueError:
        return None
