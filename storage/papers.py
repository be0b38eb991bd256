"""What somebody wrote outside a round's answers: drafts, and forms between sessions."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.errors import Stale
from dialogs.groups import FormAnswer
from dialogs.ids import GroupId, PersonId, SessionId
from storage.columns import thawed
from storage.tables import drafts, form_answers, sessions

_KEEP_DRAFT = insert(drafts)
_KEEP_DRAFT = _KEEP_DRAFT.on_conflict_do_update(
    index_elements=[drafts.c.session_id, drafts.c.form, drafts.c.person_id],
    set_={"fields": _KEEP_DRAFT.excluded.fields, "at": _KEEP_DRAFT.excluded.at},
)


def _of(table: sa.Table) -> Any:
    return sa.and_(
        table.c.session_id == sa.bindparam("session"),
        table.c.form == sa.bindparam("paper"),
        table.c.person_id == sa.bindparam("person"),
    )


_DRAFT = sa.select(drafts.c.fields).where(_of(drafts))
_DROP_DRAFT = sa.delete(drafts).where(_of(drafts))
_FIRST_FORM = insert(form_answers).on_conflict_do_nothing()
_NEXT_FORM = (
    sa.update(form_answers)
    .where(_of(form_answers), form_answers.c.version == sa.bindparam("before"))
    .values(version=sa.bindparam("next"), fields=sa.bindparam("said"), at=sa.bindparam("now"))
)
_FORM = sa.select(form_answers).where(_of(form_answers))
_FORMS = (
    sa.select(form_answers)
    .where(form_answers.c.session_id == sa.bindparam("session"))
    .order_by(form_answers.c.at, form_answers.c.form, form_answers.c.person_id)
)
_FORMS_OF_GROUP = (
    sa.select(form_answers)
    .join(sessions, sessions.c.id == form_answers.c.session_id)
    .where(sessions.c.group_id == sa.bindparam("group"), form_answers.c.form == sa.bindparam("paper"))
    .order_by(sessions.c.number, form_answers.c.at, form_answers.c.person_id)
)


async def keep_draft(
    db: AsyncConnection, session: SessionId, form: str, person: PersonId, *, fields: Mapping[str, str], now: datetime
) -> None:
    row = {"session_id": session, "form": form, "person_id": person, "fields": dict(fields), "at": now}
    await db.execute(_KEEP_DRAFT, row)


async def draft(db: AsyncConnection, session: SessionId, form: str, person: PersonId) -> Mapping[str, str] | None:
    found: Mapping[str, str] | None = await db.scalar(_DRAFT, {"session": session, "paper": form, "person": person})
    return found


async def drop_draft(db: AsyncConnection, session: SessionId, form: str, person: PersonId) -> None:
    await db.execute(_DROP_DRAFT, {"session": session, "paper": form, "person": person})


async def save_form(db: AsyncConnection, answer: FormAnswer) -> None:
    """The first version is inserted, a later one replaces the one before it; anything else is stale."""
    if answer.version == 1:
        row = {
            "session_id": answer.session,
            "form": answer.form,
            "person_id": answer.person,
            "version": 1,
            "fields": dict(answer.fields),
            "at": answer.at,
        }
        written = await db.execute(_FIRST_FORM, row)
    else:
        change = {
            "session": answer.session,
            "paper": answer.form,
            "person": answer.person,
            "before": answer.version - 1,
            "next": answer.version,
            "said": dict(answer.fields),
            "now": answer.at,
        }
        written = await db.execute(_NEXT_FORM, change)
    if written.rowcount != 1:
        raise Stale


async def form_answer(db: AsyncConnection, session: SessionId, form: str, person: PersonId) -> FormAnswer | None:
    found = await db.execute(_FORM, {"session": session, "paper": form, "person": person})
    return next(iter(forms_from(found)), None)


async def forms_of(db: AsyncConnection, session: SessionId) -> list[FormAnswer]:
    return forms_from(await db.execute(_FORMS, {"session": session}))


async def forms_of_group(db: AsyncConnection, group: GroupId, form: str) -> list[FormAnswer]:
    return forms_from(await db.execute(_FORMS_OF_GROUP, {"group": group, "paper": form}))


def forms_from(rows: Iterable[Any]) -> list[FormAnswer]:
    return [
        FormAnswer(
            session=SessionId(row.session_id),
            form=row.form,
            person=PersonId(row.person_id),
            version=row.version,
            fields=thawed(row.fields),
            at=row.at,
        )
        for row in rows
    ]
