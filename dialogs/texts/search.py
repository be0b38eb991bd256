"""Searching experiments and insights of the programme."""

from typing import Final

NL: Final[dict[str, str]] = {
    "reply.search.words": "Typ erbij waar je naar zoekt, bijvoorbeeld “zoek gezinsgesprek”.",
    "reply.search.nothing": "Daar vond ik niets over. Probeer een ander woord.",
}

EN: Final[dict[str, str]] = {
    "reply.search.words": "Add what you are looking for, such as “search family meeting”.",
    "reply.search.nothing": "I found nothing about that. Try another word.",
}
