"""Settings that would be unsafe are refused at the start, in one line a person understands."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest

from bot.settings import Settings, SettingsError, load_settings

Load = Callable[..., Settings]
APP = {"APP_ID": "app", "APP_PASSWORD": "geheim", "APP_TENANT_ID": "Tenant-A"}

MAIL = {"SMTP_HOST": "smtp.example.org", "MAIL_FROM": "Mastermind <bot@example.org>"}


@pytest.fixture
def load(monkeypatch: pytest.MonkeyPatch) -> Load:
    for name in [name for name in os.environ if name.startswith("MASTERMIND_")]:
        monkeypatch.delenv(name)

    def with_values(**values: str) -> Settings:
        for name, value in values.items():
            monkeypatch.setenv(f"MASTERMIND_{name}", value)
        return load_settings(env_file=None)

    return with_values


def test_without_any_setting_the_bot_listens_on_this_machine_without_tokens(load: Load) -> None:
    settings = load()
    assert (settings.host, settings.port, settings.environment) == ("127.0.0.1", 3978, "production")
    assert settings.database_url == "sqlite+aiosqlite:///var/mastermind.db"
    assert not settings.authenticated
    assert settings.admits(None)
    assert settings.token_scope == "https://api.botframework.com/.default"


@pytest.mark.parametrize(
    ("values", "word"),
    [
        ({**APP, "APP_TYPE": "MultiTenant"}, "APP_TYPE is 'MultiTenant'"),
        ({**APP, "APP_TYPE": "SingelTenant"}, "'SingleTenant' or 'UserAssignedMSI'"),
        ({**APP, "APP_TYPE": "singletenant"}, "APP_TYPE"),
        ({"APP_TYPE": "MultiTenant"}, "APP_TYPE"),
        ({"HOST": "0.0.0.0"}, "APP_ID"),
        ({"HOST": "192.0.2.7"}, "APP_ID"),
        ({"HOST": "bot.example.org"}, "APP_ID"),
        ({"HOST": "::"}, "APP_ID"),
        ({"HOST": "0.0.0.0", "APP_ID": "  "}, "APP_ID"),
        ({"APP_PASSWORD": "geheim"}, "APP_ID"),
        ({"ENVIRONMENT": "rehearsal", "APP_ID": "app"}, "APP_ID"),
        ({"ENVIRONMENT": "rehearsal", "HOST": "0.0.0.0"}, "HOST"),
        ({"ENVIRONMENT": "reheersal"}, "ENVIRONMENT"),
        ({"APP_ID": "app", "APP_TENANT_ID": "t"}, "APP_PASSWORD"),
        ({"APP_ID": "app", "APP_PASSWORD": "geheim"}, "APP_TENANT_ID"),
        ({"APP_ID": "app", "APP_TYPE": "UserAssignedMSI"}, "ALLOWED_TENANTS"),
        ({"REHEARSAL_START": "2021-05-01T09:00:00+02:00"}, "rehearsal"),
        ({"ENVIRONMENT": "rehearsal", "REHEARSAL_START": "2021-05-01T09:00:00"}, "offset"),
        ({"ENVIRONMENT": "rehearsal", "REHEARSAL_START": "morgen"}, "offset"),
        ({"ENVIRONMENT": "rehearsal", "REHEARSAL_START": "1620000000"}, "offset"),
        ({"TIME_ZONE": "Europe/Amsterdm"}, "TIME_ZONE"),
        ({"TIME_ZONE": "../etc/passwd"}, "TIME_ZONE"),
        ({"LANGUAGE": "de"}, "LANGUAGE"),
        ({"PORT": "70000"}, "PORT"),
        ({"PORT": "web"}, "PORT"),
        ({"DATABASE_URL": "mysql://somewhere"}, "DATABASE_URL"),
        ({"OPENID_METADATA_URL": "http://keys.example.org/"}, "OPENID_METADATA_URL"),
        ({"LOGIN_URL": "login.example.org"}, "LOGIN_URL"),
        ({"PUBLIC_URL": "ftp://example.org"}, "PUBLIC_URL"),
        ({"FORMATS_DIR": "no/such/folder"}, "FORMATS_DIR"),
        ({"LOG_FORMAT": "xml"}, "LOG_FORMAT"),
        ({"LOG_LEVEL": "LOUD"}, "LOG_LEVEL"),
        ({"SMTP_HOST": "smtp.example.org"}, "MAIL_FROM is missing"),
        ({"MAIL_FROM": "bot@example.org"}, "SMTP_HOST is not"),
        ({"SMTP_PORT": "25"}, "SMTP_HOST is not"),
        ({"SMTP_PASSWORD": "geheim"}, "SMTP_HOST is not"),
        ({**MAIL, "SMTP_USER": "bot"}, "SMTP_PASSWORD"),
        ({**MAIL, "SMTP_PASSWORD": "geheim"}, "SMTP_USER"),
        ({**MAIL, "SMTP_SECURITY": "none"}, "readably over the network"),
        ({**MAIL, "SMTP_SECURITY": "ssl"}, "'starttls', 'tls' or 'none'"),
        ({**MAIL, "SMTP_PORT": "0"}, "SMTP_PORT"),
        ({**MAIL, "SMTP_HOST": "smtp.example.org:587"}, "SMTP_HOST"),
        ({**MAIL, "SMTP_HOST": "smtp://smtp.example.org"}, "SMTP_HOST"),
        ({**MAIL, "MAIL_FROM": "bot"}, "MAIL_FROM"),
        ({**MAIL, "MAIL_FROM": "a@example.org, b@example.org"}, "MAIL_FROM"),
        ({**MAIL, "MAIL_FROM": "a@example.org\nBcc: b@example.org"}, "MAIL_FROM"),
        ({**MAIL, "ENVIRONMENT": "rehearsal"}, "real people"),
    ],
)
def test_what_is_unsafe_or_unknown_is_refused_in_one_line(load: Load, values: dict[str, str], word: str) -> None:
    with pytest.raises(SettingsError) as refused:
        load(**values)
    line = str(refused.value)
    assert word in line
    assert "\n" not in line
    assert "geheim" not in line


@pytest.mark.parametrize(
    "values",
    [
        MAIL,
        {**MAIL, "SMTP_USER": "bot", "SMTP_PASSWORD": "geheim", "SMTP_PORT": "2525"},
        {**MAIL, "SMTP_SECURITY": "none", "SMTP_HOST": "127.0.0.1"},
        {**MAIL, "SMTP_HOST": "::1", "ENVIRONMENT": "rehearsal"},
    ],
)
def test_with_a_whole_mail_server_people_can_be_written_to(load: Load, values: dict[str, str]) -> None:
    settings = load(**values)
    assert settings.mails
    assert "geheim" not in repr(settings)


def test_without_a_mail_server_nobody_is_written_to(load: Load) -> None:
    assert not load().mails


@pytest.mark.parametrize(
    "values",
    [
        {**APP, "HOST": "0.0.0.0"},
        {"APP_ID": "app", "APP_TYPE": "UserAssignedMSI", "ALLOWED_TENANTS": "*", "HOST": "0.0.0.0"},
        {"ENVIRONMENT": "rehearsal", "HOST": "localhost"},
        {"ENVIRONMENT": "rehearsal", "HOST": "::1"},
        {"LOG_LEVEL": "debug"},
        {"APP_TYPE": ""},
        {"OPENID_METADATA_URL": "http://127.0.0.1:9/keys"},
    ],
)
def test_what_is_safe_is_accepted(load: Load, values: dict[str, str]) -> None:
    assert load(**values).authenticated == ("APP_ID" in values)


def test_the_start_of_a_rehearsal_is_a_moment_in_utc(load: Load) -> None:
    settings = load(ENVIRONMENT="rehearsal", REHEARSAL_START="2021-05-01T09:00:00+02:00")
    assert settings.rehearsal_start == datetime(2021, 5, 1, 7, tzinfo=UTC)
    assert settings.rehearsal_start.utcoffset() == UTC.utcoffset(None)


def test_no_list_of_tenants_means_the_tenant_of_the_app_only(load: Load) -> None:
    settings = load(**APP)
    assert settings.admits("tenant-a")
    assert not settings.admits("tenant-b")
    assert not settings.admits(None)


def test_a_list_of_tenants_replaces_the_tenant_of_the_app(load: Load) -> None:
    settings = load(**APP, ALLOWED_TENANTS="tenant-b, TENANT-C,")
    assert [settings.admits(tenant) for tenant in ("tenant-a", "tenant-b", "tenant-c")] == [False, True, True]


def test_a_star_admits_any_tenant(load: Load) -> None:
    settings = load(**APP, ALLOWED_TENANTS="*")
    assert settings.admits("tenant-x")
    assert settings.admits(None)


def test_secrets_stay_out_of_the_printed_settings(load: Load) -> None:
    settings = load(**APP, DATABASE_URL="postgresql+asyncpg://bot:wachtwoord@localhost/bot")
    assert "geheim" not in repr(settings)
    assert "wachtwoord" not in repr(settings)


def test_a_file_fills_in_where_the_environment_is_silent(load: Load, tmp_path: Path) -> None:
    load(PORT="4000")
    file = tmp_path / ".env"
    file.write_text("MASTERMIND_PORT=5000\nMASTERMIND_LANGUAGE=en\nOTHER=1\n", encoding="utf-8")
    settings = load_settings(env_file=file)
    assert (settings.port, settings.language) == (4000, "en")
