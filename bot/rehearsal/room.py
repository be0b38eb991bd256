"""The rehearsal room: a cast, their chats and the stand-in channel in one place, for the page and for journey tests."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Self

from aiohttp import web

from bot.rehearsal.activities import BotAccount
from bot.rehearsal.actors import Actor
from bot.rehearsal.channel import Channel
from bot.rehearsal.chats import Chat
from bot.rehearsal.connector import Connector
from bot.rehearsal.journal import Journal
from bot.rehearsal.people import Cast, Chair, Person
from bot.rehearsal.quota import Quota

CHANNEL_PATH = "/rehearsal/teams"


class Room:
    """Ids follow from the cast, so a room that starts again fits a bot that kept its store.

    With a `journal` the chats themselves also go on where they stopped. `bot_url` and `service_url` may be set
    later, before anything is said, because both often wait for a free port.
    """

    def __init__(
        self,
        *,
        cast: Cast,
        clock: Callable[[], datetime],
        bot_url: str = "",
        service_url: str = "",
        settle: Callable[[], Awaitable[None]] | None = None,
        token: Callable[[], str] | None = None,
        journal: Journal | None = None,
        bot: BotAccount | None = None,
        serial: bool = False,
        quota: Quota | None = None,
    ) -> None:
        self.cast = cast
        self.channel = Channel(
            bot_url=bot_url,
            service_url=service_url,
            clock=clock,
            settle=settle,
            token=token,
            bot=bot,
            serial=serial,
            quota=quota,
        )
        self.connector = Connector(channel=self.channel)
        self._journal = journal
        self._coming_alive = asyncio.Lock()
        for group in cast.groups:
            self.channel.add_chat(group.chat_id, group.title, group.people)
        for person in cast.people:
            self.channel.personal_chat(person)
        if journal is not None:
            journal.restore(self.channel)
            self.channel.listeners.append(journal.note)

    def person(self, name_or_id: str) -> Actor:
        return Actor(person=self.cast.person(name_or_id), channel=self.channel)

    def actor(self, person: Person) -> Actor:
        return Actor(person=person, channel=self.channel)

    def group_chat(self, number: int) -> Chat:
        return self.channel.chats[self.cast.group(number).chat_id]

    def personal_chat(self, person: Person) -> Chat:
        return self.channel.personal_chat(person)

    def moderator(self, number: int) -> Actor:
        return self.actor(self.cast.group(number).moderators[0])

    def hotseat(self, number: int) -> Actor:
        return self.actor(self.cast.group(number).hotseat)

    def participants(self, number: int) -> list[Actor]:
        """Everyone but the moderators, the hotseat and who looks on."""
        return [self.actor(p) for p in self.cast.group(number).people if p.role is Chair.PARTICIPANT]

    async def settled(self) -> None:
        await self.channel.settled()

    async def come_alive(self) -> None:
        """Put the bot in each group chat it has never been in, and with the moderators and hotseats 1:1. Repeatable.

        Participants add the bot themselves when they first write to it, as guests often cannot.
        """
        async with self._coming_alive:
            for group in self.cast.groups:
                first = group.people[0] if not group.moderators else group.moderators[0]
                await self._install_new(self.channel.chats[group.chat_id], first)
                for person in group.people:
                    if person.role in {Chair.MODERATOR, Chair.HOTSEAT}:
                        await self._install_new(self.channel.personal_chat(person), person)

    async def _install_new(self, chat: Chat, by: Person) -> None:
        if not chat.known:
            await self.channel.install(chat, by)

    def channel_routes(self, prefix: str = CHANNEL_PATH) -> list[web.RouteDef]:
        """The connector REST; the service URL is the address of `prefix` with a slash behind it."""
        return self.connector.routes(prefix)

    async def close(self) -> None:
        await self.channel.close()
        if self._journal is not None:
            await self._journal.close()

    @asynccontextmanager
    async def serving(self, host: str = "127.0.0.1") -> AsyncIterator[Self]:
        """Serve the channel alone on a free port of this machine, for tests that run the bot elsewhere."""
        app = web.Application()
        app.add_routes(self.channel_routes(""))
        runner = web.AppRunner(app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, host, 0)
        await site.start()
        port = runner.addresses[0][1]
        self.channel.service_url = f"http://{host}:{port}/"
        try:
            yield self
        finally:
            await self.close()
            await runner.cleanup()
