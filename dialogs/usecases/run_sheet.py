"""The draaiboek before a session, and the text to paste after it."""

from collections.abc import Mapping, Sequence
from typing import Any

from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.texts.catalogue import Texts
from dialogs.turns import Reply
from dialogs.usecases.canvas import Canvas, Picture
from dialogs.usecases.heard import Heard
from dialogs.usecases.house import House
from dialogs.usecases.later import card_later, page_later, word_later
from dialogs.usecases.regie_moderator import Moderator
from dialogs.usecases.typed import TypedCommand


async def run_sheet_page(by: Moderator) -> Reply:
    return await page_later(by)


async def closing_text_page(by: Moderator) -> Reply:
    return await page_later(by)


async def typed_run_sheet(uow: UnitOfWork, house: House, heard: Heard, command: TypedCommand) -> Sequence[Notice]:
    """`draaiboek`: sent in the 1:1 chat, whatever chat it was asked in."""
    return await word_later(uow, house, heard, command)


async def draw_run_sheet_reply(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    """Payload: `session`."""
    return await card_later(canvas, texts)


async def draw_run_sheet(canvas: Canvas) -> Picture | None:
    """The notice in the moderator's own chat, drawn anew whenever it is asked for again. Payload: `session`."""
    texts = canvas.texts(None)
    return Picture(card=await card_later(canvas, texts), summary=texts.say("regie.do.run_sheet"))
