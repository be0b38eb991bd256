"""Calls the reminders whose moment has come, a few groups at a time."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final

from dialogs.errors import StoreUnavailable
from dialogs.groups import Group
from dialogs.ids import ConversationId, GroupId, PersonId, SessionId
from dialogs.ports import UnitOfWork
from dialogs.reminders.calendar import START_OF_DAY, Calendar
from dialogs.reminders.model import Place, Reminder, Told, got_through
from dialogs.reminders.quota import FREE
from dialogs.usecases.call import Call, People
from dialogs.usecases.called import Deciding
from dialogs.usecases.house import House
from dialogs.usecases.needs import NEEDED
from dialogs.usecases.reminder_rows import reminder_key
from dialogs.usecases.said_still import stands_still
from dialogs.usecases.scene import Scene, read_scene

AT_ONCE: Final = 20
_WEEK: Final = timedelta(days=7)
_SHORTEST: Final = timedelta(minutes=1)
_LONGEST: Final = timedelta(hours=1)
_UNREADABLE: Final = (LookupError, TypeError, ValueError)


@dataclass(frozen=True, slots=True, kw_only=True)
class Failed:
    """A group whose reminders could not be called, and what was in the way."""

    group: GroupId
    error: Exception


@dataclass(frozen=True, slots=True, kw_only=True)
class Called:
    """How many groups had something due, and what became of all of it."""

    groups: int
    told: tuple[Told, ...] = ()
    failed: tuple[Failed, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Rest:
    until: datetime
    length: timedelta
    others: int


@dataclass(slots=True)
class Aside:
    """The groups that this process leaves alone for a while: one that cannot be read silences nobody else. It rests for
    a minute, and twice as long, up to an hour, when it failed again while others were called. While nobody can be
    called it is hardly the group, and everybody is tried again a minute later."""

    _rests: dict[GroupId, _Rest] = field(default_factory=dict)
    _others: int = 0  # called so far

    def put(self, group: GroupId, now: datetime) -> None:
        length, before = _SHORTEST, self._rests.get(group)
        if before is not None:
            length = before.length if before.others == self._others else min(before.length * 2, _LONGEST)
        self._rests[group] = _Rest(until=now + length, length=length, others=self._others)

    def called(self, groups: Collection[GroupId]) -> None:
        self._others += len(groups)
        for group in groups:
            self._rests.pop(group, None)

    def groups(self, now: datetime) -> Collection[GroupId]:
        return [group for group, rest in self._rests.items() if rest.until > now]


async def call_due(house: House, *, groups: int = AT_ONCE, aside: Aside | None = None) -> Called:
    """One transaction: what is due, what is said of it and what is noted are there together, or not at all. Call it
    again until no group has anything due. When that goes wrong, each of the groups has a transaction to itself, and
    what still goes wrong is put aside."""
    aside, hand = aside or Aside(), list[GroupId]()
    try:
        return await _call(house, groups, aside, hand)
    except StoreUnavailable:
        raise
    except Exception:
        if not hand:
            raise
    return await _one_by_one(house, len(hand), aside)


async def _one_by_one(house: House, groups: int, aside: Aside) -> Called:
    called, failed = list[Called](), list[Failed]()
    for _ in range(groups):
        hand: list[GroupId] = []
        try:
            called.append(await _call(house, 1, aside, hand))
        except StoreUnavailable:
            raise
        except Exception as error:
            if not hand:
                raise
            aside.put(hand[0], house.now())
            failed.append(Failed(group=hand[0], error=error))
    return Called(
        groups=len(failed) + sum(one.groups for one in called),
        told=tuple(line for one in called for line in one.told),
        failed=tuple(failed),
    )


async def _call(house: House, groups: int, aside: Aside, hand: list[GroupId]) -> Called:
    """`hand` gets the groups that are called, for who has to know when it goes wrong."""
    now = house.now()
    async with house.writing() as uow:
        due = await uow.reminders.take_due(now, groups=groups, but=aside.groups(now))
        if not due:
            return Called(groups=0)
        by_group = _by_group(due)
        hand += by_group
        calls = [await _read(uow, house, group, rows, now=now) for group, rows in by_group.items()]
        people = await _people(uow, house, calls, await _elsewhere(uow, house, calls, now=now))
        decided = [Deciding(call=call, people=people).decide() for call in calls]
        told = tuple(line for one in decided for line in one.told)
        await uow.reminders.called(due, now=now)
        await uow.reminders.log(told)
        await uow.outbox.add([notice for one in decided for notice in one.notices])
        await uow.commit()
    aside.called(by_group)
    return Called(groups=len(calls), told=told)


def _by_group(due: Sequence[Reminder]) -> Mapping[GroupId, Sequence[Reminder]]:
    groups: dict[GroupId, list[Reminder]] = defaultdict(list)
    for one in due:
        groups[one.group].append(one)
    return groups


# --- what is read


async def _read(uow: UnitOfWork, house: House, group: GroupId, due: Sequence[Reminder], *, now: datetime) -> Call:
    """Beside what is due: what else waits this week, for that may matter more, where it matters at all."""
    first = await _scene(uow, house, due[0])
    calendar = house.calendar(first.group.zone)
    counts = _counts(first.group, due)
    taken = {one.place for one in due}
    waiting = [one for one in await uow.reminders.waiting(group) if one.place not in taken] if counts else []
    until = calendar.at(_week_after(calendar, house), START_OF_DAY)
    ahead = tuple(one for one in waiting if one.due_at <= until)
    scenes = await _scenes(uow, house, (*due, *ahead), {first.session.id: first})
    today = calendar.day(now)
    chosen = any(one.person is not None for one in due)
    here = await uow.reminders.told_group(group, today - timedelta(days=today.weekday())) if chosen else ()
    return Call(
        group=first.group,
        calendar=calendar,
        now=now,
        due=tuple(due),
        ahead=ahead,
        scenes=scenes,
        put_off=_put_off(waiting),
        here=tuple(got_through(here)),
        stands=await stands_still(uow, first.group, due, scenes, now=now),
    )


def _counts(group: Group, due: Iterable[Reminder]) -> bool:
    free = {rule.id for rule in group.format.reminders if rule.priority == FREE}
    return any(one.rule not in free for one in due)


def _put_off(waiting: Iterable[Reminder]) -> frozenset[Place]:
    return frozenset(one.place for one in waiting if one.person is not None)


async def _scenes(
    uow: UnitOfWork, house: House, of: Iterable[Reminder], known: Mapping[SessionId, Scene]
) -> Mapping[SessionId, Scene]:
    scenes = dict(known)
    for one in of:
        if one.session not in scenes:
            scenes[one.session] = await _scene(uow, house, one)
    return scenes


async def _elsewhere(uow: UnitOfWork, house: House, calls: Sequence[Call], *, now: datetime) -> Sequence[Call]:
    """The other groups in which one of these people is to hear something this week: few are in two. What cannot be
    read is in nobody's way. Of a group of which only a draaiboek is due nothing was read yet of what else waits."""
    counted = {person for call in calls for person in call.counted}
    until = max(call.calendar.at(_week_after(call.calendar, house), START_OF_DAY) for call in calls)
    found: list[Call] = []
    read_already = {call.group.id for call in calls if _counts(call.group, call.due)}
    for group in await uow.reminders.elsewhere(counted, until, but=read_already):
        known = await _readable(uow, group)
        if known is None:
            continue
        counts = {rule.id for rule in known.format.reminders if rule.priority != FREE}
        waiting = await uow.reminders.waiting(group)
        ahead = tuple(one for one in waiting if one.rule in counts and one.due_at <= until)
        try:
            scenes = await _scenes(uow, house, ahead, {})
        except _UNREADABLE:
            continue
        calendar = house.calendar(known.zone)
        found.append(
            Call(
                group=known,
                calendar=calendar,
                now=now,
                due=(),
                ahead=ahead,
                scenes=scenes,
                put_off=_put_off(waiting),
            )
        )
    return found


async def _scene(uow: UnitOfWork, house: House, reminder: Reminder) -> Scene:
    scene = await read_scene(uow, reminder.session, now=house.now(), parts=NEEDED)
    if scene is None:
        raise LookupError(f"a reminder waits for session {reminder.session}, which is not there")
    return scene


def _week_after(calendar: Calendar, house: House) -> date:
    """The Monday after the week in which something said now is heard."""
    day = calendar.day(calendar.after(house.now()))
    return day - timedelta(days=day.weekday()) + _WEEK


async def _people(uow: UnitOfWork, house: House, calls: Sequence[Call], elsewhere: Sequence[Call]) -> People:
    """Nobody else decides about them meanwhile: at most two days a week counts over all groups. What counts
    for nothing, such as the draaiboek, needs none of it."""
    persons = sorted({person for call in calls for person in call.counted})
    paused = await uow.preferences.hold(persons)
    told: dict[PersonId, list[Told]] = defaultdict(list)
    since = min(min(call.monday, *(call.calendar.day(one.due_at) for one in call.due)) for call in calls)
    for line in got_through(await uow.reminders.told(persons, since)) if persons else ():
        if line.person is not None:
            told[line.person].append(line)
    formats = {call.group.id: call.group.format for call in (*calls, *elsewhere)}
    for other in {line.group for lines in told.values() for line in lines} - formats.keys():
        if (known := await _readable(uow, other)) is not None:
            formats[other] = known.format
    written = sorted({person for call in calls for person in call.meant})
    return People(
        paused=paused,
        refused=frozenset(await uow.preferences.mail_refused(written) if house.mails else written),
        told=told,
        priorities={(group, rule.id): rule.priority for group, one in formats.items() for rule in one.reminders},
        calls=(*calls, *elsewhere),
        cards=await _cards(uow, calls, told),
    )


async def _cards(
    uow: UnitOfWork, calls: Sequence[Call], told: Mapping[PersonId, Sequence[Told]]
) -> Collection[tuple[ConversationId, str]]:
    """Nothing is asked of the store where nobody heard anything today."""
    chats = {member.person: member.personal for call in calls for member in call.group.members}
    today = min(call.today for call in calls)
    said = {(chats.get(person), one.on) for person, lines in told.items() for one in lines if one.on >= today}
    return await uow.outbox.stands([(chat, reminder_key(on)) for chat, on in said if chat is not None])


async def _readable(uow: UnitOfWork, group: GroupId) -> Group | None:
    """What was said in a group that cannot be read counts as what matters, and is in nobody's way."""
    try:
        return await uow.groups.get(group)
    except _UNREADABLE:
        return None
