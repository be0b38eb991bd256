"""A session moves, or will not take place; the planning follows, and every card that tells of that day."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any, Final

from dialogs.cards.actions.sessions import RescheduleOpen, SessionCancel, SessionMove
from dialogs.cards.parts import INPUT
from dialogs.cards.reschedule import DAY, TIME, CancelView, MoveView, cancel_dialog, move_dialog, reschedule_card
from dialogs.errors import ModeratorError, Refused
from dialogs.groups import Group, SessionHead
from dialogs.ids import SessionId
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.sessions import messages as m
from dialogs.sessions.model import SessionPhase
from dialogs.texts.catalogue import Texts
from dialogs.turns import Reply, Say
from dialogs.usecases.canvas import Canvas
from dialogs.usecases.heard import Heard, line_to, reply_to
from dialogs.usecases.house import House
from dialogs.usecases.lead import Led, command_session
from dialogs.usecases.regie_moderator import Moderator
from dialogs.usecases.replanned import cards_of_the_day, lines_for_the_group, neighbours, period
from dialogs.usecases.replies import ReplyKind
from dialogs.usecases.scene import Scene
from dialogs.usecases.typed import TypedCommand, Word

_CLOCK: Final = re.compile(r"(?P<hour>[01]?\d|2[0-3])[.:]?(?P<minute>[0-5]\d)", re.ASCII)
_DAY_LENGTH: Final = 10
"""`2027-05-10`; what a channel adds to a date is no part of it."""


async def move_page(by: Moderator) -> Reply:
    starts = by.scene.session.starts_at.astimezone(by.scene.group.zone)
    return _move(by, day=starts.date().isoformat(), time=_clock(starts))


def _clock(moment: datetime) -> str:
    return f"{moment.hour:02}.{moment.minute:02}"


def _move(by: Moderator, *, day: str, time: str, faults: tuple[str, ...] = ()) -> Reply:
    scene, texts = by.scene, by.texts
    if scene.session.phase is not SessionPhase.PLANNED:
        return Say(text=texts.say("session.refused.replan_begun"))
    zone = scene.group.zone
    first, last = (
        head.starts_at.astimezone(zone).date() if head else None for head in neighbours(scene.group, scene.session.id)
    )
    today = scene.now.astimezone(zone).date()
    view = MoveView(
        session=scene.session.id,
        number=scene.session.number,
        now=_planned(scene, texts),
        day=day,
        time=time,
        first=max(today, first or today),
        last=last,
        faults=faults,
    )
    return move_dialog(view, texts)


def _planned(scene: Scene, texts: Texts) -> str:
    return period(scene.session.starts_at, scene.session.minutes, scene.group, texts)


async def cancel_page(by: Moderator) -> Reply:
    scene, texts = by.scene, by.texts
    if scene.session.phase is not SessionPhase.PLANNED:
        return Say(text=texts.say("session.refused.replan_begun"))
    view = CancelView(session=scene.session.id, number=scene.session.number, now=_planned(scene, texts))
    return cancel_dialog(view, texts)


async def open_reschedule(by: Moderator, action: RescheduleOpen, _data: Mapping[str, Any]) -> Reply:
    return await (cancel_page(by) if action.cancel else move_page(by))


async def move_session(by: Moderator, action: SessionMove, data: Mapping[str, Any]) -> Reply:
    """Refused, the dialog comes back with what was filled in."""
    del action  # names the session, which the scene is of
    scene, texts = by.scene, by.texts
    day, time = _said(data, DAY), _said(data, TIME)
    starts_at = _moment(day, time, scene.group)
    if isinstance(starts_at, str):
        return _move(by, day=day, time=time, faults=(texts.say(starts_at),))
    command = m.MoveSession(by=by.person, starts_at=starts_at)
    try:
        led = await command_session(
            by.house,
            origin=by.origin,
            session=scene.session.id,
            command=command,
            told=lambda led: _told(by, led),
            checks=lambda uow: _between_its_neighbours(uow, scene, starts_at),
        )
    except ModeratorError as error:
        return _move(by, day=day, time=time, faults=(texts.say(error.text_key, **error.values),))
    when = period(led.session.starts_at, led.session.minutes, led.group, texts)
    return Say(text=texts.say("reply.moved_session.done", number=led.session.number, when=when))


async def cancel_session(by: Moderator, action: SessionCancel, data: Mapping[str, Any]) -> Reply:
    del action, data
    try:
        led = await command_session(
            by.house,
            origin=by.origin,
            session=by.scene.session.id,
            command=m.CancelSession(by=by.person),
            told=lambda led: _told(by, led),
        )
    except ModeratorError as error:
        return Say(text=by.texts.say(error.text_key, **error.values))
    return Say(text=by.texts.say("reply.cancelled_session.done", number=led.session.number))


# --- the moment


def _said(data: Mapping[str, Any], name: str) -> str:
    said = data.get(INPUT + name)
    return said.strip()[:40] if isinstance(said, str) else ""


def _moment(day: str, time: str, group: Group) -> datetime | str:
    """The moment in UTC, or the key of what is wrong with it: no day, no time, a time that the clocks skip."""
    try:
        on = date.fromisoformat(day[:_DAY_LENGTH])
    except ValueError:
        return "form.fault.day"
    clock = _CLOCK.fullmatch(time)
    if clock is None:
        return "form.fault.time"
    local = datetime(on.year, on.month, on.day, int(clock["hour"]), int(clock["minute"]), tzinfo=group.zone)
    moment = local.astimezone(UTC)
    return moment if moment.astimezone(group.zone).replace(fold=0) == local else "form.fault.time"


async def _between_its_neighbours(uow: UnitOfWork, scene: Scene, starts_at: datetime) -> None:
    """Sessions follow each other in the order of their numbers and never overlap, whoever moved which of them
    meanwhile. A moment that has passed is refused for that."""
    if starts_at <= scene.now:
        return
    group = await uow.groups.get(scene.group.id)
    before, after = neighbours(group, scene.session.id)
    if before is not None and starts_at < before.starts_at + timedelta(minutes=before.minutes):
        raise Refused("session.refused.move_before", number=before.number)
    if after is not None and starts_at + timedelta(minutes=scene.session.minutes) > after.starts_at:
        raise Refused("session.refused.move_after", number=after.number)


# --- what is told


def _told(by: Moderator, led: Led) -> Sequence[Notice]:
    """A line for the group, in its language; cards that stand somewhere and tell of this session follow. Nothing for
    a move to where it was."""
    if not led.events:
        return ()
    group, session, now = led.group, led.session, by.house.now()
    moved = any(isinstance(event, m.SessionMoved) for event in led.events)
    head = next(head for head in group.sessions if head.id == session.id)
    changed = (
        "reply.session_moved" if moved else "reply.session_cancelled",
        replace(head, starts_at=session.starts_at, phase=session.phase),
    )
    texts = by.house.texts.in_(group.language)
    return (
        *cards_of_the_day(group, session.id, now=now),
        *lines_for_the_group(group, [changed], texts, now=now),
    )


# --- typed


async def typed_reschedule(uow: UnitOfWork, house: House, heard: Heard, command: TypedCommand) -> Sequence[Notice]:
    """`verplaats` and `annuleer`, with the number of a session or without: the next one."""
    del uow
    if not heard.moderates or heard.group is None:
        return (line_to(house, heard, "error.moderator_only"),)
    cancel = command.word is Word.CANCEL
    heads = [head for head in heard.group.sessions if command.number in {None, head.number}]
    head = next((one for one in heads if one.phase is SessionPhase.PLANNED), None)
    if head is None:
        return (_none(house, heard, heads, command),)
    return (reply_to(house, heard, ReplyKind.MOVE, session=head.id, number=head.number, cancel=cancel),)


def _none(house: House, heard: Heard, heads: Sequence[SessionHead], command: TypedCommand) -> Notice:
    if command.number is None:
        return line_to(house, heard, "reply.move.none")
    if not heads:
        return line_to(house, heard, "reply.no_such_session", number=command.number)
    called_off = heads[0].phase is SessionPhase.CANCELLED
    return line_to(house, heard, "session.refused.cancelled" if called_off else "session.refused.replan_begun")


async def draw_reschedule(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    """Payload: `session`, `number`, `cancel`."""
    session, number = SessionId(str(canvas.payload.get("session"))), int(canvas.payload.get("number") or 0)
    return reschedule_card(session, number, texts, cancel=canvas.payload.get("cancel") is True)
