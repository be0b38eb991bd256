"""The formats this bot knows: those that come with it and those of FORMATS_DIR, each with its text and fingerprint."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from pathlib import Path
from typing import Self

from dialogs.formats.model import Format
from dialogs.formats.shelf import SHIPPED, digest

LARGEST = 512 * 1024
"""Bytes of a format file; a shipped one has about a tenth of it."""


class FormatUnreadable(Exception):
    """A file that is no text, or cannot be opened; the message says which."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """A format as read, and the very text it was read from, which a running group keeps."""

    format: Format
    source: str
    warnings: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        return digest(self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Library:
    recipes: Mapping[str, Recipe]

    @classmethod
    def open(cls, own: Path | None = None) -> Self:
        """Raises `FormatFaults` or `FormatUnreadable`. An own file may replace a shipped one."""
        found = [_read(_shipped(name), file=f"{name}.yaml", shipped=True) for name in SHIPPED]
        return cls(recipes={recipe.format.id: recipe for recipe in [*found, *_own(own)]})

    @property
    def formats(self) -> Mapping[str, Format]:
        return {name: recipe.format for name, recipe in self.recipes.items()}

    @property
    def sources(self) -> dict[str, tuple[str, str]]:
        """The formats as an import keeps them: by id the digest and the text."""
        return {name: (recipe.digest, recipe.source) for name, recipe in self.recipes.items()}


def check_own(directory: Path | None) -> Sequence[str]:
    """Raises what `Library.open` would; returns what is worth a second look. Those that come with the bot are right, or
    its tests would say so."""
    return [warning for recipe in _own(directory) for warning in recipe.warnings]


def _own(directory: Path | None) -> list[Recipe]:
    if directory is None:
        return []
    return [read_file(path) for path in sorted([*directory.glob("*.yaml"), *directory.glob("*.yml")])]


def read_file(path: Path) -> Recipe:
    """A format file of one's own."""
    try:
        if path.stat().st_size > LARGEST:
            raise FormatUnreadable(f"{path}: larger than {LARGEST // 1024} KiB, that cannot be a format")
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise FormatUnreadable(f"{path}: not a text file in UTF-8; save it as UTF-8") from None
    except OSError as error:
        raise FormatUnreadable(f"{path}: {error.strerror or 'cannot be read'}") from None
    return _read(text, file=path.name, shipped=False)


def read_stored(text: str) -> Format:
    """A format out of the store: it was checked when it was kept."""
    return _read(text, file="stored format", shipped=False, kept=True).format


@lru_cache(maxsize=32)
def _read(text: str, *, file: str, shipped: bool, kept: bool = False) -> Recipe:
    """The same text reads the same, and takes tens of milliseconds."""
    from dialogs.formats.reader import read_format  # noqa: PLC0415 - a start that reads none needs no YAML

    read = read_format(text, file=file, shipped=shipped, kept=kept)
    return Recipe(format=read.format, source=text, warnings=tuple(str(warning) for warning in read.warnings))


def _shipped(name: str) -> str:
    return resources.files("dialogs.formats").joinpath("library", f"{name}.yaml").read_text(encoding="utf-8")
