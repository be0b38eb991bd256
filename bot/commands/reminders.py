"""`mastermind reminders`: what people will be reminded of, and when."""

import asyncio
import json
from dataclasses import replace
from datetime import datetime
from typing import Annotated

import typer

from bot.bootstrap import bots_clock, furnish
from bot.commands.shared import store, table
from bot.delivery.holidays import school_holidays
from bot.settings import Settings, load_settings
from dialogs.formats.model import Language
from dialogs.reminders.plan import Line, Plan
from dialogs.reminders.plan_shown import shown
from dialogs.usecases.programme_plan import ProgrammePlan, programme_plan

reminders = typer.Typer(help="Look ahead at what people will be reminded of.")


@reminders.callback()
def commands() -> None:
    """Without this a single command would have no name."""


@reminders.command()
def plan(
    programme: Annotated[str, typer.Option(help="The programme's short name, as `programme list` gives it.")],
    group: Annotated[int | None, typer.Option(help="Only the group with this number.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="A list for programs, with a line for each person.")] = False,  # noqa: FBT002 - a flag
    from_: Annotated[
        datetime | None, typer.Option("--from", formats=["%Y-%m-%d"], help="From this day on; left out: from now on.")
    ] = None,
    language: Annotated[Language | None, typer.Option(help="nl or en; left out: MASTERMIND_LANGUAGE.")] = None,
) -> None:
    """Show who is reminded of what, and when.

    As if nobody had answered yet: who has, gets nothing.
    """
    settings = load_settings()
    found = asyncio.run(_read(settings, programme, from_))
    if found is None:
        raise typer.BadParameter(
            f"there is no programme {programme!r}; `mastermind programme list` names those there are",
            param_hint="--programme",
        )
    if group is not None and group not in found.groups:
        known = ", ".join(map(str, found.groups)) or "none"
        raise typer.BadParameter(f"{programme} has no group {group}; it has {known}", param_hint="--group")
    wanted = found.plan if group is None else _of_group(found.plan, group)
    typer.echo(_json(wanted) if as_json else _table(wanted, language or Language(settings.language)))


async def _read(settings: Settings, slug: str, since: datetime | None) -> ProgrammePlan | None:
    """By the bot's own clock, which in rehearsal can be moved."""
    async with store(settings) as database:
        await database.check()
        clock = await bots_clock(settings, database)
        house = furnish(database, clock, mails=settings.mails, school=school_holidays(settings))
        return await programme_plan(house, slug, since=since.date() if since is not None else None)


def _of_group(plan: Plan, number: int) -> Plan:
    return replace(
        plan,
        lines=tuple(line for line in plan.lines if line.group == number),
        too_many=tuple(line for line in plan.too_many if line.group == number),
        unsaid=tuple(one for one in plan.unsaid if one.group == number),
    )


def _json(plan: Plan) -> str:
    return json.dumps([_entry(line) for line in plan.lines], ensure_ascii=False, indent=1)


def _entry(line: Line) -> dict[str, str | int | None]:
    return {
        "group": line.group,
        "session": line.session,
        "rule": line.rule,
        "person": line.email,
        "due": line.due.isoformat(),
        "channel": line.channel.value,
    }


def _table(plan: Plan, language: Language) -> str:
    blocks = shown(plan, language)
    return "\n\n".join(
        "\n".join([*([title] if title else []), *([table(*rows)] if rows else [])]) for title, rows in blocks
    )
