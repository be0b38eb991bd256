"""`demo` and `serve` as processes of their own: how they start, what they say, and how they stop."""

import asyncio
import json
import os
import shutil
import signal
import socket
import sqlite3
import sys
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, closing
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

import aiohttp
import pytest

from bot.rehearsal.casting import cast_of
from bot.rehearsal.room import Room
from bot.rehearsal.sample import sample_programme
from tests.ports import Port

PATIENCE = 600.0
"""Seconds a process gets; where everything else goes first it takes minutes to start one."""

_WAITS: Final = 4.0
"""Seconds that a bot waits in any case for another process to let go of the file."""
_LOOKS: Final = 10
"""Each answer takes the bot a few rounds of its loop, and each round takes what came: by then the turn has begun."""
_OVER_AND_OVER: Final = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Running:
    """A bot at work in `home`."""

    process: asyncio.subprocess.Process
    http: aiohttp.ClientSession
    port: int

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def get(self, path: str) -> tuple[int, Any]:
        async with self.http.get(f"{self.address}{path}") as answer:
            return answer.status, await answer.json()

    async def listens(self) -> None:
        """Until it answers; fails at once when the process has ended."""
        async with asyncio.timeout(PATIENCE):
            while self.process.returncode is None:
                try:
                    await self.get("/healthz")
                except aiohttp.ClientConnectionError:
                    await asyncio.wait({asyncio.create_task(self.process.wait())}, timeout=0.05)
                else:
                    return
        raise AssertionError(await self.process.communicate())

    async def ready(self, wanted: int) -> dict[str, str]:
        """Asks until `readyz` gives this status."""
        async with asyncio.timeout(PATIENCE):
            while True:
                status, body = await self.get("/readyz")
                if status == wanted:
                    found: dict[str, str] = body
                    return found

    async def is_not_ready(self, why: str) -> None:
        """Until it says this: where it takes long to find that out, it may say first that it is busy finding out."""
        async with asyncio.timeout(PATIENCE):
            while why not in (await self.ready(503))["error"]:
                pass

    async def takes_no_more(self) -> None:
        """Until nothing listens any more."""
        async with asyncio.timeout(PATIENCE):
            while True:
                try:
                    _, writer = await asyncio.open_connection("127.0.0.1", self.port)
                except OSError:
                    return
                writer.close()

    async def stops(self, how: signal.Signals) -> tuple[int, str, str]:
        self.process.send_signal(how)
        out, err = await asyncio.wait_for(self.process.communicate(), PATIENCE)
        assert self.process.returncode is not None
        return self.process.returncode, out.decode(), err.decode()


async def start(home: Path, *command: str, **settings: str) -> asyncio.subprocess.Process:
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MASTERMIND_")}
    given = {f"MASTERMIND_{name}": value for name, value in settings.items()}
    return await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "bot",
        *command,
        cwd=home,
        env={**kept, **given, "PYTHONPATH": str(Path(__file__).parents[2])},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )


async def ended(home: Path, *command: str, **settings: str) -> tuple[int | None, str, str]:
    process = await start(home, *command, **settings)
    out, err = await asyncio.wait_for(process.communicate(), PATIENCE)
    return process.returncode, out.decode(), err.decode()


@asynccontextmanager
async def running(home: Path, *command: str, port: Port, **settings: str) -> AsyncIterator[Running]:
    process = await start(home, *command, PORT=str(port.number), **settings)
    async with aiohttp.ClientSession() as http:
        bot = Running(process=process, http=http, port=port.number)
        try:
            await bot.listens()
            yield bot
        finally:
            if process.returncode is None:
                process.kill()
                await process.communicate()


@pytest.fixture
def port() -> Iterator[Port]:
    with closing(Port()) as kept:
        yield kept


async def test_the_demo_opens_the_room_stops_on_ctrl_c_and_goes_on_at_the_next_start(
    tmp_path: Path, port: Port
) -> None:
    async with running(tmp_path, "demo", port=port) as bot:
        _, state = await bot.get("/rehearsal/api/state")
        assert [group["number"] for group in state["groups"]] == [1, 2]
        assert state["trouble"] is None
        chair, chat = state["chair"]["id"], state["chats"][0]["id"]
        await _says(bot, chair, chat, "koppel 1")
        async with bot.http.get(f"{bot.address}/rehearsal/api/stream?chair={chair}") as stream:
            assert stream.status == 200
            code, out, err = await bot.stops(signal.SIGINT)
    assert (code, err) == (0, "")
    assert f"{bot.address}/rehearsal" in out

    async with running(tmp_path, "demo", port=port) as again:
        _, messages = await again.get(f"/rehearsal/api/messages?chair={chair}&chat={chat}")
        assert any("koppel 1" in message["text"] for message in messages["messages"])
        await again.stops(signal.SIGTERM)


async def test_a_second_bot_on_the_same_database_is_refused_in_one_line(tmp_path: Path, port: Port) -> None:
    async with running(tmp_path, "demo", port=port):
        with closing(Port()) as other:
            code, out, err = await ended(tmp_path, "demo", PORT=str(other.number))
    assert (code, out) == (1, "")
    assert "Another bot already serves this database" in err
    assert len(err.splitlines()) == 1


@pytest.mark.parametrize("command", ["demo", "serve"])
async def test_a_port_in_use_is_told_in_two_lines(tmp_path: Path, command: str) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        code, out, err = await ended(tmp_path, command, PORT=str(port), LOG_LEVEL="ERROR")
    assert (code, out) == (1, "")
    assert f"cannot listen on http://127.0.0.1:{port}" in err
    assert "MASTERMIND_PORT" in err
    assert len(err.splitlines()) == 2


async def test_a_directory_that_cannot_be_made_is_told_in_one_line(tmp_path: Path) -> None:
    (tmp_path / "var").write_text("in the way", encoding="utf-8")
    code, out, err = await ended(tmp_path, "demo")
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1


async def test_serving_starts_without_a_database_and_goes_on_when_it_comes(tmp_path: Path, port: Port) -> None:
    async with running(tmp_path, "serve", port=port, LOG_FORMAT="json") as bot:
        await bot.is_not_ready("mastermind db upgrade")
        assert (await bot.get("/healthz"))[0] == 200
        assert (await ended(tmp_path, "db", "upgrade"))[0] == 0
        await bot.ready(200)
        code, out, err = await bot.stops(signal.SIGTERM)
    assert (code, out) == (0, "")
    events = [json.loads(line)["event"] for line in err.splitlines()]
    assert "bot.listens" in events
    assert events[-1] == "bot.stops"


async def test_a_database_that_is_taken_away_and_put_back_is_used_again(tmp_path: Path, port: Port) -> None:
    await ended(tmp_path, "db", "upgrade")
    file = tmp_path / "var" / "mastermind.db"
    async with running(tmp_path, "serve", port=port, LOG_FORMAT="json") as bot:
        await bot.ready(200)
        with closing(sqlite3.connect(file, isolation_level=None)) as other:
            other.execute("BEGIN EXCLUSIVE")
            await bot.is_not_ready("locked")
            other.execute("ROLLBACK")
        await bot.ready(200)
        shutil.move(file, tmp_path / "away.db")
        await bot.is_not_ready("mastermind db upgrade")
        shutil.move(tmp_path / "away.db", file)
        await bot.ready(200)
        code, _, _ = await bot.stops(signal.SIGTERM)
    assert code == 0


async def test_a_turn_under_way_is_finished_before_the_bot_stops(tmp_path: Path, port: Port) -> None:
    """It waits for who writes to the same file. The bot waits for that no longer than some seconds: where this machine
    took them for itself, nothing was seen, and it is done over."""
    await ended(tmp_path, "db", "upgrade")
    file, status = tmp_path / "var" / "mastermind.db", b""
    for _ in range(_OVER_AND_OVER):
        async with running(tmp_path, "serve", port=port, LOG_FORMAT="json") as bot:
            await bot.ready(200)
            with closing(sqlite3.connect(file, isolation_level=None)) as other:
                other.execute("BEGIN IMMEDIATE")
                began = time.monotonic()
                answer, request = await asyncio.open_connection("127.0.0.1", bot.port)
                request.write(_an_installation())
                await request.drain()
                for _ in range(_LOOKS):
                    await bot.get("/healthz")
                bot.process.send_signal(signal.SIGTERM)
                await bot.takes_no_more()
                other.execute("ROLLBACK")
                held = time.monotonic() - began
                status = await answer.readline()
                request.close()
            assert await asyncio.wait_for(bot.process.wait(), PATIENCE) == 0
        if held < _WAITS:
            break
    assert status.split()[1] in {b"200", b"201", b"202"}
    with closing(sqlite3.connect(file)) as kept:
        assert kept.execute("SELECT count(*) FROM outbox").fetchone() != (0,)


async def test_a_rehearsal_in_serve_has_its_page_and_begins_where_it_is_told(tmp_path: Path, port: Port) -> None:
    await ended(tmp_path, "db", "upgrade")
    start_at = "2021-05-01T09:00:00+02:00"
    async with running(tmp_path, "serve", port=port, ENVIRONMENT="rehearsal", REHEARSAL_START=start_at) as bot:
        async with bot.http.get(f"{bot.address}/rehearsal") as page:
            assert page.status == 200
        async with bot.http.post(f"{bot.address}/rehearsal/clock", json={"advance": "PT10M"}) as moved:
            assert (await moved.json())["now"].startswith("2021-05-01T07:1")
        status, told = await bot.get("/rehearsal/api/state")
        assert status == 400
        assert "programma" in told["error"]


def _an_installation() -> bytes:
    """The channel tells that the bot was added to a group chat: a whole request in one piece."""
    room = Room(cast=cast_of([sample_programme(datetime.now(UTC))]), clock=lambda: datetime.now(UTC))
    room.channel.service_url = "http://127.0.0.1:9/"
    activity = room.channel.write.installation(room.group_chat(1), room.moderator(1).person, added=True)
    body = json.dumps(activity).encode()
    head = f"POST /api/messages HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\nContent-Length: {len(body)}"
    return head.encode() + b"\r\n\r\n" + body


async def _says(bot: Running, chair: str, chat: str, text: str) -> None:
    body = {"chair": chair, "chat": chat, "text": text, "mention": True}
    async with bot.http.post(f"{bot.address}/rehearsal/api/type", json=body) as answer:
        assert answer.status == 200
