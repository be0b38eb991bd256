"""Typed words that lead a session: the step itself, and what is said about it."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from dialogs.errors import ModeratorError, Refused
from dialogs.groups import Group, SessionHead
from dialogs.ids import PersonId
from dialogs.notices import Notice
from dialogs.sessions import messages as m
from dialogs.sessions.model import SessionPhase
from dialogs.sessions.views import ContinueDoes, overrun, proposal, what_continue_does
from dialogs.turns import ChatKind
from dialogs.usecases.heard import Heard, line_to, not_clear, reply_to, say
from dialogs.usecases.house import House
from dialogs.usecases.lead import Led, command_session
from dialogs.usecases.regie_pages import EXTENSION_MINUTES
from dialogs.usecases.replies import ReplyKind, reply
from dialogs.usecases.typed import TypedCommand, Word

JUST_ENDED: Final = timedelta(hours=12)


async def take_step(house: House, heard: Heard, command: TypedCommand) -> None:
    if heard.group is None or heard.sender.person is None:
        await say(house, heard, not_clear(heard, house, command))
        return
    try:
        if not heard.moderates:
            raise Refused("error.moderator_only")
        asked = await _lead(house, heard, heard.group, heard.sender.person, command)
    except ModeratorError as error:
        values = {k: v for k, v in error.values.items() if isinstance(v, str | int | bool)}
        asked = line_to(house, heard, error.text_key, **values)
    if asked is not None:
        await say(house, heard, asked)


async def _lead(house: House, heard: Heard, group: Group, person: PersonId, command: TypedCommand) -> Notice | None:
    """Carries the step out; what is said about it is written with it. Returns what is said instead of a step."""
    if command.word is Word.START:
        return await _start(house, heard, group, person, command.number)
    head = next((s for s in group.sessions if s.phase is SessionPhase.OPEN), None)
    if head is None:
        raise Refused("reply.no_open_session")
    minutes = EXTENSION_MINUTES if command.number is None else command.number
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
    led = await command_session(
        house,
        origin=heard.step_origin,
        session=head.id,
        command=steps[command.word],
        told=lambda led: tells(house, heard, led),
    )
    return _as_it_stands(house, heard, group) if _was_taken(heard, led) else None


def _was_taken(heard: Heard, led: Led) -> bool:
    """Whether this question was answered before: a second press of its buttons is no second step."""
    return heard.asked is not None and not led.events


def _as_it_stands(house: House, heard: Heard, group: Group) -> Notice:
    return reply_to(house, heard, ReplyKind.STATUS, group=group.id)


async def _start(house: House, heard: Heard, group: Group, person: PersonId, number: int | None) -> Notice | None:
    """`start`: the open session as it stands, else the first planned one; just after one ended it asks first."""
    running = next((s for s in group.sessions if s.phase is SessionPhase.OPEN), None)
    if running is not None and number in {None, running.number}:
        return _as_it_stands(house, heard, group)
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
    led = await command_session(
        house,
        origin=heard.step_origin,
        session=head.id,
        command=m.Start(by=person),
        told=lambda led: _done(house, heard, led),
    )
    return _as_it_stands(house, heard, group) if _was_taken(heard, led) else None


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
        return (line_to(house, heard, "reply.done"),)
    shown = any(isinstance(e, m.RoundShown) for e in led.events)
    ends = what_continue_does(led.session).does is ContinueDoes.POINTS_TO_END
    return (line_to(house, heard, "reply.points_to_end"),) if shown and ends else ()


def _extended(house: House, heard: Heard, led: Led) -> Sequence[Notice]:
    """Typed `verleng`: done at once; when the session then runs over, it says where the choice is."""
    current = led.session.current
    group = led.group
    ends = current.ends_at if current else None
    time = heard.sender.texts.time(ends, group.zone) if ends else ""
    over = overrun(led.session, house.now())
    if over and proposal(led.session, 0, house.now()) is not None:
        return (line_to(house, heard, "reply.extended.over", time=time, minutes=over),)
    return (line_to(house, heard, "reply.extended", time=time),)
