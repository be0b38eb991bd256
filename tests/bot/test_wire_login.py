"""The tokens the bot shows: one login for many, renewed early, never in the way."""

import asyncio
from collections.abc import AsyncIterator

import pytest
from aiohttp import ClientSession

from bot.teams.connector import channel_http
from bot.teams.credentials import Grant, LoginFailed, Tokens, managed_identity_login, secret_login
from tests.fakes import APP_ID, FakeKeyServer, FixedClock

SCOPE = "https://api.botframework.com/.default"


@pytest.fixture
async def service() -> AsyncIterator[FakeKeyServer]:
    async with FakeKeyServer() as server:
        yield server


@pytest.fixture
async def http() -> AsyncIterator[ClientSession]:
    async with channel_http() as session:
        yield session


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
async def tokens(service: FakeKeyServer, http: ClientSession, clock: FixedClock) -> AsyncIterator[Tokens]:
    login = secret_login(http=http, login_url=service.login_url, tenant="tenant-a", app_id=APP_ID, secret="geheim")
    made = Tokens(login=login, clock=clock.seconds)
    yield made
    await made.close()


async def renewed() -> None:
    """Waits for the renewals that run in the background, whether they work out or not."""
    running = [task for task in asyncio.all_tasks() if task.get_name() == "login"]
    assert running
    await asyncio.wait(running, timeout=60)


async def test_a_single_tenant_app_logs_in_at_its_own_tenant_with_its_secret(
    tokens: Tokens, service: FakeKeyServer
) -> None:
    assert await tokens.bearer(SCOPE) == "token-1"
    assert service.logins == [
        {
            "tenant": "tenant-a",
            "grant_type": "client_credentials",
            "client_id": APP_ID,
            "client_secret": "geheim",
            "scope": SCOPE,
        }
    ]


async def test_many_callers_cause_one_login(tokens: Tokens, service: FakeKeyServer) -> None:
    assert set(await asyncio.gather(*(tokens.bearer(SCOPE) for _ in range(50)))) == {"token-1"}
    assert await tokens.bearer(SCOPE) == "token-1"
    assert len(service.logins) == 1


async def test_every_scope_has_its_own_token(tokens: Tokens) -> None:
    assert await tokens.bearer(SCOPE) != await tokens.bearer("https://graph.example/.default")


async def test_a_token_is_renewed_before_its_end_while_the_old_one_is_used(
    tokens: Tokens, service: FakeKeyServer, clock: FixedClock
) -> None:
    await tokens.bearer(SCOPE)
    clock.advance(minutes=56)
    service.hold = asyncio.Event()
    assert await tokens.bearer(SCOPE) == "token-1", "nobody waits"
    service.hold.set()
    await renewed()
    assert await tokens.bearer(SCOPE) == "token-2"
    assert len(service.logins) == 2


async def test_a_token_past_its_end_is_never_shown(tokens: Tokens, service: FakeKeyServer, clock: FixedClock) -> None:
    await tokens.bearer(SCOPE)
    clock.advance(hours=1)
    assert await tokens.bearer(SCOPE) == "token-2"


async def test_a_renewal_that_fails_is_tried_again_and_the_old_token_used_meanwhile(
    tokens: Tokens, service: FakeKeyServer, clock: FixedClock
) -> None:
    await tokens.bearer(SCOPE)
    clock.advance(minutes=56)
    service.failing = True
    for _ in range(5):
        assert await tokens.bearer(SCOPE) == "token-1"
    await renewed()
    assert service.asked["token"] == 2
    assert await tokens.bearer(SCOPE) == "token-1"
    service.failing = False
    clock.advance(minutes=3)
    assert await tokens.bearer(SCOPE) == "token-1"
    await renewed()
    assert await tokens.bearer(SCOPE) == "token-2"


async def test_a_forgotten_token_is_asked_anew(tokens: Tokens) -> None:
    assert await tokens.bearer(SCOPE) == "token-1"
    tokens.forget(SCOPE)
    assert await tokens.bearer(SCOPE) == "token-2"


async def test_a_slow_login_does_not_block_the_loop(tokens: Tokens, service: FakeKeyServer) -> None:
    service.hold = asyncio.Event()
    waiting = asyncio.create_task(tokens.bearer(SCOPE))
    async with asyncio.timeout(60):
        await service.asked_something.wait()  # the server runs on this very loop: a blocking call would never get here
    assert not waiting.done()
    service.hold.set()
    assert await waiting == "token-1"


async def test_a_login_that_takes_too_long_is_given_up(service: FakeKeyServer, http: ClientSession) -> None:
    service.hold = asyncio.Event()
    login = secret_login(http=http, login_url=service.login_url, tenant="t", app_id=APP_ID, secret="geheim")
    with pytest.raises(LoginFailed):
        await Tokens(login=login, patience=0.05).bearer(SCOPE)
    service.hold.set()


async def test_a_wrong_secret_is_told_by_its_code_without_the_secret(
    service: FakeKeyServer, http: ClientSession
) -> None:
    login = secret_login(http=http, login_url=service.login_url, tenant="t", app_id=APP_ID, secret="verkeerd")
    with pytest.raises(LoginFailed) as fault:
        await Tokens(login=login).bearer(SCOPE)
    assert "invalid_client" in str(fault.value)
    assert "7000215" in str(fault.value)
    assert "verkeerd" not in str(fault.value)


async def test_a_login_service_that_cannot_be_reached_is_told_so(http: ClientSession) -> None:
    login = secret_login(http=http, login_url="http://127.0.0.1:9", tenant="t", app_id=APP_ID, secret="geheim")
    with pytest.raises(LoginFailed):
        await Tokens(login=login).bearer(SCOPE)


async def test_a_short_lived_token_is_renewed_at_half_its_life(clock: FixedClock) -> None:
    count = 0

    async def login(_scope: str) -> Grant:
        nonlocal count
        count += 1
        return Grant(token=f"token-{count}", lives=60)

    tokens = Tokens(login=login, clock=clock.seconds)
    assert await tokens.bearer(SCOPE) == "token-1"
    clock.advance(seconds=29)
    assert await tokens.bearer(SCOPE) == "token-1"
    assert count == 1
    clock.advance(seconds=2)
    await tokens.bearer(SCOPE)
    await renewed()
    assert await tokens.bearer(SCOPE) == "token-2"


async def test_a_managed_identity_is_asked_at_the_address_that_its_host_names(
    monkeypatch: pytest.MonkeyPatch, service: FakeKeyServer
) -> None:
    """The address is the one an Azure App Service puts in the environment; msal asks it in a thread."""
    monkeypatch.setenv("IDENTITY_ENDPOINT", service.identity_url)
    monkeypatch.setenv("IDENTITY_HEADER", "kop")
    login = managed_identity_login(client_id=APP_ID)
    assert await Tokens(login=login).bearer(SCOPE) == "identity-token"
    assert service.logins == [{"resource": "https://api.botframework.com", "client_id": APP_ID, "header": "kop"}]


async def test_a_managed_identity_that_is_refused_is_told_so(
    monkeypatch: pytest.MonkeyPatch, service: FakeKeyServer
) -> None:
    service.failing = True
    monkeypatch.setenv("IDENTITY_ENDPOINT", service.identity_url)
    monkeypatch.setenv("IDENTITY_HEADER", "kop")
    with pytest.raises(LoginFailed):
        await Tokens(login=managed_identity_login(client_id=APP_ID)).bearer(SCOPE)
