"""`mastermind doctor`: looks at everything the bot leans on, and says what to do where something is wrong."""

import asyncio
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Final
from zoneinfo import ZoneInfo

import aiohttp
import typer

from bot.bootstrap import bots_clock, furnish
from bot.commands.packages import manifest_values
from bot.commands.shared import store, table
from bot.delivery.common_time import ahead_of, of_this_machine
from bot.delivery.holidays import school_holidays
from bot.delivery.letters import LOGIN_REFUSED
from bot.delivery.pulse import HEARTBEAT, OF_A_WORKER, Crew, crew
from bot.library import FormatUnreadable, Library
from bot.outside import address, letters_for, tokens_for
from bot.settings import PREFIX, Settings, SettingsError, load_settings
from bot.teams.connector import channel_http
from bot.teams.credentials import LoginFailed
from bot.teams.errors import ChannelError
from dialogs.errors import StoreUnavailable
from dialogs.formats.faults import FormatFaults
from dialogs.formats.model import Language
from dialogs.texts.catalogue import Texts
from dialogs.undelivered import Why, commonest
from manifest.build import missing
from storage.database import Database

PATIENCE: Final = 5.0
"""Seconds for Microsoft's servers to answer."""
DRIFT: Final = timedelta(seconds=2)
"""The bots set themselves right by the database's clock, but nothing else on such a machine does."""
SKEW: Final = timedelta(minutes=5)
"""Tokens are dated; with a larger difference they are refused."""
OVERDUE: Final = timedelta(minutes=5)
_MOST_NAMED: Final = 2
_HOUR: Final = 60
_DAY: Final = 24 * _HOUR
OLDEST: Final = datetime(2025, 1, 1, tzinfo=UTC)
"""No clock that is set shows an earlier moment than this software was made."""


class Mark(StrEnum):
    OK = "ok"
    OFF = "--"  # not set up, which is allowed
    WARNING = "warning"  # works, but somebody should look
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    about: str
    mark: Mark
    told: str


def doctor() -> None:
    """Check settings, formats, database, clock, delivery, credentials, the way to Teams, mail and the manifest; 1 if
    one fails. A warning is no failure."""
    findings = asyncio.run(_examine())
    typer.echo(table(*((finding.mark, finding.about, finding.told) for finding in findings)))
    if any(finding.mark is Mark.FAILED for finding in findings):
        raise typer.Exit(1)


async def _examine() -> list[Finding]:
    try:
        settings = load_settings()
        school_holidays(settings)
    except SettingsError as fault:
        return [_failed("settings", str(fault))]
    return [
        _ok("settings", f"{settings.environment}, {address(settings)}, {settings.language}"),
        _formats(settings),
        *await _store(settings),
        *await _microsoft(settings),
        await mail(settings),
        _manifest(settings),
    ]


def _formats(settings: Settings) -> Finding:
    try:
        library = Library.open(settings.formats_dir)
    except (FormatFaults, FormatUnreadable) as fault:
        first, *rest = str(fault).splitlines()
        more = f" (and {len(rest)} more; see `mastermind format check FILE`)" if rest else ""
        return _failed("formats", f"{first}{more}")
    warnings = [warning for recipe in library.recipes.values() for warning in recipe.warnings]
    if warnings:
        more = f" (and {len(warnings) - 1} more; see `mastermind format check FILE`)" if warnings[1:] else ""
        return _warning("formats", f"{warnings[0]}{more}")
    return _ok("formats", ", ".join(library.formats))


async def _store(settings: Settings) -> list[Finding]:
    """The database, and what it tells of the time and of the bot at work."""
    try:
        async with store(settings) as database:
            await database.check()
            revision = await database.current()
            kind = "PostgreSQL" if database.file is None else str(database.file)
            apart = await _clocks_apart(database)
            now = datetime.now(UTC)
            return [
                _ok("database", f"{kind}, at {revision} (newest)"),
                clock(settings, now, apart=apart),
                *await delivery(settings, database, now - (apart or timedelta())),
            ]
    except StoreUnavailable as fault:
        return [_failed("database", str(fault)), clock(settings, datetime.now(UTC), apart=None)]


async def _clocks_apart(database: Database) -> timedelta | None:
    """How far the machine's clock is ahead of the database's; None when they are one."""
    found = await ahead_of(database.time, of_this_machine)
    return found[0] if found else None


def clock(settings: Settings, now: datetime, *, apart: timedelta | None) -> Finding:
    if now < OLDEST:
        return _failed("clock", f"the clock of this machine says {now:%Y-%m-%d}; set it")
    local = now.astimezone(ZoneInfo(settings.time_zone))
    told = f"{local:%Y-%m-%d %H:%M} in {settings.time_zone} (UTC{local:%z})"
    if apart is None:
        return _ok("clock", f"{told}; SQLite has no clock of its own")
    seconds = apart.total_seconds()
    if abs(apart) > DRIFT:
        where = "ahead of" if seconds > 0 else "behind"
        return _warning(
            "clock", f"{told}, {abs(seconds):.0f} seconds {where} the database's; set both by a time server"
        )
    return _ok("clock", f"{told}, as the database's")


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
        return _off("heartbeat", "no bot has worked on this database yet; `mastermind serve` starts one")
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
        return _ok("reminders", "none waits")
    when = f"{due.astimezone(zone):%Y-%m-%d %H:%M}"
    if now - due > OVERDUE:
        return _warning("reminders", f"the oldest should have gone at {when}; look at the heartbeat and the bot's log")
    return _ok("reminders", f"the next goes at {when}")


def _notices(lost: Mapping[Why, int], texts: Texts) -> Finding:
    why = commonest(lost)
    if why is None:
        return _ok("notices", "nothing is left undelivered")
    told = texts.plural("card.overview.why.undelivered", sum(lost.values()), why=texts.say(f"card.undelivered.{why}"))
    return _warning("notices", f"{told}; `mastermind notices list` shows more")


def _long(ago: timedelta) -> str:
    minutes = int(ago.total_seconds()) // 60
    if minutes <= 1:
        return "a minute"
    if minutes < _HOUR:
        return f"{minutes} minutes"
    return f"{minutes // _HOUR} hours" if minutes < 2 * _DAY else f"{minutes // _DAY} days"


async def _microsoft(settings: Settings) -> list[Finding]:
    """The two ways to Microsoft, only when an app is configured: its login and its public keys."""
    if settings.app_id is None:
        why = "authentication is off" if settings.rehearsal else f"no {PREFIX}APP_ID, so only this machine may connect"
        return [_off("credentials", why), _off("teams", "not asked without credentials")]
    async with channel_http() as http:
        return [await _credentials(settings, http), await _teams(settings, http)]


async def _credentials(settings: Settings, http: aiohttp.ClientSession) -> Finding:
    tokens = tokens_for(settings, http, patience=PATIENCE)
    assert tokens is not None
    try:
        await tokens.bearer(settings.token_scope)
    except LoginFailed as fault:
        hint = f"check {PREFIX}APP_ID, {PREFIX}APP_PASSWORD and {PREFIX}APP_TENANT_ID"
        return _failed("credentials", f"{fault}; {hint}")
    finally:
        await tokens.close()
    return _ok("credentials", f"{settings.app_type}, the login service gives a token")


async def _teams(settings: Settings, http: aiohttp.ClientSession) -> Finding:
    url = settings.openid_metadata_url
    try:
        async with http.get(url, timeout=aiohttp.ClientTimeout(total=PATIENCE)) as answer:
            status, dated = answer.status, answer.headers.get("Date")
    except (aiohttp.ClientError, TimeoutError) as error:
        return _failed("teams", f"{url} cannot be reached ({type(error).__name__}); let the bot through the firewall")
    if status != HTTPStatus.OK:
        return _failed("teams", f"{url} answers {status}; check {PREFIX}OPENID_METADATA_URL")
    apart = _apart(dated)
    if apart is not None and apart > SKEW:
        return _failed("teams", f"the clock of this machine is {int(apart.total_seconds())} seconds off; set it")
    return _ok("teams", "its signing keys can be reached")


def _apart(dated: str | None) -> timedelta | None:
    """How far our clock is from the server's; none when it does not say."""
    try:
        return abs(datetime.now(UTC) - parsedate_to_datetime(dated)) if dated else None
    except (TypeError, ValueError):
        return None


async def mail(settings: Settings) -> Finding:
    """Whether the mail server answers and takes our login; no letter is sent."""
    letters = letters_for(settings)
    if letters is None:
        return _off("mail", f"no {PREFIX}SMTP_HOST; who has no chat with the bot hears of it in the group's chat")
    try:
        await letters.check()
    except ChannelError as fault:
        named = (
            "SMTP_USER and {0}SMTP_PASSWORD"
            if LOGIN_REFUSED in fault.code
            else "SMTP_HOST, {0}SMTP_PORT and {0}SMTP_SECURITY"
        )
        status = f" ({fault.status})" if fault.status else ""
        return _failed("mail", f"{fault.code.removeprefix('mail: ')}{status}; check {PREFIX}{named.format(PREFIX)}")
    login = "takes the login" if settings.smtp_user else "asks for no login"
    return _ok("mail", f"{settings.smtp_host} answers and {login}")


def _manifest(settings: Settings) -> Finding:
    reasons = missing(manifest_values(settings))
    if not reasons:
        return _ok("manifest", "`mastermind manifest build` can make the package")
    if settings.app_id is None:
        return _off("manifest", f"not before there is a {PREFIX}APP_ID")
    return _failed("manifest", "; ".join(_first(reasons)))


def _first(reasons: list[str]) -> Iterator[str]:
    yield reasons[0]
    if len(reasons) > 1:
        yield f"and {len(reasons) - 1} more, `mastermind manifest build` lists them"


def _ok(about: str, told: str) -> Finding:
    return Finding(about=about, mark=Mark.OK, told=told)


def _off(about: str, told: str) -> Finding:
    return Finding(about=about, mark=Mark.OFF, told=told)


def _warning(about: str, told: str) -> Finding:
    return Finding(about=about, mark=Mark.WARNING, told=told)


def _failed(about: str, told: str) -> Finding:
    return Finding(about=about, mark=Mark.FAILED, told=told)
