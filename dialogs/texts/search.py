"""Searching experiments and insights of the programme."""

from typing import Final

NL: Final[dict[str, str]] = {
    "reply.search.words": "Typ erbij waar je naar zoekt, bijvoorbeeld “zoek gezinsgesprek”.",
    "reply.search.nothing": "Daar vond ik niets over. Probeer een ander woord.",
    "card.search.found.one": "Dit vond ik",
    "card.search.found.other": "Dit vond ik: {count} keer raak",
    "card.search.experiment": "experiment",
    "card.search.insight": "inzicht",
    "card.search.own_group": "Uit je eigen groep",
    "card.search.another_group": "Uit een andere groep",
    "card.search.others": "Van andere groepen lees je alleen wat iemand zonder naam aan het programma gaf.",
}

EN: Final[dict[str, str]] = {
    "reply.search.words": "Add what you are looking for, such as “search family meeting”.",
    "reply.search.nothing": "I found nothing about that. Try another word.",
    "card.search.found.one": "This is what I found",
    "card.search.found.other": "This is what I found: {count} hits",
    "card.search.experiment": "experiment",
    "card.search.insight": "insight",
    "card.search.own_group": "From your own group",
    "card.search.another_group": "From another group",
    "card.search.others": "Of other groups you only read what somebody gave to the programme without a name.",
}
