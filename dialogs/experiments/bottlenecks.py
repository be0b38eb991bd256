"""What people run into, sorted: the kinds a moderator chooses from, and which one the words seem to point at."""

import re
from collections.abc import Mapping
from enum import StrEnum
from typing import Final, TypeVar

from dialogs.experiments.model import Level


class Category(StrEnum):
    """What kind of bottleneck it is. Few, so that they can be counted over groups without pointing at anybody."""

    TIME = "time"
    COOPERATION = "cooperation"
    AVAILABILITY = "availability"  # of help, a place, a colleague
    RULES = "rules"  # and money
    INFORMATION = "information"  # and what may be shared of it
    SKILLS = "skills"
    CONFIDENCE = "confidence"  # to act although it may go wrong
    FAMILY = "family"  # the contact with a young person or parents
    OTHER = "other"


_CATEGORIES: Final[Mapping[Category, str]] = {
    Category.AVAILABILITY: "wachtlijst wachttijd plek plekken plaatsing aanbod beschikbaar personeel vacature "
    "waiting places available availability vacancy staff",
    Category.RULES: "regel protocol wet wetgeving beleid financ vergoed tarief contract indicatie budget geld "
    "rule policy law fund money",
    Category.INFORMATION: "informatie dossier privacy gegevens information record consent",
    Category.COOPERATION: "samenwerk samen overleg afstem afspra elkaar partner verwijzer "
    "cooperat together align agreement",
    Category.TIME: "tijd druk drukte caseload agenda planning time workload busy",
    Category.CONFIDENCE: "durf durven bang onzeker spannend risico angst afraid risk dare unsure",
    Category.SKILLS: "kennis vaardig ervaring opleiding expertise knowledge skill training experience",
    Category.FAMILY: "ouder gezin jongere kind vertrouwen parent famil young child trust",
}
_LEVELS: Final[Mapping[Level, str]] = {
    Level.POLICY: "beleid wet wetgeving ministerie rijk landelijk policy law national",
    Level.CHAIN: "keten gemeente instelling verwijzer partner ketenpartner chain municipality referrer",
    Level.ORGANISATION: "organisatie management leiding directie afdeling organisation department manager",
    Level.TEAM: "team collega colleague",
    Level.SELF: "zelf mezelf durf myself",
}
_WORD: Final = re.compile(r"[^\W\d_]+")
_WHOLE: Final = 4
"""Shorter words must be there as they are: *wet* is no *weten*."""

_Kind = TypeVar("_Kind", Category, Level)


def suggested(text: str) -> tuple[Category | None, Level | None]:
    """A proposal to begin with, in the order above when more than one fits; the moderator decides."""
    said = [word.casefold() for word in _WORD.findall(text)]
    return _first(_CATEGORIES, said), _first(_LEVELS, said)


def _first(known: Mapping[_Kind, str], said: list[str]) -> _Kind | None:
    return next((kind for kind, stems in known.items() if any(_fits(s, w) for s in stems.split() for w in said)), None)


def _fits(stem: str, word: str) -> bool:
    return word == stem or (len(stem) >= _WHOLE and word.startswith(stem))
