"""School holidays out of a YAML file: for each region its holidays, from the first day to the last."""

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Final

from bot.programmes.faults import FaultList, Place
from bot.programmes.placed import Items, Placed, Record, Scalar
from bot.programmes.yaml_source import read_yaml

LARGEST: Final = 256 * 1024
LONGEST_DAYS: Final = 92
"""Longer than any holiday: a wrong year, which would hold every reminder."""

Holidays = tuple[tuple[date, date], ...]


class SchoolHolidaysRefused(Exception):
    """The message is one line that says where, and what to do."""


def read_school_holidays(path: Path) -> Mapping[str, Holidays]:
    """By region, in the order of their dates. Raises `SchoolHolidaysRefused` for the first thing that is wrong."""
    faults = FaultList()
    root = read_yaml(_text(path), name=path.name, faults=faults)
    if faults.faults:
        raise SchoolHolidaysRefused(str(faults.faults[0]))
    if not isinstance(root, Record):
        raise SchoolHolidaysRefused(f"{path.name}: begin with a region, such as 'midden:'")
    return {region: tuple(sorted(_region(node, region))) for region, node in root.nodes.items()}


def _text(path: Path) -> str:
    try:
        if path.stat().st_size > LARGEST:
            raise SchoolHolidaysRefused(
                f"{path.name} is larger than {LARGEST // 1024} KiB; that is no list of holidays"
            )
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise SchoolHolidaysRefused(f"{path.name} is not a text file in UTF-8; save it as UTF-8") from None
    except OSError as error:
        raise SchoolHolidaysRefused(f"{path.name}: {error.strerror or 'cannot be read'}") from None


def _region(node: Placed, region: str) -> Iterator[tuple[date, date]]:
    if not isinstance(node, Items):
        raise _refused(
            node.place, f"'{region}' needs a list of holidays, such as [{{from: 2027-07-17, to: 2027-08-29}}]"
        )
    for each in node:
        if not isinstance(each, Record) or set(each.nodes) != {"from", "to"}:
            raise _refused(each.place, "a holiday is written as {from: 2027-07-17, to: 2027-08-29}")
        first, last = _day(each.nodes["from"]), _day(each.nodes["to"])
        if not first <= last:
            raise _refused(each.place, f"it ends on {last} before it begins on {first}")
        if (last - first).days >= LONGEST_DAYS:
            raise _refused(each.place, f"from {first} to {last} is longer than any holiday; look at the years")
        yield first, last


def _day(node: Placed) -> date:
    try:
        return date.fromisoformat(node.text or "") if isinstance(node, Scalar) else date.fromisoformat("")
    except ValueError:
        raise _refused(node.place, "this is not a day; write it like 2027-07-17") from None


def _refused(place: Place, message: str) -> SchoolHolidaysRefused:
    where = f"{place.file}, line {place.line}" if place.line is not None else place.file
    return SchoolHolidaysRefused(f"{where}: {message}")
