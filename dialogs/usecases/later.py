"""What is announced and not there yet, said kindly; each of these lines goes when its part is there."""

from collections.abc import Mapping, Sequence
from typing import Any

from dialogs.cards.actions import Action
from dialogs.cards.lookup import line_card
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.texts.catalogue import Texts
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.canvas import Canvas
from dialogs.usecases.heard import Heard, line_to
from dialogs.usecases.house import House
from dialogs.usecases.regie_moderator import Moderator
from dialogs.usecases.typed import TypedCommand
from dialogs.usecases.who import sender_of


async def dialog_later(house: House, origin: Origin, _action: Action, _data: Mapping[str, Any] | None = None) -> Reply:
    async with house.reading() as uow:
        sender = await sender_of(uow, house, origin)
    return Say(text=sender.texts.say("reply.later"))


async def page_later(by: Moderator, _action: Action | None = None, _data: Mapping[str, Any] | None = None) -> Reply:
    return await by.again(notice=by.texts.say("reply.later"))


async def word_later(_uow: UnitOfWork, house: House, heard: Heard, _command: TypedCommand) -> Sequence[Notice]:
    return (line_to(house, heard, "reply.later"),)


async def card_later(_canvas: Canvas, texts: Texts) -> Mapping[str, Any]:
    return line_card(texts.say("reply.later"))
