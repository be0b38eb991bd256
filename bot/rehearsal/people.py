"""The cast of the rehearsal room: who plays, in which group, and how the channel names them."""

import base64
import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

_NAMES = uuid.uuid5(uuid.NAMESPACE_URL, "urn:mastermind:rehearsal")


class Chair(StrEnum):
    """The seat a person has in the group; the bot learns it from the import, never from the channel."""

    MODERATOR = "moderator"
    HOTSEAT = "hotseat"
    PARTICIPANT = "participant"
    OBSERVER = "observer"


def _digest(*parts: str) -> bytes:
    return hashlib.sha256("\0".join(parts).encode()).digest()


def person_id(key: str) -> str:
    """The channel's id of a person. The same key always gives the same id, so a restarted room meets the same bot."""
    return "29:1" + base64.urlsafe_b64encode(_digest("person", key)).decode().rstrip("=")


def group_chat_id(key: str) -> str:
    return f"19:{_digest('chat', key).hex()[:32]}@thread.v2"


def personal_chat_id(person: str) -> str:
    return "a:1" + base64.urlsafe_b64encode(_digest("personal", person)).decode().rstrip("=")


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """Someone in the channel.

    `entra_id` is none for people without an account in any tenant; a guest has one in the host's tenant and
    a `upn` such as `anna_elders.example#EXT#@host.example`. What the roster shows of them is `email` and `upn`.
    """

    id: str
    name: str
    email: str
    entra_id: str | None
    role: Chair
    group: int
    upn: str | None = None
    locale: str = "nl-NL"

    @classmethod
    def seated(
        cls,
        *,
        name: str,
        email: str,
        role: Chair = Chair.PARTICIPANT,
        group: int,
        guest: bool = False,
        locale: str = "nl-NL",
    ) -> "Person":
        """A person whose ids follow from the e-mail address. A guest's roster entry has the decoded name only."""
        key = email.casefold()
        upn = f"{key.replace('@', '_')}#EXT#@host.example" if guest else key
        return cls(
            id=person_id(key),
            name=name,
            email="" if guest else email,
            entra_id=str(uuid.uuid5(_NAMES, key)),
            role=role,
            group=group,
            upn=upn,
            locale=locale,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class CastGroup:
    """`key` makes the chat's id where number and title are not enough to tell two groups apart."""

    number: int
    title: str
    people: tuple[Person, ...]
    key: str = ""

    @property
    def moderators(self) -> tuple[Person, ...]:
        return tuple(p for p in self.people if p.role is Chair.MODERATOR)

    @property
    def hotseat(self) -> Person:
        return next(p for p in self.people if p.role is Chair.HOTSEAT)

    @property
    def chat_id(self) -> str:
        return group_chat_id(self.key or f"{self.number}:{self.title}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cast:
    groups: tuple[CastGroup, ...]

    @classmethod
    def of(cls, groups: Iterable[CastGroup]) -> "Cast":
        return cls(groups=tuple(groups))

    def group(self, number: int) -> CastGroup:
        """The first one with this number."""
        return next(g for g in self.groups if g.number == number)

    @property
    def people(self) -> tuple[Person, ...]:
        """Everyone once, in the order of the groups; who moderates two groups is one person."""
        once: dict[str, Person] = {}
        for group in self.groups:
            for person in group.people:
                once.setdefault(person.id, person)
        return tuple(once.values())

    def person(self, name_or_id: str) -> Person:
        for person in self.people:
            if name_or_id in {person.id, person.name, person.email}:
                return person
        raise KeyError(name_or_id)
