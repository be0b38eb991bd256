"""Says one notice: draws it from the state of that moment, and sends, brings up to date or takes away its card."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final, Protocol

import structlog

from bot.delivery.outcomes import SAID_ALREADY, Outcome
from bot.delivery.patience import comes_back
from bot.teams.connector import Address, Connector
from bot.teams.errors import ChannelError, Gone, NotAsked
from bot.teams.outbound import card_message
from dialogs.errors import StoreUnavailable
from dialogs.notices import REPOSTED_WHEN_AMBIGUOUS, Act, Notice, NoticeKind
from dialogs.ports import Chat, ClaimedNotice, Clock
from dialogs.turns import ChatKind

log = structlog.get_logger()

DRAWN_AT_ONCE: Final = 4
"""Cards that are drawn side by side: somebody who answers meanwhile waits for these, not for fifty."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Drawn:
    """What a notice says now: a card and the line people see in a notification (never an answer or a name)."""

    chat: Chat
    card: Mapping[str, Any]
    summary: str


class Draws(Protocol):
    async def draw(self, claimed: ClaimedNotice, chat: Chat) -> Drawn | None:
        """None when there is nothing to say any more."""
        ...


Errand = Callable[[ClaimedNotice, Chat], Awaitable[None]]
"""A notice that says nothing: something to ask the channel and to remember."""

Post = Callable[[ClaimedNotice], Awaitable[bool]]
"""Hands in a letter; false when there is nothing to say any more. Raises `ChannelError`."""

StillOurs = Callable[[], Awaitable[bool]]
"""Whether no other worker has it meanwhile."""

Missed = Callable[[ClaimedNotice], Awaitable[None]]
"""Hears of what came too late to be said."""

Unheard = Callable[[ClaimedNotice], Awaitable[str | None]]
"""Hears of what is for a chat that takes nothing any more; why, where nobody is to hear it in any other way either."""

NO_MAIL: Final = "no mail server is set up any more"
NO_CHAT: Final = "no such chat, or the bot is not in it"
TOO_LATE: Final = "too late"


class Speaker:
    """Of one notice at a time it tells what came of it; what is to be done about that is not its business."""

    def __init__(
        self,
        *,
        draws: Draws,
        connector: Connector,
        errands: Mapping[NoticeKind, Errand],
        post: Post | None,
        missed: Missed | None,
        unheard: Unheard | None,
        clock: Clock,
    ) -> None:
        self._draws = draws
        self._connector = connector
        self._errands = errands
        self._post = post
        self._missed = missed
        self._unheard = unheard
        self._clock = clock
        self._drawing = asyncio.Semaphore(DRAWN_AT_ONCE)

    def needless(self, claimed: ClaimedNotice) -> str | None:
        notice = claimed.notice
        if notice.drop_after is not None and self._clock.now() > notice.drop_after:
            return TOO_LATE
        posts = notice.act is Act.POST or (notice.act is Act.UPSERT and claimed.card_activity is None)
        repeatable = not posts or notice.kind in REPOSTED_WHEN_AMBIGUOUS or notice.kind in self._errands
        if claimed.ambiguous and not repeatable:
            return SAID_ALREADY
        return None

    async def pass_over(self, claimed: ClaimedNotice, reason: str) -> Outcome:
        if reason == TOO_LATE and self._missed is not None:
            try:
                await self._missed(claimed)
            except StoreUnavailable as error:
                return Outcome(claimed=claimed, unread=str(error))
            except Exception:
                log.exception("notice.missed", notice=claimed.id, conversation=claimed.notice.conversation)
        return Outcome(claimed=claimed, dropped=reason)

    async def says(self, claimed: ClaimedNotice, still_ours: StillOurs) -> Outcome | None:
        """None when it was not said, for it is not `still_ours`."""
        if reason := self.needless(claimed):
            return await self.pass_over(claimed, reason)
        chat = claimed.chat
        by_mail = claimed.notice.kind is NoticeKind.LETTER
        try:
            if not by_mail and (chat is None or not chat.active):
                lost = await self._unheard(claimed) if self._unheard else None
                return Outcome(claimed=claimed, dropped=None if lost else NO_CHAT, undrawable=lost)
            return await (self._say(claimed, chat, still_ours) if chat and not by_mail else self._write(claimed))
        except (NotAsked, StoreUnavailable) as error:
            return Outcome(claimed=claimed, unread=str(error))
        except ChannelError as error:
            in_the_way = claimed.more and chat is not None and chat.kind is ChatKind.GROUP
            return Outcome(claimed=claimed, error=error, in_the_way=in_the_way)
        except Exception as error:
            log.exception("notice.undrawable", notice=claimed.id, conversation=claimed.notice.conversation)
            return Outcome(claimed=claimed, undrawable=type(error).__name__)

    async def _say(self, claimed: ClaimedNotice, chat: Chat, still_ours: StillOurs) -> Outcome | None:
        notice, where = claimed.notice, address_of(chat)
        errand = self._errands.get(notice.kind)
        if errand is not None:
            await errand(claimed, chat)
            return Outcome(claimed=claimed)
        if notice.act is Act.DELETE:
            if claimed.card_activity is not None:
                await self._connector.delete(where, claimed.card_activity)
            return Outcome(claimed=claimed)
        if notice.act is Act.REFRESH and claimed.card_activity is None:
            return Outcome(claimed=claimed, dropped="its card is not there")
        async with self._drawing:
            drawn = await self._draws.draw(claimed, chat)
        if drawn is None:
            return Outcome(claimed=claimed, dropped="nothing to say any more")
        if not await still_ours():
            return None
        activity = card_message(drawn.card, summary=drawn.summary)
        card = None if notice.act is Act.POST else claimed.card_activity
        return Outcome(claimed=claimed, activity=await self._put(notice, where, activity, card=card))

    async def _write(self, claimed: ClaimedNotice) -> Outcome:
        """By mail, to somebody without a chat: whoever set the mail server up hears when there is none any more."""
        if self._post is None:
            return Outcome(claimed=claimed, undrawable=NO_MAIL)
        said = await self._post(claimed)
        return Outcome(claimed=claimed, dropped=None if said else "nothing to say any more")

    async def _put(self, notice: Notice, where: Address, activity: Mapping[str, Any], *, card: str | None) -> str:
        """Brings the card up to date, or posts a new one; the id of the one that stands there now."""
        if card is not None:
            try:
                await self._connector.update(where, card, activity)
            except Gone:
                if not comes_back(notice):
                    raise
            else:
                return card
        return await self._connector.send(where, activity)


def address_of(chat: Chat) -> Address:
    return Address(conversation_id=chat.id, service_url=chat.service_url, tenant_id=chat.tenant_id, bot_id=chat.bot_id)
