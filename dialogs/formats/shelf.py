"""The formats that come with the bot, by name, and the fingerprint by which a stored one is known again."""

from hashlib import sha256
from typing import Final

SHIPPED: Final = ("mastermind-4", "mastermind-3", "action-learning", "taster")
"""Each is `dialogs/formats/library/<name>.yaml`; the caller reads the file."""


def digest(text: str) -> str:
    """Equal for equal text, whatever the line ends and a byte-order mark at the start."""
    plain = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    return sha256(plain.encode("utf-8", "surrogatepass")).hexdigest()
