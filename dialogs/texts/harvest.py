"""The harvest: what the group looks back on at the end."""

from typing import Final

NL: Final[dict[str, str]] = {
    "card.harvest.title": "Wat jullie oogsten",
    "card.timeline.title": "Hoe het ging",
    "card.goals.title": "Jullie leerdoelen",
}

EN: Final[dict[str, str]] = {
    "card.harvest.title": "What you harvest",
    "card.timeline.title": "How it went",
    "card.goals.title": "Your learning goals",
}
