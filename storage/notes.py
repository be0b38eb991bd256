"""What moderators and observers write down for themselves, and the codes that stand for people in it."""

import secrets
from collections.abc import Mapping, Sequence

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.experiments.model import Level
from dialogs.groups import Effect, FieldNote, PrivateNote
from dialogs.ids import GroupId, PersonId, SessionId
from dialogs.programmes.model import Role
from storage.tables import field_notes, groups, memberships, moderator_notes, observer_codes

_OWN = sa.and_(
    moderator_notes.c.session_id == sa.bindparam("session"), moderator_notes.c.person_id == sa.bindparam("person")
)
_PRIVATE = sa.select(moderator_notes).where(_OWN)
_NO_PRIVATE = sa.delete(moderator_notes).where(_OWN)
_KEEP_PRIVATE = insert(moderator_notes)
_KEEP_PRIVATE = _KEEP_PRIVATE.on_conflict_do_update(
    index_elements=[moderator_notes.c.session_id, moderator_notes.c.person_id],
    set_={"text": _KEEP_PRIVATE.excluded.text, "at": _KEEP_PRIVATE.excluded.at},
)
_FIELD_NOTES = (
    sa.select(field_notes)
    .where(field_notes.c.session_id == sa.bindparam("session"), field_notes.c.person_id == sa.bindparam("person"))
    .order_by(field_notes.c.at, field_notes.c.id)
)
_ADD_FIELD_NOTE = sa.insert(field_notes)
_CODES = sa.select(observer_codes.c.person_id, observer_codes.c.code).where(
    observer_codes.c.group_id == sa.bindparam("group")
)
_SEEN = (
    sa.select(memberships.c.person_id)
    .where(memberships.c.group_id == sa.bindparam("group"), memberships.c.role != Role.OBSERVER.value)
    .distinct()
)
_ONE_AT_A_TIME = sa.select(groups.c.id).where(groups.c.id == sa.bindparam("group")).with_for_update()
_ADD_CODE = sa.insert(observer_codes)


class SqlNotes:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db

    async def private(self, session: SessionId, person: PersonId) -> PrivateNote | None:
        row = (await self._db.execute(_PRIVATE, {"session": session, "person": person})).one_or_none()
        return None if row is None else PrivateNote(session=session, person=person, text=row.text, at=row.at)

    async def keep_private(self, note: PrivateNote) -> None:
        if not note.text:
            await self._db.execute(_NO_PRIVATE, {"session": note.session, "person": note.person})
            return
        row = {"session_id": note.session, "person_id": note.person, "text": note.text, "at": note.at}
        await self._db.execute(_KEEP_PRIVATE, row)

    async def field_notes(self, session: SessionId, observer: PersonId) -> Sequence[FieldNote]:
        return [
            FieldNote(
                id=row.id,
                session=session,
                observer=observer,
                text=row.text,
                round_id=row.round_id,
                effect=None if row.effect is None else Effect(row.effect),
                level=None if row.level is None else Level(row.level),
                at=row.at,
            )
            for row in await self._db.execute(_FIELD_NOTES, {"session": session, "person": observer})
        ]

    async def add_field_note(self, note: FieldNote) -> None:
        await self._db.execute(
            _ADD_FIELD_NOTE,
            {
                "id": note.id,
                "session_id": note.session,
                "person_id": note.observer,
                "round_id": note.round_id,
                "text": note.text,
                "effect": note.effect and note.effect.value,
                "level": note.level and note.level.value,
                "at": note.at,
            },
        )

    async def codes(self, group: GroupId) -> Mapping[PersonId, int]:
        """Numbers follow each other, so that a gap tells nothing; who gets which is drawn."""
        known = await self._codes(group)
        seen = [PersonId(person) for person in (await self._db.scalars(_SEEN, {"group": group})).all()]
        if not set(seen) - set(known):
            return known
        await self._db.execute(_ONE_AT_A_TIME, {"group": group})
        known = await self._codes(group)  # another observer may have come first
        missing = [person for person in seen if person not in known]
        secrets.SystemRandom().shuffle(missing)
        new = {person: code for code, person in enumerate(missing, max(known.values(), default=0) + 1)}
        if new:
            rows = [{"group_id": group, "person_id": person, "code": code} for person, code in new.items()]
            await self._db.execute(_ADD_CODE, rows)
        return {**known, **new}

    async def _codes(self, group: GroupId) -> dict[PersonId, int]:
        return {PersonId(row.person_id): row.code for row in await self._db.execute(_CODES, {"group": group})}
