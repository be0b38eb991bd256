"""Connections to one mail server: a few, kept for a burst and let go when it is over. What is said over one, is said
here and nowhere else."""

import asyncio
import contextlib
import re
import ssl
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from email.utils import parseaddr
from typing import Final, Literal

from aiosmtplib import (
    SMTP,
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientRefused,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from bot.delivery.mail_faults import AddressRefused, later, refused_letter, refused_recipient
from bot.teams.errors import TryLater, Unclear

Security = Literal["starttls", "tls", "none"]
PORTS: Final[Mapping[Security, int]] = {"starttls": 587, "tls": 465, "none": 25}
"""Where a server listens that names no other."""

IDLE_SECONDS: Final = 15.0
HOLD_OFF_SECONDS: Final = 30.0
"""A server that is away, or refuses our login, is left alone so long: who knocks too often is locked out."""

LOGIN_REFUSED: Final = "login refused"
_START_INPUT: Final = 354
_DONE: Final = 250
_CLOSING: Final = 421
_DOT: Final = re.compile(rb"(?m)^\.")


@dataclass(frozen=True, slots=True, kw_only=True)
class MailServer:
    """Where letters are handed in, and from whom they are. `tls`: other certificates to trust than the machine's."""

    host: str
    port: int
    sender: str
    security: Security = "starttls"
    user: str | None = None
    password: str = field(default="", repr=False)
    tls: ssl.SSLContext | None = None


class Connections:
    """`seconds` tells when a server that was away is asked again: the loop's own clock, unless another is given."""

    def __init__(
        self, server: MailServer, *, patience: float, idle: float, seconds: Callable[[], float] | None = None
    ) -> None:
        self._server = server
        self._patience, self._idle = patience, idle
        self._seconds = seconds
        self._kept: list[tuple[SMTP, asyncio.TimerHandle]] = []
        self._goodbyes: set[asyncio.Task[None]] = set()
        self._away: tuple[float, TryLater] | None = None

    async def close(self) -> None:
        while self._kept:
            connection, timer = self._kept.pop()
            timer.cancel()
            self._part(connection)
        if self._goodbyes:
            await asyncio.wait(self._goodbyes)

    # --- the envelope

    async def begun(self, to: str) -> SMTP:
        """A connection that has taken the envelope and waits for the words."""
        while self._kept:
            connection, timer = self._kept.pop()
            timer.cancel()
            try:
                return await self._addressed(connection, to)
            except SMTPServerDisconnected:
                continue  # the server let go of it while nobody needed it
        connection = await self.connected()
        try:
            return await self._addressed(connection, to)
        except SMTPServerDisconnected:
            raise later("the connection was lost") from None

    async def _addressed(self, connection: SMTP, to: str) -> SMTP:
        """Raises `SMTPServerDisconnected` when the server closed the door, which says nothing of the letter."""
        taken = False
        try:
            await self._address(connection, to)
            taken = True
        except SMTPRecipientRefused as fault:
            _unless_closing(fault)
            raise refused_recipient(fault.code, fault.message) from None
        except SMTPResponseException as fault:  # to MAIL FROM: not a word about this letter was said yet
            _unless_closing(fault)
            raise self.is_away("the sender is refused", status=fault.code) from None
        except OSError:
            raise SMTPServerDisconnected("lost") from None
        finally:
            if not taken:
                connection.close()
        return connection

    async def _address(self, connection: SMTP, to: str) -> None:
        wide = not to.isascii()
        if wide and not connection.supports_extension("smtputf8"):
            raise AddressRefused(code="mail: this server knows no such letters in an address")
        encoding, options = ("utf-8", ["SMTPUTF8"]) if wide else ("ascii", [])
        await connection.mail(parseaddr(self._server.sender)[1], options=options, encoding=encoding)
        try:
            await connection.rcpt(to, encoding=encoding)
        except ValueError:
            raise AddressRefused(code="mail: no address") from None
        start = await connection.execute_command(b"DATA")
        if start.code == _CLOSING:
            raise SMTPServerDisconnected("closing")
        if start.code != _START_INPUT:
            raise refused_letter(start.code, start.message)

    # --- the letter

    async def hand_in(self, connection: SMTP, message: bytes, *, within: float) -> None:
        """From the first word on nobody can tell whether the server has the letter, until it says so."""
        taken = False
        try:
            await self._hand_in(connection, message, within=within)
            taken = True
        finally:
            if taken:
                self._keep(connection)
            else:
                connection.close()

    async def _hand_in(self, connection: SMTP, message: bytes, *, within: float) -> None:
        protocol = connection.protocol
        if protocol is None:
            raise later("the connection was lost")
        try:
            protocol.write(_DOT.sub(b"..", message) + b".\r\n")
        except SMTPServerDisconnected:
            raise later("the connection was lost") from None
        try:
            answer = await protocol.read_response(timeout=within)
        except (SMTPException, OSError) as fault:
            raise Unclear(code="mail: no answer whether it was taken") from fault
        if answer.code != _DONE:
            raise refused_letter(answer.code, answer.message)

    # --- connections

    async def connected(self) -> SMTP:
        server = self._server
        connection = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password if server.user else None,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            tls_context=server.tls,
            timeout=self._patience,
        )
        try:
            await connection.connect()
            if connection.is_ehlo_or_helo_needed:
                await connection.ehlo()
        except SMTPResponseException as fault:
            connection.close()
            login = isinstance(fault, SMTPAuthenticationError)
            raise self.is_away(LOGIN_REFUSED if login else "the server refuses us", status=fault.code) from None
        except (SMTPException, OSError, ValueError) as fault:
            connection.close()
            raise self.is_away(_why(fault)) from None
        self._away = None
        return connection

    def _keep(self, connection: SMTP) -> None:
        timer = asyncio.get_running_loop().call_later(self._idle, self._retire, connection)
        self._kept.append((connection, timer))

    def _retire(self, connection: SMTP) -> None:
        self._kept = [one for one in self._kept if one[0] is not connection]
        self._part(connection)

    def _part(self, connection: SMTP) -> None:
        task = asyncio.create_task(self.goodbye(connection))
        self._goodbyes.add(task)
        task.add_done_callback(self._goodbyes.discard)

    async def goodbye(self, connection: SMTP) -> None:
        with contextlib.suppress(SMTPException, OSError):
            await connection.quit(timeout=1)
        connection.close()

    # --- a server that is away

    def is_away(self, why: str, *, status: int | None = None) -> TryLater:
        fault = later(why, status=status, wait=HOLD_OFF_SECONDS)
        self._away = (self._now() + HOLD_OFF_SECONDS, fault)
        return fault

    def look(self) -> None:
        if self._away is not None:
            until, fault = self._away
            rest = until - self._now()
            if 0 < rest <= HOLD_OFF_SECONDS:  # more, when the clock was set back
                raise TryLater(status=fault.status, code=fault.code, retry_after=rest)
            self._away = None

    def _now(self) -> float:
        return self._seconds() if self._seconds else asyncio.get_running_loop().time()


def _unless_closing(fault: SMTPResponseException) -> None:
    if fault.code == _CLOSING:
        raise SMTPServerDisconnected("closing") from None


def _why(fault: Exception) -> str:
    """In words that hold no address: what the system calls it."""
    cause = fault.__cause__ or fault
    if isinstance(cause, ssl.SSLCertVerificationError):
        return f"its certificate is not trusted ({cause.verify_message})"
    if isinstance(cause, OSError):
        return f"cannot be reached ({type(cause).__name__})"
    if isinstance(cause, SMTPException) and "STARTTLS" in cause.message:
        return "it offers no STARTTLS"
    return f"cannot be used ({type(cause).__name__})"
