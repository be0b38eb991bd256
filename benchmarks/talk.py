"""The load: connections that ask and wait, in a closed loop, at a steady rate, or all at once.

Written on bare `asyncio` protocols: a client that costs a fifth of what it measures leaves the bot the bottleneck.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Self

LINES = 64


class Line(asyncio.Protocol):
    """One kept-alive connection; one question at a time."""

    def __init__(self) -> None:
        self._held = bytearray()
        self._needed = 0
        self._transport: asyncio.WriteTransport | None = None
        self._answer: asyncio.Future[tuple[int, bytes]] | None = None

    @classmethod
    async def open(cls, port: int) -> Self:
        _, line = await asyncio.get_running_loop().create_connection(cls, "127.0.0.1", port)
        return line

    async def ask(self, raw: bytes) -> tuple[int, bytes]:
        """The status and the body of the answer."""
        assert self._transport is not None
        self._answer = asyncio.get_running_loop().create_future()
        self._transport.write(raw)
        return await self._answer

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.WriteTransport)
        self._transport = transport

    def connection_lost(self, error: Exception | None) -> None:
        if self._answer is not None and not self._answer.done():
            self._answer.set_exception(error or ConnectionResetError("the bot hung up"))

    def data_received(self, data: bytes) -> None:
        self._held += data
        if not self._needed:
            end = self._held.find(b"\r\n\r\n")
            if end < 0:
                return
            self._needed = end + 4 + _length(bytes(self._held[:end]))
        if len(self._held) < self._needed or self._answer is None:
            return
        whole, self._held, self._needed = bytes(self._held), bytearray(), 0
        self._answer.set_result((int(whole[9:12]), whole.partition(b"\r\n\r\n")[2]))


def _length(head: bytes) -> int:
    for line in head.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            return int(line[15:])
    raise ValueError("an answer without a length")


def request(body: bytes, *, token: str | None = None) -> bytes:
    bearer = f"Authorization: Bearer {token}\r\n" if token else ""
    head = f"POST /api/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{bearer}"
    return f"{head}Content-Length: {len(body)}\r\n\r\n".encode() + body


Work = Callable[[Line], Awaitable[bool]]
"""One unit of what is counted, over this connection; whether it went as it should."""


@dataclass(kw_only=True)
class Run:
    """What a run brought. `busy` is the share of its core that the load itself used: near 1 the load was the limit."""

    seconds: float
    done: int
    failed: int
    took: list[float] = field(default_factory=list)
    busy: float = 0.0

    @property
    def each_second(self) -> float:
        return self.done / self.seconds

    def within(self, share: float) -> float:
        """Seconds within which this share was done."""
        return sorted(self.took)[min(len(self.took) - 1, int(len(self.took) * share))]


async def closed(port: int, work: Work, *, seconds: float, lines: int = LINES) -> Run:
    """Everybody asks again as soon as they were answered. What ends after the bell is waited for, not counted."""
    opened = [await Line.open(port) for _ in range(lines)]
    run = Run(seconds=seconds, done=0, failed=0)
    used, began = time.process_time(), time.perf_counter()

    async def person(line: Line) -> None:
        while (asked := time.perf_counter()) - began < seconds:
            good = await work(line)
            now = time.perf_counter()
            if not good:
                run.failed += 1
            elif now - began <= seconds:
                run.done += 1
                run.took.append(now - asked)

    await asyncio.gather(*map(person, opened))
    run.busy = (time.process_time() - used) / (time.perf_counter() - began)
    for line in opened:
        line.close()
    return run


async def steady(port: int, work: Work, *, rate: float, seconds: float, lines: int = LINES) -> Run:
    """Open loop: somebody comes at every tick, whether or not the one before was served; waiting for a free connection
    counts as waiting."""
    free = [await Line.open(port) for _ in range(lines)]
    opened = list(free)
    run = Run(seconds=seconds, done=0, failed=0)
    used, began = time.process_time(), time.perf_counter()

    async def person(tick: float) -> None:
        if free:
            line = free.pop()
        else:
            line = await Line.open(port)
            opened.append(line)
        good = await work(line)
        free.append(line)
        if good:
            run.done += 1
            run.took.append(time.perf_counter() - tick)
        else:
            run.failed += 1

    async with asyncio.TaskGroup() as people:
        for nth in range(int(rate * seconds)):
            tick = began + nth / rate
            await asyncio.sleep(max(0.0, tick - time.perf_counter()))
            people.create_task(person(tick))
    run.busy = (time.process_time() - used) / (time.perf_counter() - began)
    for line in opened:
        line.close()
    return run


async def burst(port: int, work: Work, *, people: int) -> Run:
    """Everybody at once, each over a connection that is open already; `seconds` is when the last was done."""
    opened = [await Line.open(port) for _ in range(people)]
    await asyncio.sleep(0.2)  # the bot has taken them all in
    used, began = time.process_time(), time.perf_counter()
    good = await asyncio.gather(*map(work, opened))
    seconds = time.perf_counter() - began
    for line in opened:
        line.close()
    busy = (time.process_time() - used) / seconds
    return Run(seconds=seconds, done=sum(good), failed=len(good) - sum(good), busy=busy)
