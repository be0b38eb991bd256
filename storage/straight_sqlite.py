"""A SQLite connection on which statements that come again go straight to the driver's thread, the first with BEGIN."""

import sqlite3
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.plans import Plan, PlannedConnection, Plans, Rows

BEGUN: Final = "begun"
"""In a connection's `info`: the transaction begins with its first statement, nobody else need begin it."""


class StraightSqlite(PlannedConnection):
    """Takes the place of SQLAlchemy's."""

    def __init__(self, engine: AsyncEngine, plans: Plans, *, begin: str) -> None:
        super().__init__(engine, plans)
        self._begin = begin

    async def _run(self, connection: sa.Connection, plan: Plan, asked: list[Any], *, many: bool) -> Rows:
        begin = None
        if not connection.in_transaction():
            begin = self._begin
            connection.info[BEGUN] = True
            connection.begin()
        driver: Any = connection.connection.driver_connection
        try:
            found, touched = await driver.fetch(plan.sql, asked, begin=begin, many=many)
        except sqlite3.Error as error:
            if begin is not None and not driver.in_transaction:
                await self.rollback()  # it never began: whatever comes next must not go without one
            raise sa.exc.DBAPIError.instance(
                plan.sql, None, error, sqlite3.Error, hide_parameters=True, dialect=connection.dialect
            ) from error
        except BaseException:
            await self.invalidate()  # cut off in the middle: nobody knows what it would answer next
            raise
        return Rows(plan.rows(found), touched)
