"""The sample programme of the rehearsal room: two groups of invented people, with a first session today."""

from datetime import UTC, datetime, timedelta
from typing import Final

from dialogs.formats.model import Language
from dialogs.programmes.model import GroupEntry, PersonEntry, ProgrammeFile, Role, SessionEntry

SLUG: Final = "proefprogramma"

_GROUPS: Final = (
    (
        1,
        "Betere continuïteit van zorg met een heldere lijn",
        "Wisselingen van plek en hulpverlener breken de lijn in de relatie. Wie houdt de lijn vast?",
        "Mirjam",
        ("Hanna", "Anna", "Bert", "Chaima", "Daan", "Els", "Farid", "Gijs"),
    ),
    (
        2,
        "Eerder samen aan tafel als het thuis spannend wordt",
        "Onder tijdsdruk beslissen we ieder voor zich. Hoe nemen we de tijd om samen te kijken?",
        "Joost",
        ("Imke", "Karim", "Lotte", "Milan", "Noor", "Olaf"),
    ),
)
_PROFESSIONS: Final = ("psychiater", "orthopedagoog", "psycholoog")
_POSITIONS: Final = (
    "ambulant jeugd-ggz, lvb, J&O",
    "GI, Raad, Veilig Thuis",
    "toegang lokaal team",
    "open residentieel/klinisch/kleinschalig",
    "onafhankelijk met instemmingsverklaringen",
)
_REGIONS: Final = ("Noord", "Oost", "Zuid", "West", "Midden")
_GAPS: Final = (timedelta(), timedelta(days=14), timedelta(days=28), timedelta(days=105))
_MINUTES: Final = (60, 45, 45, 60)


def sample_programme(now: datetime) -> ProgrammeFile:
    """The first session of each group starts at the next whole hour."""
    begin = now.astimezone(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(hours=1)
    return ProgrammeFile(
        slug=SLUG,
        title="Proefprogramma masterminds",
        language=Language.NL,
        time_zone="Europe/Amsterdam",
        format="mastermind-4",
        preset="standard",
        groups=tuple(_group(*group, begin=begin) for group in _GROUPS),
    )


def _group(
    number: int, ambition: str, dilemma: str, moderator: str, names: tuple[str, ...], *, begin: datetime
) -> GroupEntry:
    return GroupEntry(
        number=number,
        ambition=ambition,
        dilemma=dilemma,
        moderators=(invented(moderator, number, 0, Role.MODERATOR),),
        participants=tuple(
            invented(name, number, place, Role.HOTSEAT if place == 0 else Role.PARTICIPANT)
            for place, name in enumerate(names)
        ),
        sessions=tuple(
            SessionEntry(number=n, starts=begin + gap, minutes=minutes)
            for n, (gap, minutes) in enumerate(zip(_GAPS, _MINUTES, strict=True), 1)
        ),
    )


def invented(name: str, group: int, place: int, role: Role, *, host: str = "voorbeeld.example") -> PersonEntry:
    """Somebody who does not exist, on the `place`-th chair of a group; `host` ends the e-mail address."""
    return PersonEntry(
        name=name,
        email=f"{name.lower()}@{host}",
        role=role,
        profession=_PROFESSIONS[(place + group) % len(_PROFESSIONS)],
        position=_POSITIONS[(place + group) % len(_POSITIONS)],
        organisation=f"Organisatie {group}{place}" if role is not Role.MODERATOR else "",
        region=_REGIONS[place % len(_REGIONS)],
    )
