"""Programmes, groups and people for tests: small, complete, and changed with `replace`."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta

from dialogs.formats.model import Format, FormatKind, Language, SessionPlan, Text
from dialogs.programmes.model import GroupEntry, PersonEntry, ProgrammeFile, Role, SessionEntry

FIRST_NAMES = ("Anna", "Bert", "Chaima", "Dirk", "Esra", "Femke", "Gijs", "Hanna", "Ilse")
FIRST_SESSION = datetime(2021, 5, 10, 8, 0, tzinfo=UTC)


def plans(*minutes: int) -> tuple[SessionPlan, ...]:
    title = Text(nl="Sessie", en="Session")
    return tuple(SessionPlan(number=n, title=title, minutes=m, rounds=()) for n, m in enumerate(minutes, 1))


def a_format(name: str, kind: FormatKind, presets: Mapping[str, tuple[int, ...]]) -> Format:
    return Format(
        id=name,
        version=1,
        kind=kind,
        title=Text(nl=name, en=name),
        presets={preset: plans(*minutes) for preset, minutes in presets.items()},
    )


def formats() -> Mapping[str, Format]:
    known = (
        a_format("mastermind-4", FormatKind.MASTERMIND, {"standard": (60, 45, 45, 60), "45": (45, 45, 45, 45)}),
        a_format("taster", FormatKind.MASTERMIND, {"standard": (15,)}),
        a_format("action-learning", FormatKind.ACTION_LEARNING, {"180": (180, 180, 180)}),
    )
    return {format_.id: format_ for format_ in known}


def a_person(name: str, role: Role = Role.PARTICIPANT, *, email: str | None = None) -> PersonEntry:
    return PersonEntry(name=name, email=email or f"{name.lower()}@voorbeeld.example", role=role)


def dates(start: datetime = FIRST_SESSION, *, minutes: tuple[int, ...] = (60, 45, 45, 60)) -> tuple[SessionEntry, ...]:
    return tuple(
        SessionEntry(number=n, starts=start + timedelta(days=14 * (n - 1)), minutes=m) for n, m in enumerate(minutes, 1)
    )


def a_group(number: int = 1, *, people: int = 6, start: datetime = FIRST_SESSION) -> GroupEntry:
    """The first of its people has the hotseat."""
    emails = [f"{name.lower()}{number}@voorbeeld.example" for name in FIRST_NAMES[:people]]
    seats = [a_person(name, email=email) for name, email in zip(FIRST_NAMES, emails, strict=False)]
    hotseat = a_person(FIRST_NAMES[0], Role.HOTSEAT, email=emails[0])
    return GroupEntry(
        number=number,
        ambition="Eerder samen kijken",
        dilemma="Hoe beginnen we zonder te wachten?",
        moderators=(a_person("Mo", Role.MODERATOR),),
        participants=(hotseat, *seats[1:]),
        sessions=dates(start),
    )


def a_programme(*groups: GroupEntry) -> ProgrammeFile:
    return ProgrammeFile(
        slug="proef-2021",
        title="Proefprogramma",
        language=Language.NL,
        time_zone="Europe/Amsterdam",
        format="mastermind-4",
        preset="standard",
        groups=groups or (a_group(1), a_group(2, start=FIRST_SESSION + timedelta(hours=3))),
    )
