"""The moderator's own notes about a session."""

from collections.abc import Mapping
from typing import Any

from dialogs.cards import actions as a
from dialogs.turns import Reply
from dialogs.usecases.later import page_later
from dialogs.usecases.regie_moderator import Moderator


async def notes_page(by: Moderator) -> Reply:
    return await page_later(by)


async def keep_notes(by: Moderator, action: a.PrivateNotes, data: Mapping[str, Any]) -> Reply:
    return await page_later(by, action, data)
