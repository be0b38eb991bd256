"""A real mail server on this machine, with the moods that mail servers have."""

import asyncio
import contextlib
import ssl
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP as MAIL
from ipaddress import ip_address
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, AuthResult
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

USER, PASSWORD = "mastermind", "geheim-van-de-post"


@dataclass(slots=True)
class MailServer:
    """What arrived, and what the next ones get to hear: `says` holds answers by command, used up one by one."""

    port: int = 0
    letters: list[EmailMessage] = field(default_factory=list)
    names: list[str] = field(default_factory=list)  # envelope recipients, in order
    says: dict[str, list[str]] = field(default_factory=dict)
    silent: set[str] = field(default_factory=set)  # commands that get no answer: MAIL, GO (before the words), DATA
    vanishes: set[str] = field(default_factory=set)  # commands at which the connection is cut, once each
    accounts: dict[str, str] = field(default_factory=lambda: {USER: PASSWORD})
    logins: int = 0
    connections: int = 0
    open: set["_Session"] = field(default_factory=set)
    most: int = 0
    gone: asyncio.Event = field(default_factory=asyncio.Event)
    """The last connection was closed."""
    reached: asyncio.Event = field(default_factory=asyncio.Event)
    """Something was met with silence."""
    go_on: asyncio.Event = field(default_factory=asyncio.Event)
    meanwhile: Callable[[], None] = lambda: None
    """Called whenever something is met with silence."""

    async def handle_MAIL(self, server: "_Session", _session: Any, envelope: Any, address: str, options: Any) -> str:  # noqa: N802
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return await self.answer("MAIL", server)

    async def handle_RCPT(self, server: "_Session", _session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802
        said = await self.answer("RCPT", server)
        if said.startswith("2"):
            envelope.rcpt_tos.append(address)
        return said

    async def handle_DATA(self, server: "_Session", _session: Any, envelope: Any) -> str:  # noqa: N802
        said = self.says["DATA"].pop(0) if self.says.get("DATA") else "250 OK"
        if said.startswith("2"):
            self.letters.append(message_from_bytes(envelope.content, EmailMessage, policy=MAIL))
            self.names += envelope.rcpt_tos
        await self.mood("DATA", server)
        return said

    async def answer(self, command: str, server: "_Session") -> str:
        await self.mood(command, server)
        return self.says[command].pop(0) if self.says.get(command) else "250 OK"

    async def mood(self, command: str, server: "_Session") -> None:
        if command in self.vanishes:
            self.vanishes.discard(command)
            assert server.transport is not None
            _cut(server.transport)
        if command in self.silent:
            self.reached.set()
            self.meanwhile()
            await self.go_on.wait()

    def admits(self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, found: Any) -> AuthResult:
        self.logins += 1
        fits = self.accounts.get(found.login.decode()) == found.password.decode()
        return AuthResult(success=fits, handled=False)


class _Session(SMTP):
    """One connection. The library decides what is said; this only counts, and can be silent before the words."""

    desk: MailServer

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        if self not in self.desk.open:  # once more when it goes over to TLS
            self.desk.connections += 1
            self.desk.open.add(self)
            self.desk.most = max(self.desk.most, len(self.desk.open))
            self.desk.gone.clear()
        super().connection_made(transport)

    def connection_lost(self, error: Exception | None) -> None:
        super().connection_lost(error)
        self.desk.open.discard(self)
        if not self.desk.open:
            self.desk.gone.set()

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802
        await self.desk.mood("GO", self)
        if self.desk.says.get("GO"):
            await self.push(self.desk.says["GO"].pop(0))
            return
        await super().smtp_DATA(arg)


def _cut(transport: asyncio.BaseTransport) -> None:
    assert isinstance(transport, asyncio.WriteTransport)
    transport.abort()


@dataclass(frozen=True, slots=True, kw_only=True)
class Certificate:
    served: ssl.SSLContext
    trusted: ssl.SSLContext
    file: Path


@asynccontextmanager
async def mail_server(
    *,
    starttls: ssl.SSLContext | None = None,
    tls: ssl.SSLContext | None = None,
    login: bool = False,
    wide: bool = False,
) -> AsyncIterator[MailServer]:
    desk = MailServer()
    loop = asyncio.get_running_loop()

    def session() -> _Session:
        made = _Session(
            desk,
            hostname="mail.example",
            tls_context=starttls,
            require_starttls=starttls is not None,
            auth_required=login and starttls is not None,  # the library warns of it without STARTTLS
            auth_require_tls=starttls is not None,
            auth_callback=None,
            authenticator=desk.admits,
            enable_SMTPUTF8=wide,
            loop=loop,
        )
        made.desk = desk
        return made

    server = await loop.create_server(session, "127.0.0.1", 0, ssl=tls)
    desk.port = server.sockets[0].getsockname()[1]
    try:
        yield desk
    finally:
        desk.go_on.set()
        server.close()
        for one in list(desk.open):
            if one.transport is not None:
                _cut(one.transport)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(1):
                await desk.gone.wait() if desk.connections else None


def certificate(folder: Path) -> Certificate:
    """For 127.0.0.1, trusted by nobody but who is given it."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "mail.example")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    file = folder / "mail.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    file.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    served = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    served.load_cert_chain(file)
    return Certificate(served=served, trusted=ssl.create_default_context(cafile=str(file)), file=file)
