"""The processes under measurement, each alone on its core: `mastermind serve` as users start it, and the echo bot."""

import asyncio
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from aiohttp import ClientError, ClientSession

BOT_CORE = 0
_PATIENCE = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")
_ROOT = Path(__file__).parents[1]
_COMPILED = {"PYTHONDONTWRITEBYTECODE": ""}
"""As where it is installed: what was changed here is compiled by the first start and not by each."""


class DidNotStart(RuntimeError):
    """The process ended, or never answered; the message is the end of what it said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Process:
    port: int
    popen: subprocess.Popen[bytes]
    log: Path

    @property
    def cpu(self) -> float:
        """Seconds of processor time used so far."""
        return processor_time(self.popen.pid)

    @property
    def resident(self) -> float:
        """MiB."""
        status = Path(f"/proc/{self.popen.pid}/status").read_text()
        line = next(line for line in status.splitlines() if line.startswith("VmRSS"))
        return int(line.split()[1]) / 1024

    async def ready(self, *, every: float = 0.01) -> None:
        """Until `/readyz` says 200."""
        until = time.monotonic() + _PATIENCE
        async with ClientSession() as http:
            while time.monotonic() < until and self.popen.poll() is None:
                try:
                    async with http.get(f"http://127.0.0.1:{self.port}/readyz") as answer:
                        if answer.status == 200:
                            return
                except ClientError:
                    pass
                await asyncio.sleep(every)
        raise DidNotStart(self.log.read_text(errors="replace")[-2000:])


def processor_time(pid: int) -> float:
    """Seconds used so far."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def keep_off_the_bots_core() -> bool:
    """The load, the channel and PostgreSQL (which inherits this) leave one core to the bot; False when there is only
    one."""
    others = os.sched_getaffinity(0) - {BOT_CORE}
    if others:
        os.sched_setaffinity(0, others)
    return bool(others)


@contextmanager
def ours(database_url: str, settings: Mapping[str, str], *, paced: bool = True) -> Iterator[Process]:
    port = _free_port()
    named = {"DATABASE_URL": database_url, "PORT": str(port), "LOG_LEVEL": "WARNING", **settings}
    environment = {name: value for name, value in os.environ.items() if not name.startswith("MASTERMIND_")}
    environment |= {f"MASTERMIND_{name}": value for name, value in named.items()}
    started = ["bot", "serve"] if paced else ["benchmarks.unpaced"]
    with _started([sys.executable, "-m", *started], port, environment) as process:
        yield process


@contextmanager
def echo(*, patched: bool, options: Mapping[str, str] | None = None) -> Iterator[Process]:
    port = _free_port()
    command = [sys.executable, "-m", "benchmarks.reference", f"--port={port}"]
    command += [f"--{name}={value}" for name, value in (options or {}).items()]
    if patched:
        command.append("--patched")
    with _started(command, port, dict(os.environ)) as process:
        yield process


@contextmanager
def _started(command: list[str], port: int, environment: dict[str, str]) -> Iterator[Process]:
    with tempfile.TemporaryDirectory() as home:  # away from the checkout: a developer's .env must not take part
        log = Path(home) / "log"
        with log.open("wb") as out:
            popen = subprocess.Popen(
                command, cwd=home, env={**environment, "PYTHONPATH": str(_ROOT), **_COMPILED}, stdout=out, stderr=out
            )
            os.sched_setaffinity(popen.pid, {BOT_CORE})  # before it has made any thread
            try:
                yield Process(port=port, popen=popen, log=log)
            finally:
                popen.terminate()
                try:
                    popen.wait(15)
                except subprocess.TimeoutExpired:
                    popen.kill()
                    popen.wait()


def _free_port() -> int:
    with socket.socket() as tried:
        tried.bind(("127.0.0.1", 0))
        return int(tried.getsockname()[1])
