"""A chat that takes nothing any more: what may go another way waits there to be decided, all else is given up."""

from dataclasses import replace
from datetime import datetime, timedelta

import sqlalchemy as sa

from dialogs.notices import Act, Notice, NoticeKind
from dialogs.ports import CourierDesk
from storage.database import Database
from storage.tables import outbox
from tests.contracts.test_store_courier_desk import add, claim, numbers
from tests.storage_builders import CHAT, NOW, origin, post

WHY = "blocked: 403 ConversationBlockedByUser"
LATER = NOW + timedelta(hours=1)


def card(nth: int, *, act: Act = Act.UPSERT, due: datetime = NOW) -> Notice:
    return replace(post(f"reminder:{due:%H}", nth=nth), kind=NoticeKind.REMINDER, act=act, due_at=due)


async def states(database: Database) -> list[tuple[str, str | None]]:
    async with database.engines[1].connect() as db:
        rows = await db.execute(sa.select(outbox.c.state, outbox.c.error).order_by(outbox.c.id))
        return [(row.state, row.error) for row in rows]


async def silenced(database: Database, *notices: Notice) -> tuple[CourierDesk, list[int]]:
    """The channel refused the first of them for good."""
    async with database.unit_of_work() as uow:
        await uow.chats.seen(origin())
        await uow.commit()
    desk = await add(database, *notices)
    (head,) = await claim(desk)
    return desk, list(await desk.silence(head, worker="w", error=WHY, now=NOW))


async def test_a_refused_reminder_waits_with_its_reason_for_what_becomes_of_it(database: Database) -> None:
    desk, dead = await silenced(database, card(1))
    assert (dead, await states(database)) == ([], [("pending", WHY)])
    (again,) = await claim(desk)
    assert (again.attempts, again.error, again.ambiguous) == (2, WHY, False)
    assert again.chat is not None
    assert not again.chat.active


async def test_what_waits_behind_is_given_up_but_for_what_may_go_another_way(database: Database) -> None:
    sheet = replace(post("run_sheet:1", nth=3), kind=NoticeKind.RUN_SHEET)
    desk, dead = await silenced(database, card(1), post(nth=2), sheet, card(4, due=LATER))
    assert len(dead) == 1
    assert await states(database) == [("pending", WHY), ("dead", WHY), ("pending", WHY), ("pending", WHY)]
    assert numbers(await claim(desk)) == [1]
    assert await claim(desk, now=LATER) == ()


async def test_a_reminder_behind_what_was_refused_waits_as_well(database: Database) -> None:
    desk, dead = await silenced(database, post(nth=1), card(2))
    assert len(dead) == 1
    assert await states(database) == [("dead", WHY), ("pending", WHY)]
    assert numbers(await claim(desk)) == [2]


async def test_the_newer_of_two_of_one_card_waits_for_both(database: Database) -> None:
    async with database.unit_of_work() as uow:
        await uow.chats.seen(origin())
        await uow.commit()
    desk = await add(database, card(1))
    (head,) = await claim(desk)
    await add(database, card(2))
    assert await desk.silence(head, worker="w", error=WHY, now=NOW) == ()
    assert await states(database) == [("dropped", "superseded"), ("pending", WHY)]
    assert numbers(await claim(desk)) == [2]


async def test_who_is_seen_again_before_it_was_decided_gets_the_card(database: Database) -> None:
    desk, _ = await silenced(database, card(1))
    async with database.unit_of_work() as uow:
        await uow.chats.seen(origin())
        await uow.commit()
    (again,) = await claim(desk)
    assert again.chat is not None
    assert (again.chat.id, again.chat.active) == (CHAT, True)
