"""One's own experiments: the list, and the long form of one of them."""

from collections.abc import Mapping
from typing import Any

from dialogs.cards import actions as a
from dialogs.turns import Origin, Reply
from dialogs.usecases.house import House
from dialogs.usecases.later import dialog_later


async def list_experiments(house: House, origin: Origin, action: a.ExperimentList) -> Reply:
    return await dialog_later(house, origin, action)


async def choose_experiment(house: House, origin: Origin, action: a.ExperimentChoose, data: Mapping[str, Any]) -> Reply:
    """The one that was chosen from the list, or the short form of a new one."""
    return await dialog_later(house, origin, action, data)


async def save_experiment(house: House, origin: Origin, action: a.ExperimentSave, data: Mapping[str, Any]) -> Reply:
    """*Bewaren*: a draft of the long form, its author's only."""
    return await dialog_later(house, origin, action, data)


async def submit_details(house: House, origin: Origin, action: a.ExperimentDetails, data: Mapping[str, Any]) -> Reply:
    return await dialog_later(house, origin, action, data)
