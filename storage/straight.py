"""A PostgreSQL connection on which statements that come again go straight to the driver: a third of the work."""

from typing import Any, Final

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.plans import Plan, PlannedConnection, Plans, Rows

_PREPARED: Final = "prepared"


class Row(asyncpg.Record):  # type: ignore[misc]  # the driver has no types
    """A row whose columns are attributes, as SQLAlchemy's are."""

    __slots__ = ()

    def __getattr__(self, name: str) -> Any:
        try:
            return self[name]
        except KeyError:
            raise AttributeError(name) from None


class StraightConnection(PlannedConnection):
    """Takes the place of SQLAlchemy's. A connection that the server closed meanwhile is replaced before it is used."""

    def __init__(self, engine: AsyncEngine, plans: Plans, *, autocommit: bool) -> None:
        """`autocommit`: the engine begins no transactions."""
        super().__init__(engine, plans)
        self._autocommit = autocommit

    async def start(self, is_ctxmanager: bool = False) -> "StraightConnection":  # noqa: FBT001, FBT002 - SQLAlchemy's
        await super().start(is_ctxmanager)
        while _driver_of(self.sync_connection).is_closed():
            await self.invalidate()
            await self.get_raw_connection()  # takes another
        return self

    async def _run(self, connection: sa.Connection, plan: Plan, asked: list[Any], *, many: bool) -> Rows:
        sql = plan.sql
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
            found = await statement.fetch(*asked)
            return Rows(found, _touched(statement.get_statusmsg()))
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


def _touched(status: str) -> int:
    """The driver says `UPDATE 1`."""
    count = status.rpartition(" ")[2]
    return int(count) if count.isdigit() else -1
