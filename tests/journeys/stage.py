"""A whole bot and a stand-in channel on this machine: the stage on which journeys are played over real HTTP."""

from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any, Final

from aiohttp import web
from structlog.contextvars import merge_contextvars
from structlog.processors import format_exc_info
from structlog.testing import capture_logs

from bot.bootstrap import Bot, build_bot, furnish, open_database
from bot.clock import MovedClock
from bot.delivery.holidays import DutchHolidays
from bot.library import Library
from bot.rehearsal.actors import Actor
from bot.rehearsal.casting import cast_of
from bot.rehearsal.chats import Chat
from bot.rehearsal.outcomes import Did
from bot.rehearsal.people import Cast, Person
from bot.rehearsal.room import Room
from bot.rehearsal.simulated import SimulatedPerson
from bot.settings import Settings
from dialogs.ids import ConversationId
from dialogs.ports import Clock
from dialogs.programmes.model import ProgrammeFile
from dialogs.sessions.model import Session
from dialogs.usecases.importing import import_programme

PAUSE: Final = timedelta(seconds=3)
"""Longer than a card's refresh may lag."""

PATIENCE: Final = 600.0
"""Seconds that the bot gives the channel for an answer: they pass when a test says so."""


@dataclass(slots=True)
class Wall:
    """The clock on the wall stands still until a test puts it forward: back-off and leases pass then, and at once."""

    ahead: timedelta = timedelta()
    began: datetime = field(default_factory=lambda: datetime.now(UTC))

    def __call__(self) -> datetime:
        return self.began + self.ahead


class StillClock(MovedClock):
    """Stands where it was moved to: how long a journey takes on this machine changes nothing in it. At each look a
    microsecond goes by, so that what happens later is later."""

    def __init__(self, now: datetime) -> None:
        self._machine = datetime.now(UTC)
        super().__init__(offset=now - self._machine)

    def now(self) -> datetime:
        self.offset += timedelta(microseconds=1)
        return self._machine + self.offset

    def move_to(self, moment: datetime) -> None:
        self.offset = max(self.offset, moment - self._machine)


@dataclass(slots=True, kw_only=True)
class Stage:
    """`logs` is everything the bot logged; what it logs as an error fails the journey when the stage closes."""

    bot: Bot
    room: Room
    settings: Settings
    logs: list[Any]
    process: AsyncExitStack
    wall: Wall
    others: list[Bot] = field(default_factory=list)
    """More bots on the same store."""

    @property
    def clock(self) -> MovedClock:
        assert isinstance(self.bot.clock, MovedClock)
        return self.bot.clock

    async def settle(self) -> None:
        """Lets everything be said that is due by now or in a moment."""
        assert self.bot.mover is not None
        await self.bot.mover.move_to(self.clock.now() + PAUSE)
        for other in self.others:
            await other.courier.rest()
            await self.bot.courier.rest()

    async def wait(self, **length: float) -> None:
        assert self.bot.mover is not None
        await self.bot.mover.move_to(self.clock.now() + timedelta(**length))

    async def wait_until(self, moment: datetime) -> None:
        assert self.bot.mover is not None
        await self.bot.mover.move_to(moment)

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

    async def try_again(self, *, seconds: float = 8) -> None:
        """Lets the back-off of what failed pass, as often as anything is tried again."""
        tries = -1
        while tries != self.bot.courier.tally.retried:
            tries = self.bot.courier.tally.retried
            self.wall.ahead += timedelta(seconds=seconds)
            await self.settle()

    async def restart(self) -> None:
        """The bot stops as on a deployment and starts again on the same store; its clock goes on where it stood."""
        await self.process.aclose()
        self.bot = await self.process.enter_async_context(running(self.settings, self.room, None, wall=self.wall))

    def group(self, number: int = 1) -> "LivingGroup":
        return LivingGroup(stage=self, number=number)

    @property
    def errors(self) -> list[Any]:
        return [entry for entry in self.logs if entry["log_level"] in {"error", "critical"}]


@dataclass(frozen=True, slots=True, kw_only=True)
class LivingGroup:
    """One group of the programme with its chat and its people, and what a test lets them do."""

    stage: Stage
    number: int

    @property
    def chat(self) -> Chat:
        return self.stage.room.group_chat(self.number)

    @property
    def moderator(self) -> Actor:
        return self.stage.room.moderator(self.number)

    @property
    def hotseat(self) -> Actor:
        return self.stage.room.hotseat(self.number)

    @property
    def everyone(self) -> list[Actor]:
        """All who may answer: everybody but the moderators."""
        return [self.hotseat, *self.stage.room.participants(self.number)]

    def actor(self, name: str) -> Actor:
        people = self.stage.room.cast.group(self.number).people
        return self.stage.room.actor(next(p for p in people if p.name == name))

    async def session(self, number: int = 1) -> Session:
        return await self.stage.session(self.number, number)

    async def links(self, *, personal: bool = True) -> None:
        """The bot comes into the chat, and with `personal` to the moderator and the hotseat; the chat is linked."""
        await self.moderator.installs(self.chat)
        if personal:
            await self.moderator.installs()
            await self.hotseat.installs()
        await self.says(f"koppel {self.number}")

    async def says(self, text: str, *, by: Actor | None = None) -> list[str]:
        """Somebody, the moderator unless told, says it to the bot in the chat; what the bot then posts there."""
        before = len(self.chat.messages)
        await (by or self.moderator).mentions(self.chat, text)
        await self.stage.settle()
        return self.said_since(before)

    def said_since(self, before: int) -> list[str]:
        """The cards that the bot posted after so many messages."""
        posted = {m.id for m in self.chat.messages[before:] if not m.deleted}
        return [card.text for card in self.chat.cards if card.id in posted]

    async def reaches(self, round_id: str, *, number: int = 1) -> None:
        """Presses on until this round is open, without anybody answering."""
        if (await self.session(number)).current is None:
            await self.moderator.mentions(self.chat, f"start sessie {number}")
        while True:
            session = await self.session(number)
            if session.current is not None and session.current.key.round_id == round_id:
                break
            await self.moderator.mentions(self.chat, "verder")
        await self.stage.settle()

    async def regie(self, by: Actor | None = None) -> "Regie":
        return Regie(await (by or self.moderator).presses(self.chat, "Regie"))

    async def opens(self, name: str, button: str = "Antwoord geven") -> Any:
        return await self.actor(name).presses(self.chat, button)

    async def answers(self, name: str, /, *, button: str = "Antwoord geven", **fields: object) -> str:
        """What the bot said to the submitted form: its thanks, or the words of the form that came back."""
        dialog = await self.actor(name).presses(self.chat, button)
        return (await dialog.submits("Insturen", **fields)).text

    def card(self, *words: str) -> str:
        """The newest card in the chat in which all of these stand, as it reads now."""
        for card in reversed(self.chat.cards):
            if all(word in card.text for word in words):
                return card.text
        raise LookupError(f"no card with {words} in {[card.text for card in self.chat.cards]}")


@dataclass(frozen=True, slots=True)
class Regie:
    """The moderator's dialog, page after page."""

    dialog: Any

    @property
    def text(self) -> str:
        return str(self.dialog.text)

    @property
    def titles(self) -> list[str]:
        return list(self.dialog.titles)

    async def presses(self, title: str, /, **values: object) -> "Regie":
        return Regie(await self.dialog.submits(title, **values))

    async def chooses(self, what: str) -> "Regie":
        """Something of the list *Meer*."""
        return await self.presses("Doen", more=what)

    @property
    def offers(self) -> list[str]:
        """What the list *Meer* holds."""
        return [title for one in self.dialog.shown.inputs if one.id == "f-more" for title, _ in one.choices]


def rehearsal_settings(database_url: str, **more: object) -> Settings:
    return Settings.model_validate({"environment": "rehearsal", "database_url": database_url, "port": 0, **more})


async def prepare(settings: Settings, programme: ProgrammeFile, *, now: datetime) -> None:
    """A migrated store with the programme in it."""
    database = open_database(settings)
    try:
        await database.upgrade()
        await DutchHolidays().prepare(now.year)
        await import_programme(furnish(database, FrozenClock(now)), programme, sources=Library.open().sources)
    finally:
        await database.dispose()


@dataclass(frozen=True, slots=True)
class FrozenClock:
    moment: datetime

    def now(self) -> datetime:
        return self.moment


@asynccontextmanager
async def running(
    settings: Settings,
    room: Room,
    clock: Clock | None,
    *,
    worker: str = "one",
    wall: Wall | None = None,
) -> AsyncIterator[Bot]:
    """One bot process's worth, listening on a free port; the room speaks to it."""
    async with build_bot(settings, clock=clock, worker=worker, wall=wall or Wall(), patience=PATIENCE) as bot:
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
    programme: ProgrammeFile,
    *,
    database_url: str,
    now: datetime,
    make_room: Callable[..., Room] = Room,
    as_seen: Callable[[Person], Person] = lambda person: person,
    more: Mapping[str, object] | None = None,
) -> AsyncIterator[Stage]:
    """`as_seen` changes how the channel knows somebody: without an address, with another name, from abroad. `more` are
    settings of the bot."""
    stage: Stage

    def there() -> datetime:
        return stage.clock.now()

    settings = rehearsal_settings(database_url, **(more or {}))
    await prepare(settings, programme, now=now)
    clock = StillClock(now)
    room = make_room(cast=_seen(cast_of([programme]), as_seen), clock=there)
    with capture_logs(processors=[merge_contextvars, format_exc_info]) as logs:
        async with room.serving(), AsyncExitStack() as process:
            wall = Wall()
            bot = await process.enter_async_context(running(settings, room, clock, wall=wall))
            stage = Stage(bot=bot, room=room, settings=settings, logs=logs, process=process, wall=wall)
            room.channel.settle = stage.settle
            yield stage
            assert not stage.errors, "\n".join(map(str, stage.errors))


def _seen(cast: Cast, as_seen: Callable[[Person], Person]) -> Cast:
    return Cast.of(replace(group, people=tuple(map(as_seen, group.people))) for group in cast.groups)


async def answer_all(stage: Stage, group: int) -> int:
    """Everybody who may answers what is open in the group's chat; returns how many did."""
    living = stage.group(group)
    count = 0
    for place, actor in enumerate(living.everyone):
        outcome = await SimulatedPerson(actor=actor, seed=7, place=place).answers(living.chat)
        count += outcome.did is Did.ANSWERED
    await stage.settle()
    return count
