"""The moderator agrees with the pairs that the bot proposes, or asks for others."""

from collections.abc import Mapping
from typing import Any

from dialogs.cards import actions as a
from dialogs.turns import Reply
from dialogs.usecases.later import page_later
from dialogs.usecases.regie_moderator import Moderator


async def pairs_page(by: Moderator) -> Reply:
    return await page_later(by)


async def decide_pairs(by: Moderator, action: a.RegiePairs, data: Mapping[str, Any]) -> Reply:
    return await page_later(by, action, data)
