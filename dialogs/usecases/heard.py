"""Who typed something, in which chat, and about which group; and how they are answered."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogs.formats.model import Language
from dialogs.groups import Group
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.turns import ChatKind, Origin
from dialogs.usecases.house import House
from dialogs.usecases.replies import ReplyKind, line, reply
from dialogs.usecases.typed import TypedCommand
from dialogs.usecases.which_group import FOR_MODERATORS, meant, moderates, question
from dialogs.usecases.who import Sender, sender_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A line of somebody in a chat, and the group it is about, if that is clear. `groups` are those it may be about.

    `asked` is set when the bot had to ask which group was meant: the moment of that question.
    """

    origin: Origin
    sender: Sender
    group: Group | None
    groups: Sequence[Group] = ()
    asked: str | None = None

    @property
    def language(self) -> Language:
        return self.sender.texts.language

    @property
    def moderates(self) -> bool:
        return self.group is not None and moderates(self.group, self.sender.person)

    @property
    def step_origin(self) -> Origin:
        """A step is taken once for a question, however often its buttons are pressed."""
        return self.origin if self.asked is None else replace(self.origin, activity_id=f"group/{self.asked}")


async def heard_by(uow: UnitOfWork, house: House, origin: Origin) -> Heard:
    if origin.kind is ChatKind.GROUP:
        group = await uow.groups.of_chat(origin.conversation_id)
        sender = await sender_of(uow, house, origin, group=group)
        return Heard(origin=origin, sender=sender, group=group)
    sender = await sender_of(uow, house, origin)
    groups = await uow.groups.of_person(sender.person) if sender.person else ()
    group = meant(groups)
    if group is not None:
        sender = await sender_of(uow, house, origin, group=group)
    return Heard(origin=origin, sender=sender, group=group, groups=groups)


def line_to(house: House, heard: Heard, key: str, **values: str | int | bool | None) -> Notice:
    return line(key, chat=heard.origin.conversation_id, language=heard.language, now=house.now(), **values)


def reply_to(house: House, heard: Heard, kind: ReplyKind, **values: str | int | bool | None) -> Notice:
    return reply(kind, chat=heard.origin.conversation_id, language=heard.language, now=house.now(), **values)


def not_clear(heard: Heard, house: House, command: TypedCommand) -> Notice:
    """Not linked, not known, or more than one group it may be about: then the bot asks which."""
    if heard.origin.kind is ChatKind.GROUP:
        if heard.group is not None:
            return reply(ReplyKind.SEAT, chat=heard.origin.conversation_id, language=heard.language, now=house.now())
        return line_to(house, heard, "reply.not_linked")
    person = heard.sender.person
    if person is None or not heard.groups:
        return line_to(house, heard, "reply.no_group")
    if command.word in FOR_MODERATORS and not any(moderates(g, person) for g in heard.groups):
        return line_to(house, heard, "error.moderator_only")
    return question(
        command, person=person, chat=heard.origin.conversation_id, texts=heard.sender.texts, now=house.now()
    )


async def say(house: House, heard: Heard, notice: Notice) -> None:
    async with house.writing() as uow:
        if await uow.inbox.first_time(heard.origin.conversation_id, heard.origin.activity_id, house.now()):
            await uow.outbox.add([notice])
            await uow.commit()
