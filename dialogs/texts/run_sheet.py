"""The draaiboek: one page before a session, and the text to paste after it."""

from typing import Final

NL: Final[dict[str, str]] = {
    "reply.run_sheet.none": "Er is geen sessie meer om voor te bereiden.",
}

EN: Final[dict[str, str]] = {
    "reply.run_sheet.none": "There is no session left to prepare.",
}
