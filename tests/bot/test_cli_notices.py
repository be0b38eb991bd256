"""`mastermind notices`: what could not be delivered is told without a word of it, tried again, or put aside."""

import asyncio
import json
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import pytest

from bot.library import read_stored
from dialogs.ids import ConversationId, GroupId, PersonId
from dialogs.notices import Act, Notice, NoticeKind, NoticeState
from dialogs.ports import UnitOfWork
from dialogs.turns import ChatKind, Origin
from storage.database import Database
from tests.bot.command_line import SLUG, Mastermind, with_2021

NOW: Final = datetime.now(UTC)
GROUP: Final = ConversationId("19:group@thread.v2")
OWN: Final = ConversationId("a:own")
SECRET: Final = "Anna schreef dit"


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    """What a test needs of the store that the commands look at."""

    group: GroupId
    person: PersonId

    def given(self, *notices: Notice) -> None:
        asyncio.run(_written(lambda uow: uow.outbox.add(notices)))

    def dies(self, *notices: Notice, error: str = "refused: 400 BadSyntax", doubted: bool = False) -> list[str]:
        return asyncio.run(_die(notices, error, doubted=doubted))

    def states(self) -> list[str]:
        return asyncio.run(_states())


@pytest.fixture
def mastermind(mastermind: Mastermind, tmp_path: Path, stores: dict[str, bytes]) -> Mastermind:
    return with_2021(mastermind, tmp_path, stores)


@pytest.fixture
def store(mastermind: Mastermind) -> Store:
    """Group 1 is linked to a chat, and one of its people has a chat with the bot."""
    return asyncio.run(_linked())


async def _linked() -> Store:
    database = Database("sqlite+aiosqlite:///var/mastermind.db", formats=read_stored)
    try:
        async with database.unit_of_work() as uow:
            number, _, code = next(one for one in await uow.programmes.codes(SLUG) if one[0] == 1)
            found = await uow.groups.by_code(number, code)
            assert found is not None
            group, _ = found
            member = next(one for one in group.members if one.person != found[1])
            await uow.people.match(member.person, channel_id="29:x", entra_id=None, tenant_id="t", now=NOW)
            await uow.chats.seen(_origin(GROUP, ChatKind.GROUP))
            await uow.chats.seen(_origin(OWN, ChatKind.PERSONAL))
            await uow.groups.link(group.id, GROUP)
            await uow.commit()
        return Store(group=group.id, person=member.person)
    finally:
        await database.dispose()


async def _written(does: Callable[[UnitOfWork], Awaitable[None]]) -> None:
    database = Database("sqlite+aiosqlite:///var/mastermind.db", formats=read_stored)
    try:
        async with database.unit_of_work() as uow:
            await does(uow)
            await uow.commit()
    finally:
        await database.dispose()


async def _die(notices: Sequence[Notice], error: str, *, doubted: bool) -> list[str]:
    await _written(lambda uow: uow.outbox.add(notices))
    database = Database("sqlite+aiosqlite:///var/mastermind.db", formats=read_stored)
    numbers = []
    try:
        desk = database.courier_desk()
        while claimed := await desk.claim(worker="w", now=NOW, real=NOW, limit=50):
            for one in claimed:
                if doubted and not one.ambiguous:
                    await desk.retry(one, worker="w", at=NOW, error="ambiguous: no answer", ambiguous=True)
                    continue
                await desk.settle(one, worker="w", state=NoticeState.DEAD, error=error, now=NOW)
                numbers.append(str(one.id))
    finally:
        await database.dispose()
    return numbers


async def _states() -> list[str]:
    database = Database("sqlite+aiosqlite:///var/mastermind.db", formats=read_stored)
    try:
        async with database.reading() as uow:
            return [one.state for one in await uow.dead_letters.find(tuple(NoticeState))]
    finally:
        await database.dispose()


def _origin(chat: ConversationId, kind: ChatKind) -> Origin:
    return Origin(
        conversation_id=chat,
        kind=kind,
        tenant_id="t",
        service_url="https://channel.example/",
        activity_id="a",
        bot_id="28:bot",
        sender_id="29:x",
        sender_name="X",
        sender_entra_id=None,
    )


def in_group(**changes: Any) -> Notice:
    said = Notice(
        kind=NoticeKind.REPLY, conversation=GROUP, payload={"words": SECRET}, due_at=NOW - timedelta(minutes=1)
    )
    return replace(said, **changes)


def a_letter(store: Store) -> Notice:
    payload = {"person": store.person, "group": store.group, "day": "2021-05-10"}
    return in_group(kind=NoticeKind.LETTER, conversation=ConversationId(f"mail:{store.person}"), payload=payload)


# --- looking


@pytest.mark.parametrize("command", [(), ("list",), ("retry",), ("drop",)])
def test_it_explains_itself(mastermind: Mastermind, command: tuple[str, ...]) -> None:
    said = mastermind("notices", *command, "--help")
    assert said.code == 0
    assert f"Usage: {' '.join(('mastermind notices', *command))}" in said.out


def test_where_all_was_delivered_the_list_says_so(mastermind: Mastermind, store: Store) -> None:
    store.given(in_group())
    said = mastermind("notices", "list")
    assert (said.code, said.out, said.err) == (0, "there is nothing that could not be delivered\n", "")
    assert mastermind("notices", "list", "--json").out == "[]\n"


def test_the_list_tells_where_to_and_why_and_never_what(mastermind: Mastermind, store: Store) -> None:
    (number,) = store.dies(in_group(), error="blocked: 403 BotNotInConversationRoster")
    said = mastermind("notices", "list")
    heads, line = said.out.splitlines()
    assert heads.split() == ["ID", "STATE", "SINCE", "GROUP", "KIND", "TO", "TRIES", "REASON"]
    assert line.split()[:2] == [number, "dead"]
    assert line.endswith("masterminds-2021 1  reply  -   1      the bot was taken out of the chat")
    assert SECRET not in said.out


def test_an_address_stands_only_where_the_message_is_for_one_person(mastermind: Mastermind, store: Store) -> None:
    store.dies(in_group(), a_letter(store), in_group(conversation=OWN))
    addresses = [one["to"] for one in json.loads(mastermind("notices", "list", "--json").out)]
    assert addresses[0] is None
    assert addresses[1] == addresses[2]
    assert "@" in addresses[1]


def test_machines_read_everything_but_the_words(mastermind: Mastermind, store: Store) -> None:
    (number,) = store.dies(in_group(), error="retry: 503 ServiceUnavailable")
    said = mastermind("notices", "list", "--json")
    (record,) = json.loads(said.out)
    assert record["id"] == int(number)
    assert datetime.fromisoformat(record["since"]) == NOW
    assert record["groups"] == [{"programme": SLUG, "group": 1}]
    assert (record["code"], record["reason"]) == ("busy", "Teams could not be reached for too long")
    assert (record["kind"], record["attempts"], record["may_have_arrived"]) == ("reply", 1, False)
    assert SECRET not in said.out


def test_of_very_many_the_first_are_listed_and_how_many_more_there_are(mastermind: Mastermind, store: Store) -> None:
    store.dies(*(in_group(conversation=ConversationId(f"19:{n % 50}")) for n in range(103)))
    said = mastermind("notices", "list")
    assert len(said.out.splitlines()) == 1 + 100
    assert said.err == "and 3 more; --most shows more of them, --programme only those of one programme\n"
    assert len(mastermind("notices", "list", "--most", "2").out.splitlines()) == 1 + 2
    whole = mastermind("notices", "list", "--most", "103")
    assert (len(whole.out.splitlines()), whole.err) == (1 + 103, "")


def test_machines_read_all_of_them_unless_they_ask_for_fewer(mastermind: Mastermind, store: Store) -> None:
    store.dies(*(in_group(conversation=ConversationId(f"19:{n % 50}")) for n in range(103)))
    said = mastermind("notices", "list", "--json")
    assert (len(json.loads(said.out)), said.err) == (103, "")
    few = mastermind("notices", "list", "--json", "--most", "3")
    assert len(json.loads(few.out)) == 3
    assert few.err.startswith("and 100 more;")


def test_what_waits_is_listed_when_it_is_asked_for(mastermind: Mastermind, store: Store) -> None:
    store.dies(in_group())
    store.given(in_group(due_at=NOW + timedelta(days=1)))
    kinds = {
        state: [one["state"] for one in json.loads(mastermind("notices", "list", "--state", state, "--json").out)]
        for state in ("dead", "waiting", "all")
    }
    assert kinds == {"dead": ["dead"], "waiting": ["pending"], "all": ["dead", "pending"]}
    assert " waiting " in mastermind("notices", "list", "--state", "waiting").out


def test_only_what_is_of_a_programme_is_listed(mastermind: Mastermind, store: Store) -> None:
    store.dies(in_group(conversation=ConversationId("19:elsewhere")))
    assert "could not be delivered" in mastermind("notices", "list", "--programme", SLUG).out
    unknown = mastermind("notices", "list", "--programme", "anders")
    assert (unknown.code, unknown.out) == (1, "")
    assert "programme list" in unknown.err


# --- trying again


def test_one_is_tried_again_by_its_number(mastermind: Mastermind, store: Store) -> None:
    first, second = store.dies(in_group(), in_group())
    said = mastermind("notices", "retry", first)
    assert (said.code, said.out) == (0, "1 message will be tried again now\n")
    assert store.states() == ["pending", "dead"]
    assert mastermind("notices", "retry", first, second).code == 1, "the first waits already"
    assert store.states() == ["pending", "dead"]


def test_all_of_a_programme_are_tried_again(mastermind: Mastermind, store: Store) -> None:
    store.dies(in_group(), in_group(), in_group(conversation=ConversationId("19:elsewhere")))
    assert mastermind("notices", "retry", "--all", "--programme", SLUG).out == "2 messages will be tried again now\n"
    assert sorted(store.states()) == ["dead", "pending", "pending"]
    assert mastermind("notices", "retry", "--all").out == "1 message will be tried again now\n"
    assert mastermind("notices", "retry", "--all").out == "there is nothing to try again\n"


def test_what_may_have_arrived_is_only_repeated_when_that_is_said_to_be_all_right(
    mastermind: Mastermind, store: Store
) -> None:
    (number,) = store.dies(in_group(), doubted=True, error="ambiguous: 504")
    said = mastermind("notices", "retry", number)
    assert (said.code, said.out) == (1, "")
    assert "--even-if-said" in said.err
    assert store.states() == ["dead"]
    assert mastermind("notices", "retry", number, "--even-if-said").code == 0
    assert store.states() == ["pending"]


def test_what_nobody_needs_any_more_is_not_tried_again(mastermind: Mastermind, store: Store) -> None:
    late, _ = store.dies(in_group(drop_after=NOW - timedelta(seconds=1)), in_group())
    said = mastermind("notices", "retry", "--all")
    assert said.code == 0
    assert said.out.splitlines() == [
        "1 message will be tried again now",
        f"too late for {late}: nobody needs it any more; `notices drop` puts it aside",
    ]


def test_a_card_that_something_newer_will_show_needs_no_older_one(mastermind: Mastermind, store: Store) -> None:
    card = in_group(kind=NoticeKind.ROUND, act=Act.REFRESH, key="round:1")
    (older,) = store.dies(card)
    store.given(card)
    said = mastermind("notices", "retry", older)
    assert (said.code, said.out) == (0, f"put aside, for something newer is on its way: {older}\n")
    assert store.states() == ["dropped", "pending"]


def test_very_many_are_tried_again_a_portion_at_a_time(mastermind: Mastermind, store: Store) -> None:
    store.dies(*(in_group(conversation=ConversationId(f"19:{n % 50}")) for n in range(450)))
    assert mastermind("notices", "retry", "--all").out == "450 messages will be tried again now\n"
    assert set(store.states()) == {"pending"}


# --- putting aside, and wrong use


def test_what_is_dropped_is_in_no_list_any_more(mastermind: Mastermind, store: Store) -> None:
    first, _ = store.dies(in_group(), in_group())
    assert mastermind("notices", "drop", first).out == "1 message put aside\n"
    assert mastermind("notices", "drop", "--all").out == "1 message put aside\n"
    assert mastermind("notices", "drop", "--all").out == "there is nothing to put aside\n"
    assert store.states() == ["dropped", "dropped"]


@pytest.mark.parametrize("command", ["retry", "drop"])
def test_with_an_unknown_number_among_them_nothing_is_done(mastermind: Mastermind, store: Store, command: str) -> None:
    (number,) = store.dies(in_group())
    said = mastermind("notices", command, number, "404")
    assert (said.code, said.out) == (1, "")
    assert said.err == "mastermind: nothing was done: 404 is not in the list of `mastermind notices list`\n"
    assert store.states() == ["dead"]


@pytest.mark.parametrize(
    ("arguments", "word"),
    [
        (("retry",), "--all"),
        (("drop",), "--all"),
        (("retry", "1", "--all"), "--all"),
        (("retry", "1", "--programme", SLUG), "--programme"),
        (("drop", "one"), "integer"),
        (("list", "--state", "lost"), "--state"),
        (("list", "--most", "0"), "--most"),
        (("list", "--most", str(2**63)), "--most"),
        (("retry", str(2**63)), "ID"),
        (("drop", str(2**63)), "ID"),
        (("repeat",), "repeat"),
    ],
)
def test_wrong_use_is_told_in_two_lines_and_ends_with_2(
    mastermind: Mastermind, arguments: tuple[str, ...], word: str
) -> None:
    said = mastermind("notices", *arguments)
    assert (said.code, said.out) == (2, "")
    assert word in said.err
    assert len(said.err.splitlines()) == 2


def test_what_waits_for_another_try_says_so(mastermind: Mastermind, store: Store) -> None:
    asyncio.run(_tried_again(in_group()))
    (record,) = json.loads(mastermind("notices", "list", "--state", "waiting", "--json").out)
    assert (record["attempts"], record["code"], record["reason"]) == (
        1,
        None,
        "will be tried again; last time: the channel asked to wait",
    )


async def _tried_again(notice: Notice) -> None:
    await _written(lambda uow: uow.outbox.add([notice]))
    database = Database("sqlite+aiosqlite:///var/mastermind.db", formats=read_stored)
    try:
        desk = database.courier_desk()
        (claimed,) = await desk.claim(worker="w", now=NOW, real=NOW, limit=50)
        later = NOW + timedelta(minutes=1)
        await desk.retry(claimed, worker="w", at=later, error="the channel asked to wait", ambiguous=False)
    finally:
        await database.dispose()
