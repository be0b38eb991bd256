"""What the doctor sees of the services elsewhere that the bot leans on: Microsoft's, and a mail server."""

from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from http import HTTPStatus
from typing import Final

import aiohttp

from bot.commands.findings import Finding, failed, off, ok
from bot.delivery.mail_lines import LOGIN_REFUSED
from bot.outside import letters_for, tokens_for
from bot.settings import PREFIX, Settings
from bot.teams.connector import channel_http
from bot.teams.credentials import LoginFailed
from bot.teams.errors import ChannelError

PATIENCE: Final = 5.0
"""Seconds for Microsoft's servers to answer."""
SKEW: Final = timedelta(minutes=5)
"""Tokens are dated; with a larger difference they are refused."""


async def microsoft(settings: Settings) -> list[Finding]:
    """The two ways to Microsoft, only when an app is configured: its login and its public keys."""
    if settings.app_id is None:
        why = "authentication is off" if settings.rehearsal else f"no {PREFIX}APP_ID, so only this machine may connect"
        return [off("credentials", why), off("teams", "not asked without credentials")]
    async with channel_http() as http:
        return [await _credentials(settings, http), await _teams(settings, http)]


async def _credentials(settings: Settings, http: aiohttp.ClientSession) -> Finding:
    tokens = tokens_for(settings, http, patience=PATIENCE)
    assert tokens is not None
    try:
        await tokens.bearer(settings.token_scope)
    except LoginFailed as fault:
        hint = f"check {PREFIX}APP_ID, {PREFIX}APP_PASSWORD and {PREFIX}APP_TENANT_ID"
        return failed("credentials", f"{fault}; {hint}")
    finally:
        await tokens.close()
    return ok("credentials", f"{settings.app_type}, the login service gives a token")


async def _teams(settings: Settings, http: aiohttp.ClientSession) -> Finding:
    url = settings.openid_metadata_url
    try:
        async with http.get(url, timeout=aiohttp.ClientTimeout(total=PATIENCE)) as answer:
            status, dated = answer.status, answer.headers.get("Date")
    except (aiohttp.ClientError, TimeoutError) as error:
        return failed("teams", f"{url} cannot be reached ({type(error).__name__}); let the bot through the firewall")
    if status != HTTPStatus.OK:
        return failed("teams", f"{url} answers {status}; check {PREFIX}OPENID_METADATA_URL")
    apart = _apart(dated)
    if apart is not None and apart > SKEW:
        return failed("teams", f"the clock of this machine is {int(apart.total_seconds())} seconds off; set it")
    return ok("teams", "its signing keys can be reached")


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
        return off("mail", f"no {PREFIX}SMTP_HOST; who has no chat with the bot hears of it in the group's chat")
    try:
        await letters.check()
    except ChannelError as fault:
        named = (
            "SMTP_USER and {0}SMTP_PASSWORD"
            if LOGIN_REFUSED in fault.code
            else "SMTP_HOST, {0}SMTP_PORT and {0}SMTP_SECURITY"
        )
        status = f" ({fault.status})" if fault.status else ""
        return failed("mail", f"{fault.code.removeprefix('mail: ')}{status}; check {PREFIX}{named.format(PREFIX)}")
    login = "takes the login" if settings.smtp_user else "asks for no login"
    return ok("mail", f"{settings.smtp_host} answers and {login}")
