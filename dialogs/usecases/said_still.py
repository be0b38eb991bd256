"""A session that moved away and came back: what was said for its moment may stand there still, as true as it was."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from dialogs.groups import Group
from dialogs.ids import ConversationId, SessionId
from dialogs.ports import UnitOfWork
from dialogs.reminders.model import Fate, Place, Reminder, Told, got_through
from dialogs.usecases.card_rows import run_sheet_key
from dialogs.usecases.needs import MODERATOR, is_asked_in_person, rule_of
from dialogs.usecases.reminder_rows import group_reminder_key, reminder_key
from dialogs.usecases.scene import Scene

_Card = tuple[ConversationId, str]


async def stands_still(
    uow: UnitOfWork, group: Group, due: Sequence[Reminder], scenes: Mapping[SessionId, Scene], *, now: datetime
) -> frozenset[Place]:
    """The draaiboek and the group's line, which follow every move of their session, and what stands on one's own card.
    What waits to be posted will stand there too; what did not get through, or was taken away meanwhile, stands nowhere.
    A letter of which nothing came back was read."""
    again = [one for one in due if scenes[one.session].session.moved_from is not None and not one.promised]
    if not again:
        return frozenset()
    since = min(one.due_at for one in again)
    told = got_through(await uow.reminders.told_group(group.id, since.astimezone(group.zone).date()))
    said = [one for one in told if one.fate is Fate.SAID and any(_is_of(one, of, scenes) for of in again)]
    cards = {(one.session, one.rule, one.person): _card_of(one, group, scenes) for one in said}
    found = await uow.outbox.will_stand([card for card in cards.values() if card is not None], now=now)
    return frozenset(place for place, card in cards.items() if card is None or card in found)


def _is_of(told: Told, reminder: Reminder, scenes: Mapping[SessionId, Scene]) -> bool:
    """What is asked of somebody is asked on a day, along with what comes earlier, and its card tells the moment of now.
    All else is for one moment."""
    if (told.session, told.rule) != (reminder.session, reminder.rule):
        return False
    scene = scenes[reminder.session]
    rule = rule_of(scene, reminder.rule)
    if told.person is None or rule is None or not is_asked_in_person(rule):
        return told.at >= reminder.due_at
    return told.on >= reminder.due_at.astimezone(scene.group.zone).date()


def _card_of(told: Told, group: Group, scenes: Mapping[SessionId, Scene]) -> _Card | None:
    """None for who got a letter, and where the group has no chat any more."""
    if told.person is None:
        return (group.conversation, group_reminder_key(group.id, told.on)) if group.conversation else None
    member, rule = group.member(told.person), rule_of(scenes[told.session], told.rule)
    leads = rule is not None and rule.to == MODERATOR
    key = run_sheet_key(told.session) if leads else reminder_key(told.on)
    return (member.personal, key) if member and member.personal else None
