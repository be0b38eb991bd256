"""What an observer reads and writes, and what people agree to."""

from typing import Final

NL: Final[dict[str, str]] = {
    "reply.observe.only": "Dit is er voor waarnemers van je groep.",
}

EN: Final[dict[str, str]] = {
    "reply.observe.only": "This is here for observers of your group.",
}
