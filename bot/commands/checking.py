"""`mastermind doctor`: looks at everything the bot leans on, and says what to do where something is wrong."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import StrEnum
from http import HTTPStatus
from typing import Final
from zoneinfo import ZoneInfo

import aiohttp
import typer

from bot.bootstrap import address, tokens_for
from bot.commands.packages import manifest_values
from bot.commands.shared import store, table
from bot.library import FormatUnreadable, Library
from bot.settings import PREFIX, Settings, SettingsError, load_settings
from bot.teams.connector import channel_http
from bot.teams.credentials import LoginFailed
from dialogs.errors import StoreUnavailable
from dialogs.formats.faults import FormatFaults
from manifest.build import missing

PATIENCE: Final = 5.0
"""Seconds for Microsoft's servers to answer."""
SKEW: Final = timedelta(minutes=5)
"""Tokens are dated; with a larger difference they are refused."""
OLDEST: Final = datetime(2025, 1, 1, tzinfo=UTC)
"""No clock that is set shows an earlier moment than this software was made."""


class Mark(StrEnum):
    OK = "ok"
    OFF = "--"  # not set up, which is allowed
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    about: str
    mark: Mark
    told: str


def doctor() -> None:
    """Check settings, formats, database, clock, credentials, the way to Teams and the manifest; 1 if one fails."""
    findings = asyncio.run(_examine())
    typer.echo(table(*((finding.mark, finding.about, finding.told) for finding in findings)))
    if any(finding.mark is Mark.FAILED for finding in findings):
        raise typer.Exit(1)


async def _examine() -> list[Finding]:
    try:
        settings = load_settings()
    except SettingsError as fault:
        return [_failed("settings", str(fault))]
    return [
        _ok("settings", f"{settings.environment}, {address(settings)}, {settings.language}"),
        _formats(settings),
        await _database(settings),
        _clock(settings, datetime.now(UTC)),
        *await _microsoft(settings),
        _manifest(settings),
    ]


def _formats(settings: Settings) -> Finding:
    try:
        known = Library.open(settings.formats_dir).formats
    except (FormatFaults, FormatUnreadable) as fault:
        first, *rest = str(fault).splitlines()
        more = f" (and {len(rest)} more; see `mastermind format check FILE`)" if rest else ""
        return _failed("formats", f"{first}{more}")
    return _ok("formats", ", ".join(known))


async def _database(settings: Settings) -> Finding:
    try:
        async with store(settings) as database:
            await database.check()
            revision = await database.current()
    except StoreUnavailable as fault:
        return _failed("database", str(fault))
    kind = "PostgreSQL" if database.file is None else str(database.file)
    return _ok("database", f"{kind}, at {revision} (newest)")


def _clock(settings: Settings, now: datetime) -> Finding:
    if now < OLDEST:
        return _failed("clock", f"the clock of this machine says {now:%Y-%m-%d}; set it")
    local = now.astimezone(ZoneInfo(settings.time_zone))
    return _ok("clock", f"{local:%Y-%m-%d %H:%M} in {settings.time_zone} (UTC{local:%z})")


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


def _failed(about: str, told: str) -> Finding:
    return Finding(about=about, mark=Mark.FAILED, told=told)
