"""What programmes are made of: their files, formats and all that they kept."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Protocol

from dialogs.formats.model import Format
from dialogs.ids import ProgrammeId
from dialogs.programmes.model import ProgrammeFile, Standing
from dialogs.records import ProgrammeRecords


class Formats(Protocol):
    async def keep(self, *, digest: str, format_id: str, source: str) -> None:
        """Remember a format's text; the same digest twice is one."""
        ...

    async def get(self, digest: str) -> Format: ...


class Programmes(Protocol):
    async def load(self, slug: str) -> tuple[ProgrammeId, ProgrammeFile, frozenset[tuple[int, int]]] | None:
        """As a file would say it now, and which (group, session number) have started; None when unknown."""
        ...

    async def standing(self, slug: str) -> Mapping[int, Standing]:
        """By group number; nothing for an unknown programme."""
        ...

    async def apply(self, file: ProgrammeFile, *, digests: Mapping[str, str], now: datetime) -> None:
        """Make the store say what the file says, but for sessions that have started; people who are no longer
        in the file get `left_at`. `digests` maps a format id to the kept version new groups start with; a group
        of which a session has started keeps its own."""
        ...

    async def remember(self, file: ProgrammeFile) -> None:
        """Keep when the file itself has each session, whatever was made of it: the next file is compared with it."""
        ...

    async def list(self) -> Sequence[tuple[str, str, int, int]]:
        """(slug, title, groups, participants)."""
        ...

    async def codes(self, slug: str) -> Sequence[tuple[int, str, str]]:
        """(group number, moderator's name, code) for `koppel <number> <code>`; a spent code makes place for another."""
        ...


class Archive(Protocol):
    async def programme(self, slug: str) -> ProgrammeRecords | None: ...
