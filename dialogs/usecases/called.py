"""What becomes of a group's reminders whose moment has come: who hears of them, by what way, and why others do not."""

from collections import defaultdict
from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Final

from dialogs.formats.model import ReminderRule
from dialogs.ids import ConversationId, PersonId
from dialogs.notices import Notice
from dialogs.reminders.model import Fate, Reminder, Told
from dialogs.reminders.quota import FREE, Wish, granted
from dialogs.reminders.sending import Sending, sending, share_of
from dialogs.usecases.call import Call, People, is_for_the_group, meant_for, wish_of
from dialogs.usecases.needs import GROUP, HOTSEAT, INBRENGER, INTERIM, MODERATOR, applies, needs, still
from dialogs.usecases.reminder_rows import group_line, own_card, own_letter, reminder_key
from dialogs.usecases.run_sheet_announced import announced_at
from dialogs.usecases.scene import Scene

_ONE_MOMENT: Final = timedelta(minutes=1)
"""Groups are called a few at a time: a card that came so lately changes, nobody needs to hear a second one."""
KNOWN_TO_ALL: Final = frozenset({HOTSEAT, INBRENGER, INTERIM})
"""All know who these are, and who looks back on which day: a line without a name would still point at them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """One of the things that somebody would hear of."""

    reminder: Reminder
    rule: ReminderRule
    sending: Sending

    @property
    def place(self) -> Hashable:
        """Of two of the same one is enough."""
        return self.reminder.session, self.reminder.rule, self.sending.on

    @property
    def wish(self) -> Wish:
        return wish_of(self.reminder, self.rule, self.sending.on)


@dataclass(slots=True, kw_only=True)
class Deciding:
    """`told` and `notices` are what it comes to."""

    call: Call
    people: People
    told: list[Told] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    _line: list[_Part] = field(default_factory=list)
    """What the group's own line is about."""

    def decide(self) -> "Deciding":
        parts: dict[PersonId, dict[Hashable, _Part]] = defaultdict(dict)
        for reminder in self.call.due:
            found = self.call.rule(reminder)
            if found is None:
                continue
            if is_for_the_group(found[1]):
                self._for_the_group(reminder, *found)
                continue
            for person in meant_for(reminder, *found):
                part = self._part(reminder, *found, person)
                if part is not None and (part.place not in parts[person] or part.wish.promised):
                    parts[person][part.place] = part
        for person, due in parts.items():
            self._decide_for(person, tuple(due.values()))
        self._say_the_line()
        return self

    # --- one person

    def _part(self, reminder: Reminder, scene: Scene, rule: ReminderRule, person: PersonId) -> _Part | None:
        """None when it is not said, which is noted."""
        share = share_of(person, self.call.today.isoformat())
        when = sending(reminder, rule, self.call.calendar, now=self.call.now, share=share)
        if not needs(scene, rule, person):
            self._note(reminder, person, Fate.ANSWERED)
        elif when is None:
            self._note(reminder, person, Fate.LATE)
        elif self._knows(person, reminder, rule, when.on):
            pass  # was called and noted then
        elif self.call.is_put_off(reminder, person):
            pass  # comes when they chose, and is noted then
        elif rule.priority != FREE and self.people.paused.get(person, date.min) >= when.on:
            self._note(reminder, person, Fate.PAUSED, on=when.on)
        else:
            return _Part(reminder=reminder, rule=rule, sending=when)
        return None

    def _knows(self, person: PersonId, reminder: Reminder, rule: ReminderRule, on: date) -> bool:
        """Of a session that was moved it is the card that tells: while it was away that may have been taken from their
        chat. A mail and a group's line were not."""
        if reminder.promised:
            return self.people.heard_after(person, reminder)
        if (reminder.session, reminder.rule, person) in self.call.stands:
            return True
        if rule.priority == FREE:
            return False
        member = self.call.group.member(person)
        if member is None or member.personal is None:
            return self.people.heard_since(person, reminder, self.call.calendar.day(reminder.due_at))
        was_moved = self.call.scenes[reminder.session].session.moved_from is not None
        return not was_moved and self.people.heard(person, reminder, on)

    def _decide_for(self, person: PersonId, due: Sequence[_Part]) -> None:
        """All of one day makes one message; on a third day of the week nothing is said."""
        first = min((part.sending for part in due), key=lambda one: one.at)
        places = {part.place for part in due}
        along = [*self._along(person, first), *(self._along_by_mail(person, first) if _counts(due) else ())]
        parts = [*due, *(part for part in along if part.place not in places)]
        later = [
            wish_of(one, rule, self.call.calendar.day(one.due_at))
            for one, rule in self._waiting(person)
            if self.call.calendar.day(one.due_at) > first.on
        ]
        elsewhere = self.people.wishes_elsewhere(person, self.call.group.id)
        go = granted([*(part.wish for part in parts), *later, *elsewhere], reminded=self.people.days(person))
        for part in due:
            if part.wish not in go:
                self._note(part.reminder, person, Fate.TOO_MANY, on=part.sending.on)
        if said := [part for part in parts if part.wish in go]:
            self._tell(person, said, replace(first, drop_after=max(part.sending.drop_after for part in said)))

    def _along(self, person: PersonId, first: Sending) -> Iterator[_Part]:
        """What would be said to them later that day is said now, but for what they chose the moment of."""
        for reminder, rule in self._waiting(person):
            same_day = self.call.calendar.day(reminder.due_at) == first.on
            if wish_of(reminder, rule, first.on).promised:
                continue
            if same_day and rule.priority != FREE and not self.people.heard(person, reminder, first.on):
                along = sending(reminder, rule, self.call.calendar, now=first.at, share=0)
                yield _Part(reminder=reminder, rule=rule, sending=along or first)

    def _along_by_mail(self, person: PersonId, first: Sending) -> Iterator[_Part]:
        """A letter is not changed any more: what other groups would ask by the end of that day stands in it too."""
        member = self.call.group.member(person)
        if person in self.people.refused or member is None or member.personal is not None:
            return
        for call, reminder, rule in self.people.asked_elsewhere(person, self.call.group.id, by=first.on):
            along = sending(reminder, rule, call.calendar, now=first.at, share=0)
            if along is not None and not self._knows(person, reminder, rule, first.on):
                yield _Part(reminder=reminder, rule=rule, sending=along)

    def _waiting(self, person: PersonId) -> Iterator[tuple[Reminder, ReminderRule]]:
        return self.call.open_for(person, self.call.ahead)

    def _tell(self, person: PersonId, parts: Sequence[_Part], when: Sending) -> None:
        member = self.call.group.member(person)
        chat = member.personal if member else None
        sheets = [part for part in parts if part.rule.to == MODERATOR]
        asked = [part for part in parts if part.rule.to != MODERATOR]
        fate = Fate.SAID
        if chat is not None:
            for part in sheets:
                self.notices += announced_at(
                    part.reminder.session, chat=chat, at=when.at, drop_after=when.drop_after, day=when.on
                )
            if asked:
                since, anew = self._card_of(person, chat, when.on)
                self.notices += own_card(chat, when, since=since, anew=anew)
        elif person not in self.people.refused:
            fate = self._write(person, when)
        else:
            fate = Fate.IN_GROUP if self.call.group.conversation is not None else Fate.UNREACHABLE
        counted = [part for part in asked if self._is_for_all(part, person)] if fate is Fate.IN_GROUP else []
        self._line += [replace(part, sending=when) for part in counted]
        for part in parts:
            lost = fate is Fate.IN_GROUP and part not in counted
            self._note(part.reminder, person, Fate.UNREACHABLE if lost else fate, on=when.on)

    def _is_for_all(self, part: _Part, person: PersonId) -> bool:
        """Nobody's own moment says to the whole group what it has read that week."""
        if part.rule.to in KNOWN_TO_ALL:
            return False
        return part.reminder.person is None or not self.call.has_read(part.reminder, person, before=part.sending.on)

    def _card_of(self, person: PersonId, chat: ConversationId, on: date) -> tuple[datetime, bool]:
        """Since when what is said now is one card, also where other groups were called just before; and whether one of
        an earlier moment stands there, which it comes in place of: one that waits still tells of all at once."""
        moments = sorted({one.at for one in self.people.reached(person) if one.on == on}, reverse=True)
        stands = (chat, reminder_key(on)) in self.people.cards
        since = self.call.now
        for at in moments:
            if stands and since - at > _ONE_MOMENT:
                return since, since not in moments
            since = at
        return since, False

    def _write(self, person: PersonId, when: Sending) -> Fate:
        """A mail that was sent is not changed any more: what comes later that day is in another one. What is said at
        this very moment, of other groups too, is one."""
        if not any(one.on == when.on and one.at == self.call.now for one in self.people.reached(person)):
            self.notices.append(own_letter(self.call.group.id, person, when, now=self.call.now))
        return Fate.SAID

    # --- the group

    def _for_the_group(self, reminder: Reminder, scene: Scene, rule: ReminderRule) -> None:
        group = self.call.group
        if not (applies(scene, rule) if rule.to == GROUP else still(scene, rule)):
            self._note(reminder, None, Fate.ANSWERED)
            return
        share = share_of(group.id, self.call.today.isoformat())
        when = sending(reminder, rule, self.call.calendar, now=self.call.now, share=share)
        if when is None:
            self._note(reminder, None, Fate.LATE)
        elif reminder.place in self.call.stands:
            pass  # was called and noted then, and everybody can read it
        elif group.conversation is None:
            self._note(reminder, None, Fate.UNREACHABLE, on=when.on)
        else:
            self._line.append(_Part(reminder=reminder, rule=rule, sending=when))

    def _say_the_line(self) -> None:
        """One a day. What people without a chat of their own would hear waits for the line that comes later that day
        anyhow: a line that is there already would change without a sound."""
        chat = self.call.group.conversation
        if chat is None or not self._line:
            return
        first = min((part.sending for part in self._line), key=lambda one: one.at)
        for what in dict.fromkeys((part.reminder.session, part.reminder.rule) for part in self._line):
            part = next(one for one in self._line if (one.reminder.session, one.reminder.rule) == what)
            self._note(part.reminder, None, Fate.SAID, on=first.on)
        if any(is_for_the_group(part.rule) for part in self._line) or not self._has_a_line_to_come(first.on):
            until = max(part.sending.drop_after for part in self._line)
            anew = any(part.rule.to == GROUP for part in self._line) or self._met_on(first.on)
            self.notices += group_line(self.call.group.id, chat, replace(first, drop_after=until), anew=anew)

    def _met_on(self, on: date) -> bool:
        """The line that it would begin stands above all that was said since, and would change without a sound."""
        begun = [head.starts_at for head in self.call.group.sessions if head.starts_at <= self.call.now]
        return any(self.call.calendar.day(moment) == on for moment in begun)

    def _has_a_line_to_come(self, on: date) -> bool:
        for reminder in self.call.ahead:
            found = self.call.rule(reminder)
            if found and is_for_the_group(found[1]) and self.call.calendar.day(reminder.due_at) == on:
                return True
        return False

    def _note(self, reminder: Reminder, person: PersonId | None, fate: Fate, *, on: date | None = None) -> None:
        line = Told(
            group=reminder.group,
            session=reminder.session,
            rule=reminder.rule,
            person=person,
            fate=fate,
            on=on or self.call.today,
            at=self.call.now,
        )
        self.told.append(line)
        if person is not None:
            self.people.told[person].append(line)


def _counts(parts: Sequence[_Part]) -> bool:
    """Whether there is one whose days a week are counted: of who hears only others nothing is known here."""
    return any(part.rule.priority != FREE for part in parts)
