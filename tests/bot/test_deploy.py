"""What stands in `deploy/` fits the bot: its settings, its addresses, its packages, and what the documents promise."""

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final, cast

import pytest
import yaml

from bot.delivery.shift import DRAIN_SECONDS
from bot.settings import PREFIX, Settings, load_settings
from bot.web.pages import page_routes
from dialogs.usecases.house import House
from storage.engines import CONNECTIONS, READING_CONNECTIONS

ROOT: Final = Path(__file__).parents[2]
DEPLOY: Final = ROOT / "deploy"
BOTS: Final = ("bot-1", "bot-2")
NAMED: Final = re.compile(r"\$\{([A-Z_]+)(?::([?-])([^}]*))?\}")
FILLED_IN: Final = {
    "DOMAIN": "mastermind.example.org",
    "POSTGRES_PASSWORD": "geheim",
    "MASTERMIND_APP_ID": "00000000-0000-0000-0000-00000000a001",
    "MASTERMIND_APP_PASSWORD": "geheim",
    "MASTERMIND_APP_TENANT_ID": "tenant",
}
POSTGRES_DEFAULT: Final = 100
"""`max_connections`, of which a few are kept for who looks after it."""


@pytest.fixture(scope="module")
def compose() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def caddyfile() -> str:
    return (DEPLOY / "Caddyfile").read_text(encoding="utf-8")


def filled(value: str, given: Mapping[str, str]) -> str:
    """As Compose puts the environment in."""
    return NAMED.sub(lambda found: given.get(found[1]) or (found[3] if found[2] == "-" else ""), value)


def example() -> dict[str, str]:
    lines = (DEPLOY / "settings.example").read_text(encoding="utf-8").splitlines()
    return dict(line.split("=", 1) for line in lines if line and not line.startswith("#"))


def test_there_are_two_bots_a_database_a_migration_and_a_proxy(compose: dict[str, Any]) -> None:
    assert set(compose["services"]) == {"database", "upgrade", *BOTS, "proxy"}
    assert compose["services"]["bot-1"] == compose["services"]["bot-2"], "neither is more than the other"


def test_every_setting_that_is_given_is_one_of_the_bots(compose: dict[str, Any]) -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    for service in (*BOTS, "upgrade"):
        assert set(compose["services"][service]["environment"]) <= known


def test_with_what_must_be_filled_in_the_bot_takes_its_settings(
    compose: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in compose["services"]["bot-1"]["environment"].items():
        monkeypatch.setenv(name, filled(value, FILLED_IN))
    settings = load_settings(None)
    assert settings.authenticated
    assert not settings.rehearsal
    assert (settings.host, settings.port) == ("0.0.0.0", 3978)
    assert settings.database_url == "postgresql+asyncpg://mastermind:geheim@database/mastermind"
    assert settings.public_url == "https://mastermind.example.org"
    assert not settings.mails


def test_what_must_be_filled_in_is_asked_for_and_everything_is_in_the_example(
    compose: dict[str, Any], caddyfile: str
) -> None:
    text = (DEPLOY / "compose.yaml").read_text(encoding="utf-8")
    assert {name for name, how, _ in NAMED.findall(text) if how == "?"} == set(FILLED_IN)
    assert {name for name, _, _ in NAMED.findall(text)} == set(example())
    assert set(re.findall(r"\{\$([A-Z_]+)\}", caddyfile)) <= set(compose["services"]["proxy"]["environment"])
    assert not any(example()[name] for name in example() if "PASSWORD" in name), "a secret is nobody's default"


def test_the_names_to_fill_in_are_told_of_in_the_documents() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    scale = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8")
    for name in example():
        told = scale if not name.startswith(PREFIX) else readme
        assert f"`{name.removeprefix(PREFIX)}`" in told, name


def test_nobody_but_the_proxy_can_be_reached_from_outside(compose: dict[str, Any]) -> None:
    assert {name for name, service in compose["services"].items() if "ports" in service} == {"proxy"}


def test_the_migration_comes_first_and_once(compose: dict[str, Any]) -> None:
    services = compose["services"]
    assert services["upgrade"]["command"] == ["db", "upgrade"]
    assert services["upgrade"]["restart"] == "no"
    assert services["upgrade"]["depends_on"] == {"database": {"condition": "service_healthy"}}
    for bot in BOTS:
        assert services[bot]["depends_on"] == {"upgrade": {"condition": "service_completed_successfully"}}


def test_the_proxy_shares_between_the_bots_that_are_ready(compose: dict[str, Any], caddyfile: str) -> None:
    (upstreams,) = re.findall(r"reverse_proxy (.+) \{", caddyfile)
    port = compose["services"]["bot-1"]["environment"]["MASTERMIND_PORT"]
    assert upstreams.split() == [f"{bot}:{port}" for bot in BOTS]
    assert "health_uri /readyz" in caddyfile
    assert "ip_hash" not in caddyfile
    assert "cookie" not in caddyfile
    assert f"127.0.0.1:{port}/readyz" in str(compose["services"]["bot-1"]["healthcheck"]["test"])
    assert "3978" in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")


def test_the_proxy_lets_everything_through_that_people_need_and_nothing_else(caddyfile: str) -> None:
    (public,) = re.findall(r"@public path (.+)", caddyfile)
    pages = {f"/{route.path.split('/')[1]}/*" for route in page_routes(cast("House", None))}
    assert set(public.split()) == {"/api/messages", *pages}


def test_the_bots_leave_room_for_who_looks_after_the_database() -> None:
    assert len(BOTS) * (CONNECTIONS + READING_CONNECTIONS) < POSTGRES_DEFAULT - 20


def test_what_must_outlive_a_container_is_on_a_volume(compose: dict[str, Any]) -> None:
    mounted = [mount.split(":")[0] for service in compose["services"].values() for mount in service.get("volumes", [])]
    assert {name for name in mounted if not name.startswith(".")} == set(compose["volumes"])
    for name in mounted:
        assert not name.startswith(".") or (DEPLOY / name).is_file()


def test_every_image_has_a_version_and_every_bot_few_rights(compose: dict[str, Any]) -> None:
    for name, service in compose["services"].items():
        assert service["image"] == "mastermind-bot" or re.search(r":\d+(\.\d+)*-", service["image"]), name
    for bot in (*BOTS, "upgrade"):
        assert compose["services"][bot]["read_only"]
        assert compose["services"][bot]["cap_drop"] == ["ALL"]


def test_old_log_lines_go_by_themselves(compose: dict[str, Any]) -> None:
    assert {service["logging"]["driver"] for service in compose["services"].values()} == {"local"}


def test_a_bot_gets_the_time_to_stop_that_its_drains_may_take(compose: dict[str, Any]) -> None:
    """Requests, turns and sends each have theirs; then the database's connections are closed."""
    for bot in BOTS:
        assert float(compose["services"][bot]["stop_grace_period"].removesuffix("s")) >= 3 * DRAIN_SECONDS + 5
        assert compose["services"][bot]["init"], "Python as the first process hears no SIGTERM while it starts"


def test_the_commands_in_the_documents_name_what_there_is(compose: dict[str, Any]) -> None:
    scale = (ROOT / "docs" / "scale.md").read_text(encoding="utf-8").replace("\\\n", " ")
    lines = [line.split() for line in scale.splitlines() if line.startswith("docker compose ")]
    assert len(lines) >= 6
    for words in lines:
        assert words[2:6] == ["--env-file", "deploy/.env", "-f", "deploy/compose.yaml"]
        named = [word for word in words[6:] if word in compose["services"]]
        assert len(named) == (0 if words[6] == "build" or "--build" in words else 1), words


def test_the_image_is_made_of_the_lock_and_runs_without_rights() -> None:
    steps = (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    assert "--require-hashes -r requirements.lock" in steps
    _, build, run = steps.split("\nFROM ")
    for stage in (build, run):
        user = re.findall(r"^USER (\w+)$", stage, flags=re.MULTILINE)[-1]
        assert user != "root"
    assert build.index("USER") < build.index("pip install"), "not even what a package does while it is installed"
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    copied = re.findall(r"^COPY (?!--from)(.+) \S+$", steps, flags=re.MULTILINE)
    named = {path for line in copied for path in line.split()}
    assert named >= set(project["tool"]["hatch"]["build"]["targets"]["wheel"]["packages"])
    ignored = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    for path in named:
        assert (ROOT / path).exists()
        assert f"!{path}" in ignored, "else it would not come along"
