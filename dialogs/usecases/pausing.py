"""*Meldingen pauzeren tot*: somebody's own quiet, in every group at once; and the words that are typed about it."""

import calendar
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any, Final

from dialogs.cards.actions.reminders import PauseEnd, PauseOpen, PauseSubmit
from dialogs.cards.lookup import line_card
from dialogs.cards.parts import INPUT
from dialogs.cards.pause import DAY, PauseView, pause_dialog, settings_card
from dialogs.groups import Group
from dialogs.ids import PersonId, SessionId
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.sessions.seats import makes_up_the_group
from dialogs.texts.catalogue import Texts
from dialogs.turns import ChatKind, Origin, Reply, Say
from dialogs.usecases.canvas import Canvas
from dialogs.usecases.draw_reminder import day_in
from dialogs.usecases.heard import Heard, line_to, reply_to
from dialogs.usecases.house import House
from dialogs.usecases.replies import ReplyKind, line
from dialogs.usecases.seats import no_seat
from dialogs.usecases.typed import TypedCommand
from dialogs.usecases.who import sender_among_groups

LONGEST_MONTHS: Final = 6
_DAY_LENGTH: Final = 10
"""`2027-06-01`; what a channel adds to a date is no part of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Days:
    """On which days a pause may end."""

    today: date

    @property
    def first(self) -> date:
        return self.today + timedelta(days=1)

    @property
    def last(self) -> date:
        """The same day half a year on, or the last of that month."""
        month = self.today.month + LONGEST_MONTHS
        year, month = self.today.year + (month - 1) // 12, (month - 1) % 12 + 1
        return date(year, month, min(self.today.day, calendar.monthrange(year, month)[1]))

    def fault(self, day: date) -> str | None:
        """The key of what is wrong with it; the sentence may name `last`."""
        if day < self.first:
            return "form.pause.fault.past"
        return "form.pause.fault.far" if day > self.last else None


async def _days(uow: UnitOfWork, house: House, person: PersonId) -> _Days:
    return _Days(today=today_in(await uow.groups.of_person(person), house))


def today_in(groups: Sequence[Group], house: House) -> date:
    """For somebody of these groups, or of none now."""
    return house.now().astimezone(groups[0].zone if groups else house.zone).date()


async def _until(uow: UnitOfWork, person: PersonId, days: _Days) -> date | None:
    """The last day of a pause that still stands."""
    until = (await uow.preferences.paused([person])).get(person)
    return until if until is not None and until >= days.today else None


# --- the dialog


async def open_pause(house: House, origin: Origin, _action: PauseOpen) -> Reply:
    async with house.reading() as uow:
        sender, groups = await sender_among_groups(uow, house, origin)
        if sender.person is not None:
            days = _Days(today=today_in(groups, house))
            until = await _until(uow, sender.person, days)
            day = until.isoformat() if until else None
            return pause_dialog(PauseView(first=days.first, last=days.last, until=until, day=day), sender.texts)
    return await no_seat(house, origin, None)


async def submit_pause(house: House, origin: Origin, _action: PauseSubmit, data: Mapping[str, Any]) -> Reply:
    """Whose pause it is follows from who sends it. Twice is once: the same day again changes nothing."""
    said = data.get(INPUT + DAY)
    said = said.strip()[:_DAY_LENGTH] if isinstance(said, str) else ""
    async with house.writing() as uow:
        sender, groups = await sender_among_groups(uow, house, origin)
        if sender.person is not None:
            days, texts, day = _Days(today=today_in(groups, house)), sender.texts, day_in(said)
            fault = days.fault(day) if day else "form.pause.fault.none"
            if day is None or fault is not None:
                until = await _until(uow, sender.person, days)
                why = texts.say(str(fault), day=days.last)
                view = PauseView(first=days.first, last=days.last, until=until, day=said or None, fault=why)
                return pause_dialog(view, texts)
            await uow.preferences.pause(sender.person, day)
            await uow.commit()
            return Say(text=texts.say("reply.pause.done", day=day))
    return await no_seat(house, origin, None)


async def end_pause(house: House, origin: Origin, _action: PauseEnd) -> Reply:
    async with house.writing() as uow:
        sender, _ = await sender_among_groups(uow, house, origin)
        if sender.person is not None:
            await uow.preferences.pause(sender.person, None)
            await uow.commit()
            return Say(text=sender.texts.say("reply.pause.ended"))
    return await no_seat(house, origin, None)


# --- typed


async def typed_pause(uow: UnitOfWork, house: House, heard: Heard, command: TypedCommand) -> Sequence[Notice]:
    """With a day it is done at once. In a group's chat nothing of it is told: that stands in the sender's own chat, or
    behind the button, which shows everybody their own."""
    person = heard.sender.person
    if person is None or not command.rest:
        return (reply_to(house, heard, ReplyKind.PAUSE),)
    days, texts = await _days(uow, house, person), heard.sender.texts
    day = read_day(command.rest, today=days.today)
    personal = heard.origin.kind is ChatKind.PERSONAL
    fault = days.fault(day) if day else "reply.pause.which"
    if day is None or fault is not None:
        told = {"fault": fault, "day": texts.day(days.last)} if personal else {}
        return (reply_to(house, heard, ReplyKind.PAUSE, **told),)
    await uow.preferences.pause(person, day)
    if personal:
        return (line_to(house, heard, "reply.pause.done", day=texts.day(day)),)
    return (reply_to(house, heard, ReplyKind.PAUSE), *_told_in_private(house, heard, day))


def _told_in_private(house: House, heard: Heard, day: date) -> Sequence[Notice]:
    member = heard.group.member(heard.sender.person) if heard.group and heard.sender.person else None
    if member is None or member.personal is None:
        return ()
    texts = heard.sender.texts
    return (
        line(
            "reply.pause.done",
            chat=member.personal,
            language=texts.language,
            now=house.now(),
            day=texts.day(day),
        ),
    )


async def draw_pause(canvas: Canvas, texts: Texts) -> Mapping[str, Any]:
    """Payload: `fault`, a key, when the day that was typed does not do; `day` is the last one that would."""
    fault = canvas.payload.get("fault")
    if isinstance(fault, str):
        return settings_card(texts.say(fault, day=canvas.payload.get("day")), texts)
    return await draw_settings(canvas, texts)


async def draw_settings(canvas: Canvas, texts: Texts, *, plan_of: SessionId | None = None) -> Mapping[str, Any]:
    """In one's own chat how it stands, in a group's chat what stands there for all. Who only leads or looks on is asked
    nothing, and has nothing to pause."""
    person = canvas.chat.person
    if canvas.chat.kind is not ChatKind.PERSONAL or person is None:
        return settings_card(texts.say("reply.pause.invite"), texts, plan_of=plan_of)
    groups = await canvas.uow.groups.of_person(person)
    until = await _until(canvas.uow, person, _Days(today=today_in(groups, canvas.house)))
    if until is None and groups and not any(_is_asked(person, group) for group in groups):
        return line_card(texts.say("reply.pause.needless"))
    return settings_card(texts.say("form.pause.on", day=until) if until else texts.say("form.pause.off"), texts)


def _is_asked(person: PersonId, group: Group) -> bool:
    member = group.member(person)
    return member is not None and makes_up_the_group(member.roles)


# --- a day as people type it

_MONTHS: Final = {
    name: number
    for number, names in enumerate(
        (
            ("januari", "january", "jan"),
            ("februari", "february", "feb"),
            ("maart", "march", "mrt", "mar"),
            ("april", "apr"),
            ("mei", "may"),
            ("juni", "june", "jun"),
            ("juli", "july", "jul"),
            ("augustus", "august", "aug"),
            ("september", "sept", "sep"),
            ("oktober", "october", "okt", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        1,
    )
    for name in names
}
_ISO: Final = re.compile(r"(?P<year>\d{4})-(?P<month>\d{1,2})-(?P<day>\d{1,2})", re.ASCII)
_NUMBERS: Final = re.compile(r"(?P<day>\d{1,2})[-/](?P<month>\d{1,2})(?:[-/](?P<year>\d{4}))?", re.ASCII)
_NAMED: Final = re.compile(r"(?P<day>\d{1,2})\.? (?P<month>[a-z]+)\.?(?: (?P<year>\d{4}))?", re.ASCII)


def read_day(said: str, *, today: date) -> date | None:
    """`1 juni`, `1 juni 2027`, `1-6`, `1-6-2027`, `2027-06-01`; without a year the one to come, unless such a day has
    only just been: that one is meant then, and refused for what it is."""
    found = next((match for shape in (_ISO, _NUMBERS, _NAMED) if (match := shape.fullmatch(said.strip()))), None)
    if found is None:
        return None
    named = found["month"]
    month = int(named) if named.isdecimal() else _MONTHS.get(named, 0)
    if found["year"]:
        return _date(int(found["year"]), month, int(found["day"]))
    this = _date(today.year, month, int(found["day"]))
    next_ = _date(today.year + 1, month, int(found["day"]))
    if this is None or next_ is None:
        return this or next_
    return this if this > today or today - this < next_ - today else next_


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
