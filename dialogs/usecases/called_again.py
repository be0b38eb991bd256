"""What did not get through to somebody is called again, by whatever way there is then, where it makes sense still."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Final

from dialogs.formats.model import ReminderRule
from dialogs.ids import GroupId, PersonId, SessionId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.ports import UnitOfWork
from dialogs.reminders.calendar import Calendar
from dialogs.reminders.model import Fate, Reminder, Told
from dialogs.reminders.rules import due_of
from dialogs.usecases.asks import is_asked_again
from dialogs.usecases.draw_letter import said_by
from dialogs.usecases.draw_reminder import day_in
from dialogs.usecases.house import House
from dialogs.usecases.later import last_moment
from dialogs.usecases.needs import GROUP, NEEDED, applies, needs, rule_of
from dialogs.usecases.scene import Scene, read_scene

OF_ONE_DAY: Final = frozenset({NoticeKind.REMINDER, NoticeKind.LETTER, NoticeKind.GROUP_REMINDER})


async def ask_another_day(house: House, notice: Notice, person: PersonId | None) -> None:
    """After an outage: a card, a letter and a group's line are for one day, what stands in them may be asked for
    longer. What may not is noted as late. `person`: whose chat it is. Doing it twice does it once."""
    async with house.writing() as uow:
        await _call_again(uow, house, await _said(uow, notice, person))
        await uow.commit()


async def address_refused(house: House, notice: Notice, address: str) -> None:
    """What stood in the letter goes by the next way there is, at once where the hour allows it."""
    async with house.writing() as uow:
        person = PersonId(str(notice.payload["person"]))
        await uow.preferences.refuse_mail(person, address=address, at=house.now())
        await _call_again(uow, house, await _said(uow, notice, person))
        await uow.commit()


async def _said(uow: UnitOfWork, notice: Notice, person: PersonId | None) -> Sequence[Told]:
    """By this notice: once for each place, and without what was noted as late already."""
    on = day_in(notice.payload.get("day"))
    if on is None or notice.act is Act.DELETE:
        return ()
    if notice.kind is NoticeKind.GROUP_REMINDER:
        told = await uow.reminders.told_group(GroupId(str(notice.payload["group"])), since=on)
        said = [one for one in told if one.on == on and _is_in_the_line(one)]
    else:
        person = PersonId(str(notice.payload["person"])) if notice.kind is NoticeKind.LETTER else person
        told = await uow.reminders.told([person], since=on) if person is not None else ()
        said = said_by(notice, told, on) if notice.kind is NoticeKind.LETTER else _on_the_card(notice, told, on)
    late = {_place(one) for one in told if one.on == on and one.fate is Fate.LATE}
    return [one for place, one in {_place(one): one for one in said}.items() if place not in late]


def _on_the_card(notice: Notice, told: Sequence[Told], on: date) -> list[Told]:
    """Not what an earlier card of that day said: it may have come."""
    called = notice.payload.get("called")
    since = datetime.fromisoformat(str(called)) if called is not None else None
    said = (one for one in told if one.on == on and one.fate is Fate.SAID)
    return [one for one in said if since is None or one.at >= since]


def _is_in_the_line(one: Told) -> bool:
    return one.fate is Fate.IN_GROUP or (one.person is None and one.fate is Fate.SAID)


def _place(one: Told) -> tuple[SessionId, str, PersonId | None]:
    return one.session, one.rule, one.person


async def _call_again(uow: UnitOfWork, house: House, said: Sequence[Told]) -> None:
    """Where a group's line was for people without a way of their own, it is these who are asked again: the others
    have heard it."""
    scenes: dict[SessionId, Scene | None] = {}
    late: list[Told] = []
    for line in said:
        if line.session not in scenes:
            scenes[line.session] = await read_scene(uow, line.session, now=house.now(), parts=NEEDED)
        scene = scenes[line.session]
        rule = rule_of(scene, line.rule) if scene else None
        if scene is None or rule is None:
            continue
        calendar = house.calendar(scene.group.zone)
        is_open = applies(scene, rule) if line.person is None else needs(scene, rule, line.person)
        if not is_open or is_asked_again(scene, calendar, line):
            continue
        again = calendar.after(house.now())
        until = min(await _until(uow, scene, rule, line, calendar), last_moment(scene, rule))
        if again >= until:
            late.append(_late(line, house))
        elif line.person is not None or rule.to == GROUP:
            reminder = Reminder(
                group=line.group,
                session=line.session,
                rule=line.rule,
                person=line.person,
                due_at=again,
                drop_after=until,
            )
            await uow.reminders.add(reminder)
    await uow.reminders.log(late)


async def _until(uow: UnitOfWork, scene: Scene, rule: ReminderRule, line: Told, calendar: Calendar) -> datetime:
    """A moment that somebody chose has a tolerance of its own, beside that of the rule."""
    due = due_of(scene.group, calendar, session=scene.session.id, rule=rule.id)
    own = await uow.reminders.until(line.session, line.rule, line.person) if line.person is not None else None
    known = [one for one in (own, due and due + rule.tolerance) if one is not None]
    return max(known, default=line.at + rule.tolerance)


def _late(line: Told, house: House) -> Told:
    return Told(
        group=line.group,
        session=line.session,
        rule=line.rule,
        person=line.person,
        fate=Fate.LATE,
        on=line.on,
        at=house.now(),
    )
