"""Groups with dates, for tests of the reminders: formats of the library, no store."""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from bot.delivery.holidays import DutchHolidays
from bot.library import Library
from bot.programmes.reading import read_programme
from dialogs.formats.model import Format, Language
from dialogs.groups import Group, Member, SessionHead
from dialogs.ids import GroupId, PersonId, ProgrammeId, SessionId
from dialogs.programmes.model import GroupEntry, Role
from dialogs.reminders.calendar import Calendar
from dialogs.reminders.model import Reminder
from dialogs.sessions.model import SessionPhase

ZONE: Final = ZoneInfo("Europe/Amsterdam")
PROGRAMME: Final = Path(__file__).parents[1] / "data" / "programme-2021.yaml"


def dutch_calendar(*, school: Collection[tuple[date, date]] = ()) -> Calendar:
    return Calendar(zone=ZONE, workdays=DutchHolidays(), school=tuple(school))


def shipped(name: str = "mastermind-4") -> Format:
    return Library.open(None).formats[name]


def local(written: str) -> datetime:
    """`2021-05-10 10:00` in Amsterdam, as UTC."""
    return datetime.fromisoformat(written).replace(tzinfo=ZONE).astimezone(UTC)


def shown(moment: datetime) -> str:
    return f"{moment.astimezone(ZONE):%Y-%m-%d %H:%M}"


def heads(*starts: str, minutes: int = 60, cancelled: Collection[int] = ()) -> tuple[SessionHead, ...]:
    return tuple(
        SessionHead(
            id=SessionId(f"s{number}"),
            number=number,
            phase=SessionPhase.CANCELLED if number in cancelled else SessionPhase.PLANNED,
            starts_at=local(start),
            minutes=minutes,
        )
        for number, start in enumerate(starts, 1)
    )


def seat(name: str, *roles: Role) -> Member:
    return Member(
        person=PersonId(name),
        name=name,
        email=f"{name}@voorbeeld.example",
        roles=frozenset(roles or {Role.PARTICIPANT}),
    )


def a_group(
    sessions: Iterable[SessionHead], *, recipe: Format | None = None, members: Iterable[Member] = (), number: int = 1
) -> Group:
    found = recipe or shipped()
    return Group(
        id=GroupId(f"g{number}"),
        programme=ProgrammeId("p"),
        programme_title="Proef",
        number=number,
        ambition="",
        dilemma="",
        language=Language.NL,
        zone=ZONE,
        format=found,
        preset=found.default_preset,
        members=tuple(members),
        sessions=tuple(sessions),
    )


def said(found: Iterable[Reminder]) -> list[tuple[str, str, str]]:
    return [(one.session, one.rule, shown(one.due_at)) for one in found]


def programme_2021() -> tuple[Group, ...]:
    """The seven groups of the published schedule, as they are before anybody met the bot."""
    formats = Library.open(None).formats
    file = read_programme(
        PROGRAMME.read_bytes(), name=PROGRAMME.name, formats=formats, language=Language.NL, time_zone=str(ZONE)
    )
    return tuple(_imported(entry, formats[file.format]) for entry in file.groups)


def _imported(entry: GroupEntry, recipe: Format) -> Group:
    sessions = (
        SessionHead(
            id=SessionId(f"g{entry.number}s{each.number}"),
            number=each.number,
            phase=SessionPhase.PLANNED,
            starts_at=each.starts,
            minutes=each.minutes,
        )
        for each in entry.sessions
    )
    members = (
        Member(person=PersonId(each.key), name=each.name, email=each.email, roles=frozenset({each.role}))
        for each in entry.people
    )
    return a_group(sessions, recipe=recipe, members=members, number=entry.number)
