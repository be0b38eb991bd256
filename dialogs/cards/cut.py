"""How words by people are made to fit a card that grows too big."""

from collections.abc import Callable

Cut = Callable[[str], str]
"""Shortens words by people when a card grows too big."""


def whole(said: str) -> str:
    """For where there is room for all of it."""
    return said
