"""A stand-in for the Teams channel: chats in memory, a bot at the other end of real HTTP, troubles on request."""

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

import aiohttp

from bot.rehearsal.activities import TENANT, Activities, ActivityIds, BotAccount
from bot.rehearsal.chats import Call, Change, Chat, Kind, Message, Operation, Sent, What
from bot.rehearsal.faults import Faults
from bot.rehearsal.people import Person, personal_chat_id
from bot.rehearsal.quota import Quota

_BOT_TIMEOUT = aiohttp.ClientTimeout(total=15)  # after this the real channel delivers again


class BotUnreachable(Exception):
    """The bot did not answer at all."""


class BotFailed(Exception):
    """The bot answered with a fault; a person would see an error of Teams."""

    def __init__(self, sent: Sent) -> None:
        super().__init__(f"{sent.activity.get('name') or sent.activity['type']}: {sent.status} {sent.body!r}")
        self.sent = sent


class Channel:
    """Keeps what was said and carries it both ways. `Connector` serves its REST side.

    `settle` waits until the bot has nothing due; `token` gives the bearer token for the bot; with `serial`,
    operations that overlap in one conversation get 412; with `quota`, too many get 429; `latency` is how long
    an operation takes (seconds).
    """

    def __init__(
        self,
        *,
        bot_url: str,
        service_url: str,
        clock: Callable[[], datetime],
        tenant_id: str = TENANT,
        bot: BotAccount | None = None,
        token: Callable[[], str] | None = None,
        settle: Callable[[], Awaitable[None]] | None = None,
        serial: bool = False,
        quota: Quota | None = None,
        latency: float = 0.0,
    ) -> None:
        self.bot_url = bot_url
        self.bot = bot or BotAccount()
        self.tenant_id = tenant_id
        self.clock = clock
        self.serial = serial
        self.quota = quota
        self.latency = latency
        self.settle = settle
        self.token = token
        self.chats: dict[str, Chat] = {}
        self.people: dict[str, Person] = {}
        self.calls: list[Call] = []
        self.sent: list[Sent] = []
        self.complaints: list[str] = []  # what the real channel would have shown or sent wrongly
        self.faults = Faults()
        self.listeners: list[Callable[[Change], None]] = []
        self.next_id = ActivityIds()
        self.write = Activities(
            service_url=service_url, tenant_id=tenant_id, bot=self.bot, clock=clock, next_id=self.next_id
        )
        self.seq = 0
        self._extra_copies: list[bool] = []
        self._http: aiohttp.ClientSession | None = None

    @property
    def service_url(self) -> str:
        return self.write.service_url

    @service_url.setter
    def service_url(self, url: str) -> None:
        self.write.service_url = url

    # chats and people

    def add_chat(self, chat_id: str, title: str, people: Iterable[Person]) -> Chat:
        """A group chat, the bot not yet in it."""
        return self._keep(Chat(id=chat_id, kind=Kind.GROUP, title=title, members={p.id: p for p in people}))

    def personal_chat(self, person: Person) -> Chat:
        """The 1:1 chat of this person with the bot; made when it is not there, the app not yet installed."""
        chat_id = personal_chat_id(person.id)
        if chat_id not in self.chats:
            self._keep(Chat(id=chat_id, kind=Kind.PERSONAL, title=self.bot.name, members={person.id: person}))
        return self.chats[chat_id]

    def _keep(self, chat: Chat) -> Chat:
        self.chats[chat.id] = chat
        self.people |= chat.members
        return chat

    # what happened, for tests to count

    def count(self, operation: Operation | str, chat: Chat | None = None) -> int:
        """How many calls of this kind took effect."""
        return sum(
            1
            for call in self.calls
            if call.operation == operation and call.took_effect and (chat is None or call.conversation_id == chat.id)
        )

    async def settled(self) -> None:
        """Wait until the bot says nothing is due."""
        if self.settle is not None:
            await self.settle()

    # posting

    def post(self, chat: Chat, activity: dict[str, Any], *, author_id: str, author_name: str) -> Message:
        self.seq += 1
        message = Message(
            id=self.next_id() if author_id == self.bot.id else str(activity["id"]),
            seq=self.seq,
            author_id=author_id,
            author_name=author_name,
            at=self.clock(),
            activity=activity,
        )
        chat.messages.append(message)
        self.tell(Change(what=What.POSTED, chat=chat, message=message))
        return message

    def tell(self, change: Change) -> None:
        for listener in tuple(self.listeners):
            listener(change)

    # to the bot

    def redeliver_next(self, *, concurrently: bool = False) -> None:
        """The next activity goes to the bot twice, with the same id: at the same moment, or one after the other."""
        self._extra_copies.append(concurrently)

    async def redeliver(self, sent: Sent) -> Sent:
        """Send an activity again, as the channel does after a slow turn."""
        return await self._post(sent.activity)

    async def deliver(self, activity: Mapping[str, Any]) -> Sent:
        """Send to the bot; of two copies the first answer counts. Raises when the bot fails or is not there."""
        if not self._extra_copies:
            sent = await self._post(activity)
        elif self._extra_copies.pop(0):
            sent, _ = await asyncio.gather(self._post(activity), self._post(activity))
        else:
            sent = await self._post(activity)
            await self._post(activity)
        if sent.status >= 400:  # noqa: PLR2004 - the first status that is a fault
            raise BotFailed(sent)
        return sent

    async def _post(self, activity: Mapping[str, Any]) -> Sent:
        if self._http is None:
            self._http = aiohttp.ClientSession(timeout=_BOT_TIMEOUT)
        headers = {"Authorization": f"Bearer {self.token()}"} if self.token else {}
        started = time.monotonic()
        try:
            async with self._http.post(self.bot_url, json=activity, headers=headers) as response:
                is_json = response.content_type == "application/json"
                body = await (response.json() if is_json else response.text())
                status = response.status
        except (aiohttp.ClientError, TimeoutError) as problem:
            raise BotUnreachable(f"no answer from {self.bot_url}: {problem!r}") from problem
        sent = Sent(activity=activity, status=status, body=body, seconds=time.monotonic() - started)
        self.sent.append(sent)
        return sent

    async def install(self, chat: Chat, by: Person) -> None:
        """Put the bot in a chat: the channel tells it twice, as a new member and as an installation."""
        before = chat.installed, chat.known
        chat.installed = chat.known = True
        try:
            await self.deliver(self.write.members(chat, by, self.bot.id, added=True))
            await self.deliver(self.write.installation(chat, by, added=True))
        except (BotUnreachable, BotFailed):
            chat.installed, chat.known = before
            raise
        self.tell(Change(what=What.CHAT, chat=chat))

    async def uninstall(self, chat: Chat, by: Person) -> None:
        chat.installed = False
        self.tell(Change(what=What.CHAT, chat=chat))
        await self.deliver(self.write.installation(chat, by, added=False))
        await self.deliver(self.write.members(chat, by, self.bot.id, added=False))

    async def join(self, chat: Chat, *people: Person) -> None:
        chat.members |= {p.id: p for p in people}
        self.people |= chat.members
        self.tell(Change(what=What.CHAT, chat=chat))
        if chat.installed:
            await self.deliver(self.write.members(chat, people[0], *(p.id for p in people), added=True))

    async def leave(self, chat: Chat, *people: Person) -> None:
        for person in people:
            chat.members.pop(person.id, None)
        self.tell(Change(what=What.CHAT, chat=chat))
        if chat.installed:
            await self.deliver(self.write.members(chat, people[0], *(p.id for p in people), added=False))

    async def close(self) -> None:
        self.faults.release()
        if self._http is not None:
            await self._http.close()
            self._http = None
