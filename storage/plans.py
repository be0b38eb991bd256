"""Statements that come again, as a driver takes them without SQLAlchemy's help, and what they bring.

SQLAlchemy still writes each statement, knows its types, keeps the pool and the transaction. What is left out is what it
does anew at every execution (`performance.md`, P1 and P2: an answer is five statements, a `stand` about a dozen).
"""

from collections import namedtuple
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from types import TracebackType
from typing import Any, Final
from weakref import WeakKeyDictionary

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_MISSING: Final = object()


class Rows:
    """As much of SQLAlchemy's result as the repositories use."""

    __slots__ = ("_rows", "rowcount")

    def __init__(self, rows: Sequence[Any], touched: int = -1) -> None:
        self._rows = rows
        self.rowcount = touched

    def __iter__(self) -> Iterator[Any]:
        return iter(self._rows)

    def all(self) -> Sequence[Any]:
        return self._rows

    def first(self) -> Any:
        return self._rows[0] if self._rows else None

    def one_or_none(self) -> Any:
        if len(self._rows) > 1:
            raise sa.exc.MultipleResultsFound("Multiple rows were found when one or none was required")
        return self.first()

    def scalar(self) -> Any:
        return self._rows[0][0] if self._rows else None

    def scalars(self) -> "Rows":
        return Rows([row[0] for row in self._rows], self.rowcount)


class Plan:
    """A statement as the driver takes it; for each place its name, its value when none is given, and what turns a value
    into what the driver takes; for each column its name, and what turns what the driver brings into a value."""

    def __init__(
        self,
        sql: str,
        places: Sequence[tuple[str, Any, Callable[[Any], Any] | None]],
        columns: Sequence[tuple[str, Callable[[Any], Any] | None]],
    ) -> None:
        self.sql = sql
        self.places = places
        self.names = tuple(name for name, _ in columns)
        self._mended = [(place, mend) for place, (_, mend) in enumerate(columns) if mend is not None]

    @cached_property
    def _shape(self) -> Any:
        return namedtuple("_shape", self.names, rename=True)  # noqa: PYI024

    def rows(self, found: Sequence[Sequence[Any]]) -> Sequence[Any]:
        """For a driver that knows neither the columns' types nor attributes."""
        if self._mended:
            return [self._shape._make(self._mend(row)) for row in found]
        return [self._shape._make(row) for row in found]

    def _mend(self, row: Sequence[Any]) -> list[Any]:
        values = list(row)
        for place, mend in self._mended:
            values[place] = mend(values[place])
        return values

    def values(self, asked: Mapping[str, Any]) -> list[Any]:
        found = []
        for name, default, process in self.places:
            value = asked.get(name, default)
            if value is _MISSING:
                raise sa.exc.InvalidRequestError(f"A value is required for bind parameter {name!r}")
            found.append(value if process is None else process(value))
        return found


class Plans:
    """One for each engine. A statement that is seen a second time is a constant of its module, and worth a plan; what
    is written anew for one use goes SQLAlchemy's way."""

    def __init__(self, dialect: sa.Dialect) -> None:
        self._dialect = dialect
        self._known: WeakKeyDictionary[Any, dict[tuple[str, ...], Plan | None]] = WeakKeyDictionary()

    def of(self, statement: Any, names: tuple[str, ...]) -> Plan | None:
        plans = self._known.get(statement)
        if plans is None:
            self._known[statement] = {}
            return None
        if names not in plans:
            plans[names] = self._made(statement, names)
        return plans[names]

    def _made(self, statement: Any, names: tuple[str, ...]) -> Plan | None:
        """None for what has to be written anew for its values, such as a list of any length."""
        compiled: Any = statement.compile(dialect=self._dialect, column_keys=list(names), for_executemany=True)
        if compiled.post_compile_params or compiled.literal_execute_params:
            return None
        return Plan(
            str(compiled),
            tuple(self._place(compiled.binds[name], name) for name in compiled.positiontup),
            tuple(self._column(column) for column in compiled._result_columns),  # noqa: SLF001 - nothing else knows them
        )

    def _place(self, bind: Any, name: str) -> tuple[str, Any, Callable[[Any], Any] | None]:
        process = bind.type.dialect_impl(self._dialect).bind_processor(self._dialect)
        return name, _MISSING if bind.required else bind.value, process

    def _column(self, column: Any) -> tuple[str, Callable[[Any], Any] | None]:
        if isinstance(column.type, sa.Double):  # as it comes; its processor asks for what only a cursor knows
            return column.keyname, None
        return column.keyname, column.type.dialect_impl(self._dialect).result_processor(self._dialect, None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A write that waits for others to go with."""

    table: Any
    plan: Plan
    asked: list[Any]
    unless: type[Exception] | None


class PlannedConnection(AsyncConnection):
    """Takes the place of SQLAlchemy's. What has a plan goes straight to the driver, anything else its usual way."""

    def __init__(self, engine: AsyncEngine, plans: Plans) -> None:
        super().__init__(engine)
        self._plans = plans
        self._held: list[Held] = []

    async def write(self, statement: Any, row: Mapping[str, Any], *, unless: type[Exception] | None = None) -> None:
        """A write of which nobody needs to know more than that it was done, at the next other statement or the commit:
        until then it waits, to make one trip with those that follow. Of each table one waits, for statements that go
        together do not see what the others did. `unless` it touches one row that error is raised, when it goes."""
        plan = self._plans.of(statement, tuple(row))
        if any(held.table is statement.table for held in self._held):
            await self._let_go()
        if plan is not None:
            self._held.append(Held(table=statement.table, plan=plan, asked=plan.values(row), unless=unless))
        elif (await self.execute(statement, row)).rowcount != 1 and unless is not None:
            raise unless

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """The connection goes back even when who used it is cancelled meanwhile. Where nothing is to be undone that
        asks nothing of the server, and nobody can come between."""
        connection = self.sync_connection
        if connection is not None and connection.get_transaction() is None and not connection.invalidated:
            await self.close()
        else:
            await super().__aexit__(kind, error, trace)

    async def commit(self) -> None:
        await self._let_go(last=True)
        connection = self.sync_connection
        if connection is None or connection.get_transaction() is not None:
            await super().commit()

    async def rollback(self) -> None:
        self._held.clear()
        await super().rollback()

    async def execute(self, statement: Any, parameters: Any = None, *, execution_options: Any = None) -> Any:
        """`scalar` and `scalars` ask here as well, and name options that they do not have."""
        await self._let_go()
        many = isinstance(parameters, list)
        first: Mapping[str, Any] = (parameters[0] if many else parameters) or {}
        plan = self._plans.of(statement, tuple(first))
        connection = self.sync_connection
        if plan is None or execution_options or connection is None or connection.invalidated:
            return await super().execute(statement, parameters, execution_options=execution_options)
        many = many and len(parameters) > 1
        asked = [plan.values(row) for row in parameters] if many else plan.values(first)
        self._tell(connection, plan.sql, asked, many=many)
        return await self._run(connection, plan, asked, many=many)

    async def _let_go(self, *, last: bool = False) -> None:
        """`last`: nothing follows but the commit."""
        if not self._held:
            return
        held, self._held = self._held, []
        connection = self.sync_connection
        if connection is None or connection.invalidated:
            raise sa.exc.PendingRollbackError("The connection was lost before what waited was written")
        alone = last and connection.get_transaction() is None and all(one.unless is None for one in held)
        touched = await self._run_together(connection, held, alone=alone)
        for one, rows in zip(held, touched, strict=True):
            if rows != 1 and one.unless is not None:
                raise one.unless

    def _tell(self, connection: sa.Connection, sql: str, asked: Any, *, many: bool = False) -> None:
        heard = self.sync_engine.dispatch.before_cursor_execute
        if heard:
            heard(connection, None, sql, asked, None, many)

    async def _run_together(self, connection: sa.Connection, held: Sequence[Held], *, alone: bool) -> Sequence[int]:
        """How many rows each touched. `alone`: they are all there is in this transaction, and nobody may want to undo
        them: one statement needs no BEGIN and no COMMIT."""
        raise NotImplementedError

    async def _run(self, connection: sa.Connection, plan: Plan, asked: list[Any], *, many: bool) -> Rows:
        """The driver's part; begins the transaction where there is none yet."""
        raise NotImplementedError
