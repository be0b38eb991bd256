"""A session moved, or will not take place: the cards that already told of it follow without a sound."""

from collections.abc import Mapping, Sequence
from datetime import date

from dialogs.groups import Group
from dialogs.ids import ConversationId, SessionId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.ports import UnitOfWork
from dialogs.usecases.asks import Scenes, asked_on
from dialogs.usecases.house import House
from dialogs.usecases.reminder_rows import group_reminder_key, reminder_key

Place = tuple[ConversationId, str]
"""A chat, and the key of a card in it."""


async def cards_of_before(uow: UnitOfWork, house: House, group: Group, session: SessionId) -> Sequence[Notice]:
    """`session` is stored as it stands now. One's own card is drawn again where something on it is still open, or where
    its session was called off; one that asks nothing any more, or what will be asked anew for the other day, goes. The
    group's lines are drawn again and never go. What waits to be sent is drawn then anyhow."""
    told = [one for one in await uow.reminders.told_group(group.id, since=date.min) if one.session == session]
    chats = {one.person: one.personal for one in group.members}
    own = [(one.person, chats.get(one.person), one.on) for one in told if one.person is not None]
    cards = {(chat, reminder_key(on)): (person, on) for person, chat, on in own if chat is not None}
    days = {one.on for one in told if one.person is None}
    lines = {(group.conversation, group_reminder_key(group.id, on)): on for on in days} if group.conversation else {}
    stand = sorted(await uow.outbox.stands([*cards, *lines]))
    everything = await uow.reminders.told({cards[one][0] for one in stand if one in cards}, since=date.min)
    scenes: Scenes = {}
    notices = [_line(group, one, lines[one], house) for one in stand if one in lines]
    for place in stand:
        if place in cards:
            person, on = cards[place]
            that_day = [one for one in everything if one.on == on]
            asked = await asked_on(uow, house, person, that_day, scenes=scenes)
            act = Act.REFRESH if asked.still or asked.cancelled else Act.DELETE
            notices.append(_card(place, on, house, act=act))
    return notices


def _card(place: Place, on: date, house: House, *, act: Act) -> Notice:
    return _again(NoticeKind.REMINDER, place, {"day": on.isoformat()}, house, act=act)


def _line(group: Group, place: Place, on: date, house: House) -> Notice:
    return _again(NoticeKind.GROUP_REMINDER, place, {"group": group.id, "day": on.isoformat()}, house, act=Act.REFRESH)


def _again(kind: NoticeKind, place: Place, payload: Mapping[str, str], house: House, *, act: Act) -> Notice:
    chat, key = place
    return Notice(kind=kind, act=act, conversation=chat, key=key, payload=payload, due_at=house.now())
