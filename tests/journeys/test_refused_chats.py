"""Somebody blocked the bot: what it had to ask in their own chat is asked by mail, else by a line in the group."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Final

import pytest
import sqlalchemy as sa

from bot.rehearsal.actors import Actor
from bot.rehearsal.chats import Operation
from bot.rehearsal.faults import BLOCKED, GONE, Trouble
from bot.rehearsal.sample import sample_programme
from dialogs.ids import ConversationId
from dialogs.notices import Act, Notice, NoticeKind, NoticeState
from dialogs.reminders.model import Fate
from dialogs.undelivered import Why
from storage.tables import outbox
from tests.bot.mail_server import MailServer, mail_server
from tests.journeys.conftest import NOW
from tests.journeys.stage import LivingGroup, Stage, staged
from tests.journeys.test_between_forms import holds
from tests.journeys.test_reminder_cards import day_of, person, said
from tests.journeys.test_which_group import types

ASKED_AT: Final = datetime(2027, 5, 3, 8, tzinfo=UTC)
"""A week before the first session."""
SHEET_AT: Final = datetime(2027, 5, 7, 15, tzinfo=UTC)
"""On the last working day before it."""
A_MINUTE: Final = timedelta(minutes=1)
ASKED: Final = "Ben je erbij?"


@pytest.fixture
async def server() -> AsyncIterator[MailServer]:
    async with mail_server() as made:
        yield made


@pytest.fixture(params=["letters", "no letters"])
def mails(request: pytest.FixtureRequest) -> bool:
    return bool(request.param == "letters")


@pytest.fixture
async def group(migrated_sqlite_url: str, server: MailServer, *, mails: bool) -> AsyncIterator[LivingGroup]:
    mail = {
        "smtp_host": "127.0.0.1",
        "smtp_port": server.port,
        "smtp_security": "none",
        "mail_from": "Mastermind <bot@programma.example>",
    }
    more = mail if mails else {}
    async with staged(
        sample_programme(NOW), database_url=migrated_sqlite_url, now=ASKED_AT - timedelta(hours=1), more=more
    ) as stage:
        group = stage.group(1)
        await group.links()
        for name in ("Anna", "Bert"):
            await group.actor(name).installs()
        await stage.settle()
        yield group


def asked(actor: Actor) -> list[str]:
    return [card.text for card in actor.chat.cards if "Meldingen pauzeren tot" in card.titles]


def letters_to(server: MailServer, name: str) -> list[str]:
    return [mail.get_content() for mail in server.letters if mail["To"].startswith(f"{name.lower()}@")]


def posts_in(group: LivingGroup, actor: Actor) -> int:
    calls = group.stage.room.channel.calls
    return sum(one.operation is Operation.SEND and one.conversation_id == actor.chat.id for one in calls)


async def reminders_in_store(stage: Stage, actor: Actor) -> list[tuple[str, str | None]]:
    found = (
        sa.select(outbox.c.state, outbox.c.error)
        .where(outbox.c.kind.in_(["reminder", "run_sheet"]), outbox.c.conversation_id == actor.chat.id)
        .order_by(outbox.c.id)
    )
    async with stage.bot.database.engines[1].connect() as db:
        return [(row.state, row.error) for row in await db.execute(found)]


def blocks(group: LivingGroup, actor: Actor, *, by: Trouble = BLOCKED, times: int = 99) -> None:
    group.stage.room.channel.faults.add(by, conversation_id=actor.chat.id, times=times)


async def until(group: LivingGroup, moment: datetime) -> None:
    """What is called again is due at once: two more rounds, for a letter may be refused as well."""
    await group.stage.wait_until(moment)
    for _ in range(2):
        await group.stage.settle()


@pytest.mark.parametrize("trouble", [BLOCKED, GONE], ids=["blocked", "gone"])
async def test_what_a_refused_card_asked_is_asked_once_by_the_next_way(
    group: LivingGroup, server: MailServer, trouble: Trouble, *, mails: bool
) -> None:
    bert = group.actor("Bert")
    before = posts_in(group, bert)
    blocks(group, bert, by=trouble)
    await until(group, ASKED_AT + timedelta(days=1))

    assert posts_in(group, bert) - before == 1, "who does not want it is left alone"
    assert await reminders_in_store(group.stage, bert) == [("dropped", "no such chat, or the bot is not in it")]
    letters = letters_to(server, "Bert")
    assert ["of je erbij bent" in text for text in letters] == [True] * mails
    assert any(ASKED in card.text for card in group.chat.cards) is not mails
    async with group.stage.bot.house.reading() as uow:
        assert await uow.dead_letters.count([NoticeState.DEAD]) == 0


async def test_what_the_mail_server_refuses_as_well_stands_in_the_group_s_line(
    group: LivingGroup, server: MailServer, *, mails: bool
) -> None:
    server.says["RCPT"] = ["550 5.1.1 no such user"] * 99
    blocks(group, group.actor("Bert"))
    await until(group, ASKED_AT + A_MINUTE)
    async with group.stage.bot.house.reading() as uow:
        told = await uow.reminders.told([await person(group, "Bert")], since=ASKED_AT.date())
    assert [one.fate for one in told] == [
        Fate.SAID,
        Fate.UNHEARD,
        *([Fate.SAID, Fate.UNHEARD] if mails else []),
        Fate.IN_GROUP,
    ]
    assert [ASKED in card.text for card in group.chat.cards].count(True) == 1


async def test_who_took_the_bot_away_while_their_card_waited_is_asked_as_well(
    group: LivingGroup, server: MailServer, *, mails: bool
) -> None:
    """The channel told of it, so that nothing is posted there at all."""
    bert, day, now = group.actor("Bert"), day_of(group).isoformat(), group.stage.clock.now()
    waits = Notice(
        kind=NoticeKind.REMINDER,
        act=Act.UPSERT,
        conversation=ConversationId(bert.chat.id),
        key=f"reminder:{day}",
        payload={"day": day},
        due_at=now + timedelta(minutes=20),
    )
    await said(group, ["attendance"], number=1, to=await person(group, "Bert"), notice=waits)
    await bert.removes_bot()
    await until(group, now + timedelta(minutes=30))
    assert asked(bert) == []
    assert [state for state, _ in await reminders_in_store(group.stage, bert)] == ["dropped"]
    assert len(letters_to(server, "Bert")) == mails
    assert any(ASKED in card.text for card in group.chat.cards) is not mails


async def test_what_nobody_hears_stands_on_the_moderator_s_overview(
    group: LivingGroup, server: MailServer, *, mails: bool
) -> None:
    """The hotseat's questions are for nobody else's eyes."""
    await group.hotseat.installs()
    blocks(group, group.hotseat)
    await until(group, ASKED_AT + A_MINUTE)
    async with group.stage.bot.house.reading() as uow:
        reasons = await uow.dead_letters.reasons()
    assert reasons == ({} if mails else {Why.UNWANTED: 1})
    told = await types(group.stage, group.moderator, "stand")
    assert ("Een bericht kon niet bezorgd worden: de bot is daar geblokkeerd" in told) is not mails


async def test_who_leads_hears_by_letter_that_the_draaiboek_is_there(
    group: LivingGroup, server: MailServer, *, mails: bool
) -> None:
    joost = group.moderator
    await joost.installs()
    await group.stage.settle()
    blocks(group, joost)
    await until(group, SHEET_AT + A_MINUTE)
    said = [mail["Subject"] for mail in server.letters if mail["To"].startswith(joost.name.lower())]
    assert said == ["Het draaiboek van sessie 1 staat klaar"] * mails
    *_, (state, _) = await reminders_in_store(group.stage, joost)
    assert state == ("dropped" if mails else "dead")


async def test_who_comes_back_is_asked_in_their_own_chat_the_next_time(
    group: LivingGroup, server: MailServer, *, mails: bool
) -> None:
    bert = group.actor("Bert")
    blocks(group, bert, times=1)
    await until(group, ASKED_AT + A_MINUTE)
    assert asked(bert) == []
    await bert.types("hulp")
    await holds(group, 1)
    await group.stage.wait(days=2)
    assert len(asked(bert)) == 1
    assert len(letters_to(server, "Bert")) == mails
