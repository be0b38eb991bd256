"""Groups, the people in them, and where they are reached."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Protocol

from dialogs.formats.model import Language
from dialogs.groups import (
    Group,
    Handover,
)
from dialogs.ids import ConversationId, GroupId, PersonId, ProgrammeId, SessionId
from dialogs.sessions.model import RunKey
from dialogs.turns import ChatKind, Origin


@dataclass(frozen=True, slots=True, kw_only=True)
class Chat:
    """A conversation as stored. `group` is set when linked, `person` for a 1:1 chat of somebody known."""

    id: ConversationId
    kind: ChatKind
    service_url: str
    tenant_id: str | None
    bot_id: str
    active: bool = True
    group: GroupId | None = None
    person: PersonId | None = None
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Visitor:
    """Who sent a turn: `person` None when nobody is matched to this address."""

    channel_id: str
    person: PersonId | None
    name: str
    language: Language | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SeatClaim:
    """Somebody who could not be matched says which seat is theirs; the moderator confirms."""

    group: GroupId
    channel_id: str
    name: str
    person: PersonId
    at: datetime


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterEntry:
    """Somebody in a chat, as the channel tells it; guests and anonymous people lack some of it."""

    channel_id: str
    name: str
    entra_id: str | None = None
    tenant_id: str | None = None
    email: str | None = None
    user_principal_name: str | None = None


class Groups(Protocol):
    async def get(self, group: GroupId) -> Group: ...

    async def of_chat(self, chat: ConversationId) -> Group | None: ...

    async def of_person(self, person: PersonId) -> Sequence[Group]:
        """Every group somebody has a role in now."""
        ...

    async def by_code(self, number: int, code: str) -> tuple[Group, PersonId] | None:
        """The group and the moderator whose link code this is."""
        ...

    async def spend_code(self, group: GroupId, moderator: PersonId, code: str) -> bool:
        """This moderator's link code makes place for a new one; false when it was spent already."""
        ...

    async def link(self, group: GroupId, chat: ConversationId | None) -> None:
        """Sets the group's chat; the chat's former group and the group's former chat let go."""
        ...

    async def set_language(self, group: GroupId, language: Language) -> None: ...

    async def count_agreed_warning(self, group: GroupId, day: date) -> None:
        """Somebody ticked *niet herleidbaar*: one more that day, without text or person."""
        ...

    async def hand_over(self, handover: Handover) -> None:
        """The two change roles and the handover is noted. `Stale` when `from_` has no hotseat any more or `to` is no
        participant of the group any more."""
        ...

    async def handovers(self, group: GroupId) -> Sequence[Handover]:
        """Oldest first."""
        ...

    async def incidents_of(self, group: GroupId) -> Mapping[SessionId, frozenset[tuple[RunKey, PersonId]]]:
        """`Sessions.incidents` of all sessions at once; a session without any is not in it."""
        ...


class People(Protocol):
    async def visitor(self, channel_id: str, name: str) -> Visitor: ...

    async def match(
        self, person: PersonId, *, channel_id: str, entra_id: str | None, tenant_id: str | None, now: datetime
    ) -> None:
        """From now on this address is this person; another address of the same person stays valid too."""
        ...

    async def find(self, *, entra_id: str | None, emails: Collection[str]) -> Sequence[PersonId]:
        """Everybody known by this Entra id; when there is none, by one of these addresses (any case)."""
        ...

    async def unmatched(self, group: GroupId) -> Sequence[PersonId]: ...

    async def positions(self, programme: ProgrammeId) -> Sequence[str]:
        """The positions in the chain that people of this programme have, each once, in the order of the alphabet."""
        ...

    async def set_language(self, person: PersonId, language: Language) -> None: ...

    async def claim_seat(self, claim: SeatClaim) -> None: ...

    async def seat_claim(self, group: GroupId, channel_id: str) -> SeatClaim | None: ...

    async def drop_seat_claim(self, group: GroupId, channel_id: str) -> None: ...


class Chats(Protocol):
    async def seen(self, origin: Origin, *, active: bool | None = None) -> Chat:
        """Stores or refreshes the chat: the service URL is overwritten, a 1:1 chat is tied to its person when known."""
        ...

    async def get(self, chat: ConversationId) -> Chat | None: ...

    async def opened(self, chat: Chat) -> None:
        """A 1:1 chat that the bot itself opened."""
        ...

    async def set_language(self, chat: ConversationId, language: Language) -> None: ...
