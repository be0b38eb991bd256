"""What `mastermind doctor` says of one thing that it looked at."""

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    OK = "ok"
    OFF = "--"  # not set up, which is allowed
    WARNING = "warning"  # works, but somebody should look
    FAILED = "FAILED"


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    about: str
    mark: Mark
    told: str


def ok(about: str, told: str) -> Finding:
    return Finding(about=about, mark=Mark.OK, told=told)


def off(about: str, told: str) -> Finding:
    return Finding(about=about, mark=Mark.OFF, told=told)


def warning(about: str, told: str) -> Finding:
    return Finding(about=about, mark=Mark.WARNING, told=told)


def failed(about: str, told: str) -> Finding:
    return Finding(about=about, mark=Mark.FAILED, told=told)
