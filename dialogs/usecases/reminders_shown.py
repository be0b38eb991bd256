"""`herinneringen`: the plan of a group for who leads it, and for everybody the way to their own pause."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import timedelta
from typing import Any, Final

from dialogs.cards.actions.reminders import RemindersOpen
from dialogs.cards.reminder import Ask
from dialogs.cards.reminder_plan import (
    PlannedLine,
    PlannedSession,
    ReminderPlanView,
    Whom,
    reminder_plan_card,
    reminder_plan_dialog,
)
from dialogs.formats.model import ReminderRule
from dialogs.groups import Group
from dialogs.ids import SessionId
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.reminders.model import Fate, Reminder, Told, got_through
from dialogs.reminders.rules import Moment, laid_out
from dialogs.sessions.model import SessionPhase
from dialogs.texts.catalogue import Texts
from dialogs.turns import ChatKind, Reply
from dialogs.usecases.asks import ask_of
from dialogs.usecases.canvas import Canvas
from dialogs.usecases.heard import Heard, not_clear, reply_to
from dialogs.usecases.house import House
from dialogs.usecases.needs import (
    ALL,
    GROUP,
    HOTSEAT,
    INBRENGER,
    MODERATOR,
    NEEDED,
    applies,
    is_asked_in_person,
    rule_of,
    still,
)
from dialogs.usecases.pausing import draw_settings
from dialogs.usecases.regie_moderator import Moderator
from dialogs.usecases.replies import ReplyKind
from dialogs.usecases.scene import Scene, read_scene
from dialogs.usecases.session_pictures import group_title, next_head
from dialogs.usecases.traffic_light import undelivered_line
from dialogs.usecases.typed import TypedCommand
from dialogs.usecases.which_group import moderates

_LATELY: Final = timedelta(days=14)
_KNOWN_NOW: Final = frozenset({ALL, HOTSEAT, INBRENGER})
"""Whom these are meant for does not hang on what people do until then, but for the pairs of buddies."""

_QUIET: Final = "rest"
_FATES: Final[Mapping[Fate, str]] = {
    Fate.SAID: "said",
    Fate.ANSWERED: "answered",
    Fate.PAUSED: _QUIET,
    Fate.TOO_MANY: _QUIET,
    Fate.LATE: "late",
    Fate.UNREACHABLE: "unreachable",
}
"""A pause is somebody's own: it is counted with those who got enough that week."""
_OF_A_QUESTION: Final = frozenset({Fate.SAID, Fate.ANSWERED})


# --- asked for


async def typed_reminders(_uow: UnitOfWork, house: House, heard: Heard, command: TypedCommand) -> Sequence[Notice]:
    """In a group's chat the card holds nothing but buttons; in the moderator's own chat it is the plan."""
    group, person = heard.group, heard.sender.person
    personal = heard.origin.kind is ChatKind.PERSONAL
    if personal and heard.asked is None and not heard.moderates:
        led = [one for one in heard.groups if moderates(one, person)]
        if len(led) > 1:
            return (not_clear(heard, house, command),)
        group = next(iter(led), group)
    if group is None or not moderates(group, person) or not group.sessions:
        return (reply_to(house, heard, ReplyKind.REMINDERS),)
    return (reply_to(house, heard, ReplyKind.REMINDERS, group=group.id, session=group.sessions[0].id),)


async def draw_reminders(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    """Payload: `group` and `session` when its moderator asked."""
    group = await canvas.group()
    if canvas.chat.kind is ChatKind.PERSONAL and group is not None and moderates(group, canvas.chat.person):
        return reminder_plan_card(await plan_view(canvas.uow, canvas.house, group, texts), texts)
    session = canvas.payload.get("session")
    return await draw_settings(canvas, texts, plan_of=SessionId(str(session)) if session else None)


async def reminders_page(by: Moderator) -> Reply:
    async with by.house.reading() as uow:
        view = await plan_view(uow, by.house, by.scene.group, by.texts, back=by.scene.session.id)
    return reminder_plan_dialog(view, by.texts)


async def open_reminders(by: Moderator, _action: RemindersOpen, _data: Mapping[str, Any]) -> Reply:
    return await reminders_page(by)


# --- what stands in it


async def plan_view(
    uow: UnitOfWork, house: House, group: Group, texts: Texts, *, back: SessionId | None = None
) -> ReminderPlanView:
    now = house.now()
    waiting = await uow.reminders.waiting(group.id)
    since = (now - _LATELY).astimezone(group.zone).date()
    told = got_through(await uow.reminders.told_group(group.id, since=since))
    left_out = [one for one in laid_out(group, house.calendar(group.zone)) if one.left_out is not None]
    named = {one.session for one in waiting}
    named |= {one.session.id for one in left_out if one.session.phase is SessionPhase.PLANNED}
    scenes = [
        await read_scene(uow, head.id, now=now, parts=NEEDED)
        for head in sorted(group.sessions, key=lambda head: head.number)
        if head.id in named
    ]
    return ReminderPlanView(
        group_title=group_title(group, texts),
        zone=group.zone,
        sessions=tuple(_sessions([scene for scene in scenes if scene is not None], waiting, left_out)),
        lately=tuple(_lately(told, group.format.reminders)),
        trouble=await undelivered_line(uow, group, texts),
        back=back,
    )


def _sessions(
    scenes: Iterable[Scene], waiting: Sequence[Reminder], left_out: Sequence[Moment]
) -> Iterator[PlannedSession]:
    for scene in scenes:
        session = scene.session
        lines = tuple(_lines(scene, [one for one in waiting if one.session == session.id]))
        rules = [one.rule for one in left_out if one.session.id == session.id and applies(scene, one.rule)]
        unsaid = tuple(dict.fromkeys(_ask(scene, rule) for rule in rules))
        if lines or unsaid:
            yield PlannedSession(number=session.number, starts_at=session.starts_at, lines=lines, unsaid=unsaid)


def _lines(scene: Scene, waiting: Sequence[Reminder]) -> Iterator[PlannedLine]:
    """What people chose themselves at the same moment is one line: whose it is, is theirs."""
    own = Counter((one.rule, one.due_at) for one in waiting if one.person is not None)
    for one in waiting:
        rule, place = rule_of(scene, one.rule), (one.rule, one.due_at)
        if rule is None:
            continue
        if one.person is None:
            whom, people = _whom(scene, rule)
            yield PlannedLine(ask=_ask(scene, rule), due_at=one.due_at, whom=whom, count=people)
        elif place in own:
            yield PlannedLine(
                ask=_ask(scene, rule), due_at=one.due_at, whom=Whom.PEOPLE, count=own.pop(place), own=True
            )


def _ask(scene: Scene, rule: ReminderRule) -> str:
    if rule.to == GROUP:
        return "session_link"
    return "run_sheet" if rule.to == MODERATOR else ask_of(rule, scene.group).value


def _whom(scene: Scene, rule: ReminderRule) -> tuple[Whom, int]:
    if rule.to == GROUP:
        return Whom.CHAT, 0
    if rule.to == MODERATOR:
        return Whom.MODERATOR, 0
    coming = next_head(scene.group)
    known = (rule.to in _KNOWN_NOW and ask_of(rule, scene.group) is not Ask.BUDDY) or (
        coming is not None and coming.id == scene.session.id
    )
    if not known or not applies(scene, rule):
        return Whom.THEN, 0
    return Whom.PEOPLE, len(still(scene, rule))


def _lately(told: Sequence[Told], rules: Sequence[ReminderRule]) -> Iterator[tuple[str, int]]:
    """Nobody is asked anything by the draaiboek, nor by the line that a session begins."""
    asks = {rule.id for rule in rules if is_asked_in_person(rule)}
    counted = (one for one in told if one.rule in asks or one.fate not in _OF_A_QUESTION)
    often = Counter(_FATES[one.fate] for one in counted if one.fate in _FATES)
    return ((name, often[name]) for name in dict.fromkeys(_FATES.values()) if often[name])
