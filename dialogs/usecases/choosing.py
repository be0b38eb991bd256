"""The moderator chooses whose experiment is in the light."""

from collections.abc import Mapping
from typing import Any

from dialogs.cards import actions as a
from dialogs.turns import Reply
from dialogs.usecases.later import page_later
from dialogs.usecases.regie_moderator import Moderator


async def choose_person_page(by: Moderator) -> Reply:
    return await page_later(by)


async def choose_person(by: Moderator, action: a.ChoosePerson, data: Mapping[str, Any]) -> Reply:
    return await page_later(by, action, data)
