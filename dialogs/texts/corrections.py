"""Catching up, buddies, the experiment in the light, a session that moves or does not go on."""

from typing import Final

NL: Final[dict[str, str]] = {
    "card.pairs.title": "Jullie buddy’s",
    "card.pairs.proposal": "Een voorstel. Past het niet, dan maken we andere paren.",
    "reply.move.invite": "Wil je sessie {number} verzetten?",
    "reply.cancel.invite": "Gaat sessie {number} niet door?",
    "reply.move.none": "Er is geen sessie meer die je kunt verzetten.",
    "reply.catch_up.none": "Je hebt niets gemist om in te halen.",
    "reply.catch_up.invite": "Dit kun je nog inhalen.",
}

EN: Final[dict[str, str]] = {
    "card.pairs.title": "Your buddies",
    "card.pairs.proposal": "A proposal. If it does not fit, we make other pairs.",
    "reply.move.invite": "Would you like to move session {number}?",
    "reply.cancel.invite": "Will session {number} not take place?",
    "reply.move.none": "There is no session left to move.",
    "reply.catch_up.none": "You have missed nothing to catch up with.",
    "reply.catch_up.invite": "This is what you can still catch up with.",
}
