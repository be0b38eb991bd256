"""The report of an experiment (*terugblik*), and the board that is made of reports."""

from typing import Final

NL: Final[dict[str, str]] = {
    "card.board.done": "Gedaan ({count})",
    "card.board.partly": "Deels ({count})",
    "card.board.not_done": "Niet gedaan ({count})",
    "card.board.tells": "Vertelt het zelf",
    "reply.look_back.invite": "Hoe ging je experiment? In twee minuten kijk je terug.",
}

EN: Final[dict[str, str]] = {
    "card.board.done": "Done ({count})",
    "card.board.partly": "Partly ({count})",
    "card.board.not_done": "Not done ({count})",
    "card.board.tells": "Tells it in person",
    "reply.look_back.invite": "How did your experiment go? Looking back takes two minutes.",
}
