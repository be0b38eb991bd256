"""How long, how many, from where to where: the limits of a field, checked by the server and said beside the input."""

from collections.abc import Iterator
from datetime import date
from typing import Final

from dialogs.cards.offers import bounds
from dialogs.formats.model import Field, FieldType
from dialogs.texts.catalogue import Texts

EXPERIMENT: Final = {"when": (5, 140), "then": (5, 280)}
"""Characters after trimming (domain.md section 5)."""

SEVERAL: Final = frozenset({FieldType.CHOICES, FieldType.PICK, FieldType.VOTES})
TEXT: Final = frozenset({FieldType.SHORT_TEXT, FieldType.LONG_TEXT, FieldType.REPORT})

_LONGEST: Final = {FieldType.SHORT_TEXT: 280, FieldType.LONG_TEXT: 2000, FieldType.REPORT: 500}
_REPORT_LEAST: Final = 5
_NUMBER: Final = (-1_000_000, 1_000_000)


def text_limits(field: Field) -> tuple[int, int]:
    """Least and most characters after trimming."""
    least = field.minimum if field.minimum is not None else (_REPORT_LEAST if field.type is FieldType.REPORT else 1)
    return max(least, 1), field.maximum if field.maximum is not None else _LONGEST[field.type]


def number_limits(field: Field) -> tuple[int, int]:
    if field.type is FieldType.SCALE:
        return bounds(field)
    least, most = _NUMBER
    return least if field.minimum is None else field.minimum, most if field.maximum is None else field.maximum


def days_allowed(first: date | None, last: date | None, texts: Texts) -> str | None:
    """The sentence about the days that can be chosen."""
    if first and last:
        return texts.say("form.limit.days", first=first, last=last)
    if first:
        return texts.say("form.fault.day_past", first=first)
    return texts.say("form.fault.day_late", last=last) if last else None


def count_limits(field: Field, offered: int) -> tuple[int, int]:
    """Least and most choices."""
    return max(field.minimum or 0, 0), field.maximum if field.maximum is not None else max(offered, 1)


def said_limits(field: Field, texts: Texts) -> Iterator[str]:
    """The sentences about limits."""
    if field.type in TEXT:
        yield texts.say("form.limit.text", most=text_limits(field)[1])
    elif field.type in SEVERAL and field.maximum is not None:
        yield texts.plural("form.limit.choices", field.maximum)
    elif field.type is FieldType.NUMBER and field.minimum is not None and field.maximum is not None:
        yield texts.say("form.limit.number", least=field.minimum, most=field.maximum)
