"""Typed words: which group and session they are about, and what follows: a step, a card, or a kind line."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from dialogs.errors import ModeratorError, Refused
from dialogs.formats.model import Language
from dialogs.groups import Group, SessionHead
from dialogs.ids import PersonId
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.programmes.model import Role
from dialogs.sessions import messages as m
from dialogs.sessions.model import SessionPhase
from dialogs.sessions.views import ContinueDoes, overrun, proposal, what_continue_does
from dialogs.turns import ChatKind, Origin, Typed
from dialogs.usecases.house import House
from dialogs.usecases.lead import Led, command_session
from dialogs.usecases.linking import typed_link
from dialogs.usecases.regie_pages import EXTENSION_MINUTES
from dialogs.usecases.replies import ReplyKind, line, reply
from dialogs.usecases.typed import TypedCommand, Unknown, Word, read
from dialogs.usecases.who import Sender, sender_of

JUST_ENDED: Final = timedelta(hours=12)

_STEPS: Final = frozenset(
    {
        Word.START,
        Word.CONTINUE,
        Word.REVEAL,
        Word.CLOSE,
        Word.REOPEN,
        Word.SKIP,
        Word.REPEAT,
        Word.EXTEND,
        Word.END,
    }
)
_LATER: Final = frozenset({Word.LOOK_BACK, Word.CATCH_UP, Word.SEARCH, Word.MY_DATA})


@dataclass(frozen=True, slots=True, kw_only=True)
class Heard:
    """A line of somebody in a chat, and the group it is about, if that is clear. `groups` are those it may be about."""

    origin: Origin
    sender: Sender
    group: Group | None
    groups: Sequence[Group] = ()

    @property
    def language(self) -> Language:
        return self.sender.texts.language

    @property
    def moderates(self) -> bool:
        return self.group is not None and _moderates(self.group, self.sender.person)


def _moderates(group: Group, person: PersonId | None) -> bool:
    member = group.member(person) if person else None
    return member is not None and Role.MODERATOR in member.roles


async def hear_typed(house: House, typed: Typed) -> None:
    """Everything said back is an outbox row, written with what happened in one transaction. A step has one of its
    own, which begins with the lock on its session."""
    origin = typed.origin
    async with house.writing() as uow:
        await uow.chats.seen(origin, active=True)
        heard = await _heard(uow, house, origin)
        command = read(typed.text, language=heard.language)
        step = command if isinstance(command, TypedCommand) and command.word in _STEPS else None
        if step is None and await uow.inbox.first_time(origin.conversation_id, origin.activity_id, house.now()):
            await _answer(uow, house, heard, command)
        await uow.commit()
    if step is not None:
        await _step(house, heard, step)


async def _heard(uow: UnitOfWork, house: House, origin: Origin) -> Heard:
    if origin.kind is ChatKind.GROUP:
        group = await uow.groups.of_chat(origin.conversation_id)
        sender = await sender_of(uow, house, origin, group=group)
        return Heard(origin=origin, sender=sender, group=group)
    sender = await sender_of(uow, house, origin)
    groups = await uow.groups.of_person(sender.person) if sender.person else ()
    group = _meant(groups)
    if group is not None:
        sender = await sender_of(uow, house, origin, group=group)
    return Heard(origin=origin, sender=sender, group=group, groups=groups)


def _meant(groups: Sequence[Group]) -> Group | None:
    """In a 1:1 chat: the one with an open session, else the only one."""
    running = [g for g in groups if any(s.phase is SessionPhase.OPEN for s in g.sessions)]
    candidates = running or groups
    return candidates[0] if len(candidates) == 1 else None


# --- what leads a session


async def _step(house: House, heard: Heard, command: TypedCommand) -> None:
    if heard.group is None or heard.sender.person is None:
        await _say(house, heard, _not_clear(heard, house))
        return
    try:
        if not heard.moderates:
            raise Refused("error.moderator_only")
        asked = await _lead(house, heard, heard.group, heard.sender.person, command)
    except ModeratorError as error:
        values = {k: v for k, v in error.values.items() if isinstance(v, str | int | bool)}
        asked = _line(house, heard, error.text_key, **values)
    if asked is not None:
        await _say(house, heard, asked)


async def _lead(house: House, heard: Heard, group: Group, person: PersonId, command: TypedCommand) -> Notice | None:
    """Carries the step out; what is said about it is written with it. Returns what is said instead of a step."""
    if command.word is Word.START:
        return await _start(house, heard, group, person, command.number)
    head = next((s for s in group.sessions if s.phase is SessionPhase.OPEN), None)
    if head is None:
        raise Refused("reply.no_open_session")
    minutes = command.number or EXTENSION_MINUTES
    steps: dict[Word, m.Command] = {
        Word.CONTINUE: m.Continue(by=person),
        Word.REVEAL: m.Reveal(by=person),
        Word.CLOSE: m.CloseRound(by=person),
        Word.REOPEN: m.ReopenRound(by=person),
        Word.SKIP: m.SkipRound(by=person),
        Word.REPEAT: m.RepeatRound(by=person),
        Word.EXTEND: m.Extend(by=person, minutes=minutes),
        Word.END: m.End(by=person),
    }
    tells = _extended if command.word is Word.EXTEND else _done
    await command_session(
        house,
        origin=heard.origin,
        session=head.id,
        command=steps[command.word],
        told=lambda led: tells(house, heard, led),
    )
    return None


async def _start(house: House, heard: Heard, group: Group, person: PersonId, number: int | None) -> Notice | None:
    """`start`: the open session as it stands, else the first planned one; just after one ended it asks first."""
    running = next((s for s in group.sessions if s.phase is SessionPhase.OPEN), None)
    if running is not None and number in {None, running.number}:
        return reply(
            ReplyKind.STATUS,
            chat=heard.origin.conversation_id,
            language=heard.language,
            now=house.now(),
            group=group.id,
        )
    if number is not None:
        head = next((s for s in group.sessions if s.number == number), None)
        if head is None:
            raise Refused("reply.no_such_session", number=number)
    else:
        head = next((s for s in group.sessions if s.phase is SessionPhase.PLANNED), None)
        ended = _just_ended(house, group)
        if ended is not None:
            return _which_session(house, heard, ended, head)
        if head is None:
            raise Refused("reply.all_sessions_done" if group.sessions else "reply.no_session")
    await command_session(
        house,
        origin=heard.origin,
        session=head.id,
        command=m.Start(by=person),
        told=lambda led: _done(house, heard, led),
    )
    return None


def _just_ended(house: House, group: Group) -> SessionHead | None:
    ended = [s for s in group.sessions if s.phase is SessionPhase.ENDED and s.ended_at is not None]
    last = max(ended, key=lambda s: s.number, default=None)
    if last is None or last.ended_at is None or house.now() - last.ended_at > JUST_ENDED:
        return None
    return last


def _which_session(house: House, heard: Heard, ended: SessionHead, following: SessionHead | None) -> Notice:
    return reply(
        ReplyKind.WHICH_SESSION,
        chat=heard.origin.conversation_id,
        language=heard.language,
        now=house.now(),
        resume=ended.id,
        resume_number=ended.number,
        start=following.id if following else None,
        start_number=following.number if following else None,
    )


def _done(house: House, heard: Heard, led: Led) -> Sequence[Notice]:
    """A step shows in the round card. Typed in a 1:1 chat that is another chat, so a line says that it was done."""
    if heard.origin.kind is not ChatKind.GROUP:
        return (_line(house, heard, "reply.done"),)
    shown = any(isinstance(e, m.RoundShown) for e in led.events)
    ends = what_continue_does(led.session).does is ContinueDoes.POINTS_TO_END
    return (_line(house, heard, "reply.points_to_end"),) if shown and ends else ()


def _extended(house: House, heard: Heard, led: Led) -> Sequence[Notice]:
    """Typed `verleng`: done at once; when the session then runs over, it says where the choice is."""
    current = led.session.current
    group = led.group
    ends = current.ends_at if current else None
    time = heard.sender.texts.time(ends, group.zone) if ends else ""
    over = overrun(led.session, house.now())
    if over and proposal(led.session, 0, house.now()) is not None:
        return (_line(house, heard, "reply.extended.over", time=time, minutes=over),)
    return (_line(house, heard, "reply.extended", time=time),)


# --- everything else


async def _answer(uow: UnitOfWork, house: House, heard: Heard, command: TypedCommand | Unknown) -> None:
    if isinstance(command, TypedCommand) and command.word is Word.LINK:
        await typed_link(uow, house, heard.origin, heard.sender, command)
    elif isinstance(command, TypedCommand) and command.word is Word.LANGUAGE:
        await uow.outbox.add([await _language(uow, house, heard, command)])
    else:
        await uow.outbox.add([_card(house, heard, command)])


def _card(house: House, heard: Heard, command: TypedCommand | Unknown) -> Notice:
    if isinstance(command, Unknown):
        return _reply(house, heard, ReplyKind.UNKNOWN, nearest=command.nearest)
    if command.word is Word.HELP:
        moderator = heard.moderates or any(_moderates(g, heard.sender.person) for g in heard.groups)
        group = heard.group.id if heard.group else None
        in_group = heard.origin.kind is ChatKind.GROUP
        return _reply(house, heard, ReplyKind.HELP, in_group=in_group, moderator=moderator, group=group)
    if command.word in _LATER:
        return _line(house, heard, "reply.later")
    if heard.group is None:
        return _not_clear(heard, house)
    if command.word is Word.EXPERIMENT:
        session = _for_experiments(heard.group)
        if session is not None:
            return _reply(house, heard, ReplyKind.EXPERIMENT, session=session.id)
    kind = ReplyKind.STATUS if command.word is Word.STATUS else ReplyKind.PLANNING
    return _reply(house, heard, kind, group=heard.group.id)


def _reply(house: House, heard: Heard, kind: ReplyKind, **values: str | int | bool | None) -> Notice:
    return reply(kind, chat=heard.origin.conversation_id, language=heard.language, now=house.now(), **values)


def _for_experiments(group: Group) -> SessionHead | None:
    """The session an experiment belongs to: the open one, else the last that was held, else the first to come."""
    running = next((s for s in group.sessions if s.phase is SessionPhase.OPEN), None)
    held = [s for s in group.sessions if s.phase is SessionPhase.ENDED]
    planned = next((s for s in group.sessions if s.phase is SessionPhase.PLANNED), None)
    return running or (held[-1] if held else planned)


def _not_clear(heard: Heard, house: House) -> Notice:
    """Not linked, not known, or more than one group it may be about."""
    if heard.origin.kind is ChatKind.GROUP:
        if heard.group is not None:
            return reply(ReplyKind.SEAT, chat=heard.origin.conversation_id, language=heard.language, now=house.now())
        return _line(house, heard, "reply.not_linked")
    return _line(house, heard, "reply.which_group" if heard.groups else "reply.no_group")


async def _language(uow: UnitOfWork, house: House, heard: Heard, command: TypedCommand) -> Notice:
    """A moderator sets the group's language in the group; in a 1:1 chat it is one's own."""
    if not command.rest:
        return _line(house, heard, "reply.language.which")
    language = Language(command.rest)
    in_group = heard.origin.kind is ChatKind.GROUP
    if in_group and not heard.moderates:
        return _line(house, heard, "error.moderator_only" if heard.group else "reply.not_linked")
    if in_group and heard.group is not None:
        await uow.groups.set_language(heard.group.id, language)
    elif heard.sender.person is not None:
        await uow.people.set_language(heard.sender.person, language)
    else:
        return line("reply.no_group", chat=heard.origin.conversation_id, language=language, now=house.now())
    key = "reply.language.group" if in_group else "reply.language.own"
    return line(key, chat=heard.origin.conversation_id, language=language, now=house.now())


def _line(house: House, heard: Heard, key: str, **values: str | int | bool | None) -> Notice:
    return line(key, chat=heard.origin.conversation_id, language=heard.language, now=house.now(), **values)


async def _say(house: House, heard: Heard, notice: Notice) -> None:
    async with house.writing() as uow:
        if await uow.inbox.first_time(heard.origin.conversation_id, heard.origin.activity_id, house.now()):
            await uow.outbox.add([notice])
            await uow.commit()
