"""A SQLite connection on which statements that come again go straight to the driver's thread, the first with BEGIN."""

import sqlite3
from collections.abc import Awaitable, Callable, Sequence
from functools import partial
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.plans import Held, Plan, PlannedConnection, Plans, Rows

BEGUN: Final = "begun"
"""In a connection's `info`: the transaction begins with its first statement, nobody else need begin it."""


class StraightSqlite(PlannedConnection):
    """Takes the place of SQLAlchemy's."""

    def __init__(self, engine: AsyncEngine, plans: Plans, *, begin: str | None) -> None:
        """`begin`: what a transaction begins with; none where each statement stands alone."""
        super().__init__(engine, plans)
        self._begin = begin

    async def _run(self, connection: sa.Connection, plan: Plan, asked: list[Any], *, many: bool) -> Rows:
        driver: Any = connection.connection.driver_connection
        found, touched = await self._trip(connection, plan.sql, partial(driver.fetch, plan.sql, asked, many=many))
        return Rows(plan.rows(found), touched)

    async def _run_together(self, connection: sa.Connection, held: Sequence[Held], *, alone: bool) -> Sequence[int]:  # noqa: ARG002 - here they are several statements
        for one in held:
            self._tell(connection, one.plan.sql, one.asked)
        driver: Any = connection.connection.driver_connection
        writes = [(one.plan.sql, one.asked) for one in held]
        touched: Sequence[int] = await self._trip(connection, writes[0][0], partial(driver.write, writes))
        return touched

    async def _trip(self, connection: sa.Connection, sql: str, go: Callable[..., Awaitable[Any]]) -> Any:
        """`go` hears what the transaction begins with, if it is still to begin."""
        begin = None
        if self._begin is not None and not connection.in_transaction():
            begin = self._begin
            connection.info[BEGUN] = True
            connection.begin()
        try:
            return await go(begin=begin)
        except sqlite3.Error as error:
            driver: Any = connection.connection.driver_connection
            if begin is not None and not driver.in_transaction:
                await self.rollback()  # it never began: whatever comes next must not go without one
            raise sa.exc.DBAPIError.instance(
                sql, None, error, sqlite3.Error, hide_parameters=True, dialect=connection.dialect
            ) from error
        except BaseException:
            await self.invalidate()  # cut off in the middle: nobody knows what it would answer next
            raise
