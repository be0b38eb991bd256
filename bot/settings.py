"""The settings of the bot: the only reader of the environment, which refuses what would be unsafe."""

import logging
from datetime import UTC, datetime
from functools import cached_property
from pathlib import Path
from typing import Literal, Self
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from pydantic import Field, SecretStr, ValidationError, field_validator, model_validator
from pydantic_core import ErrorDetails
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.addresses import is_host, is_loopback, is_sender, may_speak_to

PREFIX = "MASTERMIND_"
_MAIL = ("mail_from", "smtp_user", "smtp_password", "smtp_port")
DATABASES = ("sqlite+aiosqlite://", "postgresql+asyncpg://")


class SettingsError(Exception):
    """The settings cannot be used; the message is one line that says which one and what to do."""


class Settings(BaseSettings):
    """Every setting by its name in the environment, without the prefix and in lower case."""

    model_config = SettingsConfigDict(
        env_prefix=PREFIX,
        env_file_encoding="utf-8",
        env_ignore_empty=True,
        extra="ignore",  # a .env file may hold other programs' settings too
        frozen=True,
        str_strip_whitespace=True,
        hide_input_in_errors=True,
    )

    database_url: str = Field(default="sqlite+aiosqlite:///var/mastermind.db", repr=False)  # may hold a password
    host: str = "127.0.0.1"
    port: int = Field(default=3978, ge=0, le=65535)
    environment: Literal["production", "rehearsal"] = "production"
    app_id: str | None = None
    app_password: SecretStr | None = None
    app_type: Literal["SingleTenant", "UserAssignedMSI"] = "SingleTenant"
    app_tenant_id: str | None = None
    allowed_tenants: str = ""
    openid_metadata_url: str = "https://login.botframework.com/v1/.well-known/openidconfiguration"
    token_issuer: str = "https://api.botframework.com"  # noqa: S105 - an address, not a secret
    login_url: str = "https://login.microsoftonline.com"
    rehearsal_start: datetime | None = None
    public_url: str | None = None
    smtp_host: str | None = None
    smtp_port: int | None = Field(default=None, ge=1, le=65535)
    smtp_security: Literal["starttls", "tls", "none"] = "starttls"
    smtp_user: str | None = None
    smtp_password: SecretStr | None = None
    mail_from: str | None = None
    time_zone: str = "Europe/Amsterdam"
    language: Literal["nl", "en"] = "nl"
    formats_dir: Path | None = None
    school_holidays: Path | None = None
    school_region: str | None = None
    developer_name: str | None = None
    privacy_url: str | None = None
    terms_url: str | None = None
    log_format: Literal["console", "json"] = "console"
    log_level: str = "INFO"

    @property
    def rehearsal(self) -> bool:
        return self.environment == "rehearsal"

    @property
    def authenticated(self) -> bool:
        """Whether requests must carry a token; never off on an address that others can reach."""
        return self.app_id is not None

    @property
    def on_loopback(self) -> bool:
        return is_loopback(self.host)

    @property
    def token_scope(self) -> str:
        """What the bot asks a token for; every cloud names it after the issuer of its tokens."""
        return f"{self.token_issuer.rstrip('/')}/.default"

    @cached_property
    def tenants(self) -> frozenset[str] | None:
        """The tenants that may talk to the bot; none means any."""
        named = frozenset(part.strip().lower() for part in self.allowed_tenants.split(",") if part.strip())
        if "*" in named:
            return None
        if named:
            return named
        return frozenset({self.app_tenant_id.lower()}) if self.app_id and self.app_tenant_id else None

    def admits(self, tenant: str | None) -> bool:
        """Whether somebody of this tenant may talk to the bot; who names no tenant may only when any may."""
        return self.tenants is None or (tenant is not None and tenant.lower() in self.tenants)

    @property
    def mails(self) -> bool:
        """Whether people without a chat with the bot can be written to."""
        return self.smtp_host is not None

    @field_validator(
        "app_id",
        "app_tenant_id",
        "public_url",
        "developer_name",
        "privacy_url",
        "terms_url",
        "school_region",
        "smtp_host",
        "smtp_user",
        "mail_from",
    )
    @classmethod
    def _nothing_is_none(cls, value: str | None) -> str | None:
        return value or None

    @field_validator("app_password", "smtp_password")
    @classmethod
    def _no_secret_is_none(cls, value: SecretStr | None) -> SecretStr | None:
        return value if value is not None and value.get_secret_value().strip() else None

    @field_validator("host")
    @classmethod
    def _some_host(cls, value: str) -> str:
        if not value:
            raise ValueError("name an address to listen on, such as 127.0.0.1")
        return value

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, value: str) -> str:
        if not value.startswith(DATABASES):
            raise ValueError(f"begin with {DATABASES[0]} or {DATABASES[1]}")
        return value

    @field_validator("openid_metadata_url", "login_url", "token_issuer", "public_url", "privacy_url", "terms_url")
    @classmethod
    def _safe_address(cls, value: str | None) -> str | None:
        if value is not None and not may_speak_to(value, plain_loopback=True):
            raise ValueError("give a whole https address (plain http only to this machine)")
        return value

    @field_validator("smtp_host")
    @classmethod
    def _bare_host(cls, value: str | None) -> str | None:
        if value is not None and not is_host(value):
            raise ValueError(
                "give the name of a server only, such as smtp.example.org; its port is a setting of its own"
            )
        return value

    @field_validator("mail_from")
    @classmethod
    def _one_sender(cls, value: str | None) -> str | None:
        if value is not None and not is_sender(value):
            raise ValueError("give one address, such as mastermind@example.org or Mastermind <mastermind@example.org>")
        return value

    @field_validator("rehearsal_start", mode="before")
    @classmethod
    def _aware_start(cls, value: object) -> object:
        if value is None:
            return None
        try:
            moment = datetime.fromisoformat(value.strip()) if isinstance(value, str) else value
        except ValueError:
            moment = None
        if not isinstance(moment, datetime) or moment.tzinfo is None:
            raise ValueError("give a moment with its offset, such as 2021-05-01T09:00:00+02:00")
        return moment.astimezone(UTC)

    @field_validator("time_zone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError) as error:
            raise ValueError(f"{value!r} is not a time zone; give one such as Europe/Amsterdam") from error
        return value

    @field_validator("formats_dir")
    @classmethod
    def _existing_folder(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_dir():
            raise ValueError(f"there is no folder {str(value)!r}")
        return value

    @field_validator("school_holidays")
    @classmethod
    def _existing_file(cls, value: Path | None) -> Path | None:
        if value is not None and not value.is_file():
            raise ValueError(f"there is no file {str(value)!r}")
        return value

    @field_validator("log_level")
    @classmethod
    def _known_level(cls, value: str) -> str:
        level = value.upper()
        if level not in logging.getLevelNamesMapping() or level == "NOTSET":
            raise ValueError(f"{value!r} is not a level; give DEBUG, INFO, WARNING or ERROR")
        return level

    @model_validator(mode="after")
    def _safe_together(self) -> Self:
        fault = self._fault()
        if fault is not None:
            raise ValueError(fault)
        return self

    def _fault(self) -> str | None:
        """The first thing that would let strangers in, or keep everyone out."""
        return self._door_fault() or self._mail_fault() or self._school_fault()

    def _door_fault(self) -> str | None:
        if self.rehearsal:
            return self._rehearsal_fault()
        if self.rehearsal_start is not None:
            return f"{PREFIX}REHEARSAL_START is only for {PREFIX}ENVIRONMENT=rehearsal; take it away"
        if self.app_id is None:
            return self._open_door_fault()
        return self._credentials_fault()

    def _rehearsal_fault(self) -> str | None:
        if self.app_id is not None:
            return (
                f"{PREFIX}ENVIRONMENT=rehearsal checks no tokens and refuses {PREFIX}APP_ID; take one of the two away"
            )
        if not self.on_loopback:
            return (
                f"{PREFIX}ENVIRONMENT=rehearsal checks no tokens and listens on this machine only; "
                f"{PREFIX}HOST is {self.host!r}, make it 127.0.0.1"
            )
        return None

    def _open_door_fault(self) -> str | None:
        if not self.on_loopback:
            return (
                f"{PREFIX}HOST is {self.host!r}, which others can reach, and without {PREFIX}APP_ID no token would be "
                f"checked; set {PREFIX}APP_ID, or make {PREFIX}HOST 127.0.0.1"
            )
        if self.app_password is not None:
            return (
                f"{PREFIX}APP_PASSWORD is set but {PREFIX}APP_ID is not, so no token would be checked; set both or none"
            )
        return None

    def _credentials_fault(self) -> str | None:
        if self.app_type == "SingleTenant":
            if self.app_password is None:
                return f"{PREFIX}APP_PASSWORD is missing; a SingleTenant app needs its client secret"
            if self.app_tenant_id is None:
                return f"{PREFIX}APP_TENANT_ID is missing; a SingleTenant app logs in at its own tenant"
        if self.app_tenant_id is None and not self.allowed_tenants:
            return f"set {PREFIX}APP_TENANT_ID or {PREFIX}ALLOWED_TENANTS; without them nobody may talk to the bot"
        return None

    def _mail_fault(self) -> str | None:
        """Half a mail server would be noticed when the first reminder does not come; an open one by nobody."""
        if self.smtp_host is None:
            lone = next((name for name in _MAIL if getattr(self, name) is not None), None)
            return lone and f"{PREFIX}{lone.upper()} is set but {PREFIX}SMTP_HOST is not; set both or none"
        if self.mail_from is None:
            return f"{PREFIX}MAIL_FROM is missing; letters need a sender"
        if (self.smtp_user is None) != (self.smtp_password is None):
            return f"set both {PREFIX}SMTP_USER and {PREFIX}SMTP_PASSWORD, or none"
        nearby = is_loopback(self.smtp_host)
        if self.smtp_security == "none" and not nearby:
            return (
                f"{PREFIX}SMTP_SECURITY=none would send letters readably over the network to {self.smtp_host!r}; "
                "make it starttls or tls"
            )
        if self.rehearsal and not nearby:
            return (
                f"{PREFIX}ENVIRONMENT=rehearsal would write to real people; make {PREFIX}SMTP_HOST 127.0.0.1 "
                "or take it away"
            )
        return None

    def _school_fault(self) -> str | None:
        if (self.school_holidays is None) == (self.school_region is None):
            return None
        missing = "SCHOOL_HOLIDAYS" if self.school_holidays is None else "SCHOOL_REGION"
        return f"{PREFIX}{missing} is missing; a file of school holidays and the region to read in it go together"


def load_settings(env_file: Path | str | None = ".env", **given: object) -> Settings:
    """The settings from the environment and, where that is silent, from `env_file`; raises `SettingsError`.

    What is `given` counts before both.
    """
    try:
        return Settings(_env_file=env_file, **given)  # type: ignore[call-arg, arg-type]  # pydantic-settings adds it and checks the rest
    except ValidationError as error:
        raise SettingsError("; ".join(_line(detail) for detail in error.errors())) from None
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read the settings file {env_file}: {type(error).__name__}") from None


def _line(detail: ErrorDetails) -> str:
    """One fault in words; the value itself stays out, it may be a secret, unless it is one of a few fixed words."""
    message = detail["msg"].removeprefix("Value error, ")
    if not detail["loc"]:
        return message
    name = f"{PREFIX}{str(detail['loc'][0]).upper()}"
    if detail["type"] == "literal_error":
        return f"{name} is {detail['input']!r}; make it {detail['ctx']['expected']}"
    return f"{name}: {message}"
