"""P12: what a bot holds in memory when much waits for its moment: notices of months to come, and groups at rest."""

import asyncio

import sqlalchemy as sa
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks import bots
from benchmarks.bench import Bench, middle
from benchmarks.report import Row
from tests import postgres

_PROGRAMME = """
INSERT INTO programmes (id, slug, title, language, time_zone, format_id, preset, contacts, organisations)
VALUES ('p', 'idle', 'Idle', 'nl', 'Europe/Amsterdam', 'mastermind-4', 'standard', '[]', '[]')
"""
_FORMAT = "INSERT INTO formats (digest, format_id, source) VALUES ('d', 'mastermind-4', '')"
_GROUPS = """
INSERT INTO groups (id, programme_id, number, ambition, dilemma, format_id, preset, format_digest, conversation_id)
SELECT md5('g' || n), 'p', n, 'Eerder samen kijken', 'Hoe beginnen we?', 'mastermind-4', 'standard', 'd', '19:' || n
FROM generate_series(1, :groups) AS n
"""
_CHATS = """
INSERT INTO chats (id, kind, service_url, tenant_id, bot_id)
SELECT '19:' || n, 'group', 'http://127.0.0.1:9/', 't' || n % 100, '28:bot' FROM generate_series(1, :groups) AS n
"""
_NOTICES = """
INSERT INTO outbox (conversation_id, tenant, key, kind, act, payload, due_at)
SELECT '19:' || (1 + n % :groups), 't' || n % 100, 'k' || n, 'reminder', 'upsert', '{"day": "2040-01-01"}',
       now() + interval '1 day' + n * interval '1 second'
FROM generate_series(1, :notices) AS n
"""


async def p12(bench: Bench) -> list[Row]:
    groups, notices = (1_000, 10_000) if bench.pace.quick else (100_000, 1_000_000)
    empty, full = await bench.migrated(), await bench.migrated()
    await _filled(full, groups, notices)
    rounds = min(bench.pace.rounds, 3)
    grown = [await _resident(bench, full) - await _resident(bench, empty) for _ in range(rounds)]
    for url in (empty, full):
        await postgres.drop_database(bench.server, url)
    bench.notes.append(
        f"P12: {notices} notices and {groups} groups; by round {', '.join(f'{one:+.1f} MiB' for one in grown)}."
    )
    return [
        Row(
            name="P12",
            figure=f"resident memory with {notices} future notices and {groups} idle groups, against none",
            ours=f"{middle(grown):+.1f} MiB",
            reference="0 MiB",
            ratio=middle(grown),
            floor=20.0,
            goal=2.0,
            unit=" MiB",
        )
    ]


async def _filled(url: str, groups: int, notices: int) -> None:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as db:
            for statement in (_PROGRAMME, _FORMAT):
                await db.execute(sa.text(statement))
            for statement in (_GROUPS, _CHATS):
                await db.execute(sa.text(statement), {"groups": groups})
            await db.execute(sa.text(_NOTICES), {"groups": groups, "notices": notices})
        async with engine.connect() as db:
            await (await db.execution_options(isolation_level="AUTOCOMMIT")).execute(sa.text("VACUUM ANALYZE"))
    finally:
        await engine.dispose()


async def _resident(bench: Bench, url: str) -> float:
    """MiB, when the bot has looked at everything it looks at by itself."""
    with bots.ours(url, bench.world.settings) as process:
        await process.ready()
        await asyncio.sleep(3.0 if bench.pace.quick else 12.0)
        return process.resident
