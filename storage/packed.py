"""Lists that come along with a row: a select becomes one JSON value, so a whole session is one trip and one moment."""

import json
from collections import namedtuple
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

from storage.columns import Moment

KEPT: Final = 256
"""Of so many groups a process keeps what it made of a text: who is in a group, and when it meets, is read again and
again and reads the same nearly always. What people wrote in a round is made anew each time, and not kept."""


class _RowsOf(FunctionElement[Any]):
    """All rows as the text of one JSON list of lists, in their order."""

    inherit_cache = True
    type = sa.Text()
    name = "rows_of"


@compiles(_RowsOf, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    return f"CAST(coalesce(json_agg(json_build_array({compiler.process(element.clauses, **kw)})), '[]') AS TEXT)"


@compiles(_RowsOf, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    """A document is text there, and would come back as text."""
    cells = [
        f"json({compiler.process(cell, **kw)})" if isinstance(cell.type, sa.JSON) else compiler.process(cell, **kw)
        for cell in element.clauses
    ]
    return f"json_group_array(json_array({', '.join(cells)}))"


class Packed:
    """`column` belongs in a select over `beside`, the tables that `query` looks at from within; `rows` reads its value
    back, with the query's labels as attributes."""

    def __init__(self, query: sa.Select[Any], *, name: str, beside: Sequence[sa.FromClause]) -> None:
        inner = query.correlate(*beside).subquery(name)
        self.column: Any = (
            sa.select(_RowsOf(*inner.c)).select_from(inner).correlate(*beside).scalar_subquery().label(name)
        )
        self._row: Any = namedtuple(name, [column.name for column in inner.c])  # type: ignore[misc]  # noqa: PYI024
        self._mended: Final = [
            (place, mend) for place, column in enumerate(inner.c) if (mend := _mending(column.type)) is not None
        ]

    def rows(self, value: str) -> list[Any]:
        found = json.loads(value)
        for row in found:
            for place, mend in self._mended:
                if row[place] is not None:
                    row[place] = mend(row[place])
        return [self._row._make(row) for row in found]


def _mending(kind: Any) -> Callable[[Any], Any] | None:
    """JSON knows no moments and no days, and SQLite no booleans."""
    if isinstance(kind, Moment):
        return _moment
    if isinstance(kind, sa.Date):
        return date.fromisoformat
    return bool if isinstance(kind, sa.Boolean) else None


def _moment(said: str) -> datetime:
    moment = datetime.fromisoformat(said)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)
