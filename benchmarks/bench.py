"""What every figure works with: the stores, the bots and the way two of them are measured in turns."""

import asyncio
import statistics
import tempfile
from collections import deque
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from shutil import copyfile

from sqlalchemy.engine import make_url

from benchmarks import bots
from benchmarks.store import Seat, answers_in, furnished
from benchmarks.talk import Line, Run
from benchmarks.world import World
from bot.bootstrap import open_database
from bot.settings import Settings
from dialogs.texts import reply
from tests import postgres

_THANKS = (reply.NL["reply.answer.first"].encode(), reply.NL["reply.answer.changed"].encode())


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """How long and how often. A quick run shows whether it works, not how fast it is."""

    rounds: int = 5
    seconds: float = 4.0

    @property
    def quick(self) -> bool:
        return self.rounds < 5


@dataclass(kw_only=True)
class Bench:
    world: World
    pace: Pace
    server: str
    """A PostgreSQL that writes to disk before it says so."""
    folder: Path
    notes: list[str] = field(default_factory=list)
    _models: dict[str, tuple[str, list[Seat]]] = field(default_factory=dict)

    @asynccontextmanager
    async def store(self, kind: str = "postgresql") -> AsyncIterator[tuple[str, list[Seat]]]:
        """A fresh store with every group in its round, made once and copied after that."""
        if kind not in self._models:
            url = await self.empty(kind)
            self._models[kind] = url, await furnished(url, self.world.channel.service_url)
        model, seats = self._models[kind]
        url = await self._copy(kind, model)
        yield url, [replace(seat) for seat in seats]
        if kind == "postgresql":
            await postgres.drop_database(self.server, url)

    @asynccontextmanager
    async def ours(self, url: str, *, tokens: bool = True) -> AsyncIterator[bots.Process]:
        """The bot, when it has said what it had to say at first: a card in every chat."""
        with bots.ours(url, self.world.settings if tokens else {}, paced=False) as process:
            await process.ready()
            await self.world.channel.quiet()
            yield process

    @asynccontextmanager
    async def echo(self, *, patched: bool, tokens: bool = True) -> AsyncIterator[bots.Process]:
        with bots.echo(patched=patched, options=self.world.reference_options if tokens else None) as process:
            await process.ready()
            yield process

    async def rows_agree(self, url: str, answers: "Answers", name: str) -> None:
        """The row check: what people were thanked for is what is stored."""
        stored = await answers_in(url)
        verdict = "agree" if stored == answers.thanked else "DISAGREE"
        self.notes.append(
            f"{name}: row check: {answers.thanked} answers thanked for, {stored} stored: they {verdict}."
            + (
                f" Not stored and told so: {answers.refused}, the last with {answers.words[:200]!r}."
                if answers.refused
                else ""
            )
        )

    async def empty(self, kind: str, *, name: str = "model") -> str:
        """A database without tables."""
        if kind == "postgresql":
            return await postgres.create_database(self.server)
        return f"sqlite+aiosqlite:///{self.folder / name}.db"

    async def migrated(self) -> str:
        """A PostgreSQL database with the bot's tables and nothing in them."""
        url = await self.empty("postgresql")
        database = open_database(Settings(database_url=url))
        await database.upgrade()
        await database.dispose()
        return url

    async def _copy(self, kind: str, model: str) -> str:
        if kind == "postgresql":
            return await postgres.create_database(self.server, template=make_url(model).database)
        file = Path(tempfile.mkdtemp(dir=self.folder)) / "copy.db"
        await asyncio.to_thread(copyfile, str(make_url(model).database), file)
        return f"sqlite+aiosqlite:///{file}"


class Answers:
    """People who answer in turn; whoever was thanked changes the answer when the turn comes round again."""

    def __init__(self, seats: Sequence[Seat], token: str) -> None:
        self._seats = deque(seats)
        self._token = token
        self.thanked = 0
        self.refused = 0
        self.words = ""

    async def one(self, line: Line) -> bool:
        seat = self._seats.popleft()
        good = await self.of(seat, line)
        self._seats.append(seat)
        return good

    async def of(self, seat: Seat, line: Line) -> bool:
        status, body = await line.ask(seat.answer(self._token))
        good = status == 200 and any(words in body for words in _THANKS)
        if good:
            seat.version += 1
            self.thanked += 1
        else:
            self.refused += 1
            self.words = body.decode(errors="replace")
        return good


def echoed(seats: Sequence[Seat], token: str) -> Callable[[Line], Awaitable[bool]]:
    """The same invokes for a bot that stores nothing."""
    turns = deque(replace(seat) for seat in seats)

    async def one(line: Line) -> bool:
        turns.rotate(-1)
        status, body = await line.ask(turns[0].answer(token))
        return status == 200 and b"message" in body

    return one


async def in_turns(
    rounds: int, *measures: Callable[[], Awaitable[Run]], between: Callable[[], Awaitable[None]]
) -> list[list[Run]]:
    """Each measure once a round, in turns; `between` lets what the one left behind come to rest before the other."""
    runs: list[list[Run]] = [[] for _ in measures]
    for _ in range(rounds):
        for measure, kept in zip(measures, runs, strict=True):
            kept.append(await measure())
            await between()
    return runs


def middle(values: Sequence[float]) -> float:
    return statistics.median(values)
