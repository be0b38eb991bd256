"""Typed words: which group they are about, and what follows: a step, a card, or a kind line."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from dialogs.cards.actions.asking import GroupChoose
from dialogs.formats.model import Language
from dialogs.groups import Group
from dialogs.ids import GroupId
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.sessions.views import makes_up_the_group
from dialogs.turns import ChatKind, Origin, Typed
from dialogs.usecases.catching_up import typed_catch_up
from dialogs.usecases.heard import Heard, heard_by, line_to, not_clear, reply_to
from dialogs.usecases.house import House
from dialogs.usecases.linking import typed_link
from dialogs.usecases.look_back_invited import typed_look_back
from dialogs.usecases.observing import looks_on, typed_observe
from dialogs.usecases.overview import overview_asked
from dialogs.usecases.own_experiment import session_for_experiments
from dialogs.usecases.pausing import typed_pause
from dialogs.usecases.reminders_shown import typed_reminders
from dialogs.usecases.replies import ReplyKind, line
from dialogs.usecases.rescheduling import typed_reschedule
from dialogs.usecases.run_sheet_announced import typed_run_sheet
from dialogs.usecases.searching import typed_search
from dialogs.usecases.stepping import take_step
from dialogs.usecases.typed import TypedCommand, Unknown, Word, read
from dialogs.usecases.which_group import FOR_MODERATORS, STEPS, candidates, chosen_group, command_of, meant, moderates
from dialogs.usecases.who import sender_of

_Told = Callable[[UnitOfWork, House, Heard, TypedCommand], Awaitable[Sequence[Notice]]]

_OF_THE_SERIES: Final[Mapping[Word, _Told]] = {
    Word.LOOK_BACK: typed_look_back,
    Word.CATCH_UP: typed_catch_up,
    Word.RUN_SHEET: typed_run_sheet,
    Word.MOVE: typed_reschedule,
    Word.CANCEL: typed_reschedule,
    Word.OBSERVE: typed_observe,
}
"""What is about one group, which is known when these are asked."""

_OF_ANYBODY: Final[Mapping[Word, _Told]] = {
    Word.SEARCH: typed_search,
    Word.REMINDERS: typed_reminders,
    Word.PAUSE: typed_pause,
}
"""What may be about several groups, or about none."""


async def hear_typed(house: House, typed: Typed) -> None:
    """Everything said back is an outbox row, written with what happened in one transaction. A step has one of its
    own, which begins with the lock on its session."""
    origin = typed.origin
    async with house.writing() as uow:
        await uow.chats.seen(origin, active=True)
        heard = await heard_by(uow, house, origin)
        command = read(typed.text, language=heard.language)
        step = command if isinstance(command, TypedCommand) and command.word in STEPS else None
        if origin.kind is ChatKind.PERSONAL and isinstance(command, TypedCommand) and command.word in FOR_MODERATORS:
            heard = replace(heard, group=meant(candidates(heard.groups, heard.sender.person, command.word)))
        if step is None and await uow.inbox.first_time(origin.conversation_id, origin.activity_id, house.now()):
            await _answer(uow, house, heard, command)
        await uow.commit()
    if step is not None:
        await take_step(house, heard, step)


async def hear_group(house: House, origin: Origin, action: GroupChoose, data: Mapping[str, Any]) -> None:
    """The answer to *for which group?*: on with what was typed, for somebody who may do it now."""
    step: TypedCommand | None = None
    async with house.writing() as uow:
        heard = await heard_by(uow, house, origin)
        command = command_of(action, now=house.now()) if origin.kind is ChatKind.PERSONAL else None
        group = chosen_group(action, data, heard.groups)
        if command is not None and group is not None:
            sender = await sender_of(uow, house, origin, group=group)
            heard = replace(heard, group=group, sender=sender, asked=action.asked)
            step = command if command.word in STEPS else None
        if step is None and await uow.inbox.first_time(origin.conversation_id, origin.activity_id, house.now()):
            if command is None:
                await uow.outbox.add([line_to(house, heard, "reply.unknown_button")])
            elif group is None:
                key = "reply.not_in_group" if action.group else "form.fault.choose"
                await uow.outbox.add([line_to(house, heard, key)])
            else:
                await _answer(uow, house, heard, command)
            await uow.commit()
    if step is not None:
        await take_step(house, heard, step)


async def _answer(uow: UnitOfWork, house: House, heard: Heard, command: TypedCommand | Unknown) -> None:
    if isinstance(command, TypedCommand) and command.word is Word.LINK:
        await typed_link(uow, house, heard.origin, heard.sender, command)
    elif isinstance(command, TypedCommand) and command.word is Word.LANGUAGE:
        await uow.outbox.add([await _language(uow, house, heard, command)])
    elif isinstance(command, TypedCommand) and command.word in _OF_ANYBODY:
        await uow.outbox.add(await _OF_ANYBODY[command.word](uow, house, heard, command))
    elif isinstance(command, TypedCommand) and command.word in _OF_THE_SERIES:
        tells = _OF_THE_SERIES[command.word] if heard.group is not None else _asked_which
        await uow.outbox.add(await tells(uow, house, heard, command))
    else:
        await uow.outbox.add([_card(house, heard, command)])


async def _asked_which(_uow: UnitOfWork, house: House, heard: Heard, command: TypedCommand) -> Sequence[Notice]:
    return (not_clear(heard, house, command),)


def _card(house: House, heard: Heard, command: TypedCommand | Unknown) -> Notice:
    if isinstance(command, Unknown):
        return reply_to(house, heard, ReplyKind.UNKNOWN, nearest=command.nearest)
    said = _whatever_group(house, heard, command)
    if said is not None:
        return said
    if heard.group is None:
        return not_clear(heard, house, command)
    if command.word is Word.EXPERIMENT:
        return _experiment(house, heard, heard.group)
    kind = ReplyKind.STATUS if command.word is Word.STATUS else ReplyKind.PLANNING
    return reply_to(house, heard, kind, group=heard.group.id)


def _whatever_group(house: House, heard: Heard, command: TypedCommand) -> Notice | None:
    """What is said alike for every group somebody is of, or for all of them together."""
    if command.word is Word.HELP:
        groups = (*heard.groups, *((heard.group,) if heard.group else ()))
        moderator = any(moderates(g, heard.sender.person) for g in groups)
        observer = any(looks_on(g, heard.sender.person) for g in groups)
        group = _with_contacts(heard)
        told = {"in_group": heard.origin.kind is ChatKind.GROUP, "moderator": moderator, "observer": observer}
        return reply_to(house, heard, ReplyKind.HELP, group=group, **told)
    if command.word is Word.MY_DATA:
        return line_to(house, heard, "reply.my_data")
    return overview_asked(house, heard) if command.word is Word.STATUS else None


def _experiment(house: House, heard: Heard, group: Group) -> Notice:
    """The button that opens the form, in the group for everybody. Without any session there is the planning."""
    member = group.member(heard.sender.person) if heard.sender.person else None
    takes_part = member is not None and makes_up_the_group(member.roles)
    if heard.origin.kind is ChatKind.PERSONAL and not takes_part:
        return line_to(house, heard, "reply.experiment.participants")
    session = session_for_experiments(group)
    if session is None:
        return reply_to(house, heard, ReplyKind.PLANNING, group=group.id)
    return reply_to(house, heard, ReplyKind.EXPERIMENT, session=session.id)


def _with_contacts(heard: Heard) -> GroupId | None:
    """Whose contacts help: the group's own, else those of the programme that all of somebody's groups are of."""
    if heard.group is None and len({g.programme for g in heard.groups}) == 1:
        return heard.groups[0].id
    return heard.group.id if heard.group else None


async def _language(uow: UnitOfWork, house: House, heard: Heard, command: TypedCommand) -> Notice:
    """A moderator sets the group's language in the group; in a 1:1 chat it is one's own."""
    if not command.rest:
        return line_to(house, heard, "reply.language.which")
    language = Language(command.rest)
    in_group = heard.origin.kind is ChatKind.GROUP
    if in_group and not heard.moderates:
        return line_to(house, heard, "error.moderator_only" if heard.group else "reply.not_linked")
    if in_group and heard.group is not None:
        await uow.groups.set_language(heard.group.id, language)
    elif heard.sender.person is not None:
        await uow.people.set_language(heard.sender.person, language)
    else:
        return line("reply.no_group", chat=heard.origin.conversation_id, language=language, now=house.now())
    key = "reply.language.group" if in_group else "reply.language.own"
    return line(key, chat=heard.origin.conversation_id, language=language, now=house.now())
