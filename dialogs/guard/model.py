"""What the guard says about a text: where something recognisable stands, what it is, and how serious that is."""

from dataclasses import dataclass, field
from enum import StrEnum


class Severity(StrEnum):
    BLOCK = "block"  # nothing is stored
    WARN = "warn"  # may go on after the tick


class Kind(StrEnum):
    PHONE = "phone"
    BSN = "bsn"
    EMAIL = "email"
    IBAN = "iban"
    ADDRESS = "address"
    BIRTH_DATE = "birth_date"
    CASE_NUMBER = "case_number"
    PERSONAL_URL = "personal_url"
    FIRST_NAME = "first_name"
    SURNAME = "surname"
    INITIALS = "initials"
    AGE_AND_SEX = "age_and_sex"
    AGE_AND_PLACE = "age_and_place"
    SCHOOL_OR_PLACE = "school_or_place"
    EXACT_DATE = "exact_date"
    PARENT_OF = "parent_of"
    RARE_DIAGNOSIS_AND_PLACE = "rare_diagnosis_and_place"

    @property
    def severity(self) -> Severity:
        return Severity.BLOCK if self in _BLOCKING else Severity.WARN


_BLOCKING = frozenset(
    {
        Kind.PHONE,
        Kind.BSN,
        Kind.EMAIL,
        Kind.IBAN,
        Kind.ADDRESS,
        Kind.BIRTH_DATE,
        Kind.CASE_NUMBER,
        Kind.PERSONAL_URL,
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One recognisable thing; `start` and `end` count in the text as it was typed."""

    kind: Kind
    severity: Severity
    start: int
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """All findings in the order of the text. The text itself is kept out of `repr`, so that no log ever shows it."""

    text: str = field(repr=False)
    findings: tuple[Finding, ...] = ()

    @property
    def blocked(self) -> bool:
        return any(f.severity is Severity.BLOCK for f in self.findings)

    @property
    def warned(self) -> bool:
        """Whether the person has to tick before it is stored; a blocked text has no tick."""
        return bool(self.findings) and not self.blocked

    @property
    def clear(self) -> bool:
        return not self.findings

    @property
    def kinds(self) -> tuple[Kind, ...]:
        """Each kind once, the blocking ones first, then in the order of the text."""
        ordered = sorted(self.findings, key=lambda f: f.severity is Severity.WARN)
        return tuple(dict.fromkeys(f.kind for f in ordered))
