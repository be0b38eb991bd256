"""What could not be delivered stands on the moderator's overview: how many, and what is in the way of most of them."""

from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
import sqlalchemy as sa

from bot.rehearsal.actors import Actor
from bot.rehearsal.chats import Operation
from bot.rehearsal.faults import Answers
from bot.rehearsal.sample import sample_programme
from dialogs.notices import NoticeState
from dialogs.undelivered import Undelivered, Why
from dialogs.usecases import undelivered
from storage.tables import outbox
from tests.journeys.conftest import NOW
from tests.journeys.stage import Stage, staged
from tests.journeys.test_overview import light
from tests.journeys.test_which_group import led_by_one, presses, types

WHEN = "Sessie 1: ma 10 mei 2027 10.00–11.00 uur"


@pytest.fixture
async def stage(migrated_sqlite_url: str) -> AsyncIterator[Stage]:
    """Two groups that Mirjam leads, both linked, three days before their first session."""
    early = NOW - timedelta(days=3)
    async with staged(led_by_one(sample_programme(NOW)), database_url=migrated_sqlite_url, now=early) as made:
        for number in (1, 2):
            await made.group(number).links()
        await made.settle()
        yield made


async def lost(stage: Stage) -> list[Undelivered]:
    async with stage.bot.house.reading() as uow:
        return list(await uow.dead_letters.find([NoticeState.DEAD]))


async def is_refused(stage: Stage, actor: Actor, *said: str, code: str = "BadSyntax", status: int = 400) -> None:
    """What the bot would answer to these words, it cannot post."""
    for words in said:
        stage.room.channel.faults.add(Answers(status=status, code=code), on=Operation.SEND, times=1)
        await actor.mentions(stage.group(2).chat, words)
        await stage.settle()


async def test_one_that_could_not_be_delivered_is_told_with_its_reason(stage: Stage) -> None:
    await is_refused(stage, stage.group(2).moderator, "stand")
    assert len(await lost(stage)) == 1
    assert await light(stage, 2) == (
        f"Oranje | {WHEN} | Een bericht kon niet bezorgd worden: het bericht zelf werd geweigerd"
    )
    assert await light(stage, 1) == f"Groen | {WHEN}", "the other group has nothing to do with it"


async def test_it_stands_on_the_plan_of_the_group_for_who_has_no_overview(stage: Stage) -> None:
    mirjam = stage.room.moderator(1)
    await is_refused(stage, stage.group(2).moderator, "stand")
    for number, told in ((2, True), (1, False)):
        await types(stage, mirjam, "herinneringen")
        plan = await presses(stage, mirjam, f"Groep {number}")
        assert plan.startswith(f"Groep {number}\nWat ik ga vragen")
        assert ("Een bericht kon niet bezorgd worden: het bericht zelf werd geweigerd." in plan) is told


async def test_who_leads_one_group_reads_it_at_stand_in_their_own_chat_and_nobody_else_does(
    migrated_sqlite_url: str,
) -> None:
    async with staged(sample_programme(NOW), database_url=migrated_sqlite_url, now=NOW) as stage:
        group = stage.group(2)
        await group.links()
        karim = group.actor("Karim")
        await karim.installs()
        await is_refused(stage, group.moderator, "planning")
        told = "Een bericht kon niet bezorgd worden: het bericht zelf werd geweigerd."
        assert told in await types(stage, group.moderator, "stand")
        assert told not in await types(stage, karim, "stand")
        assert told not in "\n".join(await group.says("stand"))


async def test_of_several_the_count_and_the_commonest_reason_are_told(stage: Stage) -> None:
    await is_refused(stage, stage.group(2).moderator, "stand", "planning")
    await is_refused(stage, stage.group(2).moderator, "hulp", status=404, code="ConversationNotFound")
    assert (await light(stage, 2)).endswith("3 berichten konden niet bezorgd worden: het bericht zelf werd geweigerd")


async def test_it_goes_when_the_message_arrived_after_all(stage: Stage) -> None:
    await is_refused(stage, stage.group(2).moderator, "planning")
    before = len(stage.group(2).chat.texts)
    done = await undelivered.retry(stage.bot.house, await lost(stage), even_if_said=False)
    assert done.back == 1
    await stage.settle()
    assert len(stage.group(2).chat.texts) == before + 1
    assert await light(stage, 2) == f"Groen | {WHEN}"


async def test_it_goes_when_somebody_put_it_aside(stage: Stage) -> None:
    await is_refused(stage, stage.group(2).moderator, "planning")
    assert await undelivered.drop(stage.bot.house, await lost(stage)) == 1
    assert await light(stage, 2) == f"Groen | {WHEN}"


async def test_during_a_session_it_is_told_as_well(stage: Stage) -> None:
    await stage.wait_until((await stage.session(2)).starts_at)
    await stage.group(2).says("start")
    await is_refused(stage, stage.group(2).moderator, "planning")
    assert await light(stage, 2) == (
        "Oranje | Sessie 1 is bezig | Een bericht kon niet bezorgd worden: het bericht zelf werd geweigerd"
    )


async def test_what_says_nothing_is_no_message(stage: Stage) -> None:
    async with stage.bot.database.engines[0].begin() as db:
        chat = stage.group(2).chat.id
        await db.execute(
            sa.insert(outbox).values(
                conversation_id=chat,
                kind="roster",
                act="post",
                payload={},
                due_at=NOW,
                state="dead",
                error="retry: 503",
            )
        )
    assert [letter.why for letter in await lost(stage)] == [Why.BUSY]
    assert await light(stage, 2) == f"Groen | {WHEN}"


async def test_in_english_it_is_the_same(stage: Stage) -> None:
    await is_refused(stage, stage.group(2).moderator, "planning")
    await types(stage, stage.room.moderator(1), "taal en")
    told = await types(stage, stage.room.moderator(1), "status")
    assert "A message could not be delivered: the message itself was refused" in told
