"""A session moved: the cards that already asked somebody something for it follow without a sound."""

from collections.abc import Sequence
from datetime import date

from dialogs.groups import Group
from dialogs.ids import ConversationId, SessionId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.ports import UnitOfWork
from dialogs.usecases.asks import Scenes, asked_on
from dialogs.usecases.house import House
from dialogs.usecases.reminder_rows import reminder_key


async def cards_of_before(uow: UnitOfWork, house: House, group: Group, session: SessionId) -> Sequence[Notice]:
    """`session` is stored as it stands now. A card of which something is still open is drawn again; one that asks
    nothing any more, or what will be asked anew for the other day, goes. What waits to be sent is drawn then anyhow."""
    told = [one for one in await uow.reminders.told_group(group.id, since=date.min) if one.session == session]
    chats = {one.person: one.personal for one in group.members}
    asked = [(one.person, chats.get(one.person), one.on) for one in told if one.person is not None]
    keys = {(chat, reminder_key(on)): (person, on) for person, chat, on in asked if chat is not None}
    stands = await uow.outbox.stands(list(keys))
    everything = await uow.reminders.told({keys[one][0] for one in stands}, since=date.min)
    scenes: Scenes = {}
    notices: list[Notice] = []
    for place in sorted(stands):
        person, on = keys[place]
        that_day = [one for one in everything if one.on == on]
        open_still = (await asked_on(uow, house, person, that_day, scenes=scenes)).still
        notices.append(_again(*place, on, house, act=Act.REFRESH if open_still else Act.DELETE))
    return notices


def _again(chat: ConversationId, key: str, on: date, house: House, *, act: Act) -> Notice:
    return Notice(
        kind=NoticeKind.REMINDER,
        act=act,
        conversation=chat,
        key=key,
        payload={"day": on.isoformat()},
        due_at=house.now(),
    )
