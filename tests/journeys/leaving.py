"""Somebody leaves a group halfway: the next import of the programme no longer names them."""

from dataclasses import replace

from bot.library import Library
from bot.rehearsal.sample import sample_programme
from dialogs.programmes.model import GroupEntry
from dialogs.usecases.importing import import_programme
from tests.journeys.conftest import NOW
from tests.journeys.stage import Stage


async def leave(stage: Stage, *names: str) -> None:
    programme = sample_programme(NOW)
    without = replace(programme, groups=tuple(_without(group, names) for group in programme.groups))
    await import_programme(stage.bot.house, without, sources=Library.open().sources)


def _without(group: GroupEntry, names: tuple[str, ...]) -> GroupEntry:
    return replace(group, participants=tuple(p for p in group.participants if p.name not in names))
