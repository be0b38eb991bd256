"""What is said about experiments at any time, beyond the short form of a round."""

from typing import Final

NL: Final[dict[str, str]] = {}

EN: Final[dict[str, str]] = {}
