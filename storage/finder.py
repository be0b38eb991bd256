"""Finds experiments and insights of a programme by their words: the Dutch stems on PostgreSQL, how words begin on
SQLite."""

import re
from collections.abc import Collection, Sequence
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.ids import ExperimentId, GroupId, PersonId, ProgrammeId, SessionId
from dialogs.records import Findable, FindableKind, Found
from dialogs.sessions.model import RunKey
from storage.queue import padded
from storage.tables import findable, groups

_WORD: Final = re.compile(r"[^\W_]+")

_PUT = insert(findable)
_PUT = _PUT.on_conflict_do_update(
    index_elements=[findable.c.id], set_={"text": _PUT.excluded.text, "group_id": _PUT.excluded.group_id}
)
_DROP = sa.delete(findable).where(findable.c.id.in_(sa.bindparam("ids", expanding=True)))
_FOUND = sa.select(findable, groups.c.number.label("group_number")).select_from(
    findable.join(groups, groups.c.id == findable.c.group_id)
)
_GET = _FOUND.where(findable.c.id.in_(sa.bindparam("ids", expanding=True)))
_IN_PROGRAMME = findable.c.programme_id == sa.bindparam("programme")
_MOST = sa.bindparam("most", type_=sa.Integer)
_WORDS = sa.bindparam("words", type_=sa.Text)
_words_of = sa.table("findable_words", sa.column("rowid"), sa.column("rank"))
_SEARCH: Final[dict[str, Any]] = {
    # as the index has it, letter by letter: only then is the index used
    "postgresql": _FOUND.where(
        _IN_PROGRAMME,
        sa.text("to_tsvector('dutch', findable.text) @@ plainto_tsquery('dutch', :words)").bindparams(_WORDS),
    ).order_by(
        sa.text("ts_rank(to_tsvector('dutch', findable.text), plainto_tsquery('dutch', :words)) DESC").bindparams(
            _WORDS
        )
    ),
    "sqlite": _FOUND.join(_words_of, _words_of.c.rowid == findable.c.nr)
    .where(_IN_PROGRAMME, sa.text("findable_words MATCH :words").bindparams(_WORDS))
    .order_by(_words_of.c.rank),
}
_BEST: Final = {dialect: search.order_by(findable.c.nr.desc()).limit(_MOST) for dialect, search in _SEARCH.items()}


class SqlFinder:
    def __init__(self, db: AsyncConnection) -> None:
        self._db = db

    async def put(self, entries: Sequence[Findable]) -> None:
        if entries:
            # in the order of the ids: two turns that write the same ones do not wait for each other in a ring
            await self._db.execute(_PUT, [_row(one) for one in sorted(entries, key=lambda one: one.id)])

    async def drop(self, ids: Collection[str]) -> None:
        if ids:
            await self._db.execute(_DROP, {"ids": padded(ids)})

    async def search(self, programme: ProgrammeId, words: str, limit: int) -> Sequence[Found]:
        """Only letters and digits of what was typed reach the database's own language of searching."""
        typed = _WORD.findall(words)
        if not typed:
            return []
        dialect = self._db.dialect.name
        asked = " ".join(f'"{word}"*' for word in typed) if dialect == "sqlite" else " ".join(typed)
        rows = await self._db.execute(_BEST[dialect], {"programme": programme, "words": asked, "most": limit})
        return [_found(row) for row in rows]

    async def get(self, ids: Sequence[str]) -> Sequence[Found]:
        if not ids:
            return []
        rows = {row.id: _found(row) for row in await self._db.execute(_GET, {"ids": padded(ids)})}
        return [rows[one] for one in ids if one in rows]


def _row(entry: Findable) -> dict[str, object]:
    return {
        "id": entry.id,
        "programme_id": entry.programme,
        "group_id": entry.group,
        "person_id": entry.person,
        "kind": entry.kind.value,
        "session_id": entry.session,
        "round_id": entry.run and entry.run.round_id,
        "run": entry.run and entry.run.run,
        "experiment_id": entry.experiment,
        "text": entry.text,
    }


def _found(row: Any) -> Found:
    return Found(
        findable=Findable(
            programme=ProgrammeId(row.programme_id),
            group=GroupId(row.group_id),
            person=PersonId(row.person_id),
            kind=FindableKind(row.kind),
            text=row.text,
            session=None if row.session_id is None else SessionId(row.session_id),
            run=None if row.round_id is None else RunKey(row.round_id, row.run),
            experiment=None if row.experiment_id is None else ExperimentId(row.experiment_id),
        ),
        group_number=row.group_number,
    )
