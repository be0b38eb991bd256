"""Reads what the store has of a group, whole, to hold it beside what its people did."""

from datetime import date

from bot.rehearsal.tally import Kept
from dialogs.ids import ConversationId
from dialogs.usecases.house import House


async def kept_of(house: House, chat: ConversationId, *, only: int | None = None) -> Kept:
    """Of the group in this chat; `only` one session and nothing beside it. Raises `LookupError` when there is none."""
    async with house.reading() as uow:
        group = await uow.groups.of_chat(chat)
        if group is None:
            raise LookupError("the chat is not linked to a group")
        found = [await uow.sessions.get(head.id) for head in group.sessions if only in {None, head.number}]
        sessions = [session for session in found if session is not None]
        if not sessions:
            raise LookupError(f"the store has no session {only}")
        kept = Kept(format=group.format, sessions=sessions, names={m.person: m.name for m in group.members})
        if only is not None:
            return kept
        return Kept(
            format=kept.format,
            sessions=sessions,
            names=kept.names,
            experiments=await uow.experiments.of_group(group.id),
            reports=await uow.reports.of_group(group.id),
            forms=[answer for session in sessions for answer in await uow.sessions.forms_of(session.id)],
            handovers=await uow.groups.handovers(group.id),
            buddies=await uow.buddies.of_group(group.id),
            reminders=await uow.reminders.told_group(group.id, date.min),
        )
