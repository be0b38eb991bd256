"""Reads a programme back as a file would say it now."""

from collections.abc import Mapping, Sequence
from typing import Any

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.formats.model import Language
from dialogs.ids import ConversationId, GroupId, ProgrammeId
from dialogs.programmes.model import (
    ContactEntry,
    ContactSubject,
    Date,
    GroupEntry,
    PersonEntry,
    ProgrammeFile,
    Role,
    SessionEntry,
    Standing,
)
from dialogs.sessions.model import SessionPhase
from storage.tables import coordinators, groups, handovers, memberships, people, programmes, sessions

_PROGRAMME = sa.select(programmes).where(programmes.c.slug == sa.bindparam("slug"))
_IN_IT = groups.c.programme_id == sa.bindparam("programme")
_GROUPS = sa.select(groups).where(_IN_IT).order_by(groups.c.number)
_MEMBERS = (
    sa.select(memberships.c.group_id, memberships.c.role, people)
    .select_from(
        memberships.join(people, people.c.id == memberships.c.person_id).join(
            groups, groups.c.id == memberships.c.group_id
        )
    )
    .where(_IN_IT, memberships.c.left_at.is_(None))
    .order_by(memberships.c.place)
)
_CANCELLED = SessionPhase.CANCELLED.value
_SESSIONS = (
    sa.select(sessions)
    .join(groups, groups.c.id == sessions.c.group_id)
    .where(_IN_IT, sa.or_(sessions.c.phase != _CANCELLED, sessions.c.filed_at.is_not(None)))
    .order_by(sessions.c.number)
)
_COORDINATORS = (
    sa.select(people)
    .join(coordinators, coordinators.c.person_id == people.c.id)
    .where(coordinators.c.programme_id == sa.bindparam("programme"))
    .order_by(coordinators.c.place)
)
_OVERVIEW = sa.select(
    programmes.c.slug,
    programmes.c.title,
    sa.select(sa.func.count()).where(groups.c.programme_id == programmes.c.id).correlate(programmes).scalar_subquery(),
    sa.select(sa.func.count(memberships.c.person_id.distinct()))
    .select_from(memberships.join(groups, groups.c.id == memberships.c.group_id))
    .where(
        groups.c.programme_id == programmes.c.id,
        memberships.c.left_at.is_(None),
        memberships.c.role.in_([role.value for role in Role if role.takes_part]),
    )
    .correlate(programmes)
    .scalar_subquery(),
).order_by(programmes.c.slug)
_STANDING = (
    sa.select(
        groups.c.number,
        groups.c.id,
        groups.c.conversation_id,
        groups.c.format_digest,
        sa.exists().where(handovers.c.group_id == groups.c.id).label("handed_over"),
    )
    .join(programmes, programmes.c.id == groups.c.programme_id)
    .where(programmes.c.slug == sa.bindparam("slug"))
)
_FILED = (
    sa.select(groups.c.number.label("of"), sessions.c.number, sessions.c.filed_at, sessions.c.filed_cancelled)
    .select_from(
        sessions.join(groups, groups.c.id == sessions.c.group_id).join(
            programmes, programmes.c.id == groups.c.programme_id
        )
    )
    .where(programmes.c.slug == sa.bindparam("slug"), sessions.c.filed_at.is_not(None))
)
_CODES = (
    sa.select(groups.c.number, people.c.name, memberships.c.code)
    .select_from(
        memberships.join(people, people.c.id == memberships.c.person_id)
        .join(groups, groups.c.id == memberships.c.group_id)
        .join(programmes, programmes.c.id == groups.c.programme_id)
    )
    .where(programmes.c.slug == sa.bindparam("slug"), memberships.c.code.is_not(None), memberships.c.left_at.is_(None))
    .order_by(groups.c.number, memberships.c.place)
)


async def load(db: AsyncConnection, slug: str) -> tuple[ProgrammeId, ProgrammeFile, frozenset[tuple[int, int]]] | None:
    head = (await db.execute(_PROGRAMME, {"slug": slug})).one_or_none()
    if head is None:
        return None
    asked = {"programme": head.id}
    rows = (await db.execute(_GROUPS, asked)).all()
    members = (await db.execute(_MEMBERS, asked)).all()
    planned = (await db.execute(_SESSIONS, asked)).all()
    leading = (await db.execute(_COORDINATORS, asked)).all()
    file = ProgrammeFile(
        slug=head.slug,
        title=head.title,
        language=Language(head.language),
        time_zone=head.time_zone,
        format=head.format_id,
        preset=head.preset,
        groups=tuple(
            _group(
                head,
                row,
                members=[one for one in members if one.group_id == row.id],
                planned=[one for one in planned if one.group_id == row.id],
            )
            for row in rows
        ),
        coordinators=tuple(_person(one, Role.COORDINATOR) for one in leading),
        contacts=tuple(
            ContactEntry(
                name=one["name"], email=one["email"], about=ContactSubject(one["about"]) if one["about"] else None
            )
            for one in head.contacts
        ),
    )
    numbers = {row.id: row.number for row in rows}
    started = frozenset((numbers[one.group_id], one.number) for one in planned if one.opened_at is not None)
    return ProgrammeId(head.id), file, started


def _group(head: Any, row: Any, *, members: Sequence[Any], planned: Sequence[Any]) -> GroupEntry:
    """Format and preset are told where the group's own differ from the programme's: a file need not repeat them."""
    return GroupEntry(
        number=row.number,
        ambition=row.ambition,
        dilemma=row.dilemma,
        moderators=tuple(_person(one, Role.MODERATOR) for one in members if one.role == Role.MODERATOR),
        participants=tuple(_person(one, Role(one.role)) for one in members if one.role != Role.MODERATOR),
        sessions=tuple(
            SessionEntry(
                number=one.number,
                starts=one.starts_at,
                minutes=one.minutes,
                meeting_url=one.meeting_url,
                cancelled=one.phase == _CANCELLED,
            )
            for one in planned
        ),
        format=None if row.format_id == head.format_id else row.format_id,
        preset=None if row.preset == head.preset else row.preset,
        language=None if row.language is None else Language(row.language),
    )


def _person(row: Any, role: Role) -> PersonEntry:
    return PersonEntry(
        name=row.name,
        email=row.email,
        role=role,
        entra_id=row.entra_id,
        profession=row.profession,
        position=row.position,
        organisation=row.organisation,
        region=row.region,
    )


async def overview(db: AsyncConnection) -> list[tuple[str, str, int, int]]:
    return [(slug, title, count, seats) for slug, title, count, seats in await db.execute(_OVERVIEW)]


async def standing(db: AsyncConnection, slug: str) -> Mapping[int, Standing]:
    filed: dict[int, dict[int, Date]] = {}
    for row in await db.execute(_FILED, {"slug": slug}):
        filed.setdefault(row.of, {})[row.number] = Date(starts=row.filed_at, cancelled=row.filed_cancelled)
    return {
        row.number: Standing(
            group=GroupId(row.id),
            chat=None if row.conversation_id is None else ConversationId(row.conversation_id),
            digest=row.format_digest,
            handed_over=row.handed_over,
            filed=filed.get(row.number, {}),
        )
        for row in await db.execute(_STANDING, {"slug": slug})
    }


async def codes(db: AsyncConnection, slug: str) -> list[tuple[int, str, str]]:
    return [(number, name, code) for number, name, code in await db.execute(_CODES, {"slug": slug})]
