"""The hotseat goes from one member to another, and stays on record."""

from collections.abc import Mapping
from typing import Any

from dialogs.cards import actions as a
from dialogs.turns import Reply
from dialogs.usecases.later import page_later
from dialogs.usecases.regie_moderator import Moderator


async def hand_over_page(by: Moderator) -> Reply:
    return await page_later(by)


async def hand_over(by: Moderator, action: a.HandOver, data: Mapping[str, Any]) -> Reply:
    return await page_later(by, action, data)
