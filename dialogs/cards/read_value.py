"""One input of a form that came back: as clean text, and as a value within its limits."""

import re
import unicodedata
from collections.abc import Collection, Mapping
from datetime import date
from typing import Any, Final, TypeVar

from dialogs.cards.limits import count_limits
from dialogs.cards.offers import NO, YES
from dialogs.cards.parts import INPUT
from dialogs.formats.model import Field

LONGEST_INPUT: Final = 8000
"""More characters than any field takes are cut off before anything else looks at them."""

_CONTROL: Final = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]|[\ud800-\udfff]"
)
_BREAKS: Final = re.compile(r"\r\n?|\u2028|\u2029|\x85")
_WHOLE: Final = re.compile(r"[+-]?\d{1,9}(?:[.,]0{1,3})?", re.ASCII)
_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_SPACES: Final = re.compile(r"\s+")

_Chosen = TypeVar("_Chosen", str, bool)
Fault = tuple[str, dict[str, object]]


class Wrong(Exception):
    """A field's value is refused; becomes part of `Invalid`."""

    def __init__(self, key: str, **values: object) -> None:
        super().__init__(key)
        self.fault: Fault = (key, values)


def said_in(data: Mapping[str, Any], name: str) -> str:
    """An input as clean text; numbers and booleans that a channel sends are taken as they are written."""
    raw = data.get(INPUT + name)
    if isinstance(raw, bool):
        raw = YES if raw else NO
    elif isinstance(raw, int):
        raw = str(raw) if abs(raw) < 10**12 else ""
    elif isinstance(raw, float):
        raw = str(int(raw)) if raw.is_integer() and abs(raw) < 10**12 else str(raw)
    if not isinstance(raw, str):
        return ""
    return _CONTROL.sub("", _BREAKS.sub("\n", raw[:LONGEST_INPUT])).strip()


def read_text(said: str, *, least: int, most: int, lines: bool) -> str | None:
    if not lines:
        said = _SPACES.sub(" ", said)
    if not any(unicodedata.category(sign)[0] not in "CZ" for sign in said):
        return None
    if len(said) < least:
        raise Wrong("form.fault.too_short", least=least)
    if len(said) > most:
        raise Wrong("form.fault.too_long", most=most, over=len(said) - most)
    return said


def read_number(said: str, least: int, most: int) -> int | None:
    if not said:
        return None
    if not _WHOLE.fullmatch(said):
        raise Wrong("form.fault.number", least=least, most=most)
    value = int(re.split("[.,]", said)[0])
    if not least <= value <= most:
        raise Wrong("form.fault.number", least=least, most=most)
    return value


def read_day(said: str, first: date | None, last: date | None) -> str | None:
    if not said:
        return None
    try:
        day = date.fromisoformat(said[:10]) if _DAY.fullmatch(said[:10]) else None
    except ValueError:
        day = None
    if day is None:
        raise Wrong("form.fault.day")
    if first is not None and day < first:
        raise Wrong("form.fault.day_past", first=first)
    if last is not None and day > last:
        raise Wrong("form.fault.day_late", last=last)
    return day.isoformat()


def read_one(said: str, allowed: Mapping[str, _Chosen]) -> _Chosen | None:
    if not said:
        return None
    if said not in allowed:
        raise Wrong("form.fault.choice")
    return allowed[said]


def read_several(said: str, item: Field, allowed: Collection[str]) -> tuple[str, ...] | None:
    """Comma-joined choices, each once."""
    picked = tuple(dict.fromkeys(part for part in (piece.strip() for piece in said.split(",")) if part))
    if not picked:
        return None
    if any(part not in allowed for part in picked):
        raise Wrong("form.fault.choice")
    least, most = count_limits(item, len(allowed))
    if len(picked) > most:
        raise Wrong("form.fault.too_many", most=most)
    if len(picked) < least:
        raise Wrong("form.fault.too_few", least=least)
    return picked
