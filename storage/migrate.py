"""Brings a database to the newest schema; two processes may try at the same time.

Imported only when there is something to bring up to date: Alembic costs a start a good part of its time. A new revision
is a module in `migrations/versions/`, the next number up; `HEAD` follows it, and a test compares all with the tables.
"""

from pathlib import Path
from typing import Final

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

_LOCK: Final = 0x6D61_7374_6572  # any number, as long as nobody else takes it


def config() -> Config:
    made = Config()
    made.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    made.set_main_option("path_separator", "os")
    return made


def upgrade(connection: sa.Connection) -> None:
    """In one transaction, which on SQLite already is the only writing one."""
    if connection.dialect.name == "postgresql":
        connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_LOCK)))
    settings = config()
    settings.attributes["connection"] = connection
    command.upgrade(settings, "head")
