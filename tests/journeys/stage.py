"""A whole bot and a stand-in channel on this machine: the stage on which journeys are played over real HTTP."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from aiohttp import web

from bot.bootstrap import Bot, build_bot, cast_of, furnish, open_database
from bot.clock import MovedClock
from bot.library import Library
from bot.rehearsal.room import Room
from bot.rehearsal.simulated import Did, SimulatedPerson
from bot.settings import Settings
from dialogs.ids import ConversationId
from dialogs.ports import Clock
from dialogs.programmes.model import ProgrammeFile
from dialogs.sessions.model import Session
from dialogs.usecases.importing import import_programme

PAUSE = timedelta(seconds=3)
"""Longer than a card's refresh may lag."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    bot: Bot
    room: Room
    settings: Settings

    @property
    def clock(self) -> MovedClock:
        assert isinstance(self.bot.clock, MovedClock)
        return self.bot.clock

    async def settle(self) -> None:
        """Lets everything be said that is due by now or in a moment."""
        assert self.bot.mover is not None
        await self.bot.mover.move_to(self.clock.now() + PAUSE)

    async def wait(self, **length: float) -> None:
        assert self.bot.mover is not None
        await self.bot.mover.move_to(self.clock.now() + timedelta(**length))

    async def session(self, group: int, number: int = 1) -> Session:
        """The session as the store has it."""
        async with self.bot.house.reading() as uow:
            chat = self.room.group_chat(group)
            found = await uow.groups.of_chat(ConversationId(chat.id))
            assert found is not None
            head = next(s for s in found.sessions if s.number == number)
            session = await uow.sessions.get(head.id)
            assert session is not None
            return session


def rehearsal_settings(database_url: str, **more: object) -> Settings:
    return Settings.model_validate({"environment": "rehearsal", "database_url": database_url, "port": 0, **more})


async def prepare(settings: Settings, programme: ProgrammeFile, *, now: datetime) -> None:
    """A migrated store with the programme in it."""
    database = open_database(settings)
    try:
        await database.upgrade()
        library = Library.open()
        sources = {name: (recipe.digest, recipe.source) for name, recipe in library.recipes.items()}
        await import_programme(furnish(database, FrozenClock(now)), programme, sources=sources)
    finally:
        await database.dispose()


@dataclass(frozen=True, slots=True)
class FrozenClock:
    moment: datetime

    def now(self) -> datetime:
        return self.moment


@asynccontextmanager
async def running(settings: Settings, room: Room, clock: Clock, *, worker: str = "one") -> AsyncIterator[Bot]:
    """One bot process's worth, listening on a free port; the room speaks to it."""
    async with build_bot(settings, clock=clock, worker=worker) as bot:
        runner = web.AppRunner(bot.app, access_log=None, shutdown_timeout=1)
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        room.channel.bot_url = f"http://127.0.0.1:{runner.addresses[0][1]}/api/messages"
        try:
            yield bot
        finally:
            await runner.cleanup()


@asynccontextmanager
async def staged(
    programme: ProgrammeFile, *, database_url: str, now: datetime, make_room: Callable[..., Room] = Room
) -> AsyncIterator[Stage]:
    settings = rehearsal_settings(database_url)
    await prepare(settings, programme, now=now)
    clock = MovedClock()
    clock.offset = now - clock.now()
    room = make_room(cast=cast_of([programme]), clock=clock.now)
    async with room.serving(), running(settings, room, clock) as bot:
        stage = Stage(bot=bot, room=room, settings=settings)
        room.channel.settle = stage.settle
        yield stage


async def answer_all(stage: Stage, group: int) -> int:
    """Everybody answers what is open in the group's chat; returns how many did."""
    chat = stage.room.group_chat(group)
    count = 0
    for place, person in enumerate(stage.room.cast.group(group).people):
        actor = stage.room.actor(person)
        outcome = await SimulatedPerson(actor=actor, seed=7, place=place).answers(chat)
        count += outcome.did is Did.ANSWERED
    await stage.settle()
    return count
