"""A chat and a group find each other: the welcome, `koppel`, the roster, the 1:1 chats that follow from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final

from dialogs.cards.actions.link import LinkConfirm, LinkOpen
from dialogs.cards.link import GroupChoice, LinkView, RelinkView, link_dialog, relink_dialog
from dialogs.cards.read_value import LONGEST_INPUT
from dialogs.cards.reading import chosen
from dialogs.groups import Group
from dialogs.ids import ConversationId, GroupId, PersonId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.ports import Chat, UnitOfWork
from dialogs.programmes.model import Role
from dialogs.sessions.model import SessionPhase
from dialogs.texts.catalogue import Texts
from dialogs.turns import ChatKind, Origin, Reply, Say
from dialogs.usecases.card_rows import card_refresh
from dialogs.usecases.house import House
from dialogs.usecases.replies import ReplyKind, line, planning_card, reply
from dialogs.usecases.typed import TypedCommand
from dialogs.usecases.who import Sender, sender_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """Which group somebody wants to link: the one with this number, or any; `code` proves that they moderate it."""

    number: int | None = None
    code: str = ""
    group: GroupId | None = None
    confirmed: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """One group to link, several to choose from, or none. `proven`: whoever asks is this moderator, by code."""

    groups: tuple[Group, ...]
    proven: PersonId | None = None


async def find(uow: UnitOfWork, sender: PersonId | None, wish: Wish) -> Found:
    """Only groups that the sender moderates, or the one whose code was given."""
    if wish.code and wish.number is not None:
        by_code = await uow.groups.by_code(wish.number, wish.code)
        if by_code is not None and _may_be(sender, *by_code):
            return Found(groups=(by_code[0],), proven=by_code[1])
    if sender is None:
        return Found(groups=())
    led = [g for g in await uow.groups.of_person(sender) if _moderates(g, sender)]
    if wish.group is not None:
        led = [g for g in led if g.id == wish.group]
    if wish.number is not None:
        led = [g for g in led if g.number == wish.number]
    return Found(groups=tuple(led))


def _may_be(sender: PersonId | None, group: Group, moderator: PersonId) -> bool:
    """A code is read by everyone in the chat where it is typed: it makes nobody somebody else, and no second one of a
    moderator the bot knows already."""
    member = group.member(moderator)
    return sender == moderator or (sender is None and member is not None and member.channel_id is None)


def _moderates(group: Group, person: PersonId) -> bool:
    member = group.member(person)
    return member is not None and Role.MODERATOR in member.roles


async def linked_elsewhere(uow: UnitOfWork, group: Group, chat: ConversationId, texts: Texts) -> RelinkView | None:
    """What must be confirmed first: this chat has another group, or the group another chat."""
    held = await uow.groups.of_chat(chat)
    other = held is not None and held.id != group.id
    elsewhere = group.conversation is not None and group.conversation != chat
    if not (other or elsewhere):
        return None
    return RelinkView(
        group=choice_of(group),
        held=texts.say("group.named", number=held.number) if held is not None and other else None,
        elsewhere=elsewhere,
    )


def choice_of(group: Group) -> GroupChoice:
    return GroupChoice(group=group.id, number=group.number, ambition=group.ambition)


async def recognise(uow: UnitOfWork, house: House, origin: Origin, found: Found, wish: Wish) -> Found:
    """Whoever gave a moderator's code is that moderator from now on, whatever the roster shows; the code is used up.
    Nothing is found any more when somebody else was first to use it."""
    if found.proven is None:
        return found
    if not await uow.groups.spend_code(found.groups[0].id, found.proven, wish.code):
        return Found(groups=())
    await uow.people.match(
        found.proven,
        channel_id=origin.sender_id,
        entra_id=origin.sender_entra_id,
        tenant_id=origin.tenant_id,
        now=house.now(),
    )
    return found


async def link(uow: UnitOfWork, house: House, origin: Origin, found: Found) -> None:
    """Ties the chat to the group and lets follow what must: the planning, the roster."""
    (group,) = found.groups
    now = house.now()
    await uow.groups.link(group.id, origin.conversation_id)
    await uow.outbox.add(
        [
            roster(origin, now=now, group=group.id, linked=True),
            planning_card(group.id, chat=origin.conversation_id, now=now, linked=True, act=Act.POST),
            *await _open_round(uow, group, origin.conversation_id, now=now),
        ]
    )


async def _open_round(uow: UnitOfWork, group: Group, chat: ConversationId, *, now: datetime) -> Sequence[Notice]:
    """A session may be going on while its chat gets the bot: without the round's card nobody there can answer."""
    head = next((s for s in group.sessions if s.phase is SessionPhase.OPEN), None)
    session = await uow.sessions.get(head.id) if head else None
    if session is None or session.current is None:
        return ()
    refresh = card_refresh(session.id, session.current.key, chat=chat, due_at=now)
    return (replace(refresh, act=Act.UPSERT),)


def roster(origin: Origin, *, now: datetime, group: GroupId | None = None, **asked: str | int | bool | None) -> Notice:
    """Reads who is in the chat, outside the turn; `asked` repeats a `koppel` that waited for it."""
    payload: dict[str, str | int | bool | None] = {"group": group, **asked}
    return Notice(kind=NoticeKind.ROSTER, conversation=origin.conversation_id, payload=payload, due_at=now)


async def typed_link(uow: UnitOfWork, house: House, origin: Origin, sender: Sender, command: TypedCommand) -> None:
    """`koppel 3`: at once when the sender is known; else the roster is read first and the wish is tried again."""
    now, language = house.now(), sender.texts.language
    chat = origin.conversation_id
    if origin.kind is not ChatKind.GROUP:
        await uow.outbox.add([line("reply.link.here", chat=chat, language=language, now=now)])
        return
    wish = Wish(number=command.number, code=command.rest)
    found = await find(uow, sender.person, wish)
    if not found.groups and sender.person is None:
        again = roster(origin, now=now, link=True, number=command.number, sender=origin.sender_id)
        await uow.outbox.add([again])
        return
    found = await recognise(uow, house, origin, found, wish)
    await answer_link(uow, house, origin, found, wish, language_of=sender.texts)


async def answer_link(
    uow: UnitOfWork, house: House, origin: Origin, found: Found, wish: Wish, *, language_of: Texts
) -> None:
    """Links, asks which, asks to confirm, or says what to do."""
    now, language, chat = house.now(), language_of.language, origin.conversation_id
    if not found.groups:
        key = "reply.link.none" if wish.number is None else "reply.link.unknown"
        await uow.outbox.add([line(key, chat=chat, language=language, now=now, number=wish.number)])
    elif len(found.groups) > 1:
        await uow.outbox.add([reply(ReplyKind.LINK, chat=chat, language=language, now=now)])
    elif await linked_elsewhere(uow, found.groups[0], chat, language_of) is not None:
        await uow.outbox.add([reply(ReplyKind.RELINK, chat=chat, language=language, now=now, group=found.groups[0].id)])
    else:
        await link(uow, house, origin, found)


async def open_link(house: House, origin: Origin, action: LinkOpen) -> Reply:
    """`Koppelen`: the groups the sender moderates, or the code."""
    async with house.reading() as uow:
        sender = await sender_of(uow, house, origin)
        if origin.kind is not ChatKind.GROUP:
            return Say(text=sender.texts.say("reply.link.here"))
        found = await find(uow, sender.person, Wish(group=action.group))
        if action.group is not None and len(found.groups) == 1:
            again = await linked_elsewhere(uow, found.groups[0], origin.conversation_id, sender.texts)
            if again is not None:
                return relink_dialog(again, sender.texts)
    return _asks(found, sender.texts)


def _asks(found: Found, texts: Texts, *, notice: str | None = None) -> Reply:
    groups = tuple(choice_of(group) for group in found.groups)
    return link_dialog(LinkView(groups=groups, asks_code=not groups, notice=notice), texts)


_LONGEST_CODE: Final = 40


def _said(data: Mapping[str, Any], name: str) -> str:
    said = data.get(f"f-{name}")
    return said.strip()[:_LONGEST_CODE] if isinstance(said, str) and len(said) < LONGEST_INPUT else ""


async def submit_link(house: House, origin: Origin, data: Mapping[str, Any]) -> Reply:
    async with house.writing() as uow:
        sender = await sender_of(uow, house, origin)
        if origin.kind is not ChatKind.GROUP:
            return Say(text=sender.texts.say("reply.link.here"))
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, house.now())
        own = await find(uow, sender.person, Wish())
        group = chosen(data, [g.id for g in own.groups], name="group")
        number = _said(data, "number")
        wish = Wish(
            group=GroupId(group) if group else None,
            number=int(number) if number.isascii() and number.isdecimal() else None,
            code=_said(data, "code").casefold(),
        )
        found = await find(uow, sender.person, wish) if wish.group or wish.number is not None else Found(groups=())
        if first:
            found = await recognise(uow, house, origin, found, wish)
        if len(found.groups) != 1:
            key = "reply.link.unknown" if wish.number is not None else "reply.link.none"
            return _asks(own, sender.texts, notice=sender.texts.say(key, number=wish.number))
        again = await linked_elsewhere(uow, found.groups[0], origin.conversation_id, sender.texts)
        if again is None and first:
            await link(uow, house, origin, found)
        await uow.commit()
    if again is not None:
        return relink_dialog(again, sender.texts)
    return Say(text=sender.texts.say("reply.linked", number=found.groups[0].number))


async def confirm_link(house: House, origin: Origin, action: LinkConfirm) -> Reply:
    async with house.writing() as uow:
        sender = await sender_of(uow, house, origin)
        found = await find(uow, sender.person, Wish(group=action.group))
        if len(found.groups) != 1 or origin.kind is not ChatKind.GROUP:
            return Say(text=sender.texts.say("reply.link.none"))
        if await uow.inbox.first_time(origin.conversation_id, origin.activity_id, house.now()):
            await link(uow, house, origin, found)
            await uow.commit()
    return Say(text=sender.texts.say("reply.linked", number=found.groups[0].number))


async def welcomed(uow: UnitOfWork, origin: Origin, chat: Chat, *, now: datetime) -> Sequence[Notice]:
    """One welcome per install. A chat that was linked before goes on where it was."""
    if origin.kind is ChatKind.GROUP and chat.group is not None:
        return [
            roster(origin, now=now, group=chat.group),
            planning_card(chat.group, chat=chat.id, now=now, linked=False),
            *await _open_round(uow, await uow.groups.get(chat.group), chat.id, now=now),
        ]
    welcome = Notice(kind=NoticeKind.WELCOME, conversation=chat.id, key="welcome", due_at=now)
    return [welcome, roster(origin, now=now)] if origin.kind is ChatKind.GROUP else [welcome]
