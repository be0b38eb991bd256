"""A session moves, or will not take place; the planning follows."""

from collections.abc import Mapping, Sequence
from typing import Any

from dialogs.cards import actions as a
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.texts.catalogue import Texts
from dialogs.turns import Reply
from dialogs.usecases.canvas import Canvas
from dialogs.usecases.heard import Heard
from dialogs.usecases.house import House
from dialogs.usecases.later import card_later, page_later, word_later
from dialogs.usecases.regie_moderator import Moderator
from dialogs.usecases.typed import TypedCommand


async def move_page(by: Moderator) -> Reply:
    return await page_later(by)


async def cancel_page(by: Moderator) -> Reply:
    return await page_later(by)


async def open_reschedule(by: Moderator, action: a.RescheduleOpen, data: Mapping[str, Any]) -> Reply:
    return await page_later(by, action, data)


async def move_session(by: Moderator, action: a.SessionMove, data: Mapping[str, Any]) -> Reply:
    return await page_later(by, action, data)


async def cancel_session(by: Moderator, action: a.SessionCancel, data: Mapping[str, Any]) -> Reply:
    return await page_later(by, action, data)


async def typed_reschedule(uow: UnitOfWork, house: House, heard: Heard, command: TypedCommand) -> Sequence[Notice]:
    """`verplaats` and `annuleer`."""
    return await word_later(uow, house, heard, command)


async def draw_reschedule(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    """Payload: `session`, `number`, `cancel`."""
    return await card_later(canvas, texts)
