"""What is known of a group, and of its people in all their groups, when its reminders are called."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from dialogs.formats.model import ReminderRule, Via
from dialogs.groups import Group
from dialogs.ids import ConversationId, GroupId, PersonId, SessionId
from dialogs.reminders.calendar import Calendar
from dialogs.reminders.model import Fate, Place, Reminder, Told
from dialogs.reminders.quota import FREE, Wish
from dialogs.usecases.needs import GROUP, addressed, needs, rule_of
from dialogs.usecases.scene import Scene

_REACHED: Final = frozenset({Fate.SAID, Fate.IN_GROUP})
_THE_BEST: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A group of which something is due. `ahead` waits until the end of the week; there is a scene of every session
    that one of these is of. `put_off`: the places that wait for a moment that somebody chose, in a later week too.
    `here`: what became of the group's reminders this week, where somebody's own moment is due. `stands`: what was said
    for this moment and can be read still, in a card or a letter, or will be: its session moved away and came back."""

    group: Group
    calendar: Calendar
    now: datetime
    due: tuple[Reminder, ...]
    ahead: tuple[Reminder, ...]
    scenes: Mapping[SessionId, Scene]
    put_off: frozenset[Place] = frozenset()
    here: tuple[Told, ...] = ()
    stands: frozenset[Place] = frozenset()

    @property
    def meant(self) -> frozenset[PersonId]:
        """Who may hear something now."""
        return frozenset(person for person, _ in self._meant())

    @property
    def counted(self) -> frozenset[PersonId]:
        """Those of them whose days a week are counted for it."""
        return frozenset(person for person, rule in self._meant() if rule.priority != FREE)

    def _meant(self) -> Iterator[tuple[PersonId, ReminderRule]]:
        for reminder in self.due:
            found = self.rule(reminder)
            if found is not None and not is_for_the_group(found[1]):
                yield from ((person, found[1]) for person in meant_for(reminder, *found))

    @property
    def today(self) -> date:
        return self.calendar.day(self.now)

    @property
    def monday(self) -> date:
        return self.today - timedelta(days=self.today.weekday())

    def open_for(self, person: PersonId, reminders: Iterable[Reminder]) -> Iterator[tuple[Reminder, ReminderRule]]:
        """Those of them that this person would hear of: what they put off they hear at their own moment only."""
        for reminder in reminders:
            found = self.rule(reminder)
            if found is None or is_for_the_group(found[1]) or reminder.person not in {None, person}:
                continue
            if needs(*found, person) and not self.is_put_off(reminder, person):
                yield reminder, found[1]

    def is_put_off(self, reminder: Reminder, person: PersonId) -> bool:
        """Whether they will hear of it at a moment of their own instead."""
        return reminder.person is None and (reminder.session, reminder.rule, person) in self.put_off

    def has_read(self, reminder: Reminder, person: PersonId, *, before: date) -> bool:
        """Whether the group's line said the same on an earlier day of the week. Of who was counted in it nobody knows:
        what did not get through is called again."""
        same = [one for one in self.here if (one.session, one.rule) == (reminder.session, reminder.rule)]
        counted = any(one.person == person and one.fate is Fate.IN_GROUP for one in same)
        return not counted and any(one.person is None and one.fate is Fate.SAID and one.on < before for one in same)

    def rule(self, reminder: Reminder) -> tuple[Scene, ReminderRule] | None:
        """None when the format says it no more."""
        scene = self.scenes[reminder.session]
        rule = rule_of(scene, reminder.rule)
        return None if rule is None else (scene, rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class People:
    """Of everybody whose days are counted. `told` is what they heard this week, in every group, and grows."""

    paused: Mapping[PersonId, date]
    refused: Collection[PersonId]  # cannot be written to
    told: Mapping[PersonId, list[Told]]
    priorities: Mapping[tuple[GroupId, str], int]
    calls: Sequence[Call]  # of all groups of theirs of which something is due or waits this week
    cards: Collection[tuple[ConversationId, str]] = ()  # of today and later, that stand in their chats

    def reached(self, person: PersonId) -> Iterator[Told]:
        return (one for one in self.told.get(person, ()) if one.fate in _REACHED)

    def days(self, person: PersonId) -> frozenset[date]:
        """On which they were reminded of something that counts."""
        return frozenset(
            one.on for one in self.reached(person) if self.priorities.get((one.group, one.rule), _THE_BEST) != FREE
        )

    def heard(self, person: PersonId, reminder: Reminder, on: date) -> bool:
        """Whether they heard of it that day: it was called along with another one."""
        return any(one.on == on for one in self._told_of(person, reminder))

    def heard_since(self, person: PersonId, reminder: Reminder, day: date) -> bool:
        """Whether they heard of it on the day of its moment or later: a session that moved and came back is due
        again."""
        return any(one.on >= day for one in self._told_of(person, reminder))

    def heard_after(self, person: PersonId, reminder: Reminder) -> bool:
        """Whether the moment they were promised came already, with what another group asked."""
        return any(one.at > reminder.due_at for one in self._told_of(person, reminder))

    def _told_of(self, person: PersonId, reminder: Reminder) -> Iterator[Told]:
        return (one for one in self.reached(person) if (one.session, one.rule) == (reminder.session, reminder.rule))

    def wishes_elsewhere(self, person: PersonId, group: GroupId) -> Iterator[Wish]:
        """What their other groups would have them hear this week still: it may matter more."""
        for call in self._elsewhere(group):
            for one, rule in call.open_for(person, (*call.due, *call.ahead)):
                at = max(one.due_at, call.calendar.after(call.now))
                if at <= one.drop_after and not self._is_decided(person, one, call.now):
                    yield wish_of(one, rule, call.calendar.day(at))

    def asked_elsewhere(
        self, person: PersonId, group: GroupId, *, by: date
    ) -> Iterator[tuple[Call, Reminder, ReminderRule]]:
        """What their other groups have not called yet and would by the end of that day; what they were promised never
        comes before its moment."""
        for call in self._elsewhere(group):
            for one, rule in call.open_for(person, call.ahead):
                comes = one.due_at <= call.now if one.promised else call.calendar.day(one.due_at) <= by
                if comes and rule.priority != FREE:
                    yield call, one, rule

    def _elsewhere(self, group: GroupId) -> Iterator[Call]:
        return (call for call in self.calls if call.group.id != group)

    def _is_decided(self, person: PersonId, reminder: Reminder, now: datetime) -> bool:
        what = (now, reminder.session, reminder.rule)
        return any((one.at, one.session, one.rule) == what for one in self.told.get(person, ()))


def is_for_the_group(rule: ReminderRule) -> bool:
    return rule.to == GROUP or rule.via is Via.GROUP


def meant_for(reminder: Reminder, scene: Scene, rule: ReminderRule) -> tuple[PersonId, ...]:
    return addressed(scene, rule) if reminder.person is None else (reminder.person,)


def wish_of(reminder: Reminder, rule: ReminderRule, on: date) -> Wish:
    what = (reminder.session, reminder.rule)
    return Wish(on=on, priority=rule.priority, what=what, promised=reminder.promised)
