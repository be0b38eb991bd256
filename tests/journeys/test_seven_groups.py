"""The published programme of 2021: seven groups, all their twenty-eight sessions, each on its own day, over the wire.

What the people know they did is counted by themselves; the store, the boards and the exports are held beside that.
"""

import re
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Iterator, Mapping
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from random import Random
from typing import Final

import pytest

from bot.library import Library
from bot.programmes.reading import read_programme
from bot.rehearsal.diary import Diary
from bot.rehearsal.keeping import kept_of
from bot.rehearsal.player import Player
from bot.rehearsal.tally import Kept, count, shortcomings
from bot.rehearsal.troubles import Troubles, troubles
from dialogs.experiments.model import ExperimentState
from dialogs.experiments.report import Done
from dialogs.experiments.rules import effective
from dialogs.exports.every import ExportTable
from dialogs.exports.protection import protected
from dialogs.exports.tables import Export, Row
from dialogs.formats.model import Shows
from dialogs.ids import ConversationId
from dialogs.programmes.changes import is_changed
from dialogs.programmes.model import ProgrammeFile
from dialogs.sessions.model import RunKey, Session
from dialogs.usecases.exporting import export_table
from dialogs.usecases.importing import import_programme
from tests.journeys.stage import Stage, staged

FILE: Final = Path(__file__).parent.parent / "data" / "programme-2021.yaml"
SLUG: Final = "masterminds-2021"
MAY: Final = datetime(2021, 5, 1, 8, tzinfo=UTC)
SESSIONS: Final = 4
ENGLISH: Final = 3
"""The group that plays in English."""
RESTARTED: Final = 5
"""The group in the middle of whose second session the bot is restarted."""
TROUBLED: Final = (1, 6)
"""Groups in which somebody is late, misses a session, sends twice, and the hotseat is handed over."""
ONLY_THE_MODERATOR: Final = "moderator"
"""Whom a report is shared with when the group is not to know of it."""
ALSO_THE_PROGRAMME: Final = "group_programme"
"""Whom a report is shared with when others may learn from it, without a name."""


@pytest.fixture(scope="module")
def programme() -> ProgrammeFile:
    library = Library.open()
    formats = {name: recipe.format for name, recipe in library.recipes.items()}
    return read_programme(FILE.read_bytes(), name=FILE.name, formats=formats)


@pytest.fixture
async def stage(programme: ProgrammeFile, migrated_sqlite_url: str) -> AsyncIterator[Stage]:
    async with staged(programme, database_url=migrated_sqlite_url, now=MAY) as made:
        yield made


async def test_the_programme_is_seven_groups_and_comes_in_once(stage: Stage, programme: ProgrammeFile) -> None:
    again = await import_programme(stage.bot.house, programme, sources=Library.open().sources)

    async with stage.bot.house.reading() as uow:
        (listed,) = await uow.programmes.list()
        loaded = await uow.programmes.load(SLUG)
    assert not is_changed(again)
    assert listed[2:] == (7, 53)
    assert loaded is not None
    assert sum(len(group.sessions) for group in loaded[1].groups) == 28


@pytest.mark.long
async def test_all_seven_groups_play_their_whole_series(stage: Stage, programme: ProgrammeFile) -> None:
    unlucky = {number: _troubles(stage, number) for number in range(1, 8)}
    players = {number: _player(stage, number, unlucky[number]) for number in unlucky}
    days = sorted((s.starts, group.number, s.number) for group in programme.groups for s in group.sessions)
    restarts: list[str] = []

    async def restart_once(session: Session) -> None:
        if session.number == 2 and not restarts:
            restarts.append(session.id)
            await stage.restart()
            for one in players.values():
                assert stage.bot.mover is not None
                one.mover = stage.bot.mover

    players[RESTARTED].before_answers = restart_once
    for starts, number, session in days:
        player = players[number]
        if session == 1:
            await _comes_alive(stage, player, starts, english=number == ENGLISH)
        await player.between(session)
        await player.plays(session)
        await player.catches_up(session)
        if session > 1:
            _board_holds_every_report(player, await _kept(stage, number), session)

    kept = {number: await _kept(stage, number) for number in players}
    assert len(restarts) == 1
    assert {n: list(shortcomings(kept[n], players[n].diary, unlucky[n])) for n in players} == {n: [] for n in players}
    assert sum(count(one).sessions for one in kept.values()) == 28
    assert any(text.startswith("Session 4 is done") for text in players[ENGLISH].chat.texts)
    assert stage.room.channel.complaints == []
    assert [call for call in stage.room.channel.calls if call.status is None or call.status >= 400] == []
    await _exports_are_what_a_hand_counts(stage, players, kept)


def _troubles(stage: Stage, number: int) -> Troubles:
    if number not in TROUBLED:
        return Troubles()
    return troubles(stage.room.cast.group(number), SESSIONS, seed=number)


def _player(stage: Stage, number: int, unlucky: Troubles) -> Player:
    assert stage.bot.mover is not None
    look = partial(stage.session, number)
    return Player(
        room=stage.room, mover=stage.bot.mover, group=number, look=look, seed=number, troubles=unlucky, hurry=True
    )


async def _comes_alive(stage: Stage, player: Player, starts: datetime, *, english: bool) -> None:
    await stage.wait_until(max(starts - timedelta(days=8), stage.clock.now()))
    await player.links()
    if english:
        await player.moderator.mentions(player.chat, "taal en")
    await player.prepares()


async def _kept(stage: Stage, number: int) -> Kept:
    return await kept_of(stage.bot.house, ConversationId(stage.room.group_chat(number).id))


def _board_holds_every_report(player: Player, kept: Kept, number: int) -> None:
    """Everybody's experiment stands on the board of the session that its report was given for."""
    session = next(one for one in kept.sessions if one.number == number)
    what = Shows.REPORTS if number < SESSIONS else Shows.HARVEST
    place = next(n for n, each in enumerate(session.plan.rounds, 1) if what in each.shows)
    head = re.compile(rf"Sess(ie|ion) {number} · (ronde|round) {place} (van|of) ")
    lines = {line for text in player.chat.texts if head.match(text) for line in text.splitlines()}
    tried = {str(one.id): one.when for one in kept.experiments}
    told = [one for one in player.diary.reports if one.session == session.id and one.sharing != ONLY_THE_MODERATOR]
    assert told
    for one in told:
        words = tried[one.experiment][1:30]
        assert any(line.startswith(f"{one.person}:") and words in line for line in lines), (one, sorted(lines))


async def _exports_are_what_a_hand_counts(
    stage: Stage, players: Mapping[int, Player], kept: Mapping[int, Kept]
) -> None:
    diaries = {number: player.diary for number, player in players.items()}
    await _experiments_are_what_a_hand_counts(stage, diaries, kept)

    answers = await _rows(stage, ExportTable.ANSWERS)
    for round_id, question in (("1.4", "question"), ("1.6", "idea"), ("3.4", "works_when")):
        rows = [r for r in answers if (r["kind"], r["round"], r["question"]) == ("answer", round_id, question)]
        assert _by_group(rows) == {n: _answered(players[n], round_id) for n in players}, question

    last = {n: next(s.id for s in one.sessions if s.number == SESSIONS) for n, one in kept.items()}
    harvested = {n: diary.forms.get((last[n], "harvest"), set()) for n, diary in diaries.items()}
    insights = {n: harvested[n] | diaries[n].answers.get((last[n], RunKey("4.4", 1)), set()) for n in players}
    assert _by_group(await _rows(stage, ExportTable.INSIGHTS)) == {n: len(who) for n, who in insights.items()}
    tips = await _rows(stage, ExportTable.TIPS)
    assert _by_group(tips) == {n: len(who) for n, who in harvested.items()}
    assert {n: sum(_number(r["votes"]) for r in tips if r["group"] == n) for n in kept} == {
        n: sum(_dots(one.sessions[-1])) for n, one in kept.items()
    }

    bottlenecks = [r for r in await _rows(stage, ExportTable.BOTTLENECKS) if r["source"] == "round"]
    assert _by_group(bottlenecks) == {n: _answered(players[n], "2.4") + _answered(players[n], "4.6") for n in players}


async def _experiments_are_what_a_hand_counts(
    stage: Stage, diaries: Mapping[int, Diary], kept: Mapping[int, Kept]
) -> None:
    """Nobody promised an experiment to the programme, and some a report: these are rows, the rest is counted."""
    export = await _export(stage, ExportTable.EXPERIMENTS)
    rows, reports = export.table.rows, [told for diary in diaries.values() for told in diary.reports]
    assert len(rows) == sum(diary.experiments.total() for diary in diaries.values())
    shared = {n: [r for r in diary.reports if r.sharing == ALSO_THE_PROGRAMME] for n, diary in diaries.items()}
    assert sum(map(len, shared.values())) > 0
    assert {n: sum(_number(r["reports"]) for r in rows if r["reports"] and r["group"] == n) for n in shared} == {
        n: len(told) for n, told in shared.items()
    }
    assert {row["then"] for row in rows} == {None}

    figures = {(row["figure"], row["value"]): row["count"] for row in export.figures.rows}
    today = stage.clock.now().date()
    states = Counter(effective(one, today) for each in kept.values() for one in each.experiments)
    done = Counter(told.done for told in reports)
    for figure, counts in (
        ("state", {state.value: states[state] for state in ExperimentState}),
        ("done", {one.value: done[one.value] for one in Done}),
    ):
        assert {value: figures[figure, value] for value in counts} == protected(counts).cells


def _dots(session: Session) -> Iterator[int]:
    """How many each person gave to the tips, in the newest run."""
    rounds = {r.id: f.id for r in session.plan.rounds if r.form for f in r.form.fields if f.source == "tips"}
    for (run, _), answer in session.answers.items():
        newest = session.newest_run(run.round_id)
        dots = answer.fields.get(rounds.get(run.round_id, ""))
        if newest is not None and newest.key == run and isinstance(dots, tuple):
            yield len(dots)


def _answered(player: Player, round_id: str) -> int:
    """How many gave an answer there, in the session or when they caught up with it."""
    both = (player.diary.answers, player.diary.caught_up)
    return sum(len(names) for found in both for (_, run), names in found.items() if run.round_id == round_id)


async def _rows(stage: Stage, table: ExportTable) -> list[Row]:
    return list((await _export(stage, table)).table.rows)


async def _export(stage: Stage, table: ExportTable) -> Export:
    export = await export_table(stage.bot.house, SLUG, table, chance=Random(1))
    assert export is not None
    return export


def _by_group(rows: Iterable[Row]) -> dict[int, int]:
    return dict(Counter(_number(row["group"]) for row in rows))


def _number(cell: object) -> int:
    assert isinstance(cell, int)
    return cell
