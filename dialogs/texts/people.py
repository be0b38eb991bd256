"""Handing over the hotseat, several groups at once, labels and private notes."""

from typing import Final

NL: Final[dict[str, str]] = {
    "card.overview.title": "Je groepen",
    "card.overview.next": "Sessie {number}: {when}",
    "card.overview.open": "Sessie {number} is bezig",
    "card.overview.done": "Alle sessies zijn geweest",
}

EN: Final[dict[str, str]] = {
    "card.overview.title": "Your groups",
    "card.overview.next": "Session {number}: {when}",
    "card.overview.open": "Session {number} is going on",
    "card.overview.done": "All sessions have been held",
}
