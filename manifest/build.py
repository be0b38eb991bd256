"""Builds the Teams app package: the manifest filled in, its texts in two languages, the icons, checked and zipped."""

import io
import json
import re
import zipfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from string import Template
from typing import Any
from urllib.parse import urlsplit

HERE = Path(__file__).parent
SCHEMAS = HERE.parent / "node_modules/@microsoft/app-manifest/build/json-schemas/teams/v1.25"
ICONS = ("color.png", "outline.png")
LANGUAGES = ("nl", "en")  # the first one also fills the manifest itself
_GUID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}", re.IGNORECASE)
_LONGEST_DEVELOPER_NAME = 32
_LONGEST_URL = 2048
_EPOCH = (1980, 1, 1, 0, 0, 0)  # the earliest a zip can say: the same values give the same bytes


class ManifestRefused(Exception):
    """The package cannot be built; `reasons` has one line each."""

    def __init__(self, reasons: list[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = reasons


@dataclass(frozen=True, slots=True, kw_only=True)
class ManifestValues:
    """What differs per installation, from the settings; the website is `public_url`, else `privacy_url`."""

    app_id: str | None
    developer_name: str | None
    privacy_url: str | None
    terms_url: str | None
    public_url: str | None = None
    version: str = "0.1.0"


def missing(values: ManifestValues) -> list[str]:
    """One line for each setting that is absent or unusable, ready to print; empty when the package can be built."""
    said = {
        "MASTERMIND_APP_ID": _no_guid(values.app_id),
        "MASTERMIND_DEVELOPER_NAME": _no_name(values.developer_name),
        "MASTERMIND_PRIVACY_URL": _no_page(values.privacy_url),
        "MASTERMIND_TERMS_URL": _no_page(values.terms_url),
        "MASTERMIND_PUBLIC_URL": _no_page(values.public_url) if values.public_url else None,
    }
    return [f"{setting} {what}" for setting, what in said.items() if what]


def _no_guid(value: str | None) -> str | None:
    if not value:
        return "is not set: the application (client) id of the bot"
    return None if _GUID.fullmatch(value) else "is not an id of the form 00000000-0000-0000-0000-000000000000"


def _no_name(value: str | None) -> str | None:
    if not value or not value.strip():
        return "is not set: the organisation that offers the app"
    return None if len(value) <= _LONGEST_DEVELOPER_NAME else f"is longer than {_LONGEST_DEVELOPER_NAME} characters"


def _no_page(value: str | None) -> str | None:
    if not value:
        return "is not set: the address of a page, starting with https://"
    if len(value) > _LONGEST_URL or re.search(r"[\s\x00-\x1f]", value):
        return "is not an address"
    return None if _host(value) else "must be an address that starts with https://"


def _host(url: str) -> str | None:
    """The host of an https address; None for anything else."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return None
    return parts.hostname if parts.scheme == "https" else None


def build(values: ManifestValues) -> bytes:
    """The zip to upload. Raises `ManifestRefused` when a setting is missing, or when Microsoft's schema objects.

    The schemas come with a development dependency (npm); without it the package is built unchecked.
    """
    if reasons := missing(values):
        raise ManifestRefused(reasons)
    files = package(values)
    if SCHEMAS.is_dir() and (reasons := list(faults(files))):
        raise ManifestRefused(reasons)
    return _zipped(
        {name: _as_json(content) for name, content in files.items()} | {i: (HERE / i).read_bytes() for i in ICONS}
    )


def package(values: ManifestValues) -> dict[str, dict[str, Any]]:
    """The JSON files of the package, by name."""
    texts = {language: _read(f"{language}.json") for language in LANGUAGES}
    first = texts[LANGUAGES[0]]
    filled = {
        "app_id": (values.app_id or "").lower(),
        "developer_name": values.developer_name,
        "privacy_url": values.privacy_url,
        "terms_url": values.terms_url,
        "website_url": values.public_url or values.privacy_url,
        "version": values.version,
        **{key: text for key, text in first.items() if key != "commands"},
    }
    manifest = _fill(_read("manifest.json"), filled)
    manifest["validDomains"] = [_host(values.public_url)] if values.public_url else []
    lists = manifest["bots"][0]["commandLists"]
    for commands in lists:
        commands["commands"] = first["commands"]
    return {
        "manifest.json": manifest,
        **{f"{language}.json": _localised(text, lists=len(lists)) for language, text in texts.items()},
    }


def faults(files: Mapping[str, Mapping[str, Any]]) -> Iterator[str]:
    """What Microsoft's schemas say against the files, each with its place."""
    from jsonschema import Draft4Validator  # noqa: PLC0415 - megabytes that a bot which only listens does not need

    for name, content in files.items():
        kind = "MicrosoftTeams" if name == "manifest.json" else "MicrosoftTeams.Localization"
        # The file starts with a byte order mark; `check_schema` cannot compile all of its patterns, `iter_errors` can.
        schema = json.loads((SCHEMAS / f"{kind}.schema.json").read_text(encoding="utf-8-sig"))
        for error in Draft4Validator(schema).iter_errors(content):
            yield f"{name}: {'.'.join(str(step) for step in error.absolute_path) or 'top level'}: {error.message}"


def _read(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((HERE / name).read_text(encoding="utf-8"))
    return content


class _Dotted(Template):
    """`${name.short}` as well as `${app_id}`."""

    braceidpattern = r"[a-z_.]+"


def _fill(part: Any, values: Mapping[str, object]) -> Any:
    if isinstance(part, dict):
        return {key: _fill(value, values) if key != "$schema" else value for key, value in part.items()}
    if isinstance(part, list):
        return [_fill(item, values) for item in part]
    return _Dotted(part).substitute(values) if isinstance(part, str) else part


def _localised(texts: Mapping[str, Any], *, lists: int) -> dict[str, Any]:
    """The commands under the paths that Teams expects, once for each list."""
    flat: dict[str, Any] = {
        "$schema": "https://developer.microsoft.com/json-schemas/teams/v1.25/MicrosoftTeams.Localization.schema.json",
        **{key: text for key, text in texts.items() if key != "commands"},
    }
    for n in range(lists):
        for m, command in enumerate(texts["commands"]):
            for what in ("title", "description"):
                flat[f"bots[0].commandLists[{n}].commands[{m}].{what}"] = command[what]
    return flat


def _as_json(content: Mapping[str, Any]) -> bytes:
    return (json.dumps(content, ensure_ascii=False, indent=2) + "\n").encode()


def _zipped(files: Mapping[str, bytes]) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_STORED) as archive:
        for name in sorted(files):
            entry = zipfile.ZipInfo(name, _EPOCH)
            entry.create_system = 3  # the same on every machine
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, files[name])
    return held.getvalue()
