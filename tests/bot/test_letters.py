"""Letters over a real mail server: what arrives, over what, how many connections it takes, and what answers mean."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import closing
from datetime import UTC, datetime
from typing import Any

import pytest

from bot.delivery import mail_lines as post
from bot.delivery.letters import ANSWER_SECONDS, ENVELOPE_SECONDS, Letters
from bot.delivery.mail_faults import AddressRefused, MailNotTaken
from bot.delivery.mail_lines import HOLD_OFF_SECONDS
from bot.teams.errors import ChannelError, NotAsked, TryLater, Unclear
from dialogs.formats.model import Language
from dialogs.pages.letter import Letter
from tests.bot.mail_server import PASSWORD, USER, Certificate, MailServer, certificate, mail_server
from tests.ports import Port

NOW = datetime(2027, 5, 10, 8, tzinfo=UTC)
LETTER = Letter(
    to="anna@voorbeeld.example",
    subject="Een vraag voor sessie 2 van je mastermind",
    text="Dag Anna,\n\n.Eén zin is genoeg – echt.\n\nhttps://teams.microsoft.com/l/chat/19%3Aa%40thread.v2/conversations\n",
    language=Language.NL,
)
Hand = Callable[..., Letters]


@pytest.fixture(scope="module")
def paper(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    return certificate(tmp_path_factory.mktemp("mail"))


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as made:
        yield made


@pytest.fixture
async def letters(server: MailServer) -> AsyncIterator[Letters]:
    made = to(server)
    yield made
    await made.close()


def to(server: MailServer, *, limits: dict[str, Any] | None = None, **about: Any) -> Letters:
    values = {"security": "none", "sender": "Mastermind <bot@programma.example>", **about}
    return Letters(post.MailServer(host="127.0.0.1", port=server.port, **values), **(limits or {}))


async def send(letters: Letters, letter: Letter = LETTER, *, name: str = "n1") -> None:
    async with letters.turn():
        await letters.send(letter, name=name, at=NOW)


# --- what arrives


async def test_a_letter_arrives_word_for_word_with_what_a_mail_needs(server: MailServer, letters: Letters) -> None:
    await send(letters)
    (mail,) = server.letters
    assert server.names == ["anna@voorbeeld.example"]
    assert mail["Subject"] == "Een vraag voor sessie 2 van je mastermind"
    assert (mail["From"], mail["To"]) == ("Mastermind <bot@programma.example>", "anna@voorbeeld.example")
    assert mail["Date"].datetime == NOW
    assert mail["Message-ID"] == "<n1@programma.example>"
    assert (mail["Auto-Submitted"], mail["Content-Language"]) == ("auto-generated", "nl")
    assert mail.get_content_type() == "text/plain"
    assert mail.get_content().replace("\r\n", "\n") == LETTER.text


async def test_a_letter_that_is_handed_in_twice_is_the_same_letter(server: MailServer, letters: Letters) -> None:
    await send(letters)
    await send(letters)
    assert len({mail["Message-ID"] for mail in server.letters}) == 1


@pytest.mark.parametrize("to", ["anna@voorbeeld.example\r\nBcc: bert@voorbeeld.example", "an na@voorbeeld.example", ""])
async def test_what_is_no_address_gets_no_letter_and_nobody_else_either(
    server: MailServer, letters: Letters, to: str
) -> None:
    with pytest.raises(AddressRefused):
        await send(letters, Letter(to=to, subject="x", text="y", language=Language.NL))
    assert server.letters == []
    await send(letters)
    assert server.names == ["anna@voorbeeld.example"]


async def test_an_address_in_wider_letters_goes_where_the_server_knows_them() -> None:
    wide = Letter(to="añna@voorbeeld.example", subject="x", text="y", language=Language.NL)
    async with mail_server(wide=True) as knows:
        letters = to(knows)
        await send(letters, wide)
        assert knows.names == ["añna@voorbeeld.example"]
        await letters.close()
    async with mail_server() as knows_not:
        letters = to(knows_not)
        with pytest.raises(AddressRefused):
            await send(letters, wide)
        await letters.close()


# --- over what


@pytest.mark.parametrize("security", ["starttls", "tls"])
async def test_letters_go_encrypted_and_after_a_login(paper: Certificate, security: str) -> None:
    served = {security: paper.served}
    async with mail_server(login=True, **served) as server:  # type: ignore[arg-type]
        letters = to(server, security=security, tls=paper.trusted, user=USER, password=PASSWORD)
        await letters.check()
        await send(letters)
        await letters.close()
        assert (len(server.letters), server.logins) == (1, 2)


async def test_a_certificate_that_nobody_vouches_for_gets_no_letter(paper: Certificate) -> None:
    async with mail_server(starttls=paper.served) as server:
        letters = to(server, security="starttls")
        with pytest.raises(TryLater, match="certificate is not trusted"):
            await send(letters)
        assert server.letters == []


async def test_a_server_that_offers_no_encryption_gets_no_letter_when_it_was_asked_for(server: MailServer) -> None:
    with pytest.raises(TryLater, match="no STARTTLS"):
        await send(to(server, security="starttls"))
    assert server.letters == []


async def test_a_refused_login_is_not_tried_again_at_once(paper: Certificate) -> None:
    clock = [0.0]
    async with mail_server(login=True, starttls=paper.served) as server:
        limits = {"seconds": lambda: clock[0]}
        letters = to(server, security="starttls", tls=paper.trusted, user=USER, password="oud", limits=limits)
        for _ in range(5):
            with pytest.raises(TryLater, match="login refused") as fault:
                await send(letters)
            assert "oud" not in str(fault.value)
        assert server.logins == server.connections * server.logins  # one connection
        assert server.connections == 1
        server.accounts[USER] = "oud"
        clock[0] = HOLD_OFF_SECONDS + 1
        await send(letters)
        await letters.close()


# --- connections


async def test_a_burst_goes_over_one_connection_which_is_let_go_afterwards(
    server: MailServer, time_passes: Callable[[float], None]
) -> None:
    letters = to(server, limits={"idle": 3600.0})
    for nth in range(4):
        await send(letters, name=f"n{nth}")
    assert server.connections == 1
    time_passes(3600)
    await server.gone.wait()
    await send(letters)
    assert (server.connections, len(server.letters)) == (2, 5)
    await letters.close()


async def test_never_more_than_five_connections_at_once(server: MailServer, letters: Letters) -> None:
    await asyncio.gather(*(send(letters, name=f"n{nth}") for nth in range(20)))
    assert len(server.letters) == 20
    assert server.most <= 5


async def test_who_would_wait_long_for_a_slow_server_is_told_to_come_back(server: MailServer) -> None:
    server.silent.add("MAIL")
    letters = to(server, limits={"at_once": 1, "in_line": 1, "line": 0.01})
    slow = asyncio.create_task(send(letters))
    await server.reached.wait()
    waits = asyncio.create_task(send(letters))
    await asyncio.sleep(0)
    with pytest.raises(TryLater, match="too many"):
        await send(letters)
    with pytest.raises(TryLater, match="too many"):
        await waits
    server.go_on.set()
    await slow
    await letters.close()


async def test_a_connection_that_the_server_closed_meanwhile_costs_nothing(
    server: MailServer, letters: Letters
) -> None:
    await send(letters)
    server.vanishes.add("MAIL")
    await send(letters, name="n2")
    server.says["RCPT"] = ["421 4.3.2 shutting down"]
    await send(letters, name="n3")
    assert len(server.letters) == 3


# --- what answers mean


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("MAIL", "451 4.3.0 later"),
        ("MAIL", "550 5.7.1 anna@voorbeeld.example may not send"),
        ("RCPT", "450 4.2.0 greylisted, anna@voorbeeld.example"),
        ("RCPT", "421 4.7.0 closing"),
        ("RCPT", "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain"),
        ("RCPT", "554 relay access denied"),
        ("RCPT", "530 5.7.0 Authentication required"),
        ("GO", "451 4.3.0 no room"),
        ("DATA", "452 4.3.1 no room"),
    ],
)
async def test_what_says_nothing_of_the_address_is_tried_again(
    server: MailServer, letters: Letters, command: str, said: str
) -> None:
    server.says[command] = [said]
    with pytest.raises(TryLater) as fault:
        await send(letters)
    assert server.letters == []
    assert "anna" not in str(fault.value)


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("RCPT", "550 5.1.1 <anna@voorbeeld.example>: no such user"),
        ("RCPT", "550 no such mailbox anna@voorbeeld.example"),
        ("RCPT", "552 5.2.2 mailbox full"),
        ("DATA", "550 5.1.10 RESOLVER.ADR.RecipientNotFound"),
        ("GO", "554 5.1.1 no valid recipients"),
    ],
)
async def test_a_refused_address_is_told_apart_and_the_log_does_not_hold_it(
    server: MailServer, letters: Letters, command: str, said: str
) -> None:
    server.says[command] = [said]
    with pytest.raises(AddressRefused) as fault:
        await send(letters)
    assert "anna" not in str(fault.value)
    await send(letters)
    assert len(server.letters) == 1


async def test_a_letter_that_is_not_wanted_says_nothing_of_its_address(server: MailServer, letters: Letters) -> None:
    server.says["DATA"] = ["554 5.7.1 looks like spam"]
    with pytest.raises(MailNotTaken):
        await send(letters)


async def test_a_server_that_is_not_there_is_tried_again_after_a_while() -> None:
    with closing(Port()) as port, pytest.raises(TryLater, match="cannot be reached") as fault:
        await send(to(MailServer(port=port.number)))
    assert fault.value.retry_after == HOLD_OFF_SECONDS


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "GO"])
async def test_silence_before_the_first_word_means_that_nothing_was_said(
    server: MailServer, time_passes: Callable[[float], None], command: str
) -> None:
    server.silent.add(command)
    server.meanwhile = lambda: time_passes(ENVELOPE_SECONDS)
    with pytest.raises(TryLater):
        await send(to(server))
    assert server.reached.is_set()


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "GO"])
async def test_a_cut_before_the_first_word_means_that_nothing_was_said(server: MailServer, command: str) -> None:
    server.vanishes.add(command)
    with pytest.raises(TryLater):
        await send(to(server))


async def test_silence_after_the_last_word_leaves_it_open_whether_it_was_said(
    server: MailServer, time_passes: Callable[[float], None]
) -> None:
    server.silent.add("DATA")
    server.meanwhile = lambda: time_passes(ANSWER_SECONDS)
    with pytest.raises(Unclear):
        await send(to(server))
    assert len(server.letters) == 1


async def test_a_cut_after_the_last_word_leaves_it_open_whether_it_was_said(server: MailServer) -> None:
    server.vanishes.add("DATA")
    with pytest.raises(Unclear):
        await send(to(server))
    assert len(server.letters) == 1


@pytest.mark.parametrize("command", ["MAIL", "RCPT", "GO"])
async def test_a_bot_that_stops_before_the_first_word_has_not_tried(server: MailServer, command: str) -> None:
    server.silent.add(command)
    letters = to(server)
    server.meanwhile = letters.stop
    with pytest.raises(NotAsked, match="the bot stops"):
        await send(letters)
    with pytest.raises(NotAsked, match="the bot stops"):
        await send(letters)
    await letters.close()


async def test_a_letter_that_is_said_when_the_bot_stops_comes_in_and_who_waits_in_line_goes_back(
    server: MailServer,
) -> None:
    server.silent.add("DATA")
    letters = to(server, limits={"at_once": 1})
    said = asyncio.create_task(send(letters))
    await server.reached.wait()
    waits = asyncio.create_task(send(letters, name="n2"))
    await asyncio.sleep(0)
    letters.stop()
    with pytest.raises(NotAsked, match="the bot stops"):
        await waits
    server.go_on.set()
    await said
    assert len(server.letters) == 1
    await letters.close()


async def test_a_look_at_the_server_says_what_is_wrong(server: MailServer) -> None:
    await to(server).check()
    with pytest.raises(ChannelError, match="login refused"):
        await to(server, user=USER, password="oud").check()
    assert server.letters == []
