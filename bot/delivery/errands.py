"""Notices that say nothing: reading who is in a chat, opening somebody's 1:1 chat."""

import contextlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from bot.delivery.speaking import Drawn, Errand, address_of
from bot.teams.connector import Connector, Member
from bot.teams.errors import Blocked, Gone, RefusedByChannel
from dialogs.ids import GroupId, PersonId
from dialogs.notices import NoticeKind
from dialogs.ports import Chat, ClaimedNotice, RosterEntry
from dialogs.turns import ChatKind
from dialogs.usecases.drawing import draw
from dialogs.usecases.house import House
from dialogs.usecases.rostering import match_roster, personal_opened, personal_refused


@dataclass(frozen=True, slots=True, kw_only=True)
class Pictures:
    """What the courier needs of the conversation: where a notice goes, and what it says now."""

    house: House

    async def draw(self, claimed: ClaimedNotice, chat: Chat) -> Drawn | None:
        picture = await draw(self.house, claimed.notice, chat)
        return None if picture is None else Drawn(chat=chat, card=picture.card, summary=picture.summary)


def errands(*, house: House, connector: Connector) -> Mapping[NoticeKind, Errand]:
    async def roster(claimed: ClaimedNotice, chat: Chat) -> None:
        members: Sequence[Member] = ()
        # a chat may hide who is in it and still hear the bot: a `koppel` that waits is answered all the same
        with contextlib.suppress(Blocked, Gone, RefusedByChannel):
            members = await connector.members(address_of(chat))
        await match_roster(house, claimed, chat, [_entry(member) for member in members])

    async def open_personal(claimed: ClaimedNotice, chat: Chat) -> None:
        asked = claimed.notice.payload
        group, person = GroupId(str(asked["group"])), PersonId(str(asked["person"]))
        try:
            opened = await connector.open_personal(address_of(chat), str(asked["channel_id"]))
        except (Blocked, Gone, RefusedByChannel):
            # the person has not installed the app: no reason to stop talking in the group, where this notice waits
            await personal_refused(house, group, person, chat.id)
            return
        own = replace(chat, id=opened.conversation_id, kind=ChatKind.PERSONAL, group=None, person=person, active=True)
        await personal_opened(house, group, person, own)

    return {NoticeKind.ROSTER: roster, NoticeKind.OPEN_PERSONAL: open_personal}


def _entry(member: Member) -> RosterEntry:
    return RosterEntry(
        channel_id=member.id,
        name=member.name,
        entra_id=member.entra_id,
        tenant_id=member.tenant_id,
        email=member.email,
        user_principal_name=member.user_principal_name,
    )
