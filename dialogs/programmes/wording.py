"""Sentences about programmes in both languages at once: faults, changes, counts, moments."""

from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from dialogs.formats.model import Language, Text
from dialogs.programmes.model import Counts
from dialogs.texts.programmes import EN, NL


def sentence(key: str, /, **values: object) -> Text:
    """`key` without its `programmes.`; a value that is a `Text` comes in each sentence's own language."""
    full = f"programmes.{key}"
    return Text(
        nl=NL[full].format(**{name: spoken(value, Language.NL) for name, value in values.items()}),
        en=EN[full].format(**{name: spoken(value, Language.EN) for name, value in values.items()}),
    )


def spoken(value: object, language: Language) -> object:
    if isinstance(value, Text):
        return value.in_(language)
    return value.value if isinstance(value, StrEnum) else value


def listed(texts: tuple[Text, ...]) -> Text:
    return Text(nl=", ".join(t.nl for t in texts), en=", ".join(t.en for t in texts))


def fields_told(fields: tuple[str, ...]) -> Text:
    return listed(tuple(sentence(f"field.{name}") for name in fields))


def moment(when: datetime, zone: ZoneInfo) -> Text:
    """`ma 10 mei 2021 10.00 uur`, on the clock of `zone`."""
    local = when.astimezone(zone)

    def in_(texts: dict[str, str]) -> str:
        return texts["programmes.when"].format(
            day=texts["programmes.days"].split()[local.weekday()],
            date=local.day,
            month=texts["programmes.months"].split()[local.month - 1],
            year=local.year,
            time=f"{local:%H.%M}",
        )

    return Text(nl=in_(NL), en=in_(EN))


def counted(counts: Counts) -> Text:
    """`7 groepen, 28 sessies, 53 deelnemers (van wie 7 hotseats)`."""
    groups = plural("groups", counts.groups)
    sessions = plural("sessions", counts.sessions)
    people = plural("participants", counts.participants)
    if not counts.hotseats:
        return listed((groups, sessions, people))
    hotseats = plural("hotseats", counts.hotseats)
    return listed(
        (
            groups,
            sessions,
            Text(nl=f"{people.nl} ({hotseats.nl})", en=f"{people.en} ({hotseats.en})"),
        )
    )


def plural(thing: str, n: int) -> Text:
    return sentence(f"count.{thing}.{'one' if n == 1 else 'many'}", n=n)
