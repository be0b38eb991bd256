"""The hotseat goes from one member to another, and stays on record. The ambition and its versions stay the group's."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from dialogs.cards.actions.regie_people import HandOver
from dialogs.cards.handover import CHOICE, REASON, HandoverView, handed_over_card, handover_dialog
from dialogs.cards.offers import Offer
from dialogs.cards.parts import INPUT
from dialogs.cards.reading import chosen
from dialogs.errors import Stale
from dialogs.groups import Group, Handover, HandoverReason, Member
from dialogs.ids import ConversationId, PersonId, SessionId
from dialogs.notices import Act, Notice
from dialogs.ports import UnitOfWork
from dialogs.programmes.model import Role
from dialogs.sessions.model import SessionPhase
from dialogs.texts.catalogue import Texts
from dialogs.turns import Reply
from dialogs.usecases.canvas import Canvas
from dialogs.usecases.card_rows import card_refresh, planning_refresh
from dialogs.usecases.regie_moderator import Moderator
from dialogs.usecases.replies import ReplyKind, moderator_card, preparation_card, reply
from dialogs.usecases.rostering import first_session, in_private

_TO_COME: Final = frozenset({SessionPhase.PLANNED, SessionPhase.OPEN})


async def hand_over_page(by: Moderator) -> Reply:
    return await _page(by, by.scene.group)


async def hand_over(by: Moderator, action: HandOver, data: Mapping[str, Any]) -> Reply:
    """Both change roles, the record and every card that tells who is in the hotseat, in one transaction."""
    async with by.house.writing() as uow:
        group = await uow.groups.get(by.scene.group.id)
        new = await uow.inbox.first_time(by.origin.conversation_id, by.origin.activity_id, by.house.now())
        done = await _handed_over(uow, by, group, action.holder, data) if new else group.hotseat
        if isinstance(done, Member) and new:
            await uow.commit()
    if isinstance(done, Member):
        return await by.again(done=by.texts.say("reply.handover.done", name=done.name))
    return await _page(by, group, notice=done, data=data)


async def _handed_over(
    uow: UnitOfWork, by: Moderator, group: Group, holder: PersonId, data: Mapping[str, Any]
) -> Member | str:
    """Who has it now, or why not as the key of a kind line."""
    to = _chosen(data, group)
    reason = chosen(data, list(HandoverReason), name=REASON)
    refused = _refused(group, holder, to, reason, data)
    if refused is not None or to is None or reason is None:
        return refused or "reply.handover.whom"
    handover = Handover(
        group=group.id, from_=holder, to=to.person, by=by.person, reason=HandoverReason(reason), at=by.house.now()
    )
    try:
        await uow.groups.hand_over(handover)
    except Stale:
        return "reply.handover.changed"
    await uow.outbox.add(await _follows(uow, await uow.groups.get(group.id), handover, by.scene.session.id))
    return to


def _chosen(data: Mapping[str, Any], group: Group) -> Member | None:
    person = chosen(data, [m.person for m in group.members], name=CHOICE)
    return group.member(PersonId(person)) if person else None


def _refused(
    group: Group, holder: PersonId, to: Member | None, reason: str | None, data: Mapping[str, Any]
) -> str | None:
    """Why not, as the key of a kind line; None when nothing is against it."""
    if not any(head.phase in _TO_COME for head in group.sessions):
        return "reply.handover.over"
    if group.hotseat is None or group.hotseat.person != holder:
        return "reply.handover.changed"
    if to is None:
        return "reply.handover.not_member" if _something(data) else "reply.handover.whom"
    if to.person == holder:
        return "reply.handover.same"
    if Role.PARTICIPANT not in to.roles:
        return "reply.handover.not_participant"
    return None if reason else "reply.handover.why"


def _something(data: Mapping[str, Any]) -> bool:
    """Whether anything at all was chosen: else it is no stranger, but nobody yet."""
    return bool(data.get(INPUT + CHOICE))


async def _page(
    by: Moderator, group: Group, *, notice: str | None = None, data: Mapping[str, Any] | None = None
) -> Reply:
    """With what was chosen before, as far as it can still be chosen."""
    hotseat = group.hotseat
    if hotseat is None or not any(head.phase in _TO_COME for head in group.sessions):
        return await by.again(notice=by.texts.say(notice or "reply.handover.over"))
    people = tuple(Offer(id=m.person, text=m.name) for m in _heirs(group))
    if not people:
        return await by.again(notice=by.texts.say("reply.handover.nobody"))
    view = HandoverView(
        session=by.scene.session.id,
        holder=hotseat.person,
        name=hotseat.name,
        people=people,
        reasons=tuple(HandoverReason),
        chosen=chosen(data or {}, [offer.id for offer in people], name=CHOICE),
        reason=chosen(data or {}, list(HandoverReason), name=REASON),
        notice=by.texts.say(notice) if notice else None,
    )
    return handover_dialog(view, by.texts)


def _heirs(group: Group) -> tuple[Member, ...]:
    return tuple(m for m in group.with_role(Role.PARTICIPANT) if Role.HOTSEAT not in m.roles)


async def _follows(uow: UnitOfWork, group: Group, handover: Handover, session: SessionId) -> list[Notice]:
    """`group` is as it stands now. Who had the hotseat no longer has its card, and who has it now gets one."""
    now, chat = handover.at, group.conversation
    moderators = [m.personal for m in group.with_role(Role.MODERATOR) if m.personal is not None]
    notices = [replace(moderator_card(session, chat=one, now=now), act=Act.REFRESH) for one in moderators]
    if chat is not None:
        told = {"group": group.id, "from": handover.from_, "to": handover.to}
        notices.append(reply(ReplyKind.HANDOVER, chat=chat, language=group.language, now=now, **told))
        notices.append(planning_refresh(group.id, chat=chat, now=now))
        notices += await _round_card(uow, group, chat, handover)
    first = first_session(group)
    if first is not None:
        notices += _preparation_moves(group, first, handover)
    return notices


async def _round_card(uow: UnitOfWork, group: Group, chat: ConversationId, handover: Handover) -> list[Notice]:
    """Whom the open round asks may have changed with the hotseat."""
    running = next((head for head in group.sessions if head.phase is SessionPhase.OPEN), None)
    session = await uow.sessions.get(running.id) if running else None
    if session is None or session.current is None:
        return []
    return [card_refresh(session.id, session.current.key, chat=chat, due_at=handover.at)]


def _preparation_moves(group: Group, first: SessionId, handover: Handover) -> list[Notice]:
    """Before the first session: the card that asks to prepare is of who is in the hotseat."""
    now, chat = handover.at, group.conversation
    before, after = group.member(handover.from_), group.member(handover.to)
    notices: list[Notice] = []
    if before is not None and before.personal is not None:
        notices.append(replace(preparation_card(first, chat=before.personal, now=now), act=Act.DELETE))
    if chat is not None:
        notices.append(replace(preparation_card(first, chat=chat, now=now), act=Act.REFRESH))
        notices += in_private(group, after, chat=chat, now=now) if after else []
    return notices


async def draw_handover(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    """Payload: `group`, `from`, `to`. Nothing when one of them has left meanwhile."""
    group = await canvas.group()
    both = [group.member(PersonId(str(canvas.payload.get(key)))) for key in ("to", "from")] if group else []
    names = [member.name for member in both if member is not None]
    return handed_over_card(names[0], names[1], texts) if len(names) == len(both) > 0 else None
