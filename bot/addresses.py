"""Which addresses the bot may listen on or speak to: loopback or not, plain http or not."""

import ipaddress
import re
from email.utils import parseaddr
from functools import lru_cache
from typing import Final
from urllib.parse import urlsplit

Origin = tuple[str, str, int]
"""Scheme, host in lower case, port."""

_HOST = re.compile(r"[A-Za-z0-9_]([A-Za-z0-9._-]*[A-Za-z0-9])?")
_MAILBOX = re.compile(r"[!-?A-~]+@[A-Za-z0-9]([A-Za-z0-9.-]*[A-Za-z0-9])?")
_PORTS = {"http": 80, "https": 443}
_LONGEST: Final = 2048
_KEPT: Final = 256
"""Every activity names one of a handful of addresses; nobody can fill the memory with others."""


@lru_cache(_KEPT)
def is_loopback(host: str) -> bool:
    """Whether only this machine is there; a name other than `localhost` is not looked up and counts as no."""
    bare = host.strip().strip("[]").rstrip(".").lower()
    if bare == "localhost":
        return True
    try:
        return ipaddress.ip_address(bare).is_loopback
    except ValueError:
        return False


def origin_of(url: str) -> Origin | None:
    """The part of an address that decides who answers there; none for what is not a plain web address."""
    return _origin_of(url) if len(url) <= _LONGEST else None


@lru_cache(_KEPT)
def _origin_of(url: str) -> Origin | None:
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:
        return None
    if parts.scheme not in _PORTS or not parts.hostname or "@" in parts.netloc:
        return None
    return parts.scheme, parts.hostname, port if port is not None else _PORTS[parts.scheme]


def may_speak_to(url: str, *, plain_loopback: bool) -> bool:
    """Https to anywhere; plain http only to this machine, and only when `plain_loopback` says so."""
    origin = origin_of(url)
    if origin is None:
        return False
    scheme, host, _ = origin
    return scheme == "https" or (plain_loopback and is_loopback(host))


def is_host(name: str) -> bool:
    """A name or an address of a machine, without a scheme, a port or a path."""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return _HOST.fullmatch(name) is not None
    return True


def is_sender(written: str) -> bool:
    """One mail address in plain letters, with or without a name before it."""
    _, address = parseaddr(written)
    return written.isprintable() and written.count("@") == 1 and _MAILBOX.fullmatch(address) is not None
