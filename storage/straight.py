"""A PostgreSQL connection on which statements that come again go straight to the driver: a third of the work."""

import re
from collections.abc import Sequence
from functools import cache
from operator import itemgetter
from typing import Any, Final

import asyncpg
import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncEngine

from storage.plans import Held, Plan, PlannedConnection, Plans, Rows

_PREPARED: Final = "prepared"
_PLACE: Final = re.compile(r"\$(\d+)")


@cache
def _row(names: tuple[str, ...]) -> type:
    """A row whose columns are attributes, as SQLAlchemy's are; each knows its place, and nobody looks it up by name."""
    places = {name: property(itemgetter(place)) for place, name in enumerate(names)}
    return type("Row", (asyncpg.Record,), {"__slots__": (), **places})


@cache
def _together(writes: tuple[tuple[str, int], ...]) -> Plan:
    """One statement of many writes, each with the number of its places, that brings how many rows each touched. None
    may need what another did: PostgreSQL promises no order among them."""
    parts, before = [], 0
    for number, (sql, places) in enumerate(writes):
        moved = _PLACE.sub(lambda place, before=before: f"${before + int(place[1])}", sql)  # type: ignore[misc]
        parts.append(f"write_{number} AS ({moved} RETURNING 1)")
        before += places
    names = [f"write_{number}" for number in range(len(writes))]
    touched = ", ".join(f"(SELECT count(*) FROM {name}) AS {name}" for name in names)  # noqa: S608 - our own names
    return Plan(f"WITH {', '.join(parts)} SELECT {touched}", (), [(name, None) for name in names])


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

    async def _run_together(self, connection: sa.Connection, held: Sequence[Held], *, alone: bool) -> Sequence[int]:
        plan = _together(tuple((one.plan.sql, len(one.plan.places)) for one in held))
        asked = [value for one in held for value in one.asked]
        self._tell(connection, plan.sql, asked)
        touched: Sequence[int] = (await self._run(connection, plan, asked, many=False, alone=alone)).first()
        return touched

    async def _run(
        self, connection: sa.Connection, plan: Plan, asked: list[Any], *, many: bool, alone: bool = False
    ) -> Rows:
        sql = plan.sql
        driver = _driver_of(connection)
        try:
            if not (self._autocommit or alone or driver.is_in_transaction()):
                if not connection.in_transaction():
                    connection.begin()
                adapter: Any = connection.connection.dbapi_connection
                await adapter._start_transaction()  # noqa: SLF001 - else only its own cursor begins it
            prepared = connection.info.setdefault(_PREPARED, {})
            statement = prepared.get(sql)
            if statement is None:
                statement = prepared[sql] = await driver.prepare(sql, record_class=_row(plan.names))
            if many:
                await statement.executemany(asked)
                return Rows(())
            found = await statement.fetch(*asked)
            return Rows(found, len(found) if plan.names else _touched(statement.get_statusmsg()))
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
