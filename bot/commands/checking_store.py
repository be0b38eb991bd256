"""What the doctor sees in the database, and what that tells of the time and of the bot at work."""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final
from zoneinfo import ZoneInfo

from bot.bootstrap import bots_clock, furnish
from bot.commands.findings import Finding, Mark, failed, off, ok, warning
from bot.commands.shared import store
from bot.delivery.common_time import ahead_of, of_this_machine
from bot.delivery.pulse import HEARTBEAT, OF_A_WORKER, Crew, crew
from bot.settings import Settings
from dialogs.errors import StoreUnavailable
from dialogs.formats.model import Language
from dialogs.texts.catalogue import Texts
from dialogs.undelivered import Why, commonest
from storage.database import Database

DRIFT: Final = timedelta(seconds=2)
"""The bots set themselves right by the database's clock, but nothing else on such a machine does."""
OVERDUE: Final = timedelta(minutes=5)
_MOST_NAMED: Final = 2
_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
OLDEST: Final = datetime(2025, 1, 1, tzinfo=UTC)
"""No clock that is set shows an earlier moment than this software was made."""


async def looked_into_store(settings: Settings) -> list[Finding]:
    """The database, and what it tells of the time and of the bot at work."""
    try:
        async with store(settings) as database:
            await database.check()
            revision = await database.current()
            kind = "PostgreSQL" if database.file is None else str(database.file)
            apart = await _clocks_apart(database)
            now = datetime.now(UTC)
            return [
                ok("database", f"{kind}, at {revision} (newest)"),
                clock(settings, now, apart=apart),
                *await delivery(settings, database, now - (apart or timedelta())),
            ]
    except StoreUnavailable as fault:
        return [failed("database", str(fault)), clock(settings, datetime.now(UTC), apart=None)]


async def _clocks_apart(database: Database) -> timedelta | None:
    """How far the machine's clock is ahead of the database's; None where that has none of its own."""
    found = await ahead_of(database.time, of_this_machine)
    return found[0] if found else None


def clock(settings: Settings, now: datetime, *, apart: timedelta | None) -> Finding:
    """`apart` is none where there is no other clock to hold it against."""
    if now < OLDEST:
        return failed("clock", f"the clock of this machine says {now:%Y-%m-%d}; set it")
    local = now.astimezone(ZoneInfo(settings.time_zone))
    told = f"{local:%Y-%m-%d %H:%M} in {settings.time_zone} (UTC{local:%z})"
    if apart is None:
        return ok("clock", told)
    seconds = apart.total_seconds()
    if abs(apart) > DRIFT:
        where = "ahead of" if seconds > 0 else "behind"
        return warning("clock", f"{told}, {abs(seconds):.0f} seconds {where} the database's; set both by a time server")
    return ok("clock", f"{told}, as the database's")


async def delivery(settings: Settings, database: Database, now: datetime) -> list[Finding]:
    """`now` is the bots' wall time; their clock may have been moved, in rehearsal."""
    house = furnish(database, await bots_clock(settings, database))
    async with house.reading() as uow:
        due = await uow.reminders.next_due()
        lost = await uow.dead_letters.reasons()
    at_work = crew(await database.keepsakes(OF_A_WORKER), now)
    return [
        _heartbeat(await database.keepsake(HEARTBEAT), at_work, now),
        _reminders(due, house.now(), ZoneInfo(settings.time_zone)),
        _notices(lost, house.texts.in_(Language.EN)),
    ]


def _heartbeat(kept: str | None, at_work: Crew, now: datetime) -> Finding:
    """Who stopped in order is not at work either; who fell silent needs somebody to look."""
    if kept is None:
        return off("heartbeat", "no bot has worked on this database yet; `mastermind serve` starts one")
    told = []
    if at_work.at_work:
        told.append("a bot is at work" if at_work.at_work == 1 else f"{at_work.at_work} bots are at work")
    else:
        ago = now - datetime.fromisoformat(kept)
        told.append(f"no bot is at work, the last beat was {_long(ago)} ago; `mastermind serve` starts one")
    if at_work.lost:
        silent = ", ".join(f"{name} ({_long(now - last)} ago)" for name, last in at_work.lost[-_MOST_NAMED:])
        told.append(f"{len(at_work.lost)} fell silent in the last hour without a farewell, look at its log: {silent}")
    healthy = at_work.at_work and not at_work.lost
    return Finding(about="heartbeat", mark=Mark.OK if healthy else Mark.WARNING, told="; ".join(told))


def _reminders(due: datetime | None, now: datetime, zone: ZoneInfo) -> Finding:
    """The oldest that waits tells enough."""
    if due is None:
        return ok("reminders", "none waits")
    when = f"{due.astimezone(zone):%Y-%m-%d %H:%M}"
    if now - due > OVERDUE:
        return warning("reminders", f"the oldest should have gone at {when}; look at the heartbeat and the bot's log")
    return ok("reminders", f"the next goes at {when}")


def _notices(lost: Mapping[Why, int], texts: Texts) -> Finding:
    why = commonest(lost)
    if why is None:
        return ok("notices", "nothing is left undelivered")
    told = texts.plural("card.overview.why.undelivered", sum(lost.values()), why=texts.say(f"card.undelivered.{why}"))
    return warning("notices", f"{told}; `mastermind notices list` shows more")


def _long(ago: timedelta) -> str:
    minutes = int(ago.total_seconds()) // 60
    if minutes <= 1:
        return "a minute"
    if minutes < _HOUR:
        return f"{minutes} minutes"
    return f"{minutes // _HOUR} hours" if minutes < 2 * _DAY else f"{minutes // _DAY} days"
