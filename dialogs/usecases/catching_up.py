"""*Inhalen*: somebody fills in later what they missed in a session that is over."""

from collections.abc import Mapping, Sequence
from typing import Any

from dialogs.cards import actions as a
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.texts.catalogue import Texts
from dialogs.turns import Origin, Reply
from dialogs.usecases.canvas import Canvas
from dialogs.usecases.heard import Heard
from dialogs.usecases.house import House
from dialogs.usecases.later import card_later, dialog_later, word_later
from dialogs.usecases.typed import TypedCommand


async def open_catch_up(house: House, origin: Origin, action: a.CatchUpOpen) -> Reply:
    """The rounds that can be caught up with, or the form of the one that was chosen."""
    return await dialog_later(house, origin, action)


async def submit_catch_up(house: House, origin: Origin, action: a.CatchUpAnswer, data: Mapping[str, Any]) -> Reply:
    return await dialog_later(house, origin, action, data)


async def typed_catch_up(uow: UnitOfWork, house: House, heard: Heard, command: TypedCommand) -> Sequence[Notice]:
    return await word_later(uow, house, heard, command)


async def draw_catch_up(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    """Payload: `session`."""
    return await card_later(canvas, texts)
