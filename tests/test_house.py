"""The rules of the house that no linter knows: what is documented, what is the same in two places, what stays out."""

import ast
import fnmatch
import json
import os
import re
import subprocess
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from bot.settings import PREFIX, Settings
from dialogs.sessions.chart import with_chart
from manifest.build import ManifestValues

ROOT = Path(__file__).parents[1]
README = ROOT / "README.md"
PACKAGES = ("bot", "dialogs", "storage", "manifest")
PUBLIC = {"pypi.org", "files.pythonhosted.org", "registry.npmjs.org"}


def tracked() -> list[Path]:
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return [path for name in listed.split("\0") if name and (path := ROOT / name).is_file()]


def texts() -> Iterator[tuple[Path, str]]:
    """Every tracked file that is text."""
    for path in tracked():
        content = path.read_bytes()
        if b"\0" not in content:
            yield path.relative_to(ROOT), content.decode("utf-8", errors="replace")


def documented() -> set[str]:
    """The names in the settings table of the README."""
    _, table = README.read_text(encoding="utf-8").split("### Settings", 1)
    rows = [line for line in table.split("\n## ", 1)[0].splitlines() if line.startswith("| `")]
    return {name for row in rows for name in re.findall(r"`([A-Z_]+)`", row.split("|")[1])}


def test_every_setting_is_in_the_table_of_the_readme_and_every_one_there_exists() -> None:
    assert documented() == {name.upper() for name in Settings.model_fields}


def test_no_other_setting_is_named_in_a_message_or_a_document() -> None:
    known = {f"{PREFIX}{name.upper()}" for name in Settings.model_fields}
    named = {
        (str(path), word)
        for path, text in texts()
        if path.parts[0] in {*PACKAGES, "docs"} or path == Path("README.md")
        for word in re.findall(rf"\b{PREFIX}[A-Z_]+\b", text)
    }
    assert {(path, word) for path, word in named if word not in known} == set()


def test_the_state_chart_of_the_readme_is_the_one_of_the_tables() -> None:
    document = README.read_text(encoding="utf-8")
    assert with_chart(document) == document


def test_the_links_of_the_documents_lead_somewhere() -> None:
    for document in (README, *sorted((ROOT / "docs").glob("*.md"))):
        for link in re.findall(r"\]\(([^)#]+)", document.read_text(encoding="utf-8")):
            if "://" not in link:
                assert (document.parent / link).exists(), f"{document.name}: {link}"


@pytest.mark.parametrize("document", ["architecture.md", "glossary.md"])
def test_every_module_that_a_document_names_is_there(document: str) -> None:
    text = (ROOT / "docs" / document).read_text(encoding="utf-8")
    named = set(re.findall(r"(?<![\w/])(?:[\w-]+/)*(?:[\w*-]+\.(?:py|yaml)\b|[\w-]+/(?=[`\s]))", text))
    there = [f"/{path.relative_to(ROOT).as_posix()}" for path in tracked()]
    assert [name for name in sorted(named) if not fnmatch.filter(there, f"*/{name}*")] == []


def test_the_app_package_has_the_version_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    values = ManifestValues(app_id=None, developer_name=None, privacy_url=None, terms_url=None)
    assert values.version == project["version"]


def test_the_build_server_runs_what_everybody_runs() -> None:
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    workflows = [path.read_text(encoding="utf-8") for path in (ROOT / ".github" / "workflows").glob("*.yml")]
    assert len(workflows) == 1
    assert ".ci/run" in workflows[0]


def test_the_locks_name_no_registry() -> None:
    python = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    assert "://" not in python
    assert not re.search(r"^-", python, re.MULTILINE)
    packages = json.loads((ROOT / "package-lock.json").read_text(encoding="utf-8"))["packages"]
    assert [name for name, entry in packages.items() if "resolved" in entry] == []


def test_every_requirement_of_the_lock_has_its_hashes() -> None:
    python = (ROOT / "requirements.lock").read_text(encoding="utf-8")
    requirements = re.split(r"\n(?=\S)", python)
    assert [lines.splitlines()[0] for lines in requirements if lines[:1].isalnum() and "--hash=" not in lines] == []


def test_no_tracked_file_names_a_place_of_this_machine() -> None:
    places = {str(place) for place in (ROOT, Path.home()) if len(place.parts) > 2}
    named = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "UV_INDEX_URL", "UV_DEFAULT_INDEX", "npm_config_registry")
    hosts = {urlsplit(os.environ.get(name, "")).hostname for name in named}
    unwanted = places | {host for host in hosts if host and host not in PUBLIC}
    found = [(str(path), word) for path, text in texts() for word in unwanted if word in text]
    assert found == []


def test_no_tracked_file_is_a_setting_a_secret_or_a_database() -> None:
    unwanted = {".db", ".env", ".key", ".pem", ".pfx", ".sqlite", ".zip"}
    assert [path.name for path in tracked() if path.suffix in unwanted or path.name == ".env"] == []


@pytest.mark.parametrize("package", PACKAGES)
def test_every_module_begins_with_what_it_is_for(package: str) -> None:
    silent = [
        str(path.relative_to(ROOT))
        for path in sorted((ROOT / package).rglob("*.py"))
        if "migrations" not in path.parts and not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_no_two_test_modules_have_the_same_name() -> None:
    names = Counter(path.name for path in (ROOT / "tests").rglob("test_*.py"))
    assert [name for name, count in names.items() if count > 1] == []
