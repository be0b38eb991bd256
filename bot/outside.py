"""What the settings say of the world outside: who logs the bot in, who takes its mail, where it is found itself."""

from collections.abc import Callable
from typing import TYPE_CHECKING

import aiohttp

from bot.settings import Settings
from bot.teams.credentials import Tokens, managed_identity_login, secret_login

if TYPE_CHECKING:
    from bot.delivery.letters import Letters


def tokens_for(settings: Settings, http: aiohttp.ClientSession, *, patience: float = 10.0) -> Tokens | None:
    """None without an app; `patience` is how many seconds the login service gets."""
    if settings.app_id is None:
        return None
    if settings.app_type == "UserAssignedMSI":
        login = managed_identity_login(client_id=settings.app_id, patience=patience)
        return Tokens(login=login, patience=patience)
    secret = settings.app_password.get_secret_value() if settings.app_password else ""
    login = secret_login(
        http=http,
        login_url=settings.login_url,
        tenant=settings.app_tenant_id or "",
        app_id=settings.app_id,
        secret=secret,
    )
    return Tokens(login=login, patience=patience)


def letters_for(settings: Settings, *, seconds: Callable[[], float] | None = None) -> "Letters | None":
    """None without a mail server. `seconds` is the time it rests by after a fault."""
    if settings.smtp_host is None or settings.mail_from is None:
        return None
    from bot.delivery.letters import Letters  # noqa: PLC0415 - most bots send no mail
    from bot.delivery.mail_lines import PORTS, MailServer  # noqa: PLC0415 - as above

    secret = settings.smtp_password.get_secret_value() if settings.smtp_password else ""
    server = MailServer(
        host=settings.smtp_host,
        port=settings.smtp_port or PORTS[settings.smtp_security],
        sender=settings.mail_from,
        security=settings.smtp_security,
        user=settings.smtp_user,
        password=secret,
    )
    return Letters(server, seconds=seconds)


def public_address(settings: Settings) -> str | None:
    """Where people's browsers find the bot; in rehearsal that is where it listens."""
    return settings.public_url or (address(settings) if settings.rehearsal else None)


def address(settings: Settings) -> str:
    """Where the bot listens, as another program on this machine would write it."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    return f"http://{host}:{settings.port}"
