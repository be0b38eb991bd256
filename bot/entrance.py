"""Who comes in from Teams: the adapter as the settings have it, with the front desk behind it."""

from collections.abc import Callable

import structlog

from bot.settings import Settings
from bot.teams.adapter import Observe, TeamsAdapter
from bot.teams.authentication import Authenticator
from bot.teams.keys import SigningKeys
from dialogs.cards.welcome import PrivacyView
from dialogs.formats.model import Language
from dialogs.usecases.frontdesk import FrontDesk
from dialogs.usecases.house import House

log = structlog.get_logger()


def entrance(settings: Settings, house: House, *, keys: SigningKeys, draft_days: int, observe: Observe) -> TeamsAdapter:
    """Without an app nobody is asked for a token, which `settings` allow on this machine only."""
    desk = FrontDesk(
        house=house,
        privacy=PrivacyView(draft_days=draft_days, privacy_url=settings.privacy_url),
    )

    def sentence(key: str) -> Callable[[str | None], str]:
        return lambda locale: house.texts.in_(_language(settings, locale)).say(key)

    authenticator = None
    if settings.app_id is not None:
        authenticator = Authenticator(keys=keys, app_id=settings.app_id, issuer=settings.token_issuer)
    elif not settings.rehearsal:
        log.warning("authentication.off", reason="no MASTERMIND_APP_ID; only this machine can reach the bot")
    return TeamsAdapter(
        hear=desk.hear,
        authenticator=authenticator,
        admits=settings.admits if settings.authenticated else lambda _tenant: True,
        plain_loopback=settings.on_loopback,
        sorry=sentence("error.general"),
        not_here=sentence("reply.not_here"),
        not_known=sentence("reply.unknown_button"),
        observe=observe,
    )


def _language(settings: Settings, locale: str | None) -> Language:
    said = (locale or settings.language)[:2].lower()
    return Language.EN if said == "en" else Language.NL
