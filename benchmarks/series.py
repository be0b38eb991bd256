"""P8: what a whole series costs: eight people, four sessions, every round, with preparation, look-backs and harvest.

Counted in this process, where statements can be heard; the processor time is that of `mastermind serve` in a process of
its own, in turns with four hundred messages to the patched echo bot. Both have warmed up: a bot runs for months, and it
is the series of one more group that is asked for. Both speak without tokens: the moved clock that a series of months
needs is there in rehearsal only, and what moving it costs is measured too and taken off.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from aiohttp import ClientSession, web

from benchmarks import bots
from benchmarks.bench import Bench, middle
from benchmarks.report import Row
from benchmarks.store import Seat
from benchmarks.talk import Line
from bot.bootstrap import build_bot, furnish, open_database
from bot.clock import SystemClock
from bot.library import Library
from bot.logs import set_up_logs
from bot.rehearsal.casting import cast_of
from bot.rehearsal.chats import Operation
from bot.rehearsal.company import NUMBER, company
from bot.rehearsal.keeping import kept_of
from bot.rehearsal.player import Mover, Player
from bot.rehearsal.room import Room
from bot.rehearsal.tally import shortcomings
from bot.settings import Settings
from dialogs.ids import ConversationId
from dialogs.programmes.model import ProgrammeFile
from dialogs.sessions.model import Session
from dialogs.usecases.house import House
from dialogs.usecases.importing import import_programme
from tests.recorder import QueryRecorder

PEOPLE = 8
SESSIONS = 4
ECHOES = 400
_A_MOMENT = timedelta(milliseconds=1)
_OF_THE_REHEARSAL = ("keepsakes", "min(outbox.due_at)", "called_at IS NULL AND reminders.due_at > ")
"""Statements of the moved clock, which no real bot has."""
_A_LOOK = "WITH RECURSIVE peek"
_A_CLAIM = "SET state=CASE"
"""The courier looks whenever the clock is moved; only what it found is the series' own."""


@dataclass(kw_only=True)
class DistantClock:
    """The clock of a bot in another process, moved over HTTP."""

    http: ClientSession
    url: str
    now: datetime
    moves: int = 0

    async def move_to(self, moment: datetime) -> None:
        if not await self._ask({"now": moment.isoformat()}):  # it ran on meanwhile and is past it
            await self.advance(timedelta())

    async def advance(self, by: timedelta) -> None:
        await self._ask({"advance": f"PT{by.total_seconds():.3f}S"})

    async def _ask(self, body: dict[str, str]) -> bool:
        self.moves += 1
        async with self.http.post(self.url, json=body) as answer:
            said: dict[str, Any] = await answer.json()
            if answer.status == 200:
                self.now = datetime.fromisoformat(said["now"])
            return answer.status == 200


async def p8(bench: Bench) -> list[Row]:
    calls, statements, commits = await _counted(bench)
    ratios, costs, echoes = [], [], []
    for _ in range(min(bench.pace.rounds, 3)):
        costs.append(await _cost_of_a_series(bench))
        echoes.append(await _cost_of_echoes(bench))
        ratios.append(costs[-1] / echoes[-1])
    bench.notes.append(
        f"P8: {commits} transactions; processor time {middle(costs):.1f} s for the series, {middle(echoes):.1f} s for "
        f"{ECHOES} echoes. By round: {', '.join(f'{ratio:.2f}x' for ratio in ratios)}."
    )
    counts = (("Teams calls", calls, 250, 180), ("statements", statements, 4000, 2500))
    rows = [
        Row(
            name="P8",
            figure=f"{what} of a whole series",
            ours=str(number),
            reference="a count",
            ratio=number,
            floor=floor,
            goal=goal,
            unit="",
        )
        for what, number, floor, goal in counts
    ]
    cost = Row(
        name="P8",
        figure=f"processor time of a whole series, against {ECHOES} patched echo turns",
        ours=f"{middle(costs):.1f} s",
        reference=f"{middle(echoes):.1f} s",
        ratio=middle(ratios),
        floor=1.0,
        goal=0.5,
    )
    return [*rows, cost]


async def _counted(bench: Bench) -> tuple[int, int, int]:
    """Teams calls, statements and transactions."""
    url = await bench.empty("sqlite", name="series")
    settings = Settings(environment="rehearsal", database_url=url, port=0)
    set_up_logs(form=settings.log_format, level="WARNING")
    programme = await _programme_in(url, "reeks", now=datetime.now(UTC))
    recorder = QueryRecorder()
    async with build_bot(settings) as bot, _on_a_port(bot.app) as port:
        assert bot.mover is not None
        room = Room(cast=cast_of([programme]), clock=bot.clock.now, bot_url=f"http://127.0.0.1:{port}/api/messages")
        counting = _Counting(recorder)
        async with room.serving():
            player = _player(room, bot.mover, counting.unheard(bot.house, room))
            with recorder.listening(bot.database):
                await _plays(player)
        await _row_check(bench, bot.house, room, player)
    asked = [q for q in recorder.queries if not any(word in q for word in _OF_THE_REHEARSAL)]
    vain = sum(_A_LOOK in q for q in asked) - sum(_A_CLAIM in q for q in asked)
    kinds = {Operation.SEND, Operation.UPDATE, Operation.DELETE, Operation.OPEN}
    calls = sum(call.operation in kinds for call in room.channel.calls)
    turns = len(room.channel.sent)
    bench.notes.append(
        f"P8: {turns} turns of people; {room.channel.count(Operation.SEND)} messages and "
        f"{room.channel.count(Operation.UPDATE)} card updates; {len(recorder.queries) - len(asked) + vain} statements "
        "of the moved clock are left out."
    )
    return calls, len(asked) - vain - counting.queries, recorder.commits - counting.commits


@dataclass
class _Counting:
    """Keeps apart what the player itself reads of the store."""

    recorder: QueryRecorder
    queries: int = 0
    commits: int = 0

    def unheard(self, house: House, room: Room) -> "_Look":
        return _Look(house=house, chat=ConversationId(room.group_chat(NUMBER).id), counting=self)


@dataclass(kw_only=True)
class _Look:
    house: House
    chat: ConversationId
    counting: _Counting | None = None

    async def __call__(self, number: int) -> Session:
        heard = self.counting
        before = (len(heard.recorder.queries), heard.recorder.commits) if heard else (0, 0)
        found = (await kept_of(self.house, self.chat, only=number)).sessions[0]
        if heard:
            heard.queries += len(heard.recorder.queries) - before[0]
            heard.commits += heard.recorder.commits - before[1]
        return found


async def _cost_of_a_series(bench: Bench) -> float:
    """Seconds of the bot's processor time for the second of two series, one after the other."""
    url = await bench.empty("postgresql")
    first = await _programme_in(url, "warm", now=datetime.now(UTC))
    database = open_database(Settings(database_url=url))
    house = furnish(database, SystemClock())
    try:
        with bots.ours(url, {"ENVIRONMENT": "rehearsal"}) as process:
            await process.ready()
            async with ClientSession() as http:
                at = f"http://127.0.0.1:{process.port}"
                clock = DistantClock(http=http, url=f"{at}/rehearsal/clock", now=datetime.now(UTC))
                async with _played(bench, first, clock=clock, house=house, bot_url=at):
                    pass
                programme = await _programme_in(url, "reeks", now=clock.now)
                before, moves = process.cpu, clock.moves
                async with _played(bench, programme, clock=clock, house=house, bot_url=at):
                    cost, moves = process.cpu - before, clock.moves - moves
                before = process.cpu
                for _ in range(moves):
                    await clock.advance(_A_MOMENT)
                moving = process.cpu - before
                bench.notes.append(
                    f"P8: {cost:.2f} s with the moved clock; of it {moving:.2f} s for its {moves} moves are taken off."
                )
                return cost - moving
    finally:
        await database.dispose()


@asynccontextmanager
async def _played(
    bench: Bench, programme: ProgrammeFile, *, clock: DistantClock, house: House, bot_url: str
) -> AsyncIterator[None]:
    """A whole series; on leaving, what people did is compared with what is stored."""
    room = Room(cast=cast_of([programme]), clock=lambda: clock.now, bot_url=f"{bot_url}/api/messages")
    async with room.serving():
        player = _player(room, clock, _Look(house=house, chat=ConversationId(room.group_chat(NUMBER).id)))
        await _plays(player)
        yield
        await _row_check(bench, house, room, player)


async def _cost_of_echoes(bench: Bench) -> float:
    service = bench.world.channel.service_url
    seats = [Seat(service_url=service, chat=f"19:{n}@thread.v2", session="", sender=f"29:{n}") for n in range(PEOPLE)]
    async with bench.echo(patched=True, tokens=False) as process:
        line = await Line.open(process.port)
        await line.ask(seats[0].says("stand"))  # the first turn warms up
        before = process.cpu
        for turn in range(ECHOES):
            await line.ask(seats[turn % PEOPLE].says("stand"))
        line.close()
        return process.cpu - before


def _player(room: Room, mover: Mover, look: _Look) -> Player:
    return Player(room=room, mover=mover, group=NUMBER, look=look, hurry=True)


async def _plays(player: Player) -> None:
    await player.links()
    await player.prepares()
    for number in range(1, SESSIONS + 1):
        await player.between(number)
        await player.plays(number)


async def _row_check(bench: Bench, house: House, room: Room, player: Player) -> None:
    kept = await kept_of(house, ConversationId(room.group_chat(NUMBER).id))
    missed = list(shortcomings(kept, player.diary))
    bench.notes.append("P8: row check: " + ("; ".join(missed) or "what people did and what is stored agree") + ".")


async def _programme_in(url: str, slug: str, *, now: datetime) -> ProgrammeFile:
    database = open_database(Settings(database_url=url))
    try:
        await database.upgrade()
        library = Library.open()
        recipe = library.recipes["mastermind-4"].format
        programme = company(recipe, "standard", people=PEOPLE, now=now, slug=slug)
        await import_programme(furnish(database, SystemClock()), programme, sources=library.sources)
    finally:
        await database.dispose()
    return programme


@asynccontextmanager
async def _on_a_port(app: web.Application) -> AsyncIterator[int]:
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, "127.0.0.1", 0).start()
        yield int(runner.addresses[0][1])
    finally:
        await runner.cleanup()
