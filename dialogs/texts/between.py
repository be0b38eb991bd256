"""Forms between sessions: who comes, what is prepared, who brings something in."""

from typing import Final

NL: Final[dict[str, str]] = {
    "reply.between.none": "Hier is nu niets in te vullen.",
}

EN: Final[dict[str, str]] = {
    "reply.between.none": "There is nothing to fill in here now.",
}
