"""Forms between sessions: attendance, preparation, consent, facts, highlight, the vote about it, harvest."""

from collections.abc import Mapping
from typing import Any

from dialogs.cards import actions as a
from dialogs.turns import Origin, Reply
from dialogs.usecases.house import House
from dialogs.usecases.later import dialog_later


async def open_between(house: House, origin: Origin, action: a.BetweenOpen) -> Reply:
    return await dialog_later(house, origin, action)


async def save_between(house: House, origin: Origin, action: a.BetweenSave, data: Mapping[str, Any]) -> Reply:
    return await dialog_later(house, origin, action, data)


async def submit_between(house: House, origin: Origin, action: a.BetweenSubmit, data: Mapping[str, Any]) -> Reply:
    return await dialog_later(house, origin, action, data)
