"""Formats by the digest of their text: kept once, parsed once."""

import asyncio
from collections.abc import Callable

import sqlalchemy as sa
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncConnection

from dialogs.formats.model import Format
from storage.tables import formats

_KEEP = insert(formats).on_conflict_do_nothing()
_SOURCE = sa.select(formats.c.source).where(formats.c.digest == sa.bindparam("digest"))


class ParsedFormats:
    """Formats that were read before. A digest never changes its meaning, so nothing here grows old."""

    def __init__(self, read: Callable[[str], Format]) -> None:
        self._read = read
        self._known: dict[str, Format] = {}

    def get(self, digest: str) -> Format | None:
        return self._known.get(digest)

    def parse(self, digest: str, source: str) -> Format:
        self._known[digest] = self._read(source)
        return self._known[digest]


class Shelf:
    def __init__(self, db: AsyncConnection, parsed: ParsedFormats) -> None:
        self._db = db
        self._parsed = parsed

    async def keep(self, *, digest: str, format_id: str, source: str) -> None:
        await self._db.execute(_KEEP, {"digest": digest, "format_id": format_id, "source": source})

    async def get(self, digest: str) -> Format:
        """Raises `KeyError` for a digest that was never kept."""
        known = self._parsed.get(digest)
        if known is not None:
            return known
        source = await self._db.scalar(_SOURCE, {"digest": digest})
        if source is None:
            raise KeyError(digest)
        return await asyncio.to_thread(self._parsed.parse, digest, source)  # some tens of milliseconds
