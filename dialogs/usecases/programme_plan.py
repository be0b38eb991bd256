"""Reads the plan of a programme's reminders: the dates and people of its groups, and the moments that people chose."""

from dataclasses import dataclass
from datetime import date, datetime, time

from dialogs.formats.between import is_collected
from dialogs.formats.model import NotInFormat, ReminderRule
from dialogs.groups import Group, SessionHead
from dialogs.reminders.model import Reminder
from dialogs.reminders.plan import Plan, plan
from dialogs.usecases.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class ProgrammePlan:
    """`groups`: the numbers there are."""

    plan: Plan
    groups: tuple[int, ...]


async def programme_plan(house: House, slug: str, *, since: date | None = None) -> ProgrammePlan | None:
    """What is still to come, or what is due from the day `since` on. None for a programme that does not exist."""
    groups: list[Group] = []
    own: list[Reminder] = []
    async with house.reading() as uow:
        if await uow.programmes.load(slug) is None:
            return None
        for _, standing in sorted((await uow.programmes.standing(slug)).items()):
            groups.append(await uow.groups.get(standing.group))
            own += [one for one in await uow.reminders.waiting(standing.group) if one.person is not None]
        refused = await uow.preferences.mail_refused({each.person for group in groups for each in group.members})
    found = plan(
        groups,
        lambda group: house.calendar(group.zone),
        since=_since(house, groups, since),
        own=own,
        mails=lambda member: house.mails and member.person not in refused,
        applies=asked,
    )
    return ProgrammePlan(plan=found, groups=tuple(group.number for group in groups))


def asked(group: Group, head: SessionHead, rule: ReminderRule) -> bool:
    """Whether the session has use for it: what no round of it needs is not collected for it."""
    if rule.form is None:
        return True
    try:
        played = group.plan(head.number)
    except NotInFormat:
        return True
    return is_collected(rule.form, played, group.format.kind)


def _since(house: House, groups: list[Group], day: date | None) -> datetime:
    """Every group of a programme has its time zone."""
    if day is None or not groups:
        return house.now()
    return house.calendar(groups[0].zone).at(day, time.min)
