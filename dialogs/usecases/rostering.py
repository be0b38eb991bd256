"""Who is in a chat and who of the programme they are: matched only when exactly one fits, read outside the turn."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime

from dialogs.groups import Group, Member
from dialogs.ids import ConversationId, GroupId, PersonId, SessionId
from dialogs.notices import Act, Notice, NoticeKind
from dialogs.ports import Chat, ClaimedNotice, RosterEntry, UnitOfWork
from dialogs.programmes.model import Role
from dialogs.sessions.model import SessionPhase
from dialogs.turns import ChatKind, Origin
from dialogs.usecases.house import House
from dialogs.usecases.linking import Wish, answer_link, find
from dialogs.usecases.replies import moderator_card, planning_card, preparation_card
from dialogs.usecases.who import sender_of

_GUEST = "#ext#@"


def addresses_of(entry: RosterEntry) -> Iterator[tuple[str, ...]]:
    """The mail addresses somebody may be known by, the surest first: e-mail, then the user principal name, which of
    a guest has to be decoded."""
    name = entry.user_principal_name
    for found in ((entry.email,), (name, _decoded(name))):
        plain = tuple(dict.fromkeys(a.strip().casefold() for a in found if a and "@" in a))
        if plain:
            yield plain


async def _fitting(uow: UnitOfWork, entry: RosterEntry) -> Sequence[PersonId]:
    """Everybody the account may be. What is less sure is looked at only when nobody was found by what is surer."""
    found: Sequence[PersonId] = ()
    for emails in [*addresses_of(entry)] or [()]:
        found = found or await uow.people.find(entra_id=entry.entra_id, emails=emails)
    return found


def _decoded(name: str | None) -> str | None:
    """`anna_elders.example#EXT#@gastheer.onmicrosoft.com` is anna@elders.example at home."""
    if not name or _GUEST not in name.casefold():
        return None
    at_home = name[: name.casefold().index(_GUEST)]
    user, _, domain = at_home.rpartition("_")
    return f"{user}@{domain}" if user and domain else None


async def match_roster(house: House, claimed: ClaimedNotice, chat: Chat, roster: Sequence[RosterEntry]) -> None:
    """Ties addresses to people, answers a `koppel` that waited for it, and opens the 1:1 chats that are wanted."""
    now = house.now()
    async with house.writing() as uow:
        await _match(uow, roster, now=now)
        asked = claimed.notice.payload
        group = await uow.groups.of_chat(chat.id)
        if asked.get("link") is True:
            await _link_again(uow, house, chat, roster, claimed)
        elif group is not None:
            await uow.outbox.add(_follows(group, chat.id, now=now, linked=asked.get("linked") is True))
        await uow.commit()


async def _match(uow: UnitOfWork, roster: Sequence[RosterEntry], *, now: datetime) -> None:
    """One account fits one person, or nothing is guessed: who of two it is, people say by choosing a seat."""
    new: list[tuple[RosterEntry, PersonId]] = []
    accounts: Counter[PersonId] = Counter()
    for entry in roster:
        known = (await uow.people.visitor(entry.channel_id, entry.name)).person
        fitting = [known] if known else await _fitting(uow, entry)
        if len(fitting) != 1:
            continue
        accounts.update(fitting)
        if known is None:
            new.append((entry, fitting[0]))
    for entry, person in new:
        if accounts[person] == 1:
            await uow.people.match(
                person, channel_id=entry.channel_id, entra_id=entry.entra_id, tenant_id=entry.tenant_id, now=now
            )


async def _link_again(
    uow: UnitOfWork, house: House, chat: Chat, roster: Sequence[RosterEntry], claimed: ClaimedNotice
) -> None:
    asked = claimed.notice.payload
    asker = next((entry for entry in roster if entry.channel_id == asked.get("sender")), None)
    number = asked.get("number")
    origin = Origin(
        conversation_id=chat.id,
        kind=ChatKind.GROUP,
        tenant_id=chat.tenant_id,
        service_url=chat.service_url,
        activity_id="",
        bot_id=chat.bot_id,
        sender_id=str(asked.get("sender")),
        sender_name=asker.name if asker else "",
        sender_entra_id=asker.entra_id if asker else None,
    )
    sender = await sender_of(uow, house, origin)
    wish = Wish(number=number if isinstance(number, int) else None)
    found = await find(uow, sender.person, wish)
    await answer_link(uow, house, origin, found, wish, language_of=sender.texts)


def _follows(group: Group, chat: ConversationId, *, now: datetime, linked: bool) -> list[Notice]:
    """The planning tells who is still to be matched; moderator and hotseat get a chat of their own."""
    wanted = [m for m in group.members if m.roles & {Role.MODERATOR, Role.HOTSEAT}]
    notices = [planning_card(group.id, chat=chat, now=now, linked=linked)]
    for member in wanted:
        notices += in_private(group, member, chat=chat, now=now)
    return notices


def in_private(group: Group, member: Member, *, chat: ConversationId, now: datetime) -> list[Notice]:
    """What somebody with a role finds in the own chat, which is opened first where there is none. Of who is not
    known in `chat` there is nothing to open yet."""
    if member.channel_id is None:
        return []
    if member.personal is not None:
        return private_cards(group, member.person, member.personal, now=now)
    payload = {"person": member.person, "channel_id": member.channel_id, "group": group.id}
    return [Notice(kind=NoticeKind.OPEN_PERSONAL, conversation=chat, payload=payload, due_at=now)]


async def personal_opened(house: House, group: GroupId, person: PersonId, opened: Chat) -> None:
    """The channel gave the bot a 1:1 chat: what belongs there is put there."""
    now = house.now()
    async with house.writing() as uow:
        await uow.chats.opened(opened)
        found = await uow.groups.get(group)
        await uow.outbox.add(private_cards(found, person, opened.id, now=now))
        await uow.commit()


async def personal_refused(house: House, group: GroupId, person: PersonId, chat: ConversationId) -> None:
    """No 1:1 chat: the hotseat's invitation goes to the group, where its button works as well."""
    now = house.now()
    async with house.writing() as uow:
        found = await uow.groups.get(group)
        member = found.member(person)
        first = first_session(found)
        if member is not None and Role.HOTSEAT in member.roles and first is not None:
            await uow.outbox.add([preparation_card(first, chat=chat, now=now)])
            await uow.commit()


def private_cards(group: Group, person: PersonId, chat: ConversationId, *, now: datetime) -> list[Notice]:
    """What somebody with a role finds in the own chat before the first session."""
    member = group.member(person)
    if member is None:
        return []
    notices = [Notice(kind=NoticeKind.WELCOME, act=Act.REFRESH, conversation=chat, key="welcome", due_at=now)]
    following = next((s for s in group.sessions if s.phase in {SessionPhase.OPEN, SessionPhase.PLANNED}), None)
    first = first_session(group)
    if Role.MODERATOR in member.roles and following is not None:
        notices.append(moderator_card(following.id, chat=chat, now=now))
    if Role.HOTSEAT in member.roles and first is not None:
        notices.append(preparation_card(first, chat=chat, now=now))
    return notices


def first_session(group: Group) -> SessionId | None:
    """While it is still to come."""
    return next((s.id for s in group.sessions if s.number == 1 and s.phase is SessionPhase.PLANNED), None)
