"""The columns of a programme as a table: one row per person, programme, group and sessions repeated in every row."""

import re
from typing import Final

PROGRAMME: Final = ("slug", "title", "language", "time_zone", "format", "preset")
GROUP: Final = {
    "number": "number",
    "ambition": "ambition",
    "dilemma": "dilemma",
    "group_format": "format",
    "group_preset": "preset",
    "group_language": "language",
}
"""Column to key: the programme's own columns have the plain names."""
PERSON: Final = ("role", "name", "email", "entra_id", "profession", "position", "organisation", "region", "about")
SESSION: Final = ("starts", "minutes", "meeting_url", "cancelled")
SESSION_COLUMN: Final = re.compile(rf"session([1-9][0-9]?)_({'|'.join(SESSION)})")
REQUIRED: Final = (
    "slug",
    "title",
    "format",
    "number",
    "ambition",
    "dilemma",
    "role",
    "name",
    "email",
    "session1_starts",
    "session1_minutes",
)
MOST_ROWS: Final = 5000
MOST_COLUMNS: Final = 200
CONTACT: Final = "contact"
"""In the column `role`: somebody to ask; the column `about` says what."""


def session_column(number: int, key: str) -> str:
    return f"session{number}_{key}"


def names(sessions: int) -> tuple[str, ...]:
    """Every column, for a programme whose longest group has that many sessions."""
    numbered = (session_column(n, key) for n in range(1, sessions + 1) for key in SESSION)
    return (*PROGRAMME, *GROUP, *PERSON, *numbered)


def is_known(name: str) -> bool:
    return name in {*PROGRAMME, *GROUP, *PERSON} or SESSION_COLUMN.fullmatch(name) is not None
