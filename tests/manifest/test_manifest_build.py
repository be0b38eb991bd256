"""The app package: complete, accepted by Microsoft's schema, the same bytes for the same values."""

import io
import json
import struct
import tomllib
import zipfile
import zlib
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from manifest import build as module
from manifest.build import HERE, SCHEMAS, ManifestRefused, ManifestValues, build, faults, missing, package

VALUES = ManifestValues(
    app_id="11111111-2222-3333-4444-555555555555",
    developer_name="Voorbeeldorganisatie",
    privacy_url="https://voorbeeld.example/privacy",
    terms_url="https://voorbeeld.example/voorwaarden",
    public_url="https://mastermind.voorbeeld.example:8443/",
)


def unpacked(values: ManifestValues = VALUES) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(build(values))) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def manifest(values: ManifestValues = VALUES) -> dict[str, Any]:
    content: dict[str, Any] = json.loads(unpacked(values)["manifest.json"])
    return content


def test_microsofts_schemas_are_at_hand() -> None:
    assert SCHEMAS.is_dir(), "run npm install: @microsoft/app-manifest is a development dependency"


def test_microsofts_schemas_accept_manifest_and_texts() -> None:
    assert list(faults(package(VALUES))) == []
    assert list(faults(package(replace(VALUES, public_url=None)))) == []


def test_microsofts_schemas_are_really_asked() -> None:
    files = package(VALUES)
    files["manifest.json"]["bots"][0]["scopes"] = ["groupchat"]
    files["en.json"]["name.shorter"] = "M"
    found = list(faults(files))
    assert any(line.startswith("manifest.json: bots.0.scopes") for line in found)
    assert any(line.startswith("en.json:") for line in found)


def test_a_package_that_the_schema_refuses_is_not_built() -> None:
    with pytest.raises(ManifestRefused, match=r"manifest\.json: version"):
        build(replace(VALUES, version="1" * 300))


def test_without_the_schemas_the_package_is_built_all_the_same(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    checked = build(VALUES)
    monkeypatch.setattr(module, "SCHEMAS", tmp_path / "nowhere")
    assert build(VALUES) == checked


def test_the_package_holds_five_files_at_its_top() -> None:
    assert list(unpacked()) == ["color.png", "en.json", "manifest.json", "nl.json", "outline.png"]


def test_the_same_values_give_the_same_bytes() -> None:
    assert build(VALUES) == build(VALUES)
    assert build(VALUES) != build(replace(VALUES, developer_name="Iemand anders"))


def test_the_bot_is_for_personal_and_group_chats_and_takes_no_files() -> None:
    content = manifest()
    bot = content["bots"][0]
    assert bot["scopes"] == ["personal", "groupChat"]
    assert bot["supportsFiles"] is False
    assert content["defaultGroupCapability"] == {"groupchat": "bot"}
    assert content["manifestVersion"] == "1.25"
    assert "team" not in json.dumps(content["bots"])


def test_the_bot_asks_for_the_members_of_a_chat_and_nothing_else() -> None:
    content = manifest()
    asked = content["authorization"]["permissions"]["resourceSpecific"]
    assert asked == [{"name": "ChatMember.Read.Chat", "type": "Application"}]
    assert content["webApplicationInfo"]["id"] == content["id"] == content["bots"][0]["botId"] == VALUES.app_id


def test_ten_commands_are_listed_in_both_chats() -> None:
    lists = manifest()["bots"][0]["commandLists"]
    assert [entry["scopes"] for entry in lists] == [["personal"], ["groupChat"]]
    for entry in lists:
        assert [command["title"] for command in entry["commands"]] == [
            "start", "verder", "toon", "sluit", "verleng", "stand", "planning", "einde", "experiment", "hulp",
        ]  # fmt: skip


def test_the_english_commands_stand_in_the_same_places() -> None:
    english = json.loads(unpacked()["en.json"])
    for n in (0, 1):
        assert [english[f"bots[0].commandLists[{n}].commands[{m}].title"] for m in range(10)] == [
            "start", "continue", "reveal", "close", "extend", "status", "schedule", "end", "experiment", "help",
        ]  # fmt: skip


def test_both_languages_have_the_same_keys_and_no_gap() -> None:
    files = unpacked()
    dutch, english = json.loads(files["nl.json"]), json.loads(files["en.json"])
    assert dutch.keys() == english.keys()
    assert all(text.strip() for text in [*dutch.values(), *english.values()])


def test_the_manifest_itself_is_dutch() -> None:
    content, dutch = manifest(), json.loads(unpacked()["nl.json"])
    assert content["localizationInfo"]["defaultLanguageTag"] == "nl"
    assert content["name"]["full"] == dutch["name.full"]
    assert content["description"]["full"] == dutch["description.full"]


def test_nothing_is_left_to_fill_in() -> None:
    assert b"${" not in b"".join(content for name, content in unpacked().items() if name.endswith(".json"))


def test_a_value_with_quotes_or_a_dollar_stays_what_it_is() -> None:
    name = 'De "Beste" ${app_id} \\ $1'
    assert manifest(replace(VALUES, developer_name=name))["developer"]["name"] == name


def test_only_the_bots_own_host_is_a_valid_domain() -> None:
    assert manifest()["validDomains"] == ["mastermind.voorbeeld.example"]
    assert manifest(replace(VALUES, public_url=None))["validDomains"] == []


def test_without_a_public_address_the_website_is_the_privacy_page() -> None:
    assert manifest(replace(VALUES, public_url=None))["developer"]["websiteUrl"] == VALUES.privacy_url


def test_every_missing_setting_is_named() -> None:
    nothing = ManifestValues(app_id=None, developer_name=" ", privacy_url="", terms_url=None)
    lines = missing(nothing)
    assert [line.split()[0] for line in lines] == [
        "MASTERMIND_APP_ID",
        "MASTERMIND_DEVELOPER_NAME",
        "MASTERMIND_PRIVACY_URL",
        "MASTERMIND_TERMS_URL",
    ]
    with pytest.raises(ManifestRefused) as refused:
        build(nothing)
    assert refused.value.reasons == lines


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("app_id", "not-an-id"),
        ("developer_name", "x" * 33),
        ("privacy_url", "http://voorbeeld.example"),
        ("terms_url", "https://"),
        ("terms_url", "https://voorbeeld.example/a b"),
        ("privacy_url", "https://[voorbeeld"),
        ("public_url", "ftp://voorbeeld.example"),
    ],
)
def test_an_unusable_setting_is_named(field: str, value: str) -> None:
    assert len(missing(replace(VALUES, **{field: value}))) == 1


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((HERE.parent / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert VALUES.version == project["version"]


def pixels(name: str) -> tuple[int, int, list[tuple[int, int, int, int]]]:
    """Reads an unfiltered PNG of eight bits with alpha."""
    data = (HERE / name).read_bytes()
    assert data.startswith(b"\x89PNG\r\n\x1a\n")
    width, height, depth, kind = struct.unpack(">IIBB", data[16:26])
    assert (depth, kind) == (8, 6)
    start = data.index(b"IDAT")
    (length,) = struct.unpack(">I", data[start - 4 : start])
    raw = zlib.decompress(data[start + 4 : start + 4 + length])
    step = 1 + 4 * width
    rows = [raw[y * step : (y + 1) * step] for y in range(height)]
    assert all(row[0] == 0 for row in rows)
    return width, height, [tuple(row[i : i + 4]) for row in rows for i in range(1, step, 4)]  # type: ignore[misc]


def test_the_colour_icon_fills_its_square() -> None:
    width, height, colours = pixels("color.png")
    assert (width, height) == (192, 192)
    assert all(alpha == 255 for *_, alpha in colours)
    assert len(set(colours)) > 3
    accent = json.loads((HERE / "manifest.json").read_text(encoding="utf-8"))["accentColor"]
    assert "#{:02x}{:02x}{:02x}".format(*colours[0][:3]) == accent


def test_the_outline_icon_is_white_on_nothing() -> None:
    width, height, colours = pixels("outline.png")
    assert (width, height) == (32, 32)
    assert {colour[:3] for colour in colours} == {(255, 255, 255)}
    assert colours[0][3] == 0
    assert 0.1 < sum(colour[3] for colour in colours) / (255 * len(colours)) < 0.6
