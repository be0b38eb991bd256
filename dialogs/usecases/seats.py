"""Somebody the roster could not match chooses a seat; it sees and writes nothing until the moderator confirms."""

from collections.abc import Mapping
from typing import Any, Final

from dialogs.cards.actions.link import SeatConfirm
from dialogs.cards.link import FreeSeat, SeatsView, seat_dialog
from dialogs.cards.reading import chosen
from dialogs.groups import Group, Member
from dialogs.ids import GroupId, SessionId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.ports import SeatClaim, UnitOfWork
from dialogs.programmes.model import Role
from dialogs.texts.catalogue import Texts
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.house import House
from dialogs.usecases.who import sender_of

_SEPARATOR: Final = "|"


def claim_id(claim: SeatClaim) -> str:
    """How a claim is named on a button: the group and the address that asked."""
    return f"{claim.group}{_SEPARATOR}{claim.channel_id}"


def read_claim_id(value: str) -> tuple[GroupId, str] | None:
    group, separator, channel_id = value.partition(_SEPARATOR)
    return (GroupId(group), channel_id) if separator and channel_id else None


async def no_seat(house: House, origin: Origin, session: SessionId | None) -> Reply:
    """Why somebody cannot take part: not of this group, or not matched yet; then the free seats."""
    async with house.reading() as uow:
        group = await _group(uow, origin, session)
        sender = await sender_of(uow, house, origin, group=group)
        if group is None:
            return Say(text=sender.texts.say("reply.not_linked"))
        if sender.person is not None:
            return Say(text=sender.texts.say("reply.not_in_group"))
        return await _free_seats(uow, group, sender.texts)


async def _group(uow: UnitOfWork, origin: Origin, session: SessionId | None) -> Group | None:
    if session is not None:
        found = await uow.sessions.gathering(session)
        if found is not None:
            return found.group
    return await uow.groups.of_chat(origin.conversation_id)


async def _free_seats(uow: UnitOfWork, group: Group, texts: Texts, *, notice: str | None = None) -> Reply:
    free = await _free(uow, group)
    if not free:
        return Say(text=notice or texts.say("reply.not_in_group"))
    seats = tuple(FreeSeat(person=m.person, name=m.name) for m in free)
    return seat_dialog(SeatsView(seats=seats, notice=notice), texts)


async def _free(uow: UnitOfWork, group: Group) -> list[Member]:
    """Seats that can be chosen. Who leads the group proves it with a code, so that seat is never among them."""
    unmatched = set(await uow.people.unmatched(group.id))
    return [m for m in group.members if m.person in unmatched and Role.MODERATOR not in m.roles]


async def choose_seat(house: House, origin: Origin, data: Mapping[str, Any]) -> Reply:
    now = house.now()
    async with house.writing() as uow:
        group = await uow.groups.of_chat(origin.conversation_id)
        sender = await sender_of(uow, house, origin, group=group)
        if group is None:
            return Say(text=sender.texts.say("reply.not_linked"))
        if sender.person is not None:
            return Say(text=sender.texts.say("reply.not_in_group"))
        free = await _free(uow, group)
        person = chosen(data, [member.person for member in free])
        if person is None:
            return await _free_seats(uow, group, sender.texts, notice=sender.texts.say("reply.seat.taken"))
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, now)
        if first:
            seat = next(member.person for member in free if member.person == person)
            claim = SeatClaim(group=group.id, channel_id=origin.sender_id, name=origin.sender_name, person=seat, at=now)
            await uow.people.claim_seat(claim)
            await uow.outbox.add(_asks(group, claim, origin))
            await uow.commit()
    return Say(text=sender.texts.say("reply.seat.asked"))


def _asks(group: Group, claim: SeatClaim, origin: Origin) -> list[Notice]:
    """The moderator's 1:1 chat when there is one, else the group's chat, where only a moderator can answer it."""
    chats = [m.personal for m in group.with_role(Role.MODERATOR) if m.personal] or [origin.conversation_id]
    return [
        Notice(
            kind=NoticeKind.SEAT_CLAIM,
            act=Act.UPSERT,
            conversation=chat,
            key=f"claim:{claim_id(claim)}",
            payload={"claim": claim_id(claim)},
            due_at=claim.at,
        )
        for chat in chats
    ]


async def confirm_seat(house: House, origin: Origin, action: SeatConfirm) -> None:
    """A moderator says who somebody is; the seat and all that belongs to it are theirs from now on."""
    named = read_claim_id(action.claim)
    if named is None:
        return
    group_id, channel_id = named
    now = house.now()
    async with house.writing() as uow:
        claim = await uow.people.seat_claim(group_id, channel_id)
        sender = await uow.people.visitor(origin.sender_id, origin.sender_name)
        if claim is None or sender.person is None:
            return
        group = await uow.groups.get(group_id)
        moderator = group.member(sender.person)
        if moderator is None or Role.MODERATOR not in moderator.roles:
            return
        still_free = claim.person in await uow.people.unmatched(group_id)
        if action.agree and still_free:
            await uow.people.match(
                claim.person, channel_id=channel_id, entra_id=None, tenant_id=origin.tenant_id, now=now
            )
        await uow.people.drop_seat_claim(group_id, channel_id)
        verdict: dict[str, str | int | bool | None] = {
            "claim": action.claim,
            "seat": claim.person,
            "agreed": action.agree and still_free,
        }
        await uow.outbox.add(
            [
                Notice(
                    kind=NoticeKind.SEAT_CLAIM,
                    act=Act.REFRESH,
                    conversation=origin.conversation_id,
                    key=f"claim:{action.claim}",
                    payload=verdict,
                    due_at=now,
                )
            ]
        )
        await uow.commit()
