"""P7: answers a second with ten thousand groups and a million answers stored.

The groups are copies of one group, made by the database itself: people, memberships, four sessions that are over, and
in each of them rounds that everybody answered. Their planner's statistics are taken before the bot starts.
"""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import AsyncConnection, create_async_engine

from benchmarks.bench import Answers, Bench, middle
from benchmarks.report import Row
from benchmarks.side_by_side import in_turns_at_full_speed, measured
from benchmarks.store import answers_in
from benchmarks.talk import closed
from storage.tables import metadata

GROUPS = 10_000
ROUNDS = 3
"""In each of the four sessions, by ten people: a hundred and twenty answers a group."""
_WORDS = "Wat zou er gebeuren als je de eerste stap morgen zelf zet?"
_SERIES = "CROSS JOIN generate_series(1, :groups) AS n"
_MODEL = "(SELECT id FROM groups ORDER BY number LIMIT 1)"


async def p7(bench: Bench) -> list[Row]:
    groups = 100 if bench.pace.quick else GROUPS
    async with bench.store() as (small, seats), bench.store() as (large, others):
        stored = await _crowded(large, groups)
        few, many = Answers(seats, bench.world.token), Answers(others, bench.world.token)
        async with bench.ours(small) as empty, bench.ours(large) as full:
            one = measured(empty, lambda: closed(empty.port, few.one, seconds=bench.pace.seconds))
            other = measured(full, lambda: closed(full.port, many.one, seconds=bench.pace.seconds))
            mine, theirs, ratio = await in_turns_at_full_speed(bench, "P7", one, other)
        await bench.rows_agree(small, few, "P7, almost empty")
        added = await answers_in(large) - stored
        verdict = "agree" if added == many.thanked else "DISAGREE"
        bench.notes.append(
            f"P7: {groups} groups and {stored} answers stored before. Row check: {many.thanked} answers thanked for, "
            f"{added} stored: they {verdict}. Processor time of an answer {middle(one.cost[1:]):.2f} ms when almost "
            f"empty, {middle(other.cost[1:]):.2f} ms when full."
        )
    return [
        Row(
            name="P7",
            figure=f"answers a second with {groups} groups and {stored} answers, against an almost empty store",
            ours=f"{theirs:.0f}/s",
            reference=f"{mine:.0f}/s",
            ratio=ratio,
            floor=1.3,
            goal=1.05,
        )
    ]


async def _crowded(url: str, groups: int) -> int:
    """How many answers there are now."""
    engine = create_async_engine(url)
    try:
        async with engine.begin() as db:
            await _copies(db, groups)
        async with engine.connect() as db:
            await (await db.execution_options(isolation_level="AUTOCOMMIT")).execute(sa.text("ANALYZE"))
    finally:
        await engine.dispose()
    return await answers_in(url)


async def _copies(db: AsyncConnection, groups: int) -> None:
    own, theirs = "md5(t.id || '/' || n)", "md5(t.person_id || '/' || n)"
    members = f"SELECT person_id FROM memberships WHERE group_id = {_MODEL}"
    sessions = f"SELECT id FROM sessions WHERE group_id = {_MODEL}"
    mail = {"email": "n || '/' || t.email", "email_key": "n || '/' || t.email_key"}
    of_group = {"group_id": "md5(t.group_id || '/' || n)"}
    await _copy(db, "people", {"id": own, "entra_id": "NULL", **mail}, f"t.id IN ({members})", groups)
    await _copy(
        db,
        "groups",
        {"id": own, "number": "1000 + n", "conversation_id": "NULL"},
        f"t.id = {_MODEL}",
        groups,
    )
    left_out = {"code": "NULL"}
    await _copy(db, "memberships", {**of_group, "person_id": theirs, **left_out}, f"t.group_id = {_MODEL}", groups)
    await _copy(db, "sessions", {"id": own, **of_group, "phase": "'ended'"}, f"t.group_id = {_MODEL}", groups)
    await db.execute(sa.text(_ROUNDS.format(sessions=sessions, rounds=ROUNDS, series=_SERIES)), {"groups": groups})
    await db.execute(
        sa.text(_ANSWERS.format(sessions=sessions, members=members, rounds=ROUNDS, series=_SERIES)),
        {"groups": groups, "words": _WORDS},
    )


async def _copy(db: AsyncConnection, table: str, changed: Mapping[str, str], where: str, groups: int) -> None:
    names = [column.name for column in metadata.tables[table].columns]
    listed = ", ".join(f'"{name}"' for name in names)
    taken = ", ".join(changed.get(name, f't."{name}"') for name in names)
    await db.execute(
        sa.text(f"INSERT INTO {table} ({listed}) SELECT {taken} FROM {table} AS t {_SERIES} WHERE {where}"),
        {"groups": groups},
    )


_ROUNDS = """
INSERT INTO rounds (session_id, round_id, run, phase, minutes, step, tallies, chosen)
SELECT md5(s.id || '/' || n), 'b' || r, 1, 'shown', 5, r, '{{}}', '[]'
FROM ({sessions}) AS s CROSS JOIN generate_series(1, {rounds}) AS r {series}
"""
_ANSWERS = """
INSERT INTO answers (session_id, round_id, run, person_id, version, status, fields, by_id, at)
SELECT md5(s.id || '/' || n), 'b' || r, 1, md5(p.person_id || '/' || n), 1, 'submitted',
       json_build_object('question', CAST(:words AS text)), md5(p.person_id || '/' || n), now()
FROM ({sessions}) AS s CROSS JOIN ({members}) AS p CROSS JOIN generate_series(1, {rounds}) AS r {series}
"""
