"""Letters, handed in a few at a time: their words, how long each step may take, and whose turn it is."""

import asyncio
import re
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import datetime
from email.message import EmailMessage
from email.policy import SMTP as AS_MAIL
from email.policy import SMTPUTF8 as AS_WIDER_MAIL
from email.utils import format_datetime, parseaddr
from typing import Final

from bot.delivery.mail_faults import AddressRefused
from bot.delivery.mail_lines import IDLE_SECONDS, Connections, MailServer
from bot.teams.errors import ChannelError, NotAsked
from dialogs.pages.letter import Letter

AT_ONCE: Final = 5
"""Connections at most, as a small server allows."""
IN_LINE: Final = 15
"""Letters that may wait for one: the courier's hands must stay free for those who are talking."""
LINE_SECONDS: Final = 2.0
ENVELOPE_SECONDS: Final = 10.0
ANSWER_SECONDS: Final = 15.0
"""For the server to say that it has the letter. With the two before less than the courier's lease of 30 s."""

_ADDRESS: Final = re.compile(r"[^\s<>,;:\\()\[\]]+@[^\s<>,;:\\()@]+")


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
        self._sender = server.sender
        self._connections = Connections(server, patience=envelope, idle=idle, seconds=seconds)
        self._turns = asyncio.Semaphore(at_once)
        self._most = in_line
        self._in_line = 0
        self._line, self._envelope, self._answer = line, envelope, answer
        self._unsaid: set[asyncio.Timeout] = set()
        self._stops = asyncio.Event()

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        """One of few at a time. Who would have to wait long is told to come back: others need the courier too."""
        self._connections.look()
        if self._in_line >= self._most:
            raise _too_many()
        self._in_line += 1
        try:
            async with self._before_a_word(self._line, late=_too_many):
                await self._turns.acquire()
        finally:
            self._in_line -= 1
        try:
            self._connections.look()
            yield
        finally:
            self._turns.release()

    async def send(self, letter: Letter, *, name: str, at: datetime) -> None:
        """`name` makes a letter that is handed in twice the same letter for whoever keeps one of each."""
        message = _written(letter, sender=self._sender, name=name, at=at)
        async with self._before_a_word(self._envelope, late=self._no_answer):
            connection = await self._connections.begun(letter.to)
        await self._connections.hand_in(connection, message, within=self._answer)

    async def check(self) -> None:
        """Comes in and goes out again. Raises what a letter would."""
        async with self._before_a_word(self._envelope, late=self._no_answer):
            connection = await self._connections.connected()
        await self._connections.goodbye(connection)

    def stop(self) -> None:
        """Letters of which nothing was said yet go back as if nobody had tried: another process says them, or this one
        when it is back. The others come in."""
        self._stops.set()
        now = asyncio.get_running_loop().time()
        for limit in self._unsaid:
            if not limit.expired():
                limit.reschedule(now)

    async def close(self) -> None:
        await self._connections.close()

    @asynccontextmanager
    async def _before_a_word(self, seconds: float, *, late: Callable[[], ChannelError]) -> AsyncIterator[None]:
        if self._stops.is_set():
            raise _stopped()
        try:
            async with asyncio.timeout(seconds) as limit:
                self._unsaid.add(limit)
                try:
                    yield
                finally:
                    self._unsaid.discard(limit)
        except TimeoutError:
            raise (_stopped() if self._stops.is_set() else late()) from None

    def _no_answer(self) -> ChannelError:
        return self._connections.is_away("no answer in time")


def _too_many() -> NotAsked:
    return NotAsked(code="mail: too many letters at once")


def _stopped() -> NotAsked:
    return NotAsked(code="mail: the bot stops")


def _written(letter: Letter, *, sender: str, name: str, at: datetime) -> bytes:
    if not _ADDRESS.fullmatch(letter.to):
        raise AddressRefused(code="mail: no address")
    message = EmailMessage(policy=AS_MAIL if letter.to.isascii() else AS_WIDER_MAIL)
    message["From"] = sender
    message["To"] = letter.to
    message["Subject"] = letter.subject
    message["Date"] = format_datetime(at)
    message["Message-ID"] = f"<{name}@{parseaddr(sender)[1].rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message["X-Auto-Response-Suppress"] = "OOF, AutoReply"
    message.set_content(letter.text, cte="quoted-printable")
    message["Content-Language"] = letter.language.value
    return message.as_bytes()
