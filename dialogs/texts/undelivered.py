"""What could not be delivered, and why, in words for who can do something about it."""

from typing import Final

NL: Final[dict[str, str]] = {
    "card.overview.why.undelivered.one": "een bericht kon niet bezorgd worden: {why}",
    "card.overview.why.undelivered.other": "{count} berichten konden niet bezorgd worden: {why}",
    "card.undelivered.away": "de bot is uit de chat gehaald",
    "card.undelivered.unwanted": "de bot is daar geblokkeerd",
    "card.undelivered.not_installed": "de app is daar niet geïnstalleerd",
    "card.undelivered.no_chat": "de chat bestaat niet meer",
    "card.undelivered.mail_refused": "het e-mailadres wordt geweigerd",
    "card.undelivered.mail_shut": "de mailserver neemt geen post van de bot aan",
    "card.undelivered.mail_busy": "de mailserver was te lang niet bereikbaar",
    "card.undelivered.no_mail": "er is geen mailserver ingesteld",
    "card.undelivered.busy": "Teams was te lang niet bereikbaar",
    "card.undelivered.unclear": "er kwam geen antwoord, misschien kwam het wel aan",
    "card.undelivered.refused": "het bericht zelf werd geweigerd",
    "card.undelivered.broken": "de bot kon het niet maken",
}

EN: Final[dict[str, str]] = {
    "card.overview.why.undelivered.one": "a message could not be delivered: {why}",
    "card.overview.why.undelivered.other": "{count} messages could not be delivered: {why}",
    "card.undelivered.away": "the bot was taken out of the chat",
    "card.undelivered.unwanted": "the bot is blocked there",
    "card.undelivered.not_installed": "the app is not installed there",
    "card.undelivered.no_chat": "the chat does not exist any more",
    "card.undelivered.mail_refused": "the e-mail address is refused",
    "card.undelivered.mail_shut": "the mail server takes no mail from the bot",
    "card.undelivered.mail_busy": "the mail server could not be reached for too long",
    "card.undelivered.no_mail": "no mail server is set up",
    "card.undelivered.busy": "Teams could not be reached for too long",
    "card.undelivered.unclear": "no answer came, it may have arrived",
    "card.undelivered.refused": "the message itself was refused",
    "card.undelivered.broken": "the bot could not make it",
}
