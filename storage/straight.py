"""A PostgreSQL connection on which statements that come again go straight to the driver: a third of the work.

SQLAlchemy still writes each statement, knows its types, keeps the pool and the transaction. What is left out is what it
does anew at every execution (`performance.md`, P1 and P2: an answer is five statements, a `stand` about a dozen).
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from weakref import WeakKeyDictionary

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

_PREPARED: Final = "prepared"
_MISSING: Final = object()


class Row(asyncpg.Record):  # type: ignore[misc]  # the driver has no types
    """A row whose columns are attributes, as SQLAlchemy's are."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class Rows:
    """As much of SQLAlchemy's result as the repositories use."""

    __slots__ = ("_rows", "_status")

    def __init__(self, rows: Sequence[Any], status: str = "") -> None:
        self._rows = rows
        self._status = status

    @property
    def rowcount(self) -> int:
        """How many rows the statement touched: the driver says `UPDATE 1`."""
        return int(self._status.rpartition(" ")[2])

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
        return Rows([row[0] for row in self._rows], self._status)


@dataclass(frozen=True, slots=True)
class Plan:
    """A statement as the driver takes it, and for each place its name, its value when none is given, and what turns a
    value into what the driver takes."""

    sql: str
    places: tuple[tuple[str, Any, Callable[[Any], Any] | None], ...]

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
        return Plan(str(compiled), tuple(self._place(compiled.binds[name], name) for name in compiled.positiontup))

    def _place(self, bind: Any, name: str) -> tuple[str, Any, Callable[[Any], Any] | None]:
        process = bind.type.dialect_impl(self._dialect).bind_processor(self._dialect)
        return name, _MISSING if bind.required else bind.value, process


class StraightConnection(AsyncConnection):
    """Takes the place of SQLAlchemy's. A connection that the server closed meanwhile is replaced before it is used."""

    def __init__(self, engine: AsyncEngine, plans: Plans, *, autocommit: bool) -> None:
        """`autocommit`: the engine begins no transactions."""
        super().__init__(engine)
        self._plans = plans
        self._autocommit = autocommit

    async def start(self, is_ctxmanager: bool = False) -> "StraightConnection":  # noqa: FBT001, FBT002 - SQLAlchemy's
        await super().start(is_ctxmanager)
        while _driver_of(self.sync_connection).is_closed():
            await self.invalidate()
            await self.get_raw_connection()  # takes another
        return self

    async def execute(self, statement: Any, parameters: Any = None, **options: Any) -> Any:
        many = isinstance(parameters, list)
        first: Mapping[str, Any] = (parameters[0] if many else parameters) or {}
        plan = self._plans.of(statement, tuple(first))
        connection = self.sync_connection
        if plan is None or options or connection is None or connection.invalidated:
            return await super().execute(statement, parameters, **options)
        many = many and len(parameters) > 1
        asked = [plan.values(row) for row in parameters] if many else plan.values(first)
        heard = self.sync_engine.dispatch.before_cursor_execute
        if heard:
            heard(connection, None, plan.sql, asked, None, many)
        return await self._run(connection, plan.sql, asked, many=many)

    async def _run(self, connection: sa.Connection, sql: str, asked: list[Any], *, many: bool) -> Rows:
        driver = _driver_of(connection)
        try:
            if not self._autocommit and not driver.is_in_transaction():
                if not connection.in_transaction():
                    connection.begin()
                adapter: Any = connection.connection.dbapi_connection
                await adapter._start_transaction()  # noqa: SLF001 - else only its own cursor begins it
            prepared = connection.info.setdefault(_PREPARED, {})
            statement = prepared.get(sql)
            if statement is None:
                statement = prepared[sql] = await driver.prepare(sql, record_class=Row)
            if many:
                await statement.executemany(asked)
                return Rows(())
            return Rows(await statement.fetch(*asked), statement.get_statusmsg())
        except asyncpg.IntegrityConstraintViolationError as error:
            raise sa.exc.IntegrityError(sql, None, error, hide_parameters=True) from error
        except asyncpg.InvalidCachedStatementError:
            connection.info.pop(_PREPARED, None)  # the tables were changed meanwhile; the next turn prepares anew
            raise
        except Exception:
            if driver.is_closed():
                await self.invalidate()
            raise
        except BaseException:
            await self.invalidate()  # cut off in the middle: nobody knows what it would answer next
            raise


def _driver_of(connection: Any) -> Any:
    return connection.connection.driver_connection
