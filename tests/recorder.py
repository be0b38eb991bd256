"""Counts what a database is asked: round trips are what an answer's time goes to."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from sqlalchemy import event

from storage.database import Database


class QueryRecorder:
    """`queries` are the statements, `commits` the transactions that ended well. BEGIN and COMMIT are not statements."""

    def __init__(self) -> None:
        self.queries: list[str] = []
        self.commits = 0

    def clear(self) -> None:
        self.queries.clear()
        self.commits = 0

    @contextmanager
    def listening(self, database: Database) -> Iterator["QueryRecorder"]:
        # an engine with options shares its pool with the first, not its listeners
        engines = [engine.sync_engine for engine in database.engines]
        for engine in engines:
            event.listen(engine, "before_cursor_execute", self._asked)
            event.listen(engine, "commit", self._committed)
        try:
            yield self
        finally:
            for engine in engines:
                event.remove(engine, "before_cursor_execute", self._asked)
                event.remove(engine, "commit", self._committed)

    def _asked(self, _db: object, _cursor: object, statement: str, *_rest: Any) -> None:
        if not statement.startswith("BEGIN"):
            self.queries.append(statement)

    def _committed(self, _db: object) -> None:
        self.commits += 1
