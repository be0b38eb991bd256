"""A session that moved away and came back: what was said for its moment may stand there still, as true as it was."""

from collections.abc import Mapping, Sequence

from dialogs.groups import Group
from dialogs.ids import ConversationId, SessionId
from dialogs.ports import UnitOfWork
from dialogs.reminders.model import Fate, Place, Reminder, Told
from dialogs.usecases.call import is_for_the_group
from dialogs.usecases.card_rows import run_sheet_key
from dialogs.usecases.needs import MODERATOR, rule_of
from dialogs.usecases.reminder_rows import group_reminder_key
from dialogs.usecases.scene import Scene

_Card = tuple[ConversationId, str]


async def stands_still(
    uow: UnitOfWork, group: Group, due: Sequence[Reminder], scenes: Mapping[SessionId, Scene]
) -> frozenset[Place]:
    """The draaiboek and the line of the last hour, which follow every move of their session. What did not get through
    stands nowhere, and a letter is not known to have been lost."""
    again = [one for one in due if scenes[one.session].session.moved_from is not None and _follows(one, scenes)]
    if not again:
        return frozenset()
    since = min(one.due_at for one in again)
    told = await uow.reminders.told_group(group.id, since.astimezone(group.zone).date())
    said = [one for one in told if one.fate is Fate.SAID and any(_is_for_now(one, of) for of in again)]
    cards = {(one.session, one.rule, one.person): _card_of(one, group) for one in said}
    found = await uow.outbox.stands([card for card in cards.values() if card is not None])
    return frozenset(place for place, card in cards.items() if card is None or card in found)


def _follows(reminder: Reminder, scenes: Mapping[SessionId, Scene]) -> bool:
    rule = rule_of(scenes[reminder.session], reminder.rule)
    return rule is not None and (rule.to == MODERATOR or is_for_the_group(rule))


def _is_for_now(told: Told, reminder: Reminder) -> bool:
    return (told.session, told.rule) == (reminder.session, reminder.rule) and told.at >= reminder.due_at


def _card_of(told: Told, group: Group) -> _Card | None:
    """None for who got a letter, and where the group has no chat any more."""
    if told.person is None:
        return (group.conversation, group_reminder_key(group.id, told.on)) if group.conversation else None
    member = group.member(told.person)
    return (member.personal, run_sheet_key(told.session)) if member and member.personal else None
