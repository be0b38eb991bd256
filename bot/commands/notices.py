"""`mastermind notices`: what the bot could not deliver, and what to do with it. Never a word of what it would say."""

import asyncio
import json
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from enum import StrEnum
from typing import Annotated, Any, Final
from zoneinfo import ZoneInfo

import typer

from bot.bootstrap import bots_clock, furnish
from bot.commands.shared import Failure, store, table
from bot.settings import Settings, load_settings
from dialogs.errors import Stale
from dialogs.formats.model import Language
from dialogs.notices import NoticeState
from dialogs.texts.catalogue import Texts
from dialogs.undelivered import Undelivered
from dialogs.usecases import undelivered
from dialogs.usecases.house import House

notices = typer.Typer(help="Look after messages that could not be delivered.")


class Which(StrEnum):
    DEAD = "dead"
    WAITING = "waiting"
    ALL = "all"


_WAITING: Final = (NoticeState.PENDING, NoticeState.SENDING)
_STATES: Final = {
    Which.DEAD: (NoticeState.DEAD,),
    Which.WAITING: _WAITING,
    Which.ALL: (NoticeState.DEAD, *_WAITING),
}
_MOST_NAMED: Final = 10
_IN_A_TABLE: Final = 100
_LARGEST: Final = 2**63 - 1
"""That a store can count to."""

Programme = Annotated[str | None, typer.Option(help="Only of this programme; `programme list` gives its short name.")]
Numbers = Annotated[
    list[int] | None, typer.Argument(metavar="[ID]...", max=_LARGEST, help="Numbers from `notices list`.")
]
EvenIfSaid = Annotated[
    bool, typer.Option("--even-if-said", help="Also what may have arrived: people may read it twice.")
]
All = Annotated[bool, typer.Option("--all", help="Every message that could not be delivered.")]


@notices.command("list")
def list_(
    programme: Programme = None,
    state: Annotated[Which, typer.Option(help="Given up, still waiting, or both.")] = Which.DEAD,
    most: Annotated[
        int | None,
        typer.Option(
            "--most", min=1, max=_LARGEST, help=f"The oldest so many; left out: {_IN_A_TABLE}, or all with --json."
        ),
    ] = None,
    as_json: Annotated[bool, typer.Option("--json", help="For machines.")] = False,  # noqa: FBT002 - a flag
) -> None:
    """List messages that could not be delivered, each with the reason. An address stands there only where the message
    is for one person."""
    settings = load_settings()
    most = most or (None if as_json else _IN_A_TABLE)
    found, more, texts = asyncio.run(_list(settings, programme, _STATES[state], most))
    zone = ZoneInfo(settings.time_zone)
    if as_json:
        typer.echo(json.dumps([_record(one, texts, zone) for one in found], ensure_ascii=False, indent=2))
    elif found:
        heads = ("ID", "STATE", "SINCE", "GROUP", "KIND", "TO", "TRIES", "REASON")
        typer.echo(table(heads, *(_row(one, texts, zone) for one in found)))
    else:
        typer.echo("nothing is waiting" if state is Which.WAITING else "there is nothing that could not be delivered")
    if more:
        typer.echo(f"and {more} more; --most shows more of them, --programme only those of one programme", err=True)


@notices.command()
def retry(
    ids: Numbers = None,
    all_: All = False,  # noqa: FBT002 - a flag
    programme: Programme = None,
    even_if_said: EvenIfSaid = False,  # noqa: FBT002 - a flag
) -> None:
    """Have messages tried again, as if for the first time. A chat or address that counted as unreachable gets another
    chance with them. What may have arrived already is left alone, unless --even-if-said."""
    _one_way(ids, programme, all_=all_)
    done = asyncio.run(_retry(load_settings(), ids, programme, even_if_said=even_if_said))
    if done is None:
        typer.echo("there is nothing to try again")
        return
    told = list(_told(done))
    if not done.back and not done.needless:
        raise Failure(*told)
    typer.echo("\n".join(told))


@notices.command()
def drop(ids: Numbers = None, all_: All = False, programme: Programme = None) -> None:  # noqa: FBT002 - a flag
    """Put messages aside for good.

    Nobody will get them, and no list shows them any more.
    """
    _one_way(ids, programme, all_=all_)
    done = asyncio.run(_drop(load_settings(), ids, programme))
    typer.echo(f"{_messages(done)} put aside" if done else "there is nothing to put aside")


def _one_way(ids: list[int] | None, programme: str | None, *, all_: bool) -> None:
    if bool(ids) == all_:
        raise typer.BadParameter("give the ID of one or more messages, or --all")
    if ids and programme is not None:
        raise typer.BadParameter("--programme goes with --all; an ID says enough by itself")


def _told(done: undelivered.Retried) -> Sequence[str]:
    told = [f"{_messages(done.back)} will be tried again now"] if done.back else []
    if done.needless:
        told.append(f"put aside, for something newer is on its way: {_named(done.needless)}")
    if done.late:
        told.append(f"too late for {_named(done.late)}: nobody needs it any more; `notices drop` puts it aside")
    if done.said:
        told.append(f"may have arrived already: {_named(done.said)}; with --even-if-said it is sent once more")
    return told


def _messages(count: int) -> str:
    return "1 message" if count == 1 else f"{count} messages"


def _named(ids: Sequence[int]) -> str:
    named = ", ".join(map(str, ids[:_MOST_NAMED]))
    return named if len(ids) <= _MOST_NAMED else f"{named} and {len(ids) - _MOST_NAMED} more"


def _row(one: Undelivered, texts: Texts, zone: ZoneInfo) -> tuple[object, ...]:
    groups = ", ".join(f"{slug} {number}" for slug, number in one.groups)
    since = f"{_since(one).astimezone(zone):%Y-%m-%d %H:%M}"
    state = Which.DEAD if one.state is NoticeState.DEAD else Which.WAITING
    return (one.id, state, since, groups or "-", one.kind, one.address or "-", one.attempts, _reason(one, texts) or "-")


def _record(one: Undelivered, texts: Texts, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "id": one.id,
        "state": one.state,
        "since": _since(one).astimezone(zone).isoformat(),
        "due": one.due_at.astimezone(zone).isoformat(),
        "groups": [{"programme": slug, "group": number} for slug, number in one.groups],
        "kind": one.kind,
        "to": one.address,
        "attempts": one.attempts,
        "code": one.why,
        "reason": _reason(one, texts),
        "may_have_arrived": one.may_have_arrived,
    }


def _since(one: Undelivered) -> datetime:
    return one.settled_at or one.due_at


def _reason(one: Undelivered, texts: Texts) -> str | None:
    if one.why is not None:
        return texts.say(f"card.undelivered.{one.why}")
    if not one.attempts:
        return None
    return f"will be tried again; last time: {one.error}" if one.error else "will be tried again"


async def _list(
    settings: Settings, slug: str | None, states: Sequence[NoticeState], most: int | None
) -> tuple[Sequence[Undelivered], int, Texts]:
    """What is shown, and how many more there are."""
    async with _house(settings) as house:
        found, more = await _found(house, slug, states=states, most=most), 0
        if len(found) == most:
            async with house.reading() as uow:
                more = await uow.dead_letters.count(states, slug=slug) - most
        return found, more, house.texts.in_(Language.EN)


async def _retry(
    settings: Settings, ids: list[int] | None, slug: str | None, *, even_if_said: bool
) -> undelivered.Retried | None:
    async with _house(settings) as house:
        letters = await _asked(house, ids, slug)
        try:
            return await undelivered.retry(house, letters, even_if_said=even_if_said) if letters else None
        except Stale as stale:
            raise Failure("the running bot was busy with the same cards; try again in a moment") from stale


async def _drop(settings: Settings, ids: list[int] | None, slug: str | None) -> int:
    async with _house(settings) as house:
        return await undelivered.drop(house, await _asked(house, ids, slug))


@asynccontextmanager
async def _house(settings: Settings) -> AsyncIterator[House]:
    """With the bot's own clock, which in rehearsal was moved: only it can tell what is too late."""
    async with store(settings) as database:
        await database.check()
        yield furnish(database, await bots_clock(settings, database))


async def _found(
    house: House, slug: str | None, *, states: Sequence[NoticeState], most: int | None = None
) -> Sequence[Undelivered]:
    async with house.reading() as uow:
        if slug is not None and slug not in {known for known, *_ in await uow.programmes.list()}:
            raise Failure(f"there is no programme {slug!r}; `mastermind programme list` names those there are")
        return await uow.dead_letters.find(states, slug=slug, most=most)


async def _asked(house: House, ids: list[int] | None, slug: str | None) -> Sequence[Undelivered]:
    """Every one of the numbers, or none: with a mistake among them nothing is done."""
    if not ids:
        return await _found(house, slug, states=_STATES[Which.DEAD])
    async with house.reading() as uow:
        letters = await uow.dead_letters.find(_STATES[Which.DEAD], ids=ids)
    missing = sorted(set(ids) - {one.id for one in letters})
    if missing:
        raise Failure(f"nothing was done: {_named(missing)} is not in the list of `mastermind notices list`")
    return letters
