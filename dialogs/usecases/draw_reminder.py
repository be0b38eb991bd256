"""Draws what the bot asks by itself: the card of one person's day, and the neutral line in a group's chat."""

from collections.abc import Sequence
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
from dialogs.reminders.model import Fate, Told
from dialogs.sessions.model import SessionPhase
from dialogs.texts.catalogue import Texts
from dialogs.turns import ChatKind
from dialogs.usecases.asks import PARTS, about_of, ask_of, asked_on, is_asked_again
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
    """None when nothing is left to ask, or when its person wants quiet. Payload: `day`."""
    day, person = day_in(canvas.payload.get("day")), canvas.chat.person
    if day is None or person is None or canvas.chat.kind is not ChatKind.PERSONAL:
        return None
    pause = (await canvas.uow.preferences.paused([person])).get(person)
    if pause is not None and pause >= day:
        return None
    told = [one for one in await canvas.uow.reminders.told([person], since=day) if one.on == day]
    asked = await asked_on(canvas.uow, canvas.house, person, told)
    if not asked.still:
        return None
    texts = canvas.texts(asked.still[0][0].group)
    parts = asked.parts(texts)
    return Picture(card=reminder_card(ReminderView(day=day, parts=parts), texts), summary=_summary(parts, texts))


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
    """Payload: `group`, `day`. What was said to the group's chat that day, as far as anybody still has to answer."""
    day, group = day_in(canvas.payload.get("day")), await canvas.group()
    if day is None or group is None or canvas.chat.kind is not ChatKind.GROUP:
        return None
    told = await canvas.uow.reminders.told_group(group.id, since=day)
    said = [one for one in told if one.person is None and one.fate is Fate.SAID and one.on == day]
    texts, begins, asks = canvas.texts(group), None, list[GroupAsk]()
    calendar = canvas.house.calendar(group.zone)
    for session, lines in _by_session(said).items():
        scene = await read_scene(canvas.uow, session, now=canvas.house.now(), parts=PARTS)
        for line in lines if scene else ():
            rule = rule_of(scene, line.rule) if scene else None
            if scene is None or rule is None or is_asked_again(scene, calendar, line):
                continue
            if rule.to == GROUP:
                begins = scene if _is_to_begin(scene, day) else begins
            elif is_asked_in_person(rule) and still(scene, rule):
                asks.append(_group_ask(scene, rule, texts))
    if begins is None and not asks:
        return None
    view = _view(begins, asks, texts)
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


def _group_ask(scene: Scene, rule: ReminderRule, texts: Texts) -> GroupAsk:
    share = count(scene, rule)
    return GroupAsk(
        ask=ask_of(rule, scene.group),
        about=about_of(scene, texts, rule),
        form=rule.form,
        count=Count(given=share.answered, of=share.of),
    )


def _view(begins: Scene | None, asks: list[GroupAsk], texts: Texts) -> GroupReminderView:
    order = {ask: place for place, ask in enumerate(Ask)}
    first = tuple(sorted(asks, key=lambda one: (order[one.ask], one.about.starts_at)))
    if begins is None:
        return GroupReminderView(asks=first)
    least, most = _SOON
    return GroupReminderView(
        asks=first,
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
    return texts.say(f"reply.summary.reminder.{kind}", number=(first or view.asks[0].about).number)
