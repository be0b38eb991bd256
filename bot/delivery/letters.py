"""Mail goes out here and nowhere else: a few connections to one server, kept for a burst and let go when it is over."""

import asyncio
import contextlib
import re
import ssl
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as AS_MAIL
from email.policy import SMTPUTF8 as AS_WIDER_MAIL
from email.utils import format_datetime, parseaddr
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
from bot.teams.errors import NotAsked, TryLater, Unclear
from dialogs.pages.letter import Letter

Security = Literal["starttls", "tls", "none"]
PORTS: Final[Mapping[Security, int]] = {"starttls": 587, "tls": 465, "none": 25}
"""Where a server listens that names no other."""

AT_ONCE: Final = 5
"""Connections at most, as a small server allows."""
IN_LINE: Final = 15
"""Letters that may wait for one: the courier's hands must stay free for those who are talking."""
LINE_SECONDS: Final = 2.0
ENVELOPE_SECONDS: Final = 10.0
ANSWER_SECONDS: Final = 15.0
"""For the server to say that it has the letter. With the two before less than the courier's lease of 30 s."""
IDLE_SECONDS: Final = 15.0
HOLD_OFF_SECONDS: Final = 30.0
"""A server that is away, or refuses our login, is left alone so long: who knocks too often is locked out."""

LOGIN_REFUSED: Final = "login refused"
_START_INPUT: Final = 354
_DONE: Final = 250
_CLOSING: Final = 421
_ADDRESS: Final = re.compile(r"[^\s<>,;:\\()\[\]]+@[^\s<>,;:\\()@]+")
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


class Letters:
    """One per process. Every fault it raises is a `ChannelError`: the courier knows what to do about those."""

    def __init__(
        self,
        server: MailServer,
        *,
        at_once: int = AT_ONCE,
        in_line: int = IN_LINE,
        line: float = LINE_SECONDS,
        envelope: float = ENVELOPE_SECONDS,
        answer: float = ANSWER_SECONDS,
        idle: float = IDLE_SECONDS,
        seconds: Callable[[], float] | None = None,
    ) -> None:
        """`seconds` tells when a server that was away is asked again: the loop's own clock, unless another is given."""
        self._server = server
        self._turns = asyncio.Semaphore(at_once)
        self._most = in_line
        self._in_line = 0
        self._line, self._envelope, self._answer, self._idle = line, envelope, answer, idle
        self._seconds = seconds
        self._kept: list[tuple[SMTP, asyncio.TimerHandle]] = []
        self._goodbyes: set[asyncio.Task[None]] = set()
        self._away: tuple[float, TryLater] | None = None

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One of few at a time. Who would have to wait long is told to come back: others need the courier too."""
        self._look()
        if self._in_line >= self._most:
            raise NotAsked(code="mail: too many letters at once")
        self._in_line += 1
        try:
            async with asyncio.timeout(self._line):
                await self._turns.acquire()
        except TimeoutError:
            raise NotAsked(code="mail: too many letters at once") from None
        finally:
            self._in_line -= 1
        try:
            self._look()
            yield
        finally:
            self._turns.release()

    async def send(self, letter: Letter, *, name: str, at: datetime) -> None:
        """`name` makes a letter that is handed in twice the same letter for whoever keeps one of each."""
        message = self._written(letter, name=name, at=at)
        try:
            async with asyncio.timeout(self._envelope):
                connection = await self._begun(letter.to)
        except TimeoutError:
            raise self._is_away("no answer in time") from None
        kept = False
        try:
            await self._handed_in(connection, message)
            kept = True
        finally:
            if kept:
                self._keep(connection)
            else:
                connection.close()

    async def check(self) -> None:
        """Comes in and goes out again. Raises what a letter would."""
        try:
            async with asyncio.timeout(self._envelope):
                connection = await self._connected()
        except TimeoutError:
            raise self._is_away("no answer in time") from None
        await self._goodbye(connection)

    async def close(self) -> None:
        while self._kept:
            connection, timer = self._kept.pop()
            timer.cancel()
            self._part(connection)
        if self._goodbyes:
            await asyncio.wait(self._goodbyes)

    # --- the words

    def _written(self, letter: Letter, *, name: str, at: datetime) -> bytes:
        _, sender = parseaddr(self._server.sender)
        plain = letter.to.isascii()
        if not _ADDRESS.fullmatch(letter.to):
            raise AddressRefused(code="mail: no address")
        message = EmailMessage(policy=AS_MAIL if plain else AS_WIDER_MAIL)
        message["From"] = self._server.sender
        message["To"] = letter.to
        message["Subject"] = letter.subject
        message["Date"] = format_datetime(at)
        message["Message-ID"] = f"<{name}@{sender.rpartition('@')[2]}>"
        message["Auto-Submitted"] = "auto-generated"
        message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
        message.set_content(letter.text, cte="quoted-printable")
        message["Content-Language"] = letter.language.value
        return message.as_bytes()

    # --- the envelope

    async def _begun(self, to: str) -> SMTP:
        """A connection that has taken the envelope and waits for the words."""
        while self._kept:
            connection, timer = self._kept.pop()
            timer.cancel()
            try:
                return await self._addressed(connection, to)
            except SMTPServerDisconnected:
                continue  # the server let go of it while nobody needed it
        connection = await self._connected()
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
            raise self._is_away("the sender is refused", status=fault.code) from None
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

    async def _handed_in(self, connection: SMTP, message: bytes) -> None:
        """From the first word on nobody can tell whether the server has the letter, until it says so."""
        protocol = connection.protocol
        if protocol is None:
            raise later("the connection was lost")
        try:
            protocol.write(_DOT.sub(b"..", message) + b".\r\n")
        except SMTPServerDisconnected:
            raise later("the connection was lost") from None
        try:
            answer = await protocol.read_response(timeout=self._answer)
        except (SMTPException, OSError) as fault:
            raise Unclear(code="mail: no answer whether it was taken") from fault
        if answer.code != _DONE:
            raise refused_letter(answer.code, answer.message)

    # --- connections

    async def _connected(self) -> SMTP:
        server = self._server
        connection = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password if server.user else None,
            use_tls=server.security == "tls",
            start_tls=server.security == "starttls",
            tls_context=server.tls,
            timeout=self._envelope,
        )
        try:
            await connection.connect()
            if connection.is_ehlo_or_helo_needed:
                await connection.ehlo()
        except SMTPResponseException as fault:
            connection.close()
            login = isinstance(fault, SMTPAuthenticationError)
            raise self._is_away(LOGIN_REFUSED if login else "the server refuses us", status=fault.code) from None
        except (SMTPException, OSError, ValueError) as fault:
            connection.close()
            raise self._is_away(_why(fault)) from None
        self._away = None
        return connection

    def _keep(self, connection: SMTP) -> None:
        timer = asyncio.get_running_loop().call_later(self._idle, self._retire, connection)
        self._kept.append((connection, timer))

    def _retire(self, connection: SMTP) -> None:
        self._kept = [one for one in self._kept if one[0] is not connection]
        self._part(connection)

    def _part(self, connection: SMTP) -> None:
        task = asyncio.create_task(self._goodbye(connection))
        self._goodbyes.add(task)
        task.add_done_callback(self._goodbyes.discard)

    async def _goodbye(self, connection: SMTP) -> None:
        with contextlib.suppress(SMTPException, OSError):
            await connection.quit(timeout=1)
        connection.close()

    # --- a server that is away

    def _is_away(self, why: str, *, status: int | None = None) -> TryLater:
        fault = later(why, status=status, wait=HOLD_OFF_SECONDS)
        self._away = (self._now() + HOLD_OFF_SECONDS, fault)
        return fault

    def _look(self) -> None:
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
