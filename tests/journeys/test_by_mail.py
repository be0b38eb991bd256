"""Reminders by mail, over a real mail server: for who has no chat with the bot, neutral, once, and not for ever."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Final

import aiohttp
import pytest
import sqlalchemy as sa

from bot.rehearsal.sample import sample_programme
from dialogs.groups import Group
from dialogs.ids import PersonId
from dialogs.notices import Notice, NoticeKind
from dialogs.reminders.model import Fate, Told
from dialogs.undelivered import Why
from dialogs.usecases.reminder_rows import mail_queue
from storage.tables import outbox
from tests.bot.mail_server import MailServer, mail_server
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, Stage, staged
from tests.journeys.test_between_forms import holds, tries

TODAY: Final = NOW.date()
TEAMS: Final = "https://teams.microsoft.com/l/chat/"


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as made:
        yield made


@pytest.fixture
async def stage(migrated_sqlite_url: str, server: MailServer) -> AsyncIterator[Stage]:
    mail = {
        "smtp_host": "127.0.0.1",
        "smtp_port": server.port,
        "smtp_security": "none",
        "mail_from": "Mastermind <bot@programma.example>",
        "public_url": "http://127.0.0.1:3978",
    }
    async with staged(sample_programme(NOW), database_url=migrated_sqlite_url, now=NOW, more=mail) as made:
        yield made


@pytest.fixture
async def group(stage: Stage) -> LivingGroup:
    found = stage.group(1)
    await found.links()
    return found


async def stored(stage: Stage, number: int = 1) -> Group:
    async with stage.bot.house.reading() as uow:
        code = next(code for nr, _, code in await uow.programmes.codes("proefprogramma") if nr == number)
        found = await uow.groups.by_code(number, code)
    assert found is not None
    return found[0]


async def person(stage: Stage, name: str, number: int = 1) -> PersonId:
    return next(one.person for one in (await stored(stage, number)).members if one.name == name)


async def is_to_hear(stage: Stage, name: str, *rules: str, session: int = 1, number: int = 1) -> None:
    """As the crier would have it."""
    group, who, now = await stored(stage, number), await person(stage, name, number), stage.clock.now()
    head = next(one for one in group.sessions if one.number == session)
    async with stage.bot.house.writing() as uow:
        await uow.reminders.log(
            [
                Told(group=group.id, session=head.id, rule=rule, person=who, fate=Fate.SAID, on=now.date(), at=now)
                for rule in rules
            ]
        )
        await uow.outbox.add(
            [
                Notice(
                    kind=NoticeKind.LETTER,
                    conversation=mail_queue(who),
                    payload={"person": who, "group": group.id, "day": now.date().isoformat()},
                    due_at=now,
                )
            ]
        )
        await uow.commit()
    await stage.settle()


async def letters_in_store(stage: Stage) -> list[tuple[str, str | None]]:
    asked = sa.select(outbox.c.state, outbox.c.error).where(outbox.c.kind == "letter").order_by(outbox.c.id)
    async with stage.bot.database.engines[1].connect() as db:
        return [(row.state, row.error) for row in await db.execute(asked)]


async def refused(stage: Stage, name: str) -> bool:
    who = await person(stage, name)
    async with stage.bot.house.reading() as uow:
        return who in await uow.preferences.mail_refused([who])


# --- what stands in it


async def test_a_letter_says_what_is_asked_where_to_do_it_and_how_to_have_quiet(
    stage: Stage, group: LivingGroup, server: MailServer
) -> None:
    await is_to_hear(stage, "Bert", "attendance")
    (mail,) = server.letters
    text = mail.get_content()
    assert mail["Subject"] == "Een vraag voor sessie 1 van je mastermind"
    assert text.startswith("Dag Bert,\r\n")
    assert "ma 10 mei 2027 10.00–11.00 uur" in text
    assert "- Laten weten of je erbij bent." in text
    assert f"{TEAMS}{group.chat.id.replace(':', '%3A').replace('@', '%40')}/conversations" in text
    assert "pauze" in text


async def test_a_letter_holds_nothing_that_others_may_not_read(
    stage: Stage, group: LivingGroup, server: MailServer
) -> None:
    await holds(group, 1)
    await tries(group, "Bert", "vraag ik wat wel kan")
    await stage.wait(days=1)
    server.letters.clear()
    await is_to_hear(stage, "Bert", "look_back", "attendance", session=2)
    (mail,) = server.letters
    whole = mail["Subject"] + mail.get_content()
    assert "Kort terugkijken op je experiment" in whole
    names = [one.name for one in (await stored(stage)).members if one.name != "Bert"]
    for word in [*names, "wat wel kan", "overleg", "continuïteit"]:
        assert not re.search(rf"\b{word}\b", whole), word


async def test_somebody_who_chose_english_gets_english(stage: Stage, group: LivingGroup, server: MailServer) -> None:
    await group.actor("Bert").types("taal en")
    await is_to_hear(stage, "Bert", "attendance")
    (mail,) = server.letters
    assert mail["Subject"] == "A question for session 1 of your mastermind"
    assert (mail["Content-Language"], mail.get_content()[:11]) == ("en", "Hello Bert,")


async def test_a_group_without_a_chat_is_told_who_helps(stage: Stage, server: MailServer) -> None:
    await is_to_hear(stage, "Karim", "attendance", number=2)
    (mail,) = server.letters
    assert "Je moderator helpt je verder." in mail.get_content()
    assert TEAMS not in mail.get_content()


async def test_a_moderator_reads_that_the_run_sheet_is_there_and_opens_their_own_page(
    stage: Stage, server: MailServer
) -> None:
    await is_to_hear(stage, "Joost", "run_sheet", number=2)
    (mail,) = server.letters
    assert mail["Subject"] == "Het draaiboek van sessie 1 staat klaar"
    found = re.search(r"http://127\.0\.0\.1:3978(/draaiboek/\S+)", mail.get_content())
    assert found is not None
    assert "Eerder samen aan tafel" not in mail.get_content()
    at = stage.room.channel.bot_url.removesuffix("/api/messages")
    async with aiohttp.ClientSession() as browser, browser.get(at + found[1]) as answer:
        page = await answer.text()
    assert answer.status == 200
    assert "Eerder samen aan tafel" in page


# --- who gets one


async def test_who_has_no_chat_with_the_bot_gets_a_letter_and_who_has_one_a_card(
    stage: Stage, group: LivingGroup, server: MailServer
) -> None:
    await stage.wait_until(datetime(2027, 5, 17, 13, tzinfo=UTC))
    for_one = [mail for mail in server.letters if mail["To"].startswith("bert")]
    assert [mail["Subject"] for mail in for_one] == ["Een vraag voor sessie 2 van je mastermind"]
    assert len({mail["Message-ID"] for mail in server.letters}) == len(server.letters)
    assert not [mail for mail in server.letters if mail["To"].startswith("hanna")]


async def test_who_answered_meanwhile_gets_none(stage: Stage, group: LivingGroup, server: MailServer) -> None:
    await group.opens("Bert", "Ik ben erbij")
    await is_to_hear(stage, "Bert", "attendance")
    assert server.letters == []
    assert await letters_in_store(stage) == [("dropped", "nothing to say any more")]


async def test_who_wants_quiet_gets_none(stage: Stage, group: LivingGroup, server: MailServer) -> None:
    async with stage.bot.house.writing() as uow:
        await uow.preferences.pause(await person(stage, "Bert"), TODAY + timedelta(days=1))
        await uow.commit()
    await is_to_hear(stage, "Bert", "attendance")
    assert server.letters == []


# --- what goes wrong


async def test_a_refused_address_is_marked_and_what_the_letter_asked_is_asked_in_the_group(
    stage: Stage, group: LivingGroup, server: MailServer
) -> None:
    server.says["RCPT"] = ["550 5.1.1 <bert@voorbeeld.example>: no such user"]
    await is_to_hear(stage, "Bert", "attendance", session=2)
    ((state, error),) = await letters_in_store(stage)
    assert (state, error) == ("dead", "refused: 550 mail: address refused 5.1.1")
    assert await refused(stage, "Bert")
    assert not await refused(stage, "Anna")
    await stage.settle()
    assert "Ben je erbij?" in group.chat.last_card.text
    assert "voorbeeld.example" not in str(stage.logs)


async def test_a_server_that_is_away_for_a_while_gets_the_letter_afterwards_and_once(
    stage: Stage, group: LivingGroup, server: MailServer
) -> None:
    server.says["MAIL"] = ["451 4.3.0 later", "451 4.3.0 later"]
    await is_to_hear(stage, "Bert", "attendance")
    assert (server.letters, [state for state, _ in await letters_in_store(stage)]) == ([], ["pending"])
    await stage.try_again(seconds=31)
    assert len(server.letters) == 1
    assert [state for state, _ in await letters_in_store(stage)] == ["sent"]
    assert not await refused(stage, "Bert")


async def test_a_server_that_stays_away_costs_the_letter_after_an_hour_and_says_why(
    stage: Stage, group: LivingGroup, server: MailServer
) -> None:
    server.says["MAIL"] = ["535 5.7.8 not with this account"] * 9
    await is_to_hear(stage, "Bert", "attendance")
    stage.wall.ahead += timedelta(minutes=61)
    await stage.settle()
    assert await letters_in_store(stage) == [("dead", "retry: 535 mail: the sender is refused")]
    async with stage.bot.house.reading() as uow:
        assert await uow.dead_letters.reasons() == {Why.MAIL_SHUT: 1}
    assert not await refused(stage, "Bert")


async def test_a_letter_of_which_nobody_knows_whether_it_was_taken_is_not_sent_again(
    stage: Stage, group: LivingGroup, server: MailServer
) -> None:
    server.vanishes.add("DATA")
    await is_to_hear(stage, "Bert", "attendance")
    await stage.try_again(seconds=120)
    assert len(server.letters) == 1
    assert await letters_in_store(stage) == [("dropped", "may have been said already")]


async def test_a_bot_that_is_stopped_while_the_mail_server_is_slow_sends_the_letter_when_it_is_back(
    stage: Stage, group: LivingGroup, server: MailServer
) -> None:
    """Nothing was said yet, so there is no doubt about it."""
    server.silent.add("RCPT")
    hears = asyncio.create_task(is_to_hear(stage, "Bert", "attendance"))
    await server.reached.wait()
    server.silent.clear()
    await stage.restart()
    hears.cancel()
    await asyncio.wait([hears])
    await stage.try_again()
    assert len(server.letters) == 1
    assert [state for state, _ in await letters_in_store(stage)] == ["sent"]


async def test_letters_that_wait_when_the_mail_server_was_taken_away_are_not_lost_without_a_word(
    stage: Stage, group: LivingGroup, server: MailServer
) -> None:
    stage.settings = stage.settings.model_copy(update={"smtp_host": None})
    await stage.restart()
    await is_to_hear(stage, "Bert", "attendance")
    assert await letters_in_store(stage) == [("dead", "no mail server is set up any more")]
