"""The composition root: settings in, a running bot out. With the command line the only one that names the store."""

import asyncio
import os
import secrets
import socket
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

import structlog
from aiohttp import web
from prometheus_client import CollectorRegistry

from bot.clock import MovedClock, SystemClock
from bot.delivery.common_time import CommonTime
from bot.delivery.courier import BREATH, Courier
from bot.delivery.crier import Crier
from bot.delivery.errands import Pictures, errands
from bot.delivery.holidays import DutchHolidays, school_holidays
from bot.delivery.limits import TEAMS
from bot.delivery.mailing import post
from bot.delivery.missing import missed, unheard
from bot.delivery.pulse import Pulse
from bot.delivery.shift import DRAIN_SECONDS, delivering
from bot.entrance import entrance
from bot.library import read_stored
from bot.logs import know
from bot.outside import letters_for, public_address, tokens_for
from bot.settings import Settings
from bot.standing import next_due, next_reminder, readiness, watched
from bot.teams.adapter import TeamsAdapter
from bot.teams.connector import PATIENCE_SECONDS, Connector, channel_http
from bot.teams.keys import SigningKeys
from bot.web.health import health_routes
from bot.web.metrics import DeliveryMetrics, TurnMetrics
from bot.web.pages import page_routes
from dialogs.errors import StoreUnavailable
from dialogs.ports import Clock
from dialogs.texts.catalogue import load
from dialogs.usecases.calling import Aside, call_due
from dialogs.usecases.house import House
from dialogs.usecases.planning_ahead import plan_what_was_never_planned
from storage.database import Database
from storage.lockfile import Held
from storage.sweeping import DRAFTS_KEPT

if TYPE_CHECKING:
    from bot.delivery.letters import Letters
    from bot.rehearsal.clock import ClockMover
    from bot.rehearsal.room import Room

log = structlog.get_logger()

BACKLOG: Final = 1024

NOT_TO_START: Final = ("bot.teams.handler", "dialogs.formats.reader")
"""What the bot listens without: the SDK and YAML. Who comes before the first beat waits for what they need of it."""


def open_database(settings: Settings) -> Database:
    return Database(settings.database_url, formats=read_stored)


def furnish(
    database: Database,
    clock: Clock,
    *,
    public_url: str | None = None,
    mails: bool = False,
    school: tuple[tuple[date, date], ...] = (),
    zone: str = "Europe/Amsterdam",
) -> House:
    """A house for the command line and for the bot alike; only a bot that listens has pages to open."""
    return House(
        writing=database.unit_of_work,
        reading=database.reading,
        clock=clock,
        workdays=DutchHolidays(),
        texts=load(),
        public_url=public_url,
        mails=mails,
        zone=ZoneInfo(zone),
        school=school,
        about=lambda session: know(session=session),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Bot:
    """Everything that runs, for who starts and stops it and for tests that look inside."""

    app: web.Application
    house: House
    courier: Courier
    database: Database
    clock: Clock
    adapter: TeamsAdapter
    mover: "ClockMover | None" = None
    room: "Room | None" = None


@asynccontextmanager
async def build_bot(
    settings: Settings,
    *,
    clock: Clock | None = None,
    room: "Callable[[Clock], Room] | None" = None,
    worker: str | None = None,
    wall: Callable[[], datetime] | None = None,
    patience: float = PATIENCE_SECONDS,
    paced: bool | None = None,
) -> AsyncIterator[Bot]:
    """A bot with its courier at work, stopped cleanly on leaving: running turns finish, the send in flight too.

    `clock` is the machine's own, or in rehearsal one that can be moved. `room` makes the stand-in channel of the
    rehearsal page. `worker` names this process in the leases it holds; leases and back-off look at `wall`, left out the
    time that all processes have in common. The channel gets `patience` seconds for an answer. `paced` keeps to its
    limits in wall time; left out, only a rehearsal does not, for it plays months in seconds. Raises `StoreUnavailable`
    when another bot serves the same SQLite file; a store that cannot be used yet is waited for. Raises `SettingsError`
    for school holidays that cannot be read.
    """
    paced = not settings.rehearsal if paced is None else paced
    worker = worker or worker_name()
    school = school_holidays(settings)
    database = open_database(settings)
    held = _hold(database)
    http = channel_http()
    common = CommonTime(ask=database.time) if wall is None else CommonTime(ask=_nobody, machine=wall)
    wall = common.now
    time = clock or await bots_clock(settings, database, wall=wall)
    house = furnish(
        database,
        time,
        public_url=public_address(settings),
        mails=settings.mails,
        school=school,
        zone=settings.time_zone,
    )
    letters = letters_for(settings, seconds=lambda: wall().timestamp())
    keys = SigningKeys(http=http, metadata_url=settings.openid_metadata_url)
    tokens = tokens_for(settings, http)
    connector = Connector(
        http=http,
        tokens=tokens,
        scope=settings.token_scope,
        plain_loopback=settings.on_loopback,
        patience=patience,
    )
    registry = CollectorRegistry()
    crier = Crier(
        call=partial(call_due, house, aside=Aside()),
        next_due=next_reminder(house),
        clock=time,
        prepare=_look_ahead(house),
    )
    courier = Courier(
        desk=database.courier_desk(limits=TEAMS if paced else None),
        draws=Pictures(house=house),
        connector=connector,
        errands=errands(house=house, connector=connector),
        post=post(house=house, letters=letters) if letters else None,
        missed=missed(house=house),
        unheard=unheard(house=house),
        clock=time,
        worker=worker,
        wall=wall,
        breath=0.0 if settings.rehearsal else BREATH,  # a moved clock does not wait
        calls=crier.call,
    )
    database.when_said(courier.expect)
    database.when_planned(crier.expect)
    delivered = DeliveryMetrics(registry, tally=courier.tally)
    courier.tally.said, crier.told = delivered.said, delivered.told
    count = watched(registry, house, database, common)
    pulse = Pulse(worker=worker, store=database, wall=wall)
    adapter = entrance(settings, house, keys=keys, draft_days=DRAFTS_KEPT.days, observe=TurnMetrics(registry).turn)
    app = web.Application(client_max_size=1024 * 1024)
    app.router.add_post("/api/messages", adapter.process)
    app.add_routes(health_routes(ready=readiness(database), registry=registry, count=count))
    app.add_routes(page_routes(house))
    mover, stage = None, None
    if settings.rehearsal and isinstance(time, MovedClock):
        from bot.rehearsal.mounting import mount  # noqa: PLC0415 - a bot for Teams does without

        due = next_due(house)
        mover, stage = mount(app, clock=time, courier=courier, next_due=due, keeps=database, new_room=room)
    try:
        async with delivering(
            courier=courier, store=database, clock=time, held=held, crier=crier, common=common, pulse=pulse
        ):
            try:
                yield Bot(
                    app=app,
                    house=house,
                    courier=courier,
                    database=database,
                    clock=time,
                    adapter=adapter,
                    mover=mover,
                    room=stage,
                )
            finally:
                await _last_turns(adapter, letters)
    finally:
        await keys.close()
        if tokens is not None:
            await tokens.close()
        if letters is not None:
            await letters.close()
        await http.close()
        await database.dispose()


def worker_name() -> str:
    """Two containers may have one host name and are both process 1: what each holds must be its own."""
    return f"{socket.gethostname()}:{os.getpid()}:{secrets.token_hex(4)}"


def _hold(database: Database) -> bool:
    """Raises `Held`. A directory that is missing or read-only may be mended while the bot runs."""
    try:
        database.hold()
    except Held:
        raise
    except StoreUnavailable as fault:
        log.warning("store.waits", reason=str(fault))
        return False
    return True


async def _last_turns(adapter: TeamsAdapter, letters: "Letters | None") -> None:
    await adapter.drain(DRAIN_SECONDS)
    if letters is not None:
        letters.stop()


def _look_ahead(house: House) -> Callable[[], Awaitable[None]]:
    """At the first beat, when the bot answers already."""

    async def look() -> None:
        for name in NOT_TO_START:
            await asyncio.to_thread(import_module, name)
        await DutchHolidays().prepare(house.now().year)
        await plan_what_was_never_planned(house)

    return look


async def _nobody() -> None:
    """Has another time than ours."""


async def bots_clock(settings: Settings, database: Database, *, wall: Callable[[], datetime] | None = None) -> Clock:
    """The machine's own, unless another `wall` is given, or in rehearsal one that was moved."""
    if not settings.rehearsal:
        return SystemClock(wall) if wall else SystemClock()
    from bot.rehearsal.mounting import moved_clock  # noqa: PLC0415 - a bot for Teams does without

    return await moved_clock(database, settings.rehearsal_start)
