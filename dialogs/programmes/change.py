"""One thing that an import changes, or leaves as it is although the file says otherwise."""

from dataclasses import dataclass
from enum import StrEnum

from dialogs.formats.model import Text


class Subject(StrEnum):
    PROGRAMME = "programme"
    GROUP = "group"
    PERSON = "person"
    MEMBERSHIP = "membership"  # group None: a coordinator
    SESSION = "session"


class Effect(StrEnum):
    CREATED = "created"
    UPDATED = "updated"
    ENDED = "ended"  # a membership: the person stays; a session that had not started: dropped
    KEPT = "kept"  # the file says otherwise, or nothing; it stays as it was


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the report. The keys say about what; the new values stand in `outcome(known, file)`."""

    subject: Subject
    effect: Effect
    text: Text
    group: int | None = None
    session: int | None = None
    person: str | None = None  # PersonEntry.key
    fields: tuple[str, ...] = ()


def differing(one: object, other: object, names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in names if getattr(one, name) != getattr(other, name))
