"""The codes with which a moderator proves to lead a group."""

import secrets
from typing import Final

_LETTERS: Final = "abcdefghjkmnpqrstuvwxyz23456789"
"""Without the signs that are mistaken for one another when read aloud."""
_LENGTH: Final = 10  # about fifty bits, for a code that works once and is guessed through Teams


def new_code() -> str:
    return "".join(secrets.choice(_LETTERS) for _ in range(_LENGTH))


def plain(code: str) -> str:
    """A code as it is stored, however it was typed."""
    return "".join(sign for sign in code.casefold() if sign.isalnum())
