"""*Later herinneren*: what is still open on one's own card of a day comes back at a moment that one chooses."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Any, Final
from zoneinfo import ZoneInfo

from dialogs.cards.actions.reminders import LaterChoose, LaterOpen
from dialogs.cards.choose import ChooseView, choose_dialog
from dialogs.cards.offers import Offer
from dialogs.cards.reading import chosen
from dialogs.formats.model import ReminderRule
from dialogs.formats.reminders import SESSION
from dialogs.groups import SessionHead
from dialogs.ids import PersonId
from dialogs.ports import UnitOfWork
from dialogs.reminders.calendar import Workdays, is_working_day, next_working_day
from dialogs.reminders.model import Reminder
from dialogs.sessions.model import Session
from dialogs.texts.catalogue import Texts
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.asks import Asked, asked_on
from dialogs.usecases.draw_reminder import day_in
from dialogs.usecases.house import House
from dialogs.usecases.scene import Scene
from dialogs.usecases.who import Sender, sender_among_groups

_Open = Sequence[tuple[Scene, ReminderRule]]

_AFTERNOON: Final = time(15, 0)
_MORNING: Final = time(9, 0)
_STILL_MORNING: Final = time(13, 0)
"""Until then *vanmiddag* is later."""

_MOST: Final = 3
_ROOM: Final = timedelta(hours=2)
"""So long before a session it must have come, to be of any use."""


async def open_later(house: House, origin: Origin, action: LaterOpen) -> Reply:
    async with house.reading() as uow:
        sender, asked = await _asked(uow, house, origin, action.day)
        quiet = await _quiet(uow, sender)
    return _page(house, sender, asked, action.day, quiet=quiet)


async def choose_later(house: House, origin: Origin, action: LaterChoose, data: Mapping[str, Any]) -> Reply:
    """Each part for itself, as far as it makes sense by then. The last choice counts, and pressing twice is once."""
    async with house.writing() as uow:
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, house.now())
        sender, asked = await _asked(uow, house, origin, action.day)
        quiet = await _quiet(uow, sender)
        offered = {moment.isoformat(): moment for moment in _fitting(house, asked.still if asked else (), quiet)}
        said = chosen(data, list(offered))
        if sender.person is None or asked is None or said is None:
            return _page(house, sender, asked, action.day, quiet=quiet, notice="form.later.passed")
        moment, (scene, _) = offered[said], asked.still[0]
        if first:
            for reminder in _reminders(asked.still, sender.person, moment):
                await uow.reminders.add(reminder)
            await uow.commit()
    return Say(text=sender.texts.say("reply.reminder.later", when=sender.texts.moment(moment, scene.group.zone)))


async def _asked(uow: UnitOfWork, house: House, origin: Origin, said: str) -> tuple[Sender, Asked | None]:
    """What was asked of the sender that day; whose card was pressed does not matter, and cannot be told."""
    sender, _ = await sender_among_groups(uow, house, origin)
    day = day_in(said)
    if sender.person is None or day is None:
        return sender, None
    told = [one for one in await uow.reminders.told([sender.person], since=day) if one.on == day]
    return sender, await asked_on(uow, house, sender.person, told)


async def _quiet(uow: UnitOfWork, sender: Sender) -> date | None:
    """The last day of the sender's pause, which may have passed."""
    return (await uow.preferences.paused([sender.person])).get(sender.person) if sender.person is not None else None


def _page(
    house: House,
    sender: Sender,
    asked: Asked | None,
    day: str,
    *,
    quiet: date | None,
    notice: str | None = None,
) -> Reply:
    texts = sender.texts
    if asked is None or not asked.any:
        return Say(text=texts.say("reply.reminder.not_asked"))
    if not asked.still:
        return Say(text=texts.say("reply.reminder.answered"))
    moments = _fitting(house, asked.still, quiet)
    if not moments:
        before = max((_it_precedes(*one) for one in asked.still), key=lambda session: session.starts_at)
        key = "reply.reminder.begun" if before.starts_at <= house.now() else "reply.reminder.too_near"
        return Say(text=texts.say(key, session=before.number))
    zone = asked.still[0][0].group.zone
    offered = tuple(Offer(id=one.isoformat(), text=_said(one, house.now(), zone, texts)) for one in moments)
    view = ChooseView(
        heading=texts.say("button.later"),
        question=texts.say("form.later.question"),
        options=offered,
        submit=LaterChoose(day=day),
        button=texts.say("button.keep"),
        explanation=texts.say("form.later.line"),
        value=offered[0].id,
        notice=texts.say(notice) if notice else None,
    )
    return choose_dialog(view, texts)


def _said(moment: datetime, now: datetime, zone: ZoneInfo, texts: Texts) -> str:
    days = (moment.astimezone(zone).date() - now.astimezone(zone).date()).days
    key = {0: "form.later.today", 1: "form.later.tomorrow"}.get(days, "form.later.on")
    return texts.say(key, when=texts.moment(moment, zone))


# --- which moments


def _fitting(house: House, still: _Open, quiet: date | None) -> tuple[datetime, ...]:
    """The first few that are in time for at least one of these, and in no pause."""
    if not still:
        return ()
    latest = max(_latest(scene, rule) for scene, rule in still)
    zone = still[0][0].group.zone
    fit = [one for one in moments(house.now(), zone=zone, workdays=house.workdays, quiet=quiet) if one <= latest]
    return tuple(fit[:_MOST])


def _latest(scene: Scene, rule: ReminderRule) -> datetime:
    return last_moment(scene, rule) - _ROOM


def last_moment(scene: Scene, rule: ReminderRule) -> datetime:
    return _it_precedes(scene, rule).starts_at


def _it_precedes(scene: Scene, rule: ReminderRule) -> Session | SessionHead:
    """What comes before a session is of no use once it begins, nor is what comes after it once the next one does."""
    follows = rule.anchor == SESSION and rule.offset > timedelta()
    following = scene.group.after(scene.session.number) if follows else None
    return following or scene.session


def moments(now: datetime, *, zone: ZoneInfo, workdays: Workdays, quiet: date | None = None) -> Iterator[datetime]:
    """This afternoon, the next mornings that people work, and one of next week: in UTC, at allowed hours. In a pause,
    which lasts until the end of `quiet`, the mornings after it."""
    local = now.astimezone(zone)
    today = max(local.date(), quiet or date.min)
    paused = quiet is not None and quiet >= local.date()
    if not paused and local.time() <= _STILL_MORNING and is_working_day(today, workdays=workdays):
        yield datetime.combine(today, _AFTERNOON, tzinfo=zone).astimezone(UTC)
    first = next_working_day(today, workdays=workdays)
    second = next_working_day(first, workdays=workdays)
    week = next_working_day(max(today + timedelta(days=6), second), workdays=workdays)
    for day in (first, second, week):
        yield datetime.combine(day, _MORNING, tzinfo=zone).astimezone(UTC)


def _reminders(still: _Open, person: PersonId, moment: datetime) -> Iterator[Reminder]:
    for scene, rule in still:
        if moment <= _latest(scene, rule):
            yield Reminder(
                group=scene.group.id,
                session=scene.session.id,
                rule=rule.id,
                person=person,
                due_at=moment,
                drop_after=min(moment + rule.tolerance, last_moment(scene, rule)),
                promised=True,
            )
