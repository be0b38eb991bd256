"""The author says how an experiment stands: dated, and corrected at any time."""

from dialogs.cards import actions as a
from dialogs.turns import Origin, Reply
from dialogs.usecases.house import House
from dialogs.usecases.later import dialog_later


async def correct_state(house: House, origin: Origin, action: a.ExperimentCorrect) -> Reply:
    return await dialog_later(house, origin, action)
