"""Draws what the bot asks by itself: the card of one person's day, and the neutral line in a group's chat."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from typing import Final

from dialogs.cards.group_reminder import GroupAsk, GroupReminderView, group_reminder_card
from dialogs.cards.reminder import (
    About,
    Ask,
    ReminderPart,
    ReminderView,
    reminder_card,
)
from dialogs.cards.round import Count
from dialogs.formats.model import ReminderRule
from dialogs.groups import Group
from dialogs.ids import SessionId
from dialogs.notices import Act
from dialogs.reminders.model import Fate, Told
from dialogs.sessions.model import SessionPhase
from dialogs.texts.catalogue import Texts
from dialogs.turns import ChatKind
from dialogs.usecases.asks import PARTS, about_of, ask_of, asked_on, is_asked_again
from dialogs.usecases.cancelled import cancelled_of, draw_cancelled, is_cancelled
from dialogs.usecases.canvas import Canvas, Picture
from dialogs.usecases.needs import GROUP, count, is_asked_in_person, rule_of, still
from dialogs.usecases.scene import Scene, read_scene

_SOON: Final = (timedelta(minutes=45), timedelta(minutes=75))
"""What people call *over een uur*."""

_TELLING: Final = frozenset({Ask.NUDGE, Ask.BUDDY, Ask.RESTART})


def day_in(value: object) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


async def draw_reminder(canvas: Canvas) -> Picture | None:
    """None when nothing is left to ask, or when its person wants quiet. A card that stands there changes without a
    sound, and tells too of what will not take place. Payload: `day`."""
    day, person = day_in(canvas.payload.get("day")), canvas.chat.person
    if day is None or person is None or canvas.chat.kind is not ChatKind.PERSONAL:
        return None
    stands = canvas.notice.act is Act.REFRESH
    pause = (await canvas.uow.preferences.paused([person])).get(person)
    if pause is not None and pause >= day and not stands:
        return None
    told = [one for one in await canvas.uow.reminders.told([person], since=day) if one.on == day]
    asked = await asked_on(canvas.uow, canvas.house, person, told)
    off = asked.cancelled if stands else ()
    scenes = [*(scene for scene, _ in asked.still), *off]
    if not scenes:
        return None
    texts = canvas.texts(scenes[0].group)
    if not asked.still:
        return draw_cancelled(texts, *off)
    parts = asked.parts(texts)
    view = ReminderView(day=day, parts=parts, cancelled=tuple(cancelled_of(one, texts) for one in off))
    return Picture(card=reminder_card(view, texts), summary=_summary(parts, texts))


def _summary(parts: tuple[ReminderPart, ...], texts: Texts) -> str:
    """For a locked screen: neither what was written nor by whom."""
    sessions = {part.about.session for part in parts}
    if len(sessions) > 1:
        return texts.say("reply.summary.reminder.sessions")
    asking = [part for part in parts if part.ask not in _TELLING]
    kind = "several" if len(asking) > 1 else _asks(asking[0].about) if asking else "tells"
    return texts.say(f"reply.summary.reminder.{kind}", number=parts[0].about.number)


def _asks(about: About) -> str:
    return "after" if about.after else "asks"


# --- in the group's chat


async def draw_group_reminder(canvas: Canvas) -> Picture | None:
    """Payload: `group`, `day`. What was said to the group's chat that day, as far as anybody still has to answer. One
    that stands there tells too when its session is now, or that it will not take place."""
    day, group = day_in(canvas.payload.get("day")), await canvas.group()
    if day is None or group is None or canvas.chat.kind is not ChatKind.GROUP:
        return None
    told = await canvas.uow.reminders.told_group(group.id, since=day)
    said = [one for one in told if one.person is None and one.fate is Fate.SAID and one.on == day]
    texts, begins, asks, changed = canvas.texts(group), None, list[GroupAsk](), list[Scene]()
    calendar = canvas.house.calendar(group.zone)
    for session, lines in _by_session(said).items():
        scene = await read_scene(canvas.uow, session, now=canvas.house.now(), parts=PARTS)
        if scene is None:
            continue
        rules = [rule_of(scene, line.rule) for line in lines if not is_asked_again(scene, calendar, line)]
        open_still = [rule for rule in rules if rule and is_asked_in_person(rule) and still(scene, rule)]
        asks += [_group_ask(scene, rule, texts) for rule in open_still]
        if any(rule and rule.to == GROUP for rule in rules) and _is_to_begin(scene, day):
            begins = scene
        elif not open_still and _is_replanned(scene):
            changed.append(scene)
    stands = canvas.notice.act is Act.REFRESH
    if begins is None and not asks and not (changed and stands):
        return None
    view = _view(begins, asks, texts, changed=changed if stands else ())
    return Picture(card=group_reminder_card(view, texts), summary=_group_summary(view, texts))


def _by_session(said: Sequence[Told]) -> dict[SessionId, list[Told]]:
    """Of two lines about the same the newer."""
    found: dict[SessionId, list[Told]] = {}
    for one in {(one.session, one.rule): one for one in said}.values():
        found.setdefault(one.session, []).append(one)
    return found


def _is_to_begin(scene: Scene, day: date) -> bool:
    session = scene.session
    on = session.starts_at.astimezone(scene.group.zone).date()
    return session.phase is SessionPhase.PLANNED and scene.now < session.starts_at and on == day


def _is_replanned(scene: Scene) -> bool:
    moved = scene.session.phase is SessionPhase.PLANNED and scene.session.moved_from is not None
    return moved or is_cancelled(scene)


def _group_ask(scene: Scene, rule: ReminderRule, texts: Texts) -> GroupAsk:
    share = count(scene, rule)
    return GroupAsk(
        ask=ask_of(rule, scene.group),
        about=about_of(scene, texts, rule),
        form=rule.form,
        count=Count(given=share.answered, of=share.of),
    )


def _view(begins: Scene | None, asks: list[GroupAsk], texts: Texts, *, changed: Sequence[Scene]) -> GroupReminderView:
    order = {ask: place for place, ask in enumerate(Ask)}
    first = tuple(sorted(asks, key=lambda one: (order[one.ask], one.about.starts_at)))
    made = GroupReminderView(
        asks=first,
        moved=tuple(about_of(one, texts) for one in changed if not is_cancelled(one)),
        cancelled=tuple(cancelled_of(one, texts) for one in changed if is_cancelled(one)),
    )
    if begins is None:
        return made
    least, most = _SOON
    return replace(
        made,
        begins=about_of(begins, texts),
        soon=least <= begins.session.starts_at - begins.now <= most,
        meeting=_meeting(begins.group, begins.session.id),
    )


def _meeting(group: Group, session: SessionId) -> str | None:
    return next((head.meeting_url for head in group.sessions if head.id == session), None)


def _group_summary(view: GroupReminderView, texts: Texts) -> str:
    """Of what stands first on the card; what begins in a moment goes before all else."""
    if view.begins is not None:
        return texts.say("reply.summary.reminder.begins", number=view.begins.number)
    first = next((one.about for one in view.asks if one.ask not in _TELLING), None)
    kind = _asks(first) if first else "tells"
    numbers = [about.number for about in (*(one.about for one in view.asks), *view.moved)]
    numbers += [one.number for one in view.cancelled]
    return texts.say(f"reply.summary.reminder.{kind}", number=first.number if first else numbers[0])
