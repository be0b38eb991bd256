"""`mastermind rehearse`: plays a whole series with simulated people over real HTTP, and counts what is kept."""

import asyncio
import sys
import tempfile
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Final
from zoneinfo import ZoneInfo

import typer
from aiohttp import web

from bot.bootstrap import Bot, bots_clock, build_bot, furnish
from bot.commands.formats import known_format, known_preset
from bot.commands.shared import Failure, store, table
from bot.delivery.holidays import school_holidays
from bot.library import Library
from bot.logs import set_up_logs
from bot.rehearsal.casting import cast_of
from bot.rehearsal.channel import BotFailed, BotUnreachable
from bot.rehearsal.chats import Operation
from bot.rehearsal.company import FEWEST, NAMES, NUMBER, company
from bot.rehearsal.keeping import kept_of
from bot.rehearsal.player import Player, Stuck
from bot.rehearsal.room import Room
from bot.rehearsal.tally import Count, count, shortcomings
from bot.rehearsal.transcript import Transcript
from bot.rehearsal.troubles import troubles
from bot.settings import Settings, load_settings
from dialogs.formats.model import Format
from dialogs.ids import ConversationId
from dialogs.programmes.model import ProgrammeFile
from dialogs.sessions.model import Session
from dialogs.usecases.importing import import_programme
from storage.database import Database

SLUG: Final = "repetitie"


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    settings: Settings
    library: Library
    format: Format
    preset: str
    people: int
    seed: int


def rehearse(
    format_: Annotated[str, typer.Option("--format", help="The format to play; `format list` names them.")] = (
        "mastermind-4"
    ),
    preset: Annotated[str | None, typer.Option(help="A preset of the format; left out: its first.")] = None,
    people: Annotated[
        int, typer.Option(min=FEWEST, max=len(NAMES), help="How many take part, the hotseat among them.")
    ] = 8,
    seed: Annotated[int, typer.Option(help="Another number makes the people say other things.")] = 1,
    database: Annotated[
        str | None, typer.Option(help="Keep the rehearsal in this database, which holds nothing else.")
    ] = None,
) -> None:
    """Play all sessions of a format with simulated people, at full speed, and check what the store has of it.

    Among the people are somebody who comes late, somebody who misses a session and catches up, somebody who sends
    everything twice and somebody who stops on purpose; the hotseat is handed over. Without --database everything is
    kept in a temporary file. Ends with 0 only when all that the format holds happened.
    """
    with tempfile.TemporaryDirectory(prefix="mastermind-") as folder:
        url = database or f"sqlite+aiosqlite:///{Path(folder) / 'rehearsal.db'}"
        # on this machine only, whatever the settings of the real bot are
        settings = load_settings(
            environment="rehearsal", database_url=url, host="127.0.0.1", port=0, app_id=None, app_password=None
        )
        set_up_logs(form=settings.log_format, level="WARNING")
        library = Library.open(settings.formats_dir)
        found = known_format(library, format_)
        plan = Plan(
            settings=settings,
            library=library,
            format=found,
            preset=known_preset(found, preset),
            people=people,
            seed=seed,
        )
        try:
            missed = asyncio.run(_rehearse(plan))
        except (BotFailed, BotUnreachable, Stuck, LookupError) as problem:
            raise Failure(f"the rehearsal broke off: {problem}") from problem
    if missed:
        raise Failure("not everything happened:", *missed)


async def _rehearse(plan: Plan) -> list[str]:
    """What should have happened and did not."""
    programme = await _prepare(plan)
    numbers = [each.number for each in plan.format.presets[plan.preset]]
    async with _staged(plan, programme) as (bot, room):
        assert bot.mover is not None
        chat = ConversationId(room.group_chat(NUMBER).id)

        async def look(number: int) -> Session:
            return (await kept_of(bot.house, chat, only=number)).sessions[0]

        zone = ZoneInfo(programme.time_zone)
        transcript = Transcript(channel=room.channel, zone=zone, tell=typer.echo)
        unlucky = troubles(room.cast.group(NUMBER), len(numbers), seed=plan.seed)
        with _progress(sum(len(plan.format.plan(plan.preset, number).rounds) for number in numbers)) as step:
            player = Player(
                room=room,
                mover=bot.mover,
                group=NUMBER,
                look=look,
                seed=plan.seed,
                troubles=unlucky,
                told=transcript.outcome,
                round_played=step,
            )
            await player.links()
            await player.prepares()
            for number in numbers:
                await player.between(number)
                await player.plays(number)
                await player.catches_up(number)
        kept = await kept_of(bot.house, chat)
        _report(plan, room, count(kept), presses=player.diary.presses)
        missed = [*shortcomings(kept, player.diary, unlucky), *room.channel.complaints]
        if bot.courier.tally.dead:
            missed.append(f"{bot.courier.tally.dead} notices could not be delivered")
        return missed


async def _prepare(plan: Plan) -> ProgrammeFile:
    """A store up to date with one more programme in it; a store that holds anything else is left alone."""
    async with store(plan.settings) as database:
        await database.upgrade()
        clock = await bots_clock(plan.settings, database)
        house = furnish(database, clock, school=school_holidays(plan.settings))
        programme = company(
            plan.format, plan.preset, people=plan.people, now=house.now(), slug=await _free_slug(database)
        )
        await import_programme(house, programme, sources=plan.library.sources)
    return programme


async def _free_slug(database: Database) -> str:
    async with database.reading() as uow:
        slugs = {slug for slug, *_ in await uow.programmes.list()}
    if others := sorted(slug for slug in slugs if not slug.startswith(SLUG)):
        raise Failure(f"the database holds {others[0]}; rehearse in one of its own, so that nobody real is written to")
    return next(slug for n in range(1, len(slugs) + 2) if (slug := f"{SLUG}-{n}") not in slugs)


@asynccontextmanager
async def _staged(plan: Plan, programme: ProgrammeFile) -> AsyncIterator[tuple[Bot, Room]]:
    """The bot and the stand-in channel, each on a free port."""
    async with build_bot(plan.settings) as bot:
        room = Room(cast=cast_of([programme]), clock=bot.clock.now)
        runner = web.AppRunner(bot.app, access_log=None)
        async with room.serving():
            await runner.setup()
            try:
                site = web.TCPSite(runner, plan.settings.host, 0)
                await site.start()
                room.channel.bot_url = f"http://{plan.settings.host}:{runner.addresses[0][1]}/api/messages"
                yield bot, room
            finally:
                await runner.cleanup()


def _report(plan: Plan, room: Room, counted: Count, *, presses: int) -> None:
    plans = plan.format.presets[plan.preset]
    calls = room.channel
    reported = ", ".join(f"{number} {done}" for done, number in counted.reported.items())
    typer.echo("")
    typer.echo(
        table(
            ("sessions", f"{counted.sessions} of {len(plans)}"),
            ("rounds", f"{counted.rounds} of {sum(len(each.rounds) for each in plans)}"),
            ("answers", counted.answers),
            ("caught up", counted.caught_up),
            ("experiments", counted.experiments),
            ("reports", f"{counted.reports} ({reported})" if reported else counted.reports),
            ("forms", f"{counted.forms} between the sessions"),
            ("handovers", counted.handovers),
            ("reminders", f"{counted.reminders} sent, {counted.skipped} skipped"),
            ("the moderator pressed", f"{presses} times Verder"),
            ("the bot", f"{calls.count(Operation.SEND)} messages, {calls.count(Operation.UPDATE)} card updates"),
        )
    )


@contextmanager
def _progress(rounds: int) -> Iterator[Callable[[], None]]:
    """A bar on the terminal when the conversation itself goes elsewhere."""
    if sys.stdout.isatty() or not sys.stderr.isatty():
        yield lambda: None
        return
    with typer.progressbar(length=rounds, label="Rehearsing", file=sys.stderr) as bar:
        yield lambda: bar.update(1)
