"""Reminders that wait for their moment, and the log of what became of each."""

from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, date, datetime
from types import MappingProxyType
from typing import Any, Final

import sqlalchemy as sa
import structlog
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.ids import GroupId, PersonId, SessionId
from dialogs.reminders.model import Fate, Reminder, Told
from dialogs.sessions.seats import GROUP_ROLES
from storage.queue import padded
from storage.tables import groups, memberships, reminder_log, reminders, sessions

log = structlog.get_logger()

EVERYBODY: Final = ""
"""Stands where no person is named: a key holds no NULL."""

# Written into the statement, not bound to it: only then does the planner see that the partial index fits.
_WAITS: Final[Any] = reminders.c.called_at.is_(None)
_OLDEST: Final = 500
"""Rows among which the groups to call are looked for: it keeps the look short when very many are due."""

_PUT = insert(reminders)
_MOVED = sa.and_(reminders.c.due_at != _PUT.excluded.due_at, _PUT.excluded.due_at > sa.bindparam("now"))
_PUT = _PUT.on_conflict_do_update(
    index_elements=[reminders.c.session_id, reminders.c.rule, reminders.c.person_id],
    set_={
        "due_at": _PUT.excluded.due_at,
        "drop_after": _PUT.excluded.drop_after,
        "called_at": sa.case((_MOVED, sa.null()), else_=reminders.c.called_at),
    },
)
_OF_GROUP = sa.select(reminders).where(reminders.c.group_id == sa.bindparam("group"))
_IN_ONE_ORDER: Final = (reminders.c.session_id, reminders.c.rule, reminders.c.person_id)
"""Rows are locked in it before any is changed: who plans and who calls never wait for each other in a ring."""
_KEPT = _OF_GROUP.order_by(*_IN_ONE_ORDER).with_for_update()
_GONE = sa.delete(reminders).where(
    reminders.c.session_id == sa.bindparam("session"),
    reminders.c.rule == sa.bindparam("which"),
    reminders.c.person_id == sa.bindparam("person"),
)
_OWN = sa.select(reminders).where(
    reminders.c.session_id == sa.bindparam("session"),
    reminders.c.rule == sa.bindparam("which"),
    reminders.c.person_id == sa.bindparam("person"),
)
_NEVER: Final = datetime.max.replace(tzinfo=UTC)
_SOONER = (
    sa.update(reminders)
    .where(
        reminders.c.session_id == sa.bindparam("session"),
        reminders.c.rule == sa.bindparam("which"),
        reminders.c.person_id == sa.bindparam("person"),
    )
    .values(drop_after=sa.bindparam("until"))
)
_CALLED = (
    sa.update(reminders)
    .where(
        reminders.c.session_id == sa.bindparam("session"),
        reminders.c.rule == sa.bindparam("which"),
        reminders.c.person_id == sa.bindparam("person"),
    )
    .values(called_at=sa.bindparam("now"))
)
_NOW_DUE = sa.and_(_WAITS, reminders.c.due_at <= sa.bindparam("now"))


def _due_groups(*, but: bool) -> Any:
    due = sa.select(reminders.c.group_id).where(_NOW_DUE)
    if but:
        due = due.where(reminders.c.group_id.not_in(sa.bindparam("but", expanding=True)))
    oldest = due.order_by(reminders.c.due_at).limit(_OLDEST).subquery("oldest")
    return (
        sa.select(groups.c.id)
        .where(groups.c.id.in_(sa.select(oldest.c.group_id)))
        .order_by(groups.c.id)
        .limit(sa.bindparam("most", type_=sa.Integer))
        .with_for_update(key_share=True, skip_locked=True)  # who writes in the group meanwhile does not wait
    )


_GROUPS = _due_groups(but=False)
_GROUPS_BUT = _due_groups(but=True)
_DUE = (
    sa.select(reminders)
    .where(reminders.c.group_id.in_(sa.bindparam("groups", expanding=True)), _NOW_DUE)
    .order_by(*_IN_ONE_ORDER)
    .with_for_update()
)
_WAITING = _OF_GROUP.where(_WAITS).order_by(
    reminders.c.due_at, reminders.c.session_id, reminders.c.rule, reminders.c.person_id
)
_NEXT = sa.select(sa.func.min(reminders.c.due_at)).where(_WAITS)
_NEXT_AFTER = _NEXT.where(reminders.c.due_at > sa.bindparam("after"))
_LOG = sa.insert(reminder_log)
_TOLD = (
    sa.select(reminder_log)
    .where(
        reminder_log.c.person_id.in_(sa.bindparam("people", expanding=True)), reminder_log.c.on >= sa.bindparam("since")
    )
    .order_by(reminder_log.c.nr)
)
_TOLD_GROUP = (
    sa.select(reminder_log)
    .where(reminder_log.c.group_id == sa.bindparam("group"), reminder_log.c.on >= sa.bindparam("since"))
    .order_by(reminder_log.c.nr)
)


_ELSEWHERE = (
    sa.select(memberships.c.group_id)
    .distinct()
    .where(
        memberships.c.person_id.in_(sa.bindparam("people", expanding=True)),
        memberships.c.role.in_([role.value for role in GROUP_ROLES]),
        memberships.c.left_at.is_(None),
        memberships.c.group_id.not_in(sa.bindparam("but", expanding=True)),
        sa.exists().where(
            reminders.c.group_id == memberships.c.group_id, _WAITS, reminders.c.due_at <= sa.bindparam("until")
        ),
    )
    .order_by(memberships.c.group_id)
)
_UNPLANNED = (
    sa.select(groups.c.id)
    .where(
        sa.exists().where(sessions.c.group_id == groups.c.id, sessions.c.phase == "planned"),
        ~sa.exists().where(reminders.c.group_id == groups.c.id),
        groups.c.id > sa.bindparam("after"),
    )
    .order_by(groups.c.id)
    .limit(sa.bindparam("most", type_=sa.Integer))
)


class SqlReminders:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db
        self.earliest: datetime | None = None
        """Of what was planned here."""
        self._changed: list[tuple[str, Reminder]] = []

    async def plan(
        self,
        group: GroupId,
        wanted: Sequence[Reminder],
        *,
        now: datetime,
        latest: Mapping[tuple[SessionId, str], datetime] = MappingProxyType({}),
    ) -> None:
        places, sessions = {one.place for one in wanted}, {one.session for one in wanted}
        rows = await self._of(group)
        known = {_reminder(row).place: row for row in rows}
        waiting = [_reminder(row) for row in rows if row.called_at is None]
        gone = [
            old
            for old in waiting
            if (old.person is None and old.place not in places)
            or old.session not in sessions
            or (old.person is not None and old.due_at >= latest.get((old.session, old.rule), _NEVER))
        ]
        if gone:
            await self._db.execute(_GONE, [_place(old) for old in gone])
            self._changed += [("reminder.dropped", old) for old in gone]
        sooner = [
            {**_place(old), "until": latest[old.session, old.rule]}
            for old in waiting
            if old.person is not None
            and old not in gone
            and old.drop_after > latest.get((old.session, old.rule), _NEVER)
        ]
        if sooner:
            await self._db.execute(_SOONER, sooner)
        put = [one for one in wanted if one.place in known or one.drop_after > now]
        if put:
            await self._db.execute(_PUT, [{**_row(one), "now": now} for one in put])
            self._changed += [("reminder.moved", one) for one in put if _is_moved(known.get(one.place), one, now=now)]
            self._waits_from(min(one.due_at for one in put))

    def committed(self) -> None:
        """What became of those that waited is told once it is true."""
        for event, one in self._changed:
            log.info(
                event,
                group=one.group,
                session=one.session,
                rule=one.rule,
                person=one.person,
                due=one.due_at.isoformat(),
            )
        self._changed.clear()

    def _waits_from(self, due: datetime) -> None:
        self.earliest = due if self.earliest is None else min(self.earliest, due)

    async def unplanned(self, *, after: GroupId | None, limit: int) -> Sequence[GroupId]:
        found = await self._db.scalars(_UNPLANNED, {"after": after or "", "most": limit})
        return [GroupId(one) for one in found]

    async def _of(self, group: GroupId) -> Sequence[Any]:
        return (await self._db.execute(_KEPT, {"group": group})).all()

    async def add(self, reminder: Reminder) -> None:
        await self._db.execute(_GONE, _place(reminder))
        await self._db.execute(sa.insert(reminders), _row(reminder))
        self._waits_from(reminder.due_at)

    async def drop(self, session: SessionId, rule: str, person: PersonId) -> None:
        await self._db.execute(_GONE, {"session": session, "which": rule, "person": person})

    async def own(self, session: SessionId, rule: str, person: PersonId) -> Reminder | None:
        asked = {"session": session, "which": rule, "person": person}
        row = (await self._db.execute(_OWN, asked)).one_or_none()
        return None if row is None else _reminder(row)

    async def take_due(
        self, now: datetime, *, groups: int, but: Collection[GroupId] = frozenset()
    ) -> Sequence[Reminder]:
        asked = {"now": now, "most": groups}
        if but:
            found = (await self._db.scalars(_GROUPS_BUT, {**asked, "but": padded(but)})).all()
        else:
            found = (await self._db.scalars(_GROUPS, asked)).all()
        if not found:
            return ()
        rows = await self._db.execute(_DUE, {"groups": padded(found), "now": now})
        return sorted(map(_reminder, rows), key=lambda one: one.due_at)

    async def waiting(self, group: GroupId) -> Sequence[Reminder]:
        return [_reminder(row) for row in await self._db.execute(_WAITING, {"group": group})]

    async def elsewhere(
        self, persons: Collection[PersonId], until: datetime, *, but: Collection[GroupId]
    ) -> Sequence[GroupId]:
        if not persons:
            return ()
        asked = {"people": padded(sorted(persons)), "but": padded(sorted(but)), "until": until}
        return [GroupId(one) for one in await self._db.scalars(_ELSEWHERE, asked)]

    async def called(self, reminders: Sequence[Reminder], *, now: datetime) -> None:
        if reminders:
            await self._db.execute(_CALLED, [{**_place(one), "now": now} for one in reminders])

    async def next_due(self, after: datetime | None = None) -> datetime | None:
        found: datetime | None = await self._db.scalar(_NEXT if after is None else _NEXT_AFTER, {"after": after})
        return found

    async def log(self, entries: Sequence[Told]) -> None:
        rows = [
            {
                "group_id": one.group,
                "session_id": one.session,
                "rule": one.rule,
                "person_id": one.person,
                "fate": one.fate.value,
                "on": one.on,
                "at": one.at,
            }
            for one in entries
        ]
        if rows:
            await self._db.execute(_LOG, rows)

    async def told(self, persons: Collection[PersonId], since: date) -> Sequence[Told]:
        if not persons:
            return ()
        rows = await self._db.execute(_TOLD, {"people": padded(persons), "since": since})
        return [_told(row) for row in rows]

    async def told_group(self, group: GroupId, since: date) -> Sequence[Told]:
        return [_told(row) for row in await self._db.execute(_TOLD_GROUP, {"group": group, "since": since})]


def _is_moved(row: Any, one: Reminder, *, now: datetime) -> bool:
    """As `_PUT` has it: what was called waits again for another moment that is still to come."""
    return row is not None and row.due_at != one.due_at and (row.called_at is None or one.due_at > now)


def _place(one: Reminder) -> dict[str, Any]:
    return {"session": one.session, "which": one.rule, "person": one.person or EVERYBODY}


def _row(one: Reminder) -> dict[str, Any]:
    return {
        "session_id": one.session,
        "rule": one.rule,
        "person_id": one.person or EVERYBODY,
        "group_id": one.group,
        "due_at": one.due_at,
        "drop_after": one.drop_after,
        "promised": one.promised,
    }


def _reminder(row: Any) -> Reminder:
    return Reminder(
        group=GroupId(row.group_id),
        session=SessionId(row.session_id),
        rule=row.rule,
        person=PersonId(row.person_id) if row.person_id != EVERYBODY else None,
        due_at=row.due_at,
        drop_after=row.drop_after,
        promised=row.promised,
    )


def _told(row: Any) -> Told:
    return Told(
        group=GroupId(row.group_id),
        session=SessionId(row.session_id),
        rule=row.rule,
        person=PersonId(row.person_id) if row.person_id else None,
        fate=Fate(row.fate),
        on=row.on,
        at=row.at,
    )
