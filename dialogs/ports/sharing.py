"""What people agreed to, and what can be found or opened because of it."""

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Protocol

from dialogs.ids import PersonId, ProgrammeId
from dialogs.records import Consent, ConsentKind, Findable, Found, PersonalLink


class Consents(Protocol):
    async def of_person(self, person: PersonId) -> Sequence[Consent]:
        """The newest of each programme and kind."""
        ...

    async def of_programme(self, programme: ProgrammeId, kind: ConsentKind) -> Mapping[PersonId, Consent]:
        """The newest of each person."""
        ...

    async def record(self, consent: Consent) -> None: ...


class Links(Protocol):
    async def new(self, token_hash: str, link: PersonalLink, *, now: datetime) -> None:
        """Links that have expired go meanwhile."""
        ...

    async def find(self, token_hash: str, now: datetime) -> PersonalLink | None:
        """None for an unknown and for an expired one: nobody can tell which."""
        ...


class Finder(Protocol):
    async def put(self, entries: Sequence[Findable]) -> None:
        """The same id again gets the new text."""
        ...

    async def drop(self, ids: Collection[str]) -> None: ...

    async def search(self, programme: ProgrammeId, words: str, limit: int) -> Sequence[Found]:
        """Best first. `words` are a person's: whatever they typed, it is no syntax."""
        ...

    async def get(self, ids: Sequence[str]) -> Sequence[Found]:
        """In the order asked; what is gone meanwhile is left out."""
        ...
