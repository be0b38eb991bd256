"""The logs carry ids and never a word that a person wrote; the machines' addresses say how the bot is doing."""

import io
import json
import logging
import os
from collections.abc import AsyncIterator
from typing import Any

import pytest
import structlog
from aiohttp import web
from aiohttp.test_utils import TestClient, TestServer
from prometheus_client import CollectorRegistry

from bot.logs import know, set_up_logs
from bot.web.health import health_routes
from bot.web.metrics import TurnMetrics
from dialogs.turns import Inbound, Reply, Say
from tests.bot.wire_support import a_wire, invoke, message

SECRET = "ik durf geen nee te zeggen"


@pytest.fixture
def written(logs_restored: None) -> io.StringIO:
    stream = io.StringIO()
    set_up_logs(form="json", level="DEBUG", to=stream)
    return stream


def lines(written: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in written.getvalue().splitlines()]


async def test_a_failing_turn_is_logged_with_ids_and_places_and_without_words(written: io.StringIO) -> None:
    async def broken(_heard: Inbound) -> Reply | None:
        know(session="sessie-1")
        try:
            int(SECRET)
        except ValueError as error:
            raise RuntimeError(f"kon niet bewaren: {SECRET}") from error
        return None

    async with a_wire(broken) as wire:
        await wire.post(message(SECRET))
        await wire.post(invoke("task/submit", {"tip": SECRET}))
    faults = [line for line in lines(written) if line["event"] == "turn_failed"]
    assert len(faults) == 2
    for fault in faults:
        assert fault["level"] == "error"
        assert fault["conversation"] == "19:groep@thread.v2"
        assert fault["activity"] == "1619856000000"
        assert fault["session"] == "sessie-1"
        assert fault["error"] == "RuntimeError < ValueError"
        assert "test_wire_logs.py" in fault["at"]
    assert SECRET not in written.getvalue()
    assert "Anna" not in written.getvalue()


async def test_what_one_turn_knew_is_not_told_of_the_next_on_the_same_connection(written: io.StringIO) -> None:
    async def first_only(heard: Inbound) -> Reply | None:
        if heard.origin.activity_id == "een":
            know(session="sessie-1")
        structlog.get_logger().info("heard")
        return Say(text="x")

    async with a_wire(first_only) as wire:
        await wire.post(invoke("task/fetch", id="een"))
        await wire.post(invoke("task/fetch", id="twee"))
    first, second = (line for line in lines(written) if line["event"] == "heard")
    assert (first["activity"], first["session"]) == ("een", "sessie-1")
    assert second["activity"] == "twee"
    assert "session" not in second


async def test_a_turn_of_a_button_is_logged_with_its_session_and_never_with_words_in_its_place(
    written: io.StringIO,
) -> None:
    async def quiet(_heard: Inbound) -> Reply | None:
        structlog.get_logger().info("heard")
        return Say(text="x")

    session = "0123456789abcdef0123456789abcdef"
    async with a_wire(quiet) as wire:
        await wire.post(invoke("task/submit", {"session": session, "tip": SECRET}, id="een"))
        await wire.post(invoke("task/submit", {"session": SECRET}, id="twee"))
    first, second = (line for line in lines(written) if line["event"] == "heard")
    assert first["session"] == session
    assert "session" not in second
    assert SECRET not in written.getvalue()


def test_what_a_library_says_of_an_exception_loses_its_words(written: io.StringIO) -> None:
    logger = logging.getLogger("some.library")
    try:
        os.environ[SECRET]
    except KeyError:
        logger.exception("it broke\nfuture: %r", SECRET)
    logger.info("a request with %s", SECRET)
    (line,) = lines(written)
    assert (line["event"], line["error"]) == ("it broke", "KeyError")
    assert SECRET not in written.getvalue()


def test_the_console_form_is_one_readable_line() -> None:
    stream = io.StringIO()
    set_up_logs(form="console", level="INFO", to=stream)
    try:
        structlog.get_logger().info("started", port=3978)
        structlog.get_logger().debug("unseen")
    finally:
        logging.getLogger().handlers.clear()
        logging.getLogger("aiohttp.access").disabled = False
        structlog.reset_defaults()
    assert "started" in stream.getvalue()
    assert "port=3978" in stream.getvalue()
    assert stream.getvalue().count("\n") == 1


class Readiness:
    hindrance: str | None = None

    async def __call__(self) -> str | None:
        return self.hindrance


@pytest.fixture
def registry() -> CollectorRegistry:
    return CollectorRegistry()


@pytest.fixture
def ready() -> Readiness:
    return Readiness()


@pytest.fixture
async def client(registry: CollectorRegistry, ready: Readiness) -> AsyncIterator[TestClient[Any, Any]]:
    app = web.Application()
    app.add_routes(health_routes(ready=ready, registry=registry))
    async with TestClient(TestServer(app)) as made:
        yield made


async def test_a_bot_that_runs_is_alive_also_when_it_is_not_ready(
    client: TestClient[Any, Any], ready: Readiness
) -> None:
    ready.hindrance = "the database is not migrated"
    assert (await client.get("/healthz")).status == 200
    answer = await client.get("/readyz")
    assert answer.status == 503
    assert "not migrated" in (await answer.json())["error"]
    ready.hindrance = None
    assert (await client.get("/readyz")).status == 200


async def test_turns_are_counted_by_kind_and_outcome(client: TestClient[Any, Any], registry: CollectorRegistry) -> None:
    turns = TurnMetrics(registry)
    turns.turn("message", "done", 0.02)
    turns.turn("message", "done", 0.2)
    answer = await client.get("/metrics")
    text = await answer.text()
    assert answer.headers["Content-Type"].startswith("text/plain")
    assert 'mastermind_turns_total{kind="message",outcome="done"} 2.0' in text
    assert 'mastermind_turn_seconds_bucket{kind="message",le="0.025"} 1.0' in text
