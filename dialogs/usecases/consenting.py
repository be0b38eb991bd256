"""What somebody agrees to: asked apart, told at once, taken back at any time."""

from collections.abc import Mapping
from typing import Any

from dialogs.cards import actions as a
from dialogs.turns import Origin, Reply
from dialogs.usecases.house import House
from dialogs.usecases.later import dialog_later


async def open_consent(house: House, origin: Origin, action: a.ConsentOpen) -> Reply:
    return await dialog_later(house, origin, action)


async def submit_consent(house: House, origin: Origin, action: a.ConsentSubmit, data: Mapping[str, Any]) -> Reply:
    return await dialog_later(house, origin, action, data)
