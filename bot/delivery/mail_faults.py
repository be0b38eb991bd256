"""What a mail server's answers mean for a letter: try later, never again, or not at this address."""

import re
from typing import Final

from bot.teams.errors import RefusedByChannel, TryLater

_ENHANCED: Final = re.compile(r"\b([245]\.\d{1,3}\.\d{1,3})\b")
_ABOUT_US: Final = re.compile(
    r"relay|authenticat|not permitted|denied by policy|spf|dmarc|blocked|blacklist|spam", re.IGNORECASE
)
_PERMANENT: Final = 500
_LOGIN_FIRST: Final = 530


class MailNotTaken(RefusedByChannel):
    """The server took the letter for what it is, and does not want it."""


class AddressRefused(RefusedByChannel):
    """There is nobody at this address; nothing is wrong with the letter, nor with us."""


def later(why: str, *, status: int | None = None, wait: float | None = None) -> TryLater:
    return TryLater(status=status, code=f"mail: {why}", retry_after=wait)


def refused_recipient(status: int, said: str) -> TryLater | AddressRefused:
    """To RCPT. A server that does not want us, refuses everybody: that says nothing of this one address."""
    if status < _PERMANENT or status == _LOGIN_FIRST or _is_about_us(said):
        return later(_named("recipient refused for now", said), status=status)
    return AddressRefused(status=status, code=_named("mail: address refused", said))


def refused_letter(status: int, said: str) -> TryLater | RefusedByChannel:
    """To DATA, before or after the words. Some servers look only then whether there is such an address."""
    if status < _PERMANENT:
        return later(_named("letter refused for now", said), status=status)
    found = _enhanced(said)
    if found.startswith(("5.1.", "5.2.")) and not _is_about_us(said):
        return AddressRefused(status=status, code=_named("mail: address refused", said))
    return MailNotTaken(status=status, code=_named("mail: letter refused", said))


def _is_about_us(said: str) -> bool:
    return _enhanced(said).startswith("5.7.") or _ABOUT_US.search(said) is not None


def _enhanced(said: str) -> str:
    found = _ENHANCED.search(said)
    return found[1] if found else ""


def _named(what: str, said: str) -> str:
    """Without the server's own words: they often repeat the address."""
    return f"{what} {_enhanced(said)}".strip()
