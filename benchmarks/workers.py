"""What the figures of delivery work with: a store full of what is due, processes that deliver it, and a channel that
keeps to the limits."""

import asyncio
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import sqlalchemy as sa
from aiohttp import web
from aiohttp.test_utils import TestServer
from sqlalchemy.ext.asyncio import create_async_engine

from benchmarks.bench import Bench
from benchmarks.bots import processor_time
from bot.rehearsal.chats import Operation
from bot.rehearsal.quota import Quota
from tests import postgres

_ROOT = Path(__file__).parents[1]
PERMITTED = 50
"""Calls a second that the channel takes from one app in one tenant."""

CHATS = """
INSERT INTO chats (id, kind, service_url, tenant_id, bot_id)
SELECT t || ':' || c, 'personal', :service, CAST(:name AS text) || t, '28:bot'
FROM generate_series(1, :tenants) AS t CROSS JOIN generate_series(1, :chats) AS c
"""
DUE = """
INSERT INTO outbox (conversation_id, tenant, key, kind, act, payload, due_at)
SELECT t || ':' || c, CAST(:name AS text) || t, 'reminder:2027-05-10', 'reminder', 'upsert', '{"day": "2027-05-10"}',
       now() + CAST(:apart AS double precision) * c * interval '1 second'
FROM generate_series(1, :chats) AS c CROSS JOIN generate_series(1, :tenants) AS t
"""
_TOTALS = "SELECT state, sum(attempts) AS tries, count(*) AS many FROM outbox GROUP BY state"


@dataclass(kw_only=True)
class Channel:
    """Takes what the limits allow and answers 429 to the rest; the tenant is the first part of a chat's name."""

    tenants: dict[str, Quota] = field(default_factory=dict)
    came: dict[str, list[tuple[float, str]]] = field(default_factory=dict)
    refused: int = 0

    async def posted(self, request: web.Request) -> web.Response:
        chat = request.match_info["chat"]
        tenant = chat.partition(":")[0]
        quota = self.tenants.setdefault(tenant, Quota(now=time.monotonic))
        await request.read()
        wait = quota.wait(Operation.SEND, chat)
        if wait:
            self.refused += 1
            return web.json_response(
                {"error": {"code": "Throttled"}}, status=429, headers={"Retry-After": f"{wait:.3f}"}
            )
        self.came.setdefault(tenant, []).append((time.time(), chat))
        return web.json_response({"id": f"{len(self.came[tenant])}"}, status=201)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[str]:
        app = web.Application()
        app.router.add_post("/v3/conversations/{chat}/activities", self.posted)
        server = TestServer(app)
        await server.start_server(access_log=None)
        try:
            yield str(server.make_url("/"))
        finally:
            await server.close()


@dataclass(kw_only=True)
class Worker:
    popen: subprocess.Popen[str]
    log: Path

    @classmethod
    @asynccontextmanager
    async def ready(cls, *command: str) -> AsyncIterator["Worker"]:
        with tempfile.TemporaryDirectory() as home:
            log = Path(home) / "log"
            environment = {name: value for name, value in os.environ.items() if not name.startswith("MASTERMIND_")}
            with log.open("w") as errors:
                popen = subprocess.Popen(  # noqa: ASYNC220 - begins before anything is measured
                    [sys.executable, "-m", "benchmarks.couriers", *command],
                    cwd=home,
                    env={**environment, "PYTHONPATH": str(_ROOT)},
                    stdin=subprocess.PIPE,
                    stdout=subprocess.PIPE,
                    stderr=errors,
                    text=True,
                )
                worker = cls(popen=popen, log=log)
                try:
                    await worker.line()
                    yield worker
                finally:
                    popen.kill()
                    popen.communicate()

    async def line(self) -> str:
        assert self.popen.stdout is not None
        said = await asyncio.to_thread(self.popen.stdout.readline)
        if not said:
            raise RuntimeError(self.log.read_text()[-2000:])
        return said

    def goes(self) -> None:
        """Begins, and where it delivers until told: stops."""
        assert self.popen.stdin is not None
        self.popen.stdin.write("\n")
        self.popen.stdin.flush()

    async def told(self) -> dict[str, float]:
        found: dict[str, float] = json.loads(await self.line())
        return found

    @property
    def cpu(self) -> float:
        return processor_time(self.popen.pid)


@asynccontextmanager
async def crew(number: int, *command: str) -> AsyncIterator[Sequence[Worker]]:
    """So many at once, each by a name of its own."""
    async with AsyncExitStack() as stack:
        ready = [Worker.ready(*command, f"--worker={nth}") for nth in range(number)]
        yield [await stack.enter_async_context(one) for one in ready]


async def filled(url: str, *, tenants: int, chats: int, service: str, name: str = "t", apart: float = 0.0) -> None:
    engine = create_async_engine(url)
    try:
        async with engine.begin() as db:
            many = {"tenants": tenants, "chats": chats, "name": name}
            await db.execute(sa.text(CHATS), {**many, "service": service})
            await db.execute(sa.text(DUE), {**many, "apart": apart})
        async with engine.connect() as db:
            await (await db.execution_options(isolation_level="AUTOCOMMIT")).execute(sa.text("VACUUM ANALYZE"))
    finally:
        await engine.dispose()


async def totals(url: str) -> dict[str, tuple[int, int]]:
    """By state: how many tries and how many rows."""
    engine = create_async_engine(url)
    try:
        async with engine.connect() as db:
            return {row.state: (int(row.tries), int(row.many)) for row in await db.execute(sa.text(_TOTALS))}
    finally:
        await engine.dispose()


@asynccontextmanager
async def store(bench: Bench) -> AsyncIterator[str]:
    url = await bench.migrated()
    yield url
    await postgres.drop_database(bench.server, url)


def verdict(exact: Iterable[bool]) -> str:
    """Whether every row check came out."""
    return "yes" if all(exact) else "NO"
