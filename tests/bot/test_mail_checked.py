"""What the doctor says of the mail server."""

from collections.abc import AsyncIterator
from contextlib import closing

import pytest

from bot.commands.checking_outside import mail
from bot.commands.findings import Mark
from bot.settings import Settings
from tests.bot.mail_server import PASSWORD, USER, MailServer, mail_server
from tests.ports import Port


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as made:
        yield made


def settings(port: int, **more: object) -> Settings:
    about = {"smtp_host": "127.0.0.1", "smtp_port": port, "smtp_security": "none", "mail_from": "bot@voorbeeld.example"}
    return Settings.model_validate({**about, **more})


async def test_without_a_mail_server_that_is_said_and_nothing_is_wrong() -> None:
    found = await mail(Settings.model_validate({}))
    assert (found.mark, "MASTERMIND_SMTP_HOST" in found.told) == (Mark.OFF, True)


async def test_a_server_that_answers_is_well_and_gets_no_letter(server: MailServer) -> None:
    found = await mail(settings(server.port))
    assert (found.mark, found.told) == (Mark.OK, "127.0.0.1 answers and asks for no login")
    assert server.letters == []


async def test_a_login_that_works_and_one_that_does_not_are_told_apart(server: MailServer) -> None:
    found = await mail(settings(server.port, smtp_user=USER, smtp_password=PASSWORD))
    assert (found.mark, found.told) == (Mark.OK, "127.0.0.1 answers and takes the login")
    found = await mail(settings(server.port, smtp_user=USER, smtp_password="oud"))
    said = "login refused (535); check MASTERMIND_SMTP_USER and MASTERMIND_SMTP_PASSWORD"
    assert (found.mark, found.told) == (Mark.FAILED, said)


async def test_a_server_that_is_not_there_is_named_with_what_to_check() -> None:
    with closing(Port()) as port:
        found = await mail(settings(port.number))
    assert found.mark is Mark.FAILED
    assert found.told.startswith("cannot be reached (")
    assert found.told.endswith("check MASTERMIND_SMTP_HOST, MASTERMIND_SMTP_PORT and MASTERMIND_SMTP_SECURITY")
