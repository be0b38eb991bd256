"""What did not get through to somebody is called again, by whatever way there is then, where it makes sense still."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Final

from dialogs.formats.model import ReminderRule
from dialogs.ids import GroupId, PersonId, SessionId
from dialogs.notices import GOES_ANOTHER_WAY, Act, Notice, NoticeKind
from dialogs.ports import UnitOfWork
from dialogs.reminders.model import NOT_HEARD, Fate, Place, Reminder, Told, got_through
from dialogs.reminders.rules import due_of
from dialogs.usecases.asks import is_asked_again
from dialogs.usecases.called import KNOWN_TO_ALL
from dialogs.usecases.draw_letter import said_by
from dialogs.usecases.draw_reminder import day_in
from dialogs.usecases.house import House
from dialogs.usecases.later import last_moment
from dialogs.usecases.needs import GROUP, MODERATOR, NEEDED, applies, needs, rule_of
from dialogs.usecases.scene import Scene, read_scene

OF_ONE_DAY: Final = frozenset({NoticeKind.REMINDER, NoticeKind.LETTER, NoticeKind.GROUP_REMINDER})

_SAYS: Final = frozenset({Act.POST, Act.UPSERT})
_LOST: Final = frozenset({Fate.LATE, Fate.UNREACHABLE})


async def ask_another_day(house: House, notice: Notice, person: PersonId | None) -> None:
    """After an outage: a card, a letter and a group's line are for one day, what stands in them may be asked for
    longer. What may not is noted as late. `person`: whose chat it is. Doing it twice does it once."""
    if notice.act is Act.DELETE:
        return
    async with house.writing() as uow:
        _, said = await _said(uow, notice, person)
        await _called_again(uow, house, said)
        await uow.commit()


async def address_refused(house: House, notice: Notice, address: str) -> None:
    """What stood in the letter goes by the next way there is, at once where the hour allows it."""
    async with house.writing() as uow:
        person = PersonId(str(notice.payload["person"]))
        await uow.preferences.refuse_mail(person, address=address, at=house.now())
        _, said = await _said(uow, notice, person)
        await _called_again(uow, house, said)
        await uow.commit()


async def chat_refused(house: House, notice: Notice, person: PersonId | None) -> bool:
    """The same for what was to be said in somebody's own chat, which takes nothing any more. False when some of it
    is heard by nobody; what only brings a card there up to date is not missed. Doing it twice does it once."""
    if notice.act not in _SAYS:
        return True
    if person is None or day_in(notice.payload.get("day")) is None:
        return False
    async with house.writing() as uow:
        before, said = await _said(uow, notice, person)
        writes = house.mails and not await uow.preferences.mail_refused([person])
        noted = await _called_again(uow, house, said, in_group_only=not writes)
        await uow.commit()
    return not any(one.fate in _LOST for one in (*before, *noted))


async def _said(uow: UnitOfWork, notice: Notice, person: PersonId | None) -> tuple[Sequence[Told], Sequence[Told]]:
    """What was noted already of what this notice said, and what was not: each place once."""
    on = day_in(notice.payload.get("day"))
    if on is None:
        return (), ()
    if notice.kind is NoticeKind.GROUP_REMINDER:
        told = await uow.reminders.told_group(GroupId(str(notice.payload["group"])), since=on)
    else:
        person = PersonId(str(notice.payload["person"])) if notice.kind is NoticeKind.LETTER else person
        told = await uow.reminders.told([person], since=on) if person is not None else ()
    that_day = [one for one in told if one.on == on]
    sheets = await _run_sheets(uow, that_day) if notice.kind in GOES_ANOTHER_WAY else frozenset[Place]()
    places = {one.place for one in _by(notice, that_day, on, sheets)}
    noted = [one for one in that_day if one.place in places and one.fate in NOT_HEARD]
    said = {one.place: one for one in _by(notice, got_through(that_day), on, sheets)}
    if notice.kind in GOES_ANOTHER_WAY:
        for one in noted:
            said.pop(one.place, None)  # what stands there since is a letter
    return noted, list(said.values())


async def _run_sheets(uow: UnitOfWork, told: Sequence[Told]) -> frozenset[Place]:
    """They are cards of their own, beside that of the day."""
    groups = {one.group: await uow.groups.get(one.group) for one in told}
    leads = {(id_, rule.id) for id_, group in groups.items() for rule in group.format.reminders if rule.to == MODERATOR}
    return frozenset(one.place for one in told if (one.group, one.rule) in leads)


def _by(notice: Notice, told: Sequence[Told], on: date, sheets: frozenset[Place]) -> list[Told]:
    if notice.kind is NoticeKind.GROUP_REMINDER:
        return [one for one in told if _is_in_the_line(one)]
    if notice.kind is NoticeKind.LETTER:
        return said_by(notice, told, on)
    said = [one for one in told if one.fate is Fate.SAID]
    if notice.kind is NoticeKind.RUN_SHEET:
        return [one for one in said if one.place in sheets and one.session == notice.payload.get("session")]
    return [one for one in _on_the_card(notice, said) if one.place not in sheets]


def _on_the_card(notice: Notice, said: Sequence[Told]) -> Sequence[Told]:
    """Not what an earlier card of that day said: it may have come."""
    called = notice.payload.get("called")
    since = datetime.fromisoformat(str(called)) if called is not None else None
    return [one for one in said if since is None or one.at >= since]


def _is_in_the_line(one: Told) -> bool:
    return one.fate is Fate.IN_GROUP or (one.person is None and one.fate is Fate.SAID)


async def _called_again(
    uow: UnitOfWork, house: House, said: Sequence[Told], *, in_group_only: bool = False
) -> Sequence[Told]:
    """What is noted of each, so that a day on which it was not heard is not counted."""
    scenes: dict[SessionId, Scene | None] = {}
    marks: list[Told] = []
    for line in said:
        if line.session not in scenes:
            scenes[line.session] = await read_scene(uow, line.session, now=house.now(), parts=NEEDED)
        scene = scenes[line.session]
        rule = rule_of(scene, line.rule) if scene else None
        fate = Fate.UNHEARD
        if scene is not None and rule is not None and _is_open(house, scene, rule, line):
            again = await _again(uow, house, scene, rule, line)
            if again.due_at >= again.drop_after:
                fate = Fate.LATE
            elif in_group_only and not _is_for_the_group(scene, rule):
                fate = Fate.UNREACHABLE
            elif line.person is not None or rule.to == GROUP:
                # what a group's line asked of people is asked again of these: the others have heard it
                await uow.reminders.add(again)
        marks.append(replace(line, fate=fate, at=house.now()))
    await uow.reminders.log(marks)
    return marks


def _is_open(house: House, scene: Scene, rule: ReminderRule, line: Told) -> bool:
    is_open = applies(scene, rule) if line.person is None else needs(scene, rule, line.person)
    return is_open and not is_asked_again(scene, house.calendar(scene.group.zone), line)


def _is_for_the_group(scene: Scene, rule: ReminderRule) -> bool:
    return scene.group.conversation is not None and rule.to not in {*KNOWN_TO_ALL, MODERATOR}


async def _again(uow: UnitOfWork, house: House, scene: Scene, rule: ReminderRule, line: Told) -> Reminder:
    """A moment that somebody chose has a tolerance of its own, beside that of the rule, and was promised perhaps."""
    calendar = house.calendar(scene.group.zone)
    own = await uow.reminders.own(line.session, line.rule, line.person) if line.person is not None else None
    due = due_of(scene.group, calendar, session=scene.session.id, rule=rule.id)
    known = [one for one in (own.drop_after if own else None, due and due + rule.tolerance) if one is not None]
    return Reminder(
        group=line.group,
        session=line.session,
        rule=line.rule,
        person=line.person,
        due_at=calendar.after(house.now()),
        drop_after=min(max(known, default=line.at + rule.tolerance), last_moment(scene, rule)),
        promised=own is not None and own.promised,
    )
