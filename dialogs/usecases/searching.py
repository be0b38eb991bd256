"""`zoek`: experiments and insights of the programme, found by words and judged anew before they are shown."""

from collections.abc import Mapping, Sequence
from typing import Any

from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.texts.catalogue import Texts
from dialogs.usecases.canvas import Canvas
from dialogs.usecases.heard import Heard
from dialogs.usecases.house import House
from dialogs.usecases.later import card_later, word_later
from dialogs.usecases.typed import TypedCommand


async def typed_search(uow: UnitOfWork, house: House, heard: Heard, command: TypedCommand) -> Sequence[Notice]:
    """The words are searched in the turn itself; only ids of hits wait in the outbox."""
    return await word_later(uow, house, heard, command)


async def draw_search(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    """Payload: `hits`, ids joined by commas; `session` or `group` of who asked."""
    return await card_later(canvas, texts)
