"""A SQLite connection on which statements that come again go straight to the driver's thread, the first with BEGIN."""

import sqlite3
from collections.abc import Mapping
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine

from storage.plans import Plan, Plans, Rows

BEGUN: Final = "begun"
"""In a connection's `info`: the transaction begins with its first statement, nobody else need begin it."""


class StraightSqlite(AsyncConnection):
    """Takes the place of SQLAlchemy's."""

    def __init__(self, engine: AsyncEngine, plans: Plans, *, begin: str) -> None:
        super().__init__(engine)
        self._plans = plans
        self._begin = begin

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
        return await self._run(connection, plan, asked, many=many)

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
            raise sa.exc.DBAPIError.instance(
                plan.sql, None, error, sqlite3.Error, hide_parameters=True, dialect=connection.dialect
            ) from error
        except BaseException:
            await self.invalidate()  # cut off in the middle: nobody knows what it would answer next
            raise
        return Rows(plan.rows(found), touched)
