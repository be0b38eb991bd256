"""An observer reads what the group reads, coded, and writes notes of their own."""

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


async def open_observe(house: House, origin: Origin, action: a.ObserveOpen) -> Reply:
    return await dialog_later(house, origin, action)


async def note_observation(house: House, origin: Origin, action: a.ObserveNote, data: Mapping[str, Any]) -> Reply:
    return await dialog_later(house, origin, action, data)


async def typed_observe(uow: UnitOfWork, house: House, heard: Heard, command: TypedCommand) -> Sequence[Notice]:
    """`waarnemen`."""
    return await word_later(uow, house, heard, command)


async def draw_observe(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    """Payload: `session`."""
    return await card_later(canvas, texts)
