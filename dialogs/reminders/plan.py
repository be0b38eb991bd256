"""The plan of what people will be reminded of, for anyone to read: nobody has answered yet, and nobody was ill."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from dialogs.formats.model import ReminderRule, Via
from dialogs.groups import Group, Member, SessionHead
from dialogs.ids import PersonId
from dialogs.programmes.model import Role
from dialogs.reminders.calendar import Calendar
from dialogs.reminders.model import Reminder
from dialogs.reminders.quota import Wish, granted
from dialogs.reminders.rules import LeftOut, Moment, laid_out
from dialogs.sessions.views import makes_up_the_group

MODERATOR: Final = "moderator"
_ROLES: Final[Mapping[str, Role]] = {
    "hotseat": Role.HOTSEAT,
    "inbrenger": Role.INBRENGER,
    MODERATOR: Role.MODERATOR,
}
_A_DAY_OF_THEIR_OWN: Final = "own_interim_date"


class Channel(StrEnum):
    """How it would go today."""

    PERSONAL = "personal"  # the person's own chat with the bot
    EMAIL = "email"
    GROUP = "group"  # a line without names in the group's chat


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """`person` None: said to the group. A rule for some, such as those with an open experiment, stands here for all:
    nobody knows yet who they will be. So two lines of a week may exclude each other, and a third gives way to both
    here that somebody does get: who has no experiment is asked for one, and nobody asks how it went. When it is sent
    each person's own are weighed; here no more than two days a week for anybody may be read off the lines."""

    group: int
    session: int
    rule: str
    person: Member | None
    due: datetime
    channel: Channel

    @property
    def email(self) -> str | None:
        return self.person.email if self.person is not None else None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsaid:
    """A rule that is meant for a session and falls outside its gap."""

    group: int
    session: int
    rule: str
    due: datetime
    why: LeftOut


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    lines: tuple[Line, ...] = ()
    too_many: tuple[Line, ...] = ()  # give way to what matters more in that week
    unsaid: tuple[Unsaid, ...] = ()


Applies = Callable[[Group, SessionHead, ReminderRule], bool]


@dataclass(frozen=True, slots=True, kw_only=True)
class _Planned:
    line: Line
    on: date
    priority: int
    promised: bool


def plan(
    groups: Sequence[Group],
    calendar: Callable[[Group], Calendar],
    *,
    since: datetime,
    own: Iterable[Reminder] = (),
    mails: Callable[[Member], bool] = lambda _member: False,
    applies: Applies = lambda _group, _head, _rule: True,
) -> Plan:
    """What is due after `since`, in the order of the moments.

    `own`: what waits for one person, who chose the moment. `mails`: whether this person can be written to. `applies`:
    whether a session has use for a rule. The days of a week are shared out over all `groups` at once, also those before
    `since`, so give every group of a person.
    """
    chosen: dict[str, list[Reminder]] = {}
    for one in own:
        chosen.setdefault(one.group, []).append(one)
    planned: list[_Planned] = []
    unsaid: list[Unsaid] = []
    for group in groups:
        dates = calendar(group)
        moments = [each for each in laid_out(group, dates) if applies(group, each.session, each.rule)]
        planned += _of_rules(group, dates, moments, mails)
        planned += _of_persons(group, dates, chosen.get(group.id, ()), mails)
        unsaid += _unsaid(group, moments)
    going = _going(planned)
    to_come = [(at in going, each.line) for at, each in enumerate(planned) if each.line.due > since]
    return Plan(
        lines=_in_order(line for goes, line in to_come if goes),
        too_many=_in_order(line for goes, line in to_come if not goes),
        unsaid=tuple(sorted((each for each in unsaid if each.due > since), key=lambda one: (one.due, one.group))),
    )


def _of_rules(
    group: Group, dates: Calendar, moments: Iterable[Moment], mails: Callable[[Member], bool]
) -> Iterator[_Planned]:
    for each in moments:
        if each.left_out is None:
            for member in audience(group, each.rule):
                yield _planned(group, dates, each.session, each.rule, member, each.due_at, mails)


def _of_persons(
    group: Group, dates: Calendar, own: Iterable[Reminder], mails: Callable[[Member], bool]
) -> Iterator[_Planned]:
    heads = {head.id: head for head in group.sessions}
    rules = {rule.id: rule for rule in group.format.reminders}
    for one in own:
        member = group.member(one.person) if one.person is not None else None
        head, rule = heads.get(one.session), rules.get(one.rule)
        if member is not None and head is not None and rule is not None:
            yield _planned(group, dates, head, rule, member, one.due_at, mails, promised=one.promised)


def _planned(
    group: Group,
    dates: Calendar,
    head: SessionHead,
    rule: ReminderRule,
    member: Member | None,
    due: datetime,
    mails: Callable[[Member], bool],
    *,
    promised: bool = False,
) -> _Planned:
    line = Line(
        group=group.number,
        session=head.number,
        rule=rule.id,
        person=member,
        due=due.astimezone(dates.zone),
        channel=_channel(rule, member, mails),
    )
    return _Planned(line=line, on=dates.day(due), priority=rule.priority, promised=promised)


def _channel(rule: ReminderRule, member: Member | None, mails: Callable[[Member], bool]) -> Channel:
    """What is for somebody whom all know, by a role or by the day they chose, never goes to the group: without a mail
    it waits for their own chat."""
    if member is None:
        return Channel.GROUP
    if member.personal is not None:
        return Channel.PERSONAL
    if mails(member):
        return Channel.EMAIL
    return Channel.PERSONAL if rule.to in {*_ROLES, _A_DAY_OF_THEIR_OWN} else Channel.GROUP


def audience(group: Group, rule: ReminderRule) -> tuple[Member | None, ...]:
    """Whom a rule may be for, before anybody answered; None is the group's chat. Nobody where each chooses a day."""
    if rule.via is Via.GROUP:
        return (None,)
    if rule.to == _A_DAY_OF_THEIR_OWN:
        return ()
    if rule.to in _ROLES:
        return group.with_role(_ROLES[rule.to])
    return tuple(member for member in group.members if makes_up_the_group(member.roles))


def _unsaid(group: Group, moments: Iterable[Moment]) -> Iterator[Unsaid]:
    for each in moments:
        if each.left_out is not None and audience(group, each.rule):
            yield Unsaid(
                group=group.number,
                session=each.session.number,
                rule=each.rule.id,
                due=each.due_at.astimezone(group.zone),
                why=each.left_out,
            )


def _going(planned: Sequence[_Planned]) -> frozenset[int]:
    """The places of those that may go. What is said to a group takes nobody's day."""
    people: dict[PersonId, list[Wish]] = {}
    for at, each in enumerate(planned):
        if each.line.person is not None:
            wish = Wish(on=each.on, priority=each.priority, what=at, promised=each.promised)
            people.setdefault(each.line.person.person, []).append(wish)
    lost = {wish.what for theirs in people.values() for wish in set(theirs) - granted(theirs)}
    return frozenset(at for at in range(len(planned)) if at not in lost)


def _in_order(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(sorted(lines, key=lambda one: (one.due, one.group, one.session, one.rule, one.email or "")))
