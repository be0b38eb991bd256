"""The moderator says later which kind of bottleneck it is, and where it plays."""

from collections.abc import Mapping
from typing import Any

from dialogs.cards import actions as a
from dialogs.turns import Reply
from dialogs.usecases.later import page_later
from dialogs.usecases.regie_moderator import Moderator


async def labels_page(by: Moderator) -> Reply:
    return await page_later(by)


async def label_bottleneck(by: Moderator, action: a.LabelBottleneck, data: Mapping[str, Any]) -> Reply:
    return await page_later(by, action, data)
