"""A programme of one invented group for any format, to rehearse with: as many people as asked, dates ahead."""

from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.rehearsal.sample import invented
from dialogs.formats.model import Audience, Format, Language
from dialogs.programmes.model import GroupEntry, ProgrammeFile, Role, SessionEntry

NUMBER: Final = 1
"""The one group's."""
FEWEST: Final = 2
NAMES: Final = (
    "Hanna",
    "Anna",
    "Bert",
    "Chaima",
    "Daan",
    "Els",
    "Farid",
    "Gijs",
    "Imke",
    "Karim",
    "Lotte",
    "Milan",
    "Noor",
    "Olaf",
    "Petra",
    "Quint",
)
_MODERATOR: Final = "Mirjam"
_GAP: Final = timedelta(days=14)
_ZONE: Final = ZoneInfo("Europe/Amsterdam")
_FRIDAY: Final = 4
_SPECIAL: Final = {
    Role.HOTSEAT: {Audience.HOTSEAT, Audience.ALL_BUT_HOTSEAT},
    Role.INBRENGER: {Audience.INBRENGER},
    Role.OMDENKER: {Audience.OMDENKER},
}


def company(recipe: Format, preset: str, *, people: int, now: datetime, slug: str) -> ProgrammeFile:
    """The first session is on the next working day. The first seats get the roles that the format knows."""
    host = f"{slug}.example"
    roles = _roles(recipe, preset, people)
    begin = _working_day(now)
    group = GroupEntry(
        number=NUMBER,
        ambition="Betere continuïteit van zorg met een heldere lijn",
        dilemma="Wisselingen van plek en hulpverlener breken de lijn in de relatie. Wie houdt de lijn vast?",
        moderators=(invented(_MODERATOR, NUMBER, 0, Role.MODERATOR, host=host),),
        participants=tuple(invented(NAMES[place], NUMBER, place, role, host=host) for place, role in enumerate(roles)),
        sessions=tuple(
            SessionEntry(number=plan.number, starts=begin + (plan.number - 1) * _GAP, minutes=plan.minutes)
            for plan in recipe.presets[preset]
        ),
    )
    return ProgrammeFile(
        slug=slug,
        title=f"Repetitie {slug}",
        language=Language.NL,
        time_zone=_ZONE.key,
        format=recipe.id,
        preset=preset,
        groups=(group,),
    )


def _working_day(now: datetime) -> datetime:
    """Tomorrow at ten in the morning, or on Monday."""
    day = now.astimezone(_ZONE) + timedelta(days=1)
    while day.weekday() > _FRIDAY:
        day += timedelta(days=1)
    return day.replace(hour=10, minute=0, second=0, microsecond=0).astimezone(UTC)


def _roles(recipe: Format, preset: str, people: int) -> list[Role]:
    asked = {each.audience for plan in recipe.presets[preset] for each in plan.rounds}
    special = [role for role, audiences in _SPECIAL.items() if asked & audiences]
    return [*special, *[Role.PARTICIPANT] * people][:people]
