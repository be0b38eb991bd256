"""Programmes: what a file says put into rows, and rows read back as a file would say them."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any
from uuid import uuid4

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.ids import ProgrammeId
from dialogs.programmes.model import GroupEntry, PersonEntry, ProgrammeFile, Role, SessionEntry, Standing
from dialogs.sessions.model import SessionPhase
from storage import programme_reading
from storage.link_codes import new_code
from storage.tables import coordinators, groups, memberships, people, programmes, sessions

_NEW_PROGRAMME = insert(programmes)
_PUT_PROGRAMME = _NEW_PROGRAMME.on_conflict_do_update(
    index_elements=[programmes.c.slug],
    set_={c.name: _NEW_PROGRAMME.excluded[c.name] for c in programmes.c if c.name not in {"id", "slug"}},
).returning(programmes.c.id)
_PUT_PERSON = insert(people)
_PUT_PERSON = _PUT_PERSON.on_conflict_do_update(
    index_elements=[people.c.email_key],
    set_={
        **{n: _PUT_PERSON.excluded[n] for n in ("email", "name", "profession", "position", "organisation", "region")},
        "entra_id": sa.func.coalesce(_PUT_PERSON.excluded.entra_id, people.c.entra_id),
    },
)
_PEOPLE = sa.select(people.c.email_key, people.c.id).where(people.c.email_key.in_(sa.bindparam("keys", expanding=True)))
_GROUPS = sa.select(groups).where(groups.c.programme_id == sa.bindparam("programme"))
_SESSIONS = (
    sa.select(sessions)
    .join(groups, groups.c.id == sessions.c.group_id)
    .where(groups.c.programme_id == sa.bindparam("programme"))
)
_PUT_MEMBER = insert(memberships)
_PUT_MEMBER = _PUT_MEMBER.on_conflict_do_update(
    index_elements=[memberships.c.group_id, memberships.c.person_id, memberships.c.role],
    set_={
        "place": _PUT_MEMBER.excluded.place,
        "left_at": None,
        "code": sa.func.coalesce(memberships.c.code, _PUT_MEMBER.excluded.code),
    },
)
_MEMBERS = sa.select(memberships).where(
    memberships.c.group_id == sa.bindparam("group"), memberships.c.left_at.is_(None)
)
_REMEMBER = (
    sa.update(sessions)
    .where(
        sessions.c.number == sa.bindparam("session"),
        sessions.c.group_id
        == sa.select(groups.c.id)
        .join(programmes, programmes.c.id == groups.c.programme_id)
        .where(programmes.c.slug == sa.bindparam("slug"), groups.c.number == sa.bindparam("group"))
        .scalar_subquery(),
    )
    .values(filed_at=sa.bindparam("at"), filed_cancelled=sa.bindparam("cancelled"))
)
_LEAVE = (
    sa.update(memberships)
    .where(
        memberships.c.group_id == sa.bindparam("group"),
        memberships.c.person_id == sa.bindparam("person"),
        memberships.c.role == sa.bindparam("was"),
    )
    .values(left_at=sa.bindparam("now"))
)


class SqlProgrammes:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db

    async def load(self, slug: str) -> tuple[ProgrammeId, ProgrammeFile, frozenset[tuple[int, int]]] | None:
        return await programme_reading.load(self._db, slug)

    async def standing(self, slug: str) -> Mapping[int, Standing]:
        return await programme_reading.standing(self._db, slug)

    async def list(self) -> Sequence[tuple[str, str, int, int]]:
        return await programme_reading.overview(self._db)

    async def codes(self, slug: str) -> Sequence[tuple[int, str, str]]:
        return await programme_reading.codes(self._db, slug)

    async def apply(self, file: ProgrammeFile, *, digests: Mapping[str, str], now: datetime) -> None:
        """A group that the file leaves out stays as it is; a planned session it leaves out is cancelled, and no
        longer one of the file's."""
        programme = await self._put_programme(file)
        ids = await self._put_people(file)
        stored = {row.number: row for row in await self._db.execute(_GROUPS, {"programme": programme})}
        planned: dict[str, dict[int, Any]] = {}
        for row in await self._db.execute(_SESSIONS, {"programme": programme}):
            planned.setdefault(row.group_id, {})[row.number] = row
        for entry in file.groups:
            before = stored.get(entry.number)
            known = planned.get(before.id, {}) if before else {}
            begun = any(row.opened_at for row in known.values())
            group = await self._put_group(programme, file, entry, digests, before=before, begun=begun)
            await self._put_members(group, entry.people, ids, now=now)
            await self._put_sessions(group, entry.sessions, known)

    async def remember(self, file: ProgrammeFile) -> None:
        rows = [
            {
                "slug": file.slug,
                "group": group.number,
                "session": one.number,
                "at": one.starts,
                "cancelled": one.cancelled,
            }
            for group in file.groups
            for one in group.sessions
        ]
        if rows:
            await self._db.execute(_REMEMBER, rows)

    async def _put_programme(self, file: ProgrammeFile) -> str:
        row = {
            "id": uuid4().hex,
            "slug": file.slug,
            "title": file.title,
            "language": file.language.value,
            "time_zone": file.time_zone,
            "format_id": file.format,
            "preset": file.preset,
            "contacts": [{"name": c.name, "email": c.email, "about": c.about and c.about.value} for c in file.contacts],
            "organisations": sorted({one.organisation for one in file.people() if one.organisation}),
        }
        return str(await self._db.scalar(_PUT_PROGRAMME, row))

    async def _put_people(self, file: ProgrammeFile) -> Mapping[str, str]:
        """Everyone's id by key. In the order of the keys: two imports at once do not wait for each other in a ring."""
        last = {one.key: one for one in file.people()}
        rows = [
            {
                "id": uuid4().hex,
                "email_key": one.key,
                "email": one.email,
                "name": one.name,
                "entra_id": one.entra_id,
                "profession": one.profession,
                "position": one.position,
                "organisation": one.organisation,
                "region": one.region,
            }
            for _, one in sorted(last.items())
        ]
        if rows:
            await self._db.execute(_PUT_PERSON, rows)
        ids = {row.email_key: row.id for row in await self._db.execute(_PEOPLE, {"keys": sorted(last)})}
        programme = sa.select(programmes.c.id).where(programmes.c.slug == file.slug).scalar_subquery()
        await self._db.execute(sa.delete(coordinators).where(coordinators.c.programme_id == programme))
        for place, one in enumerate(file.coordinators):
            row = {"programme_id": programme, "person_id": ids[one.key], "place": place}
            await self._db.execute(insert(coordinators).values(row).on_conflict_do_nothing())
        return ids

    async def _put_group(
        self,
        programme: str,
        file: ProgrammeFile,
        entry: GroupEntry,
        digests: Mapping[str, str],
        *,
        before: Any,
        begun: bool,
    ) -> str:
        said = {
            "ambition": entry.ambition,
            "dilemma": entry.dilemma,
            "language": entry.language and entry.language.value,
        }
        if not begun:
            format_id = file.format_of(entry)
            said |= {"format_id": format_id, "preset": file.preset_of(entry), "format_digest": digests[format_id]}
        if before is not None:
            await self._db.execute(sa.update(groups).where(groups.c.id == before.id).values(said))
            return str(before.id)
        new = uuid4().hex
        row = {"id": new, "programme_id": programme, "number": entry.number, **said}
        await self._db.execute(sa.insert(groups), row)
        return new

    async def _put_members(
        self, group: str, entries: Iterable[PersonEntry], ids: Mapping[str, str], *, now: datetime
    ) -> None:
        rows = [
            {
                "group_id": group,
                "person_id": ids[one.key],
                "role": one.role.value,
                "place": place,
                "joined_at": now,
                "code": new_code() if one.role is Role.MODERATOR else None,
            }
            for place, one in enumerate(entries)
        ]
        staying = {(row["person_id"], row["role"]) for row in rows}
        present = (await self._db.execute(_MEMBERS, {"group": group})).all()
        for row in present:
            if (row.person_id, row.role) not in staying:
                await self._db.execute(_LEAVE, {"group": group, "person": row.person_id, "was": row.role, "now": now})
        if rows:
            await self._db.execute(_PUT_MEMBER, rows)

    async def _put_sessions(self, group: str, entries: Sequence[SessionEntry], known: Mapping[int, Any]) -> None:
        for entry in entries:
            planned = {"starts_at": entry.starts, "minutes": entry.minutes, "phase": _phase(entry)}
            before = known.get(entry.number)
            if before is None:
                row = {"id": uuid4().hex, "group_id": group, "number": entry.number, "step": 0, **planned}
                await self._db.execute(sa.insert(sessions), {**row, "meeting_url": entry.meeting_url})
                continue
            # asked of the row itself: a session may be starting while this import is going on
            this = sa.update(sessions).where(sessions.c.id == before.id)
            await self._db.execute(this.where(sessions.c.opened_at.is_(None)).values(planned))
            await self._db.execute(this.values(meeting_url=entry.meeting_url))
        gone = [row.id for number, row in known.items() if number not in {entry.number for entry in entries}]
        for session in gone:
            this = sa.update(sessions).where(sessions.c.id == session, sessions.c.opened_at.is_(None))
            await self._db.execute(this.values(phase=SessionPhase.CANCELLED.value, filed_at=None))


def _phase(entry: SessionEntry) -> str:
    return (SessionPhase.CANCELLED if entry.cancelled else SessionPhase.PLANNED).value
