"""Only the channel gets in: tokens against a key server of our own, over HTTP."""

import asyncio
import hashlib
import hmac
import json
import time
from base64 import urlsafe_b64encode
from collections.abc import AsyncIterator, Callable, Mapping
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from tests.bot.wire_support import NOT_HERE, SERVICE, TENANT, Wire, a_wire, activity, invoke, message
from tests.fakes import APP_ID, FakeKeyServer, FixedClock

HOUR = 3600


def encoded(part: Mapping[str, Any] | bytes) -> str:
    raw = part if isinstance(part, bytes) else json.dumps(part).encode()
    return urlsafe_b64encode(raw).rstrip(b"=").decode()


def now() -> int:
    return int(time.time())


@pytest.fixture
async def keys() -> AsyncIterator[FakeKeyServer]:
    async with FakeKeyServer() as server:
        yield server


@pytest.fixture
def clock() -> FixedClock:
    return FixedClock()


@pytest.fixture
async def wire(keys: FakeKeyServer, clock: FixedClock) -> AsyncIterator[Wire]:
    async with a_wire(keys=keys, clock=clock.seconds) as made:
        yield made


async def test_a_valid_token_passes(wire: Wire, keys: FakeKeyServer) -> None:
    assert (await wire.post(message(), token=keys.token(SERVICE))).status == 200
    assert (await wire.post(invoke("task/submit"), token=keys.token(SERVICE))).status == 200
    assert len(wire.heard) == 2


CHANGES: dict[str, Callable[[], dict[str, Any]]] = {
    "expired": lambda: {"exp": now() - HOUR, "nbf": now() - 2 * HOUR},
    "expired six minutes ago": lambda: {"exp": now() - 360},
    "not yet valid": lambda: {"nbf": now() + HOUR},
    "valid in six minutes": lambda: {"nbf": now() + 360},
    "without an end": lambda: {"exp": None},
    "for another bot": lambda: {"aud": "another"},
    "for nobody": lambda: {"aud": None},
    "from another issuer": lambda: {"iss": "https://evil.example"},
    "from no issuer": lambda: {"iss": None},
    "for another host": lambda: {"serviceurl": "https://evil.example/emea/"},
    "for a longer host": lambda: {"serviceurl": "https://channel.example.evil.example/emea/"},
    "for another port": lambda: {"serviceurl": "https://channel.example:8443/emea/"},
    "for plain http": lambda: {"serviceurl": "http://channel.example/emea/"},
    "for no address": lambda: {"serviceurl": None},
    "for an address that is none": lambda: {"serviceurl": "channel.example"},
    "for a number": lambda: {"serviceurl": 5},
}


@pytest.mark.parametrize("name", CHANGES)
async def test_a_token_is_refused_that_is(wire: Wire, keys: FakeKeyServer, name: str) -> None:
    token = keys.token(SERVICE, **CHANGES[name]())
    for _ in range(2):  # not the first time and not when it is remembered
        answer = await wire.post(message(), token=token)
        assert (answer.status, answer.json) == (401, {"error": "bad token"})
    assert wire.heard == []


async def test_a_token_may_be_half_a_minute_old_because_clocks_differ(wire: Wire, keys: FakeKeyServer) -> None:
    assert (await wire.post(message(), token=keys.token(SERVICE, exp=now() - 30))).status == 200


async def test_an_unsigned_token_is_refused(wire: Wire, keys: FakeKeyServer) -> None:
    claims = keys.claims(SERVICE)
    for header in ({"alg": "none", "typ": "JWT"}, {"alg": "none", "kid": keys.kid}, {"alg": "None", "kid": keys.kid}):
        for signature in ("", encoded(b"x")):
            token = f"{encoded(header)}.{encoded(claims)}.{signature}"
            assert (await wire.post(message(), token=token)).status == 401


async def test_a_token_signed_with_the_public_key_as_a_shared_secret_is_refused(
    wire: Wire, keys: FakeKeyServer
) -> None:
    public = keys.private_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    signed = f"{encoded({'alg': 'HS256', 'kid': keys.kid})}.{encoded(keys.claims(SERVICE))}"
    signature = hmac.new(public, signed.encode(), hashlib.sha256).digest()
    assert (await wire.post(message(), token=f"{signed}.{encoded(signature)}")).status == 401


async def test_a_token_signed_with_a_strangers_key_under_a_known_name_is_refused(
    wire: Wire, keys: FakeKeyServer
) -> None:
    strange = rsa.generate_private_key(public_exponent=65537, key_size=2048)
    token = jwt.encode(keys.claims(SERVICE), strange, algorithm="RS256", headers={"kid": keys.kid})
    assert (await wire.post(message(), token=token)).status == 401


async def test_a_token_whose_claims_were_changed_is_refused(wire: Wire, keys: FakeKeyServer) -> None:
    head, _, signature = keys.token(SERVICE).split(".")
    token = f"{head}.{encoded(keys.claims('https://evil.example/'))}.{signature}"
    body = message(serviceUrl="https://evil.example/")
    assert (await wire.post(body, token=token)).status == 401


@pytest.mark.parametrize(
    "token",
    [
        "garbage",
        "a.b.c",
        "....",
        "e30.e30.e30",
        f"{encoded(b'[1]')}.e30.x",
        f"{encoded(b'{' * 3000)}.e30.x",
        f"{encoded(b'[' * 4000)}.e30.x",
        f"{encoded({'alg': 'RS256', 'kid': 5})}.e30.x",
        f"{encoded({'alg': 'RS256', 'kid': 'key-1'})}.{encoded(b'[' * 3000)}.x",
        f"{encoded({'alg': 5, 'kid': 'key-1'})}.e30.x",
    ],
    ids=range(10),
)
async def test_garbage_is_refused(wire: Wire, token: str) -> None:
    assert (await wire.post(message(), token=token)).status == 401


async def test_a_good_token_is_refused_for_an_activity_from_elsewhere(wire: Wire, keys: FakeKeyServer) -> None:
    token = keys.token(SERVICE)
    assert (await wire.post(message(), token=token)).status == 200
    assert (await wire.post(message(serviceUrl="https://evil.example/"), token=token)).status == 401
    assert (await wire.post(activity("typing", serviceUrl=None), token=token)).status == 401
    assert len(wire.heard) == 1


async def test_a_key_that_does_not_vouch_for_teams_is_refused(keys: FakeKeyServer) -> None:
    keys.endorsements = ["webchat"]
    async with a_wire(keys=keys) as wire:
        assert (await wire.post(message(), token=keys.token(SERVICE))).status == 401
        assert (await wire.post(message(channelId="webchat"), token=keys.token(SERVICE))).status == 200


async def test_a_key_that_names_no_channels_vouches_for_all(keys: FakeKeyServer) -> None:
    keys.endorsements = None
    async with a_wire(keys=keys) as wire:
        assert (await wire.post(message(), token=keys.token(SERVICE))).status == 200


async def test_the_keys_are_fetched_once_for_many_requests(wire: Wire, keys: FakeKeyServer) -> None:
    answers = await asyncio.gather(
        *(wire.post(message(), token=keys.token(SERVICE, nbf=now() - number)) for number in range(20))
    )
    assert {answer.status for answer in answers} == {200}
    assert keys.asked == {"openidconfiguration": 1, "keys": 1}


async def test_traffic_recovers_after_a_key_rollover_without_a_restart(wire: Wire, keys: FakeKeyServer) -> None:
    old = keys.token(SERVICE)
    assert (await wire.post(message(), token=old)).status == 200
    keys.roll()
    assert (await wire.post(message(), token=keys.token(SERVICE))).status == 200
    assert (await wire.post(message(), token=old)).status == 401, "a withdrawn key takes its remembered tokens along"


async def test_an_unknown_key_makes_the_bot_ask_at_most_once_a_minute(
    wire: Wire, keys: FakeKeyServer, clock: FixedClock
) -> None:
    strange = jwt.encode(keys.claims(SERVICE), keys.private_key, algorithm="RS256", headers={"kid": "strange"})
    assert (await wire.post(message(), token=keys.token(SERVICE))).status == 200
    for _ in range(20):
        assert (await wire.post(message(), token=strange)).status == 401
    assert keys.asked["keys"] == 2
    assert (await wire.post(message(), token=keys.token(SERVICE))).status == 200, "others are not affected"

    keys.roll()
    assert (await wire.post(message(), token=keys.token(SERVICE))).status == 401, "the minute is not over"
    clock.advance(seconds=61)
    assert (await wire.post(message(), token=keys.token(SERVICE))).status == 200
    assert keys.asked["keys"] == 3


async def test_a_key_server_that_fails_keeps_everyone_out_until_it_works_again(
    wire: Wire, keys: FakeKeyServer, clock: FixedClock
) -> None:
    keys.failing = True
    assert (await wire.post(message(), token=keys.token(SERVICE))).status == 401
    keys.failing = False
    clock.advance(seconds=6)
    assert (await wire.post(message(), token=keys.token(SERVICE))).status == 200


async def test_keys_of_a_day_old_are_renewed_while_requests_go_on(
    wire: Wire, keys: FakeKeyServer, clock: FixedClock
) -> None:
    token = keys.token(SERVICE)
    assert (await wire.post(message(), token=token)).status == 200
    clock.advance(hours=25)
    keys.hold = asyncio.Event()
    assert (await wire.post(message(), token=token)).status == 200, "nobody waits for the renewal"
    keys.hold.set()
    keys.hold = None
    async with asyncio.timeout(60):
        while keys.asked.get("keys", 0) < 2:
            await wire.post(message(), token=token)


async def test_a_slow_key_server_holds_up_nobody_who_is_known(wire: Wire, keys: FakeKeyServer) -> None:
    known = keys.token(SERVICE)
    assert (await wire.post(message(), token=known)).status == 200
    keys.roll()
    keys.hold = asyncio.Event()
    waiting = asyncio.create_task(wire.post(message(), token=keys.token(SERVICE)))
    for _ in range(3):
        assert (await wire.post(message(), token=known)).status == 200
    assert not waiting.done()
    keys.hold.set()
    assert (await waiting).status == 200


async def test_keys_at_an_address_without_https_are_not_used(keys: FakeKeyServer) -> None:
    """The document itself comes from loopback here; from elsewhere plain http is refused by the settings."""
    async with a_wire(keys=keys) as wire:
        keys.redirect_keys_to = "http://keys.example/keys"
        assert (await wire.post(message(), token=keys.token(SERVICE))).status == 401


def only(*tenants: str) -> Callable[[str | None], bool]:
    return lambda tenant: tenant in tenants


STRANGERS = [
    {"conversation": {"id": "19:x", "tenantId": "tenant-x"}, "channelData": {"tenant": {"id": "tenant-x"}}},
    {"conversation": {"id": "19:x", "tenantId": "tenant-x"}},
    {"conversation": {"id": "19:x", "tenantId": "tenant-x"}, "channelData": None},
    {"conversation": {"id": "19:x"}, "channelData": {"tenant": {"id": "tenant-x"}}},
    {"channelData": {"tenant": {"id": "tenant-x"}}},
    {"conversation": {"id": "19:x"}, "channelData": None},
]


@pytest.mark.parametrize("parts", STRANGERS, ids=range(len(STRANGERS)))
async def test_a_tenant_that_is_not_allowed_gets_no_data(keys: FakeKeyServer, parts: dict[str, Any]) -> None:
    async with a_wire(keys=keys, admits=only(TENANT)) as wire:
        token = keys.token(SERVICE)
        for body in (
            message(**parts),
            activity("installationUpdate", action="add", **parts),
            activity("conversationUpdate", membersAdded=[{"id": f"28:{APP_ID}"}], **parts),
        ):
            answer = await wire.post(body, token=token)
            assert (answer.status, answer.raw) == (200, b"")
        for name in ("task/fetch", "task/submit"):
            answer = await wire.post(invoke(name, **parts), token=token)
            assert answer.status == 200
            assert answer.json == {"task": {"type": "message", "value": NOT_HERE}}
        assert wire.heard == []
        assert {outcome for _, outcome in wire.counted} == {"foreign"}


async def test_an_allowed_tenant_is_heard_wherever_the_activity_names_it(keys: FakeKeyServer) -> None:
    async with a_wire(keys=keys, admits=only(TENANT)) as wire:
        for parts in ({}, {"channelData": None}, {"conversation": {"id": "19:x"}}):
            await wire.post(message(**parts), token=keys.token(SERVICE))
        assert [heard.origin.tenant_id for heard in wire.heard] == [TENANT] * 3
