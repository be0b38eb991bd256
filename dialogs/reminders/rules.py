"""What a group will be reminded of: the rules of its format, laid out over the dates of its sessions."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Final

from dialogs.formats.model import ReminderRule
from dialogs.formats.reminders import GAP_MIDDLE, INTERIM_DATE, SESSION
from dialogs.groups import Group, SessionHead
from dialogs.ids import PersonId, SessionId
from dialogs.reminders.calendar import MID_MORNING, Calendar
from dialogs.reminders.model import Reminder
from dialogs.sessions.model import SessionPhase


class LeftOut(StrEnum):
    """Why a rule that is meant for a session says nothing there. Its own condition on the gap is no such reason."""

    BEFORE_THE_GAP = "before_the_gap"  # its moment is not after the session before
    AFTER_THE_GAP = "after_the_gap"  # its moment is not before the session that follows, or that it is about
    SCHOOL = "school"  # held by a school holiday until it made no sense any more


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A rule at a session. Later than `drop_after` it makes no sense any more."""

    session: SessionHead
    rule: ReminderRule
    due_at: datetime
    drop_after: datetime
    left_out: LeftOut | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A session between its neighbours; those that were called off count for nothing."""

    before: SessionHead | None
    session: SessionHead
    after: SessionHead | None


def occurrences(group: Group, calendar: Calendar) -> tuple[Reminder, ...]:
    """In the order of their moments, those of the past too. What depends on a day that somebody chose is in
    `own_interim`."""
    found = [
        Reminder(
            group=group.id,
            session=each.session.id,
            rule=each.rule.id,
            due_at=each.due_at,
            drop_after=each.drop_after,
        )
        for each in laid_out(group, calendar)
        if each.left_out is None
    ]
    return tuple(sorted(found, key=lambda one: one.due_at))


def laid_out(group: Group, calendar: Calendar) -> tuple[Moment, ...]:
    """Every rule at every session that it is meant for, also where it is left out: session by session, in the order of
    the format."""
    return tuple(
        moment
        for place in _places(group)
        for rule in group.format.reminders
        if _meant(rule, place, calendar)
        for moment in _moment(rule, place, calendar)
    )


def due_of(group: Group, calendar: Calendar, *, session: SessionId, rule: str) -> datetime | None:
    """When a rule's moment at a session is by the dates of now; None where it says nothing there."""
    place = next((each for each in _places(group) if each.session.id == session), None)
    said = next((each for each in group.format.reminders if each.id == rule), None)
    if place is None or said is None or not _meant(said, place, calendar):
        return None
    return next((each.due_at for each in _moment(said, place, calendar) if each.left_out is None), None)


def latest(group: Group) -> Mapping[tuple[SessionId, str], datetime]:
    """Until when a rule of a session makes sense to somebody who chose another moment for it."""
    found: dict[tuple[SessionId, str], datetime] = {}
    for place in _places(group):
        for rule in group.format.reminders:
            follows = rule.anchor == SESSION and rule.offset > timedelta()
            before = place.after if follows else place.session
            if before is not None:
                found[place.session.id, rule.id] = _begins(before)
    return found


def own_interim(
    group: Group, calendar: Calendar, *, after: SessionHead, person: PersonId, day: date
) -> tuple[Reminder, ...]:
    """For somebody who chose a day of their own to look back, in the gap that follows a session. Nothing when the
    format does not ask it in this gap, or when that day, or the first after it that is allowed, is not in the gap."""
    place = next((each for each in _places(group) if each.before is not None and each.before.id == after.id), None)
    if place is None:
        return ()
    due = calendar.after(calendar.at(day, MID_MORNING))
    return tuple(
        Reminder(
            group=group.id,
            session=place.session.id,
            rule=rule.id,
            person=person,
            due_at=due,
            drop_after=min(due + rule.tolerance, _begins(place.session)),
        )
        for rule in group.format.reminders
        if rule.anchor == INTERIM_DATE and _meant(rule, place, calendar)
        if _ends(after) < due < _begins(place.session)
    )


def _places(group: Group) -> Iterator[_Place]:
    held = [each for each in group.sessions if each.phase is not SessionPhase.CANCELLED]
    for at, session in enumerate(held):
        before = held[at - 1] if at else None
        after = held[at + 1] if at + 1 < len(held) else None
        yield _Place(before=before, session=session, after=after)


def _meant(rule: ReminderRule, place: _Place, calendar: Calendar) -> bool:
    number = place.session.number
    if (rule.sessions and number not in rule.sessions) or number in rule.not_sessions:
        return False
    if place.before is None:
        return rule.anchor == SESSION  # no gap is short here
    days = calendar.days_between(_held(place.before, calendar), _held(place.session, calendar))
    return rule.minimum_gap_days is None or days >= rule.minimum_gap_days


def _moment(rule: ReminderRule, place: _Place, calendar: Calendar) -> Iterator[Moment]:
    """None for what needs a neighbour that is not there: nothing is asked after the last session."""
    if rule.anchor == GAP_MIDDLE and place.before is not None:
        yield _in_gap(rule, place.before, place.session, calendar)
    elif rule.anchor == SESSION and rule.offset <= timedelta():
        yield _ahead(rule, place, calendar)
    elif rule.anchor == SESSION and place.after is not None:
        yield _afterwards(rule, place.session, place.after, calendar)


def _ahead(rule: ReminderRule, place: _Place, calendar: Calendar) -> Moment:
    wished = calendar.shifted(place.session.starts_at, rule.offset)
    due = wished if rule.exempt_from_quiet_hours else calendar.before(wished)
    why = None
    if place.before is not None and due <= _ends(place.before):
        why = LeftOut.BEFORE_THE_GAP
    return _settled(rule, place.session, due, until=_begins(place.session), why=why)


def _afterwards(rule: ReminderRule, session: SessionHead, following: SessionHead, calendar: Calendar) -> Moment:
    wished = calendar.shifted(_held(session, calendar), rule.offset)
    due = wished if rule.exempt_from_quiet_hours else calendar.after(wished)
    return _settled(rule, session, due, until=_begins(following))


def _in_gap(rule: ReminderRule, before: SessionHead, session: SessionHead, calendar: Calendar) -> Moment:
    """It belongs to the session after the gap. Held too long it would come upon what is asked before that session."""
    wished = calendar.shifted(calendar.middle(_held(before, calendar), session.starts_at), rule.offset)
    due = wished if rule.exempt_from_quiet_hours else calendar.after(wished)
    why = None
    if calendar.on_holiday(due):
        due = calendar.back_at_school(due)
        if calendar.day(due) >= calendar.day(calendar.before(calendar.shifted(session.starts_at, _ALMOST_THERE))):
            why = LeftOut.SCHOOL
    if due <= _ends(before):
        why = LeftOut.BEFORE_THE_GAP
    return _settled(rule, session, due, until=_begins(session), why=why)


_ALMOST_THERE: Final = timedelta(days=-2)
"""When those with an experiment are asked to look back."""


def _settled(
    rule: ReminderRule, session: SessionHead, due: datetime, *, until: datetime, why: LeftOut | None = None
) -> Moment:
    if why is None and due >= until:
        why = LeftOut.AFTER_THE_GAP
    return Moment(
        session=session, rule=rule, due_at=due, drop_after=max(due, min(due + rule.tolerance, until)), left_out=why
    )


def _begins(head: SessionHead) -> datetime:
    """From here on it is too late to ask something before it: a moderator may begin before the planned time."""
    return min(head.starts_at, head.opened_at or head.starts_at)


def _held(head: SessionHead, calendar: Calendar) -> datetime:
    """The planned moment, unless it was held on another day."""
    if head.opened_at is not None and calendar.day(head.opened_at) != calendar.day(head.starts_at):
        return head.opened_at
    return head.starts_at


def _ends(head: SessionHead) -> datetime:
    if head.ended_at is not None:
        return head.ended_at
    return (head.opened_at or head.starts_at) + timedelta(minutes=head.minutes)
