"""Column types that both databases keep alike: moments in UTC, ids, small documents."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import JSONB


class Moment(sa.types.TypeDecorator[datetime]):
    """An aware moment, kept and returned in UTC. A naive one is refused: nobody could say what it means."""

    impl = sa.DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"a moment needs a time zone: {value.isoformat()}")
        there = value.astimezone(UTC)
        return there if dialect.name == "postgresql" else there.replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: sa.Dialect) -> datetime | None:
        if value is None or dialect.name == "postgresql":
            return value
        return value.replace(tzinfo=UTC)


ID: Final = sa.String(32)
"""The hexadecimal form of a random UUID."""

CHANNEL_ID: Final = sa.Text()
"""What the channel calls a chat, an activity or a person: no length is promised."""

DOCUMENT: Final = sa.JSON(none_as_null=True).with_variant(JSONB(none_as_null=True), "postgresql")


def thawed(document: Mapping[str, Any] | None) -> dict[str, Any]:
    """A document as the domain has it: lists come back as the tuples they were."""
    return {name: tuple(value) if isinstance(value, list) else value for name, value in (document or {}).items()}
