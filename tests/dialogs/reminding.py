"""Groups with dates, for tests of the reminders: formats of the library, no store."""

from collections.abc import Collection, Iterable
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from bot.delivery.holidays import DutchHolidays
from bot.library import Library
from dialogs.formats.model import Format, Language
from dialogs.groups import Group, Member, SessionHead
from dialogs.ids import GroupId, PersonId, ProgrammeId, SessionId
from dialogs.programmes.model import Role
from dialogs.reminders.calendar import Calendar
from dialogs.reminders.model import Reminder
from dialogs.sessions.model import SessionPhase

ZONE = ZoneInfo("Europe/Amsterdam")


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
