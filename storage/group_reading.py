"""Reads groups with their people and sessions: one statement, however many groups."""

import json
from collections.abc import Iterable, Mapping
from functools import lru_cache
from typing import Any, Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.formats.model import Language
from dialogs.groups import Contact, Group, Member, SessionHead
from dialogs.ids import ConversationId, GroupId, PersonId, ProgrammeId, SessionId
from dialogs.programmes.model import Role
from dialogs.sessions.model import RunKey, SessionPhase
from dialogs.sessions.same_names import Named, told_apart
from storage.packed import KEPT, Packed
from storage.shelf import Shelf
from storage.tables import addresses, chats, groups, incidents, memberships, people, programmes, sessions

HEAD: Final[list[Any]] = [
    groups.c.id.label("group_id"),
    groups.c.programme_id,
    programmes.c.title.label("programme_title"),
    groups.c.number.label("group_number"),
    groups.c.ambition,
    groups.c.dilemma,
    sa.func.coalesce(groups.c.chosen_language, groups.c.language, programmes.c.language).label("group_language"),
    programmes.c.time_zone,
    groups.c.format_digest,
    groups.c.preset,
    groups.c.conversation_id,
    sa.cast(programmes.c.contacts, sa.Text).label("contacts"),
    sa.cast(programmes.c.organisations, sa.Text).label("organisations"),
]
"""What `group_from` reads; a session's statements bring it along."""

_theirs = sessions.alias("theirs")
STANDING: Final = (
    sa.select(incidents.c.session_id, incidents.c.round_id, incidents.c.run, incidents.c.person_id)
    .join(_theirs, _theirs.c.id == incidents.c.session_id)
    .where(sa.not_(incidents.c.lifted))
)
"""What was reported as recognisable and not lifted."""
REPORTED: Final = Packed(STANDING.where(_theirs.c.group_id == groups.c.id), name="reported", beside=[groups])

MEMBERS: Final = Packed(
    sa.select(
        memberships.c.role,
        people.c.id.label("person_id"),
        people.c.name,
        people.c.email,
        people.c.organisation,
        people.c.profession,
        people.c.region,
        people.c.language,
        sa.func.coalesce(addresses.c.entra_id, people.c.entra_id).label("entra_id"),
        addresses.c.channel_id,
        chats.c.id.label("personal"),
    )
    .select_from(
        memberships.join(people, people.c.id == memberships.c.person_id)
        .outerjoin(addresses, addresses.c.person_id == people.c.id)
        .outerjoin(
            chats, sa.and_(chats.c.person_id == people.c.id, chats.c.kind == "personal", chats.c.active.is_(True))
        )
    )
    .where(memberships.c.group_id == groups.c.id, memberships.c.left_at.is_(None))
    .order_by(memberships.c.place, memberships.c.role, addresses.c.matched_at.desc(), chats.c.id),
    name="members",
    beside=[groups],
)
PLANNED: Final = Packed(
    sa.select(
        sessions.c.id,
        sessions.c.number,
        sessions.c.phase,
        sessions.c.starts_at,
        sessions.c.minutes,
        sessions.c.meeting_url,
        sessions.c.opened_at,
        sessions.c.ended_at,
    )
    .where(sessions.c.group_id == groups.c.id)
    .order_by(sessions.c.number),
    name="planned",
    beside=[groups],
)
_GROUPS = (
    sa.select(*HEAD, MEMBERS.column, PLANNED.column)
    .select_from(groups.join(programmes, programmes.c.id == groups.c.programme_id))
    .order_by(programmes.c.slug, groups.c.number)
)

ONE: Final = _GROUPS.where(groups.c.id == sa.bindparam("group"))
MANY: Final = _GROUPS.where(groups.c.id.in_(sa.bindparam("groups", expanding=True)))
OF_PROGRAMME: Final = _GROUPS.where(groups.c.programme_id == sa.bindparam("programme"))
REPORTED_IN: Final = STANDING.where(_theirs.c.group_id == sa.bindparam("group"))
OF_CHAT: Final = _GROUPS.where(groups.c.conversation_id == sa.bindparam("chat"))


async def load(db: AsyncConnection, shelf: Shelf, look: "sa.Select[Any]", asked: Mapping[str, object]) -> list[Group]:
    """In the order of programme and number; an unknown id is left out. `look` is one of those above."""
    return [await whole_group_from(row, shelf) for row in (await db.execute(look, asked)).all()]


async def whole_group_from(row: Any, shelf: Shelf) -> Group:
    """Where `MEMBERS` and `PLANNED` came along."""
    return await group_from(row, shelf, members=_members(row.members), sessions=_planned(row.planned))


async def group_from(
    row: Any, shelf: Shelf, *, members: tuple[Member, ...] = (), sessions: tuple[SessionHead, ...] = ()
) -> Group:
    return Group(
        id=GroupId(row.group_id),
        programme=ProgrammeId(row.programme_id),
        programme_title=row.programme_title,
        number=row.group_number,
        ambition=row.ambition,
        dilemma=row.dilemma,
        language=Language(row.group_language),
        zone=ZoneInfo(row.time_zone),
        format=await shelf.get(row.format_digest),
        preset=row.preset,
        conversation=row.conversation_id,
        members=members,
        sessions=sessions,
        contacts=_contacts(row.contacts),
        organisations=_organisations(row.organisations),
    )


def by_session(rows: Iterable[Any]) -> Mapping[SessionId, frozenset[tuple[RunKey, PersonId]]]:
    """Of what was reported; a session without any is not in it."""
    found: dict[SessionId, set[tuple[RunKey, PersonId]]] = {}
    for row in rows:
        place = (RunKey(row.round_id, row.run), PersonId(row.person_id))
        found.setdefault(SessionId(row.session_id), set()).add(place)
    return {session: frozenset(places) for session, places in found.items()}


@lru_cache(KEPT)
def _contacts(packed: str) -> tuple[Contact, ...]:
    return tuple(Contact(name=one["name"], email=one["email"], about=one["about"] or "") for one in json.loads(packed))


@lru_cache(KEPT)
def _organisations(packed: str) -> frozenset[str]:
    return frozenset(json.loads(packed))


@lru_cache(KEPT)
def _members(packed: str) -> tuple[Member, ...]:
    """One a person: a row comes for each role, address and 1:1 chat. The first row has the newest address."""
    found: dict[str, tuple[Any, set[Role]]] = {}
    for row in MEMBERS.rows(packed):
        found.setdefault(row.person_id, (row, set()))[1].add(Role(row.role))
    names = told_apart(
        Named(person=PersonId(person), name=row.name, details=(row.organisation, row.profession, row.region))
        for person, (row, _) in found.items()
    )
    return tuple(
        Member(
            person=PersonId(person),
            name=names[PersonId(person)],
            email=row.email,
            roles=frozenset(roles),
            entra_id=row.entra_id,
            organisation=row.organisation or None,
            channel_id=row.channel_id,
            personal=None if row.personal is None else ConversationId(row.personal),
            language=None if row.language is None else Language(row.language),
        )
        for person, (row, roles) in found.items()
    )


@lru_cache(KEPT)
def _planned(packed: str) -> tuple[SessionHead, ...]:
    return tuple(
        SessionHead(
            id=SessionId(row.id),
            number=row.number,
            phase=SessionPhase(row.phase),
            starts_at=row.starts_at,
            minutes=row.minutes,
            meeting_url=row.meeting_url,
            opened_at=row.opened_at,
            ended_at=row.ended_at,
        )
        for row in PLANNED.rows(packed)
    )
