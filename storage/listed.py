"""A list as one value: a statement for any number of rows is written once, prepared once and planned once."""

from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement


class _List(sa.types.TypeDecorator[list[Any]]):
    """An array where there are arrays, else JSON."""

    impl = sa.JSON
    cache_ok = True

    def __init__(self, item: Any) -> None:
        super().__init__()
        self.item = item

    def load_dialect_impl(self, dialect: sa.Dialect) -> Any:
        kind: Any = postgresql.ARRAY(self.item) if dialect.name == "postgresql" else sa.JSON()
        return dialect.type_descriptor(kind)


NUMBERS: Final = _List(sa.BigInteger())
TEXTS: Final = _List(sa.Text())


class _Among(FunctionElement[Any]):
    """A column and a list. It has no type: a boolean would be compared with 1 on SQLite, past every index."""

    inherit_cache = True
    type = sa.types.NullType()
    name = "among"


@compiles(_Among, "postgresql")
def _on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    column, values = (compiler.process(part, **kw) for part in element.clauses)
    return f"{column} = ANY({values})"


@compiles(_Among, "sqlite")
def _on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    column, values = (compiler.process(part, **kw) for part in element.clauses)
    return f"{column} IN (SELECT value FROM json_each({values}))"  # noqa: S608 - names and places, no values


class _Found(FunctionElement[Any]):
    """A row's number and a select of numbers."""

    inherit_cache = True
    type = sa.types.NullType()
    name = "found"


@compiles(_Found, "postgresql")
def _found_on_postgresql(element: Any, compiler: Any, **kw: Any) -> str:
    number, numbers = (compiler.process(part, **kw) for part in element.clauses)
    return f"{number} = ANY(ARRAY{numbers})"


@compiles(_Found, "sqlite")
def _found_on_sqlite(element: Any, compiler: Any, **kw: Any) -> str:
    number, numbers = (compiler.process(part, **kw) for part in element.clauses)
    return f"{number} IN {numbers}"


def among(column: Any, name: str, kind: Any) -> Any:
    """Whether the column's value is in the list that is given under this name."""
    return _Among(column, sa.bindparam(name, type_=kind))


def found(column: Any, numbers: Any) -> Any:
    """Whether the column's value is one that a scalar subquery finds. PostgreSQL looks each up in the index; for `IN`
    it may read the whole table."""
    return _Found(column, numbers)
