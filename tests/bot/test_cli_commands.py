"""The commands that start, answer and end: what they print, and what they say when something is wrong."""

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from bot.library import check_own
from tests.bot.command_line import PROGRAMME, Mastermind


@pytest.fixture
def migrated(mastermind: Mastermind) -> Mastermind:
    assert mastermind("db", "upgrade").code == 0
    return mastermind


@pytest.mark.parametrize(
    "command",
    [
        (),
        ("serve",),
        ("demo",),
        ("rehearse",),
        ("doctor",),
        ("db",),
        ("db", "upgrade"),
        ("db", "current"),
        ("programme",),
        ("programme", "import"),
        ("programme", "export"),
        ("programme", "list"),
        ("programme", "codes"),
        ("format",),
        ("format", "list"),
        ("format", "show"),
        ("format", "check"),
        ("manifest",),
        ("manifest", "build"),
    ],
)
def test_every_command_explains_itself(mastermind: Mastermind, command: tuple[str, ...]) -> None:
    said = mastermind(*command, "--help")
    assert said.code == 0
    assert f"Usage: {' '.join(('mastermind', *command))}" in said.out


@pytest.mark.parametrize(
    ("command", "word"),
    [
        ((), "Missing command"),
        (("dance",), "dance"),
        (("db",), "Missing command"),
        (("programme", "import"), "file"),
        (("programme", "import", "a.yaml", "b.yaml"), "b.yaml"),
        (("rehearse", "--people", "many"), "--people"),
        (("rehearse", "--people", "1"), "--people"),
        (("rehearse", "--format", "quiz"), "mastermind-4"),
        (("rehearse", "--preset", "long"), "standard"),
        (("format", "show", "quiz"), "mastermind-4"),
        (("format", "show", "mastermind-4", "--preset", "long"), "standard"),
        (("format", "show", "mastermind-4", "--language", "de"), "--language"),
    ],
)
def test_wrong_use_is_told_in_two_lines_and_ends_with_2(
    mastermind: Mastermind, command: tuple[str, ...], word: str
) -> None:
    said = mastermind(*command)
    assert (said.code, said.out) == (2, "")
    assert word in said.err
    assert len(said.err.splitlines()) == 2


@pytest.mark.parametrize(
    ("command", "word"),
    [
        (("programme", "list"), "mastermind db upgrade"),
        (("programme", "import", PROGRAMME), "mastermind db upgrade"),
        (("programme", "import", "nothing.yaml"), "No such file"),
        (("format", "check", "nothing.yaml"), "No such file"),
        (("rehearse", "--database", "mysql://somewhere"), "MASTERMIND_DATABASE_URL"),
        (("rehearse", "--database", "sqlite+aiosqlite:///:memory:"), "names a file"),
    ],
)
def test_a_failure_is_one_line_that_says_what_to_do_and_ends_with_1(
    mastermind: Mastermind, command: tuple[str | Path, ...], word: str
) -> None:
    said = mastermind(*command)
    assert (said.code, said.out) == (1, "")
    assert word in said.err
    assert len(said.err.splitlines()) == 1


def test_a_setting_that_is_refused_stops_every_command(mastermind: Mastermind, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MASTERMIND_PORT", "web")
    for command in (("serve",), ("demo",), ("db", "current"), ("format", "list")):
        said = mastermind(*command)
        assert said.code == 1
        assert "MASTERMIND_PORT" in said.err


def test_the_database_is_made_once_and_then_is_the_newest(mastermind: Mastermind) -> None:
    assert mastermind("db", "current").out.startswith("nothing yet")
    assert mastermind("db", "upgrade").out.startswith("from nothing to ")
    assert mastermind("db", "current").out.endswith("(newest)\n")
    assert mastermind("db", "upgrade").out.endswith("nothing to do\n")


def test_importing_the_programme_of_2021_twice_changes_nothing_the_second_time(migrated: Mastermind) -> None:
    first = migrated("programme", "import", PROGRAMME)
    second = migrated("programme", "import", PROGRAMME)
    assert first.code == second.code == 0
    told = "masterminds-2021: 7 groups, 28 sessions, 53 participants (7 of them in a hotseat)"
    assert first.out.splitlines()[0] == told
    assert "group 7, session 4" in first.out
    assert "nothing changed" not in first.out
    assert second.out.splitlines()[1:] == ["nothing changed"]


def test_what_is_exported_reads_back_to_the_same(migrated: Mastermind, tmp_path: Path) -> None:
    migrated("programme", "import", PROGRAMME)
    slug = migrated("programme", "list").out.splitlines()[1].split()[0]
    printed = migrated("programme", "export", slug)
    copy = tmp_path / "copy.yaml"
    written = migrated("programme", "export", slug, "--out", copy)
    assert copy.read_text(encoding="utf-8") == printed.out
    assert (written.out, written.code) == ("", 0)
    assert "nothing changed" in migrated("programme", "import", copy).out


def test_every_moderator_has_a_code_that_stays_the_same(migrated: Mastermind) -> None:
    migrated("programme", "import", PROGRAMME)
    slug = migrated("programme", "list").out.splitlines()[1].split()[0]
    codes = migrated("programme", "codes", slug).out
    migrated("programme", "import", PROGRAMME)
    assert len(codes.splitlines()) >= 8
    assert migrated("programme", "codes", slug).out == codes


@pytest.mark.parametrize("command", ["export", "codes"])
def test_an_unknown_programme_is_named(migrated: Mastermind, command: str) -> None:
    said = migrated("programme", command, "elsewhere")
    assert (said.code, said.out) == (1, "")
    assert "'elsewhere'" in said.err


def test_a_programme_with_faults_changes_nothing_and_lists_them_all(migrated: Mastermind, tmp_path: Path) -> None:
    broken = tmp_path / "broken.yaml"
    text = (
        PROGRAMME.read_text(encoding="utf-8").replace("minutes: 45", "minutes: 46").replace("format: ", "format: no-")
    )
    broken.write_text(text, encoding="utf-8")
    said = migrated("programme", "import", broken)
    assert (said.code, said.out) == (1, "")
    assert "broken.yaml, line" in said.err
    assert migrated("programme", "list").out.startswith("there is no programme yet")


def test_the_formats_are_listed_and_shown_in_both_languages(mastermind: Mastermind) -> None:
    listed = mastermind("format", "list").out
    assert [line.split()[0] for line in listed.splitlines()[1:]] == [
        "mastermind-4",
        "mastermind-3",
        "action-learning",
        "taster",
    ]
    assert "Sessie 1: " in mastermind("format", "show", "mastermind-4").out
    assert "Session 1: " in mastermind("format", "show", "mastermind-4", "--language", "en").out
    assert "preset: 45" in mastermind("format", "show", "mastermind-4", "--preset", "45", "--language", "en").out


def test_a_format_of_ones_own_is_checked_with_line_and_field(mastermind: Mastermind, tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "dialogs" / "formats" / "library" / "taster.yaml"
    own = tmp_path / "own.yaml"
    own.write_bytes(shipped.read_bytes())
    right = mastermind("format", "check", own)
    assert (right.code, right.out) == (0, f"{own} is right: taster version 1, presets standard (1 session)\n")
    own.write_text(own.read_text(encoding="utf-8").replace("kind: silent", "kind: loud"), encoding="utf-8")
    wrong = mastermind("format", "check", own)
    assert wrong.code == 1
    assert "own.yaml:" in wrong.err
    assert "kind" in wrong.err


def test_the_check_tells_which_groups_go_on_with_the_text_they_began_with(migrated: Mastermind, tmp_path: Path) -> None:
    migrated("programme", "import", PROGRAMME)
    (store,) = tmp_path.rglob("mastermind.db")
    database = f"sqlite+aiosqlite:///{store}"
    shipped = Path(__file__).parents[2] / "dialogs" / "formats" / "library" / "mastermind-4.yaml"
    own = tmp_path / "own.yaml"
    own.write_text(shipped.read_text(encoding="utf-8").replace("version: 1", "version: 2", 1), encoding="utf-8")
    assert "keeps version" not in migrated("format", "check", own, "--database", database).err
    third = "(select id from groups where number = 3)"
    with closing(sqlite3.connect(store)) as opened, opened:
        begun = opened.execute(f"update sessions set opened_at = starts_at where number = 1 and group_id = {third}")
        assert begun.rowcount == 1
    said = migrated("format", "check", own, "--database", database)
    assert (said.code, said.err.count("keeps version 1 of mastermind-4")) == (0, 1)
    assert "group 3 of" in said.err
    assert "keeps version" not in migrated("format", "check", shipped, "--database", database).err
    assert "keeps version" not in migrated("format", "check", own).err


def test_a_check_beside_a_database_that_is_not_there_says_so(mastermind: Mastermind, tmp_path: Path) -> None:
    shipped = Path(__file__).parents[2] / "dialogs" / "formats" / "library" / "taster.yaml"
    said = mastermind("format", "check", shipped, "--database", f"sqlite+aiosqlite:///{tmp_path / 'none.db'}")
    assert said.code == 1
    assert "Traceback" not in said.err


def test_the_doctor_names_what_is_worth_a_second_look_in_a_format_of_ones_own(
    migrated: Mastermind, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    shipped = Path(__file__).parents[2] / "dialogs" / "formats" / "library" / "mastermind-4.yaml"
    text = shipped.read_text(encoding="utf-8").replace("format: mastermind-4", "format: eigen", 1)
    rule = "anchor: session, offset: -7 days, to: all, form: attendance, minimum_gap_days: 8"
    assert rule in text
    own = tmp_path / "own"
    own.mkdir()
    early = rule.replace("-7 days", "-10 days").replace(", minimum_gap_days: 8", "")
    (own / "eigen.yaml").write_text(text.replace(rule, early), encoding="utf-8")
    monkeypatch.setenv("MASTERMIND_FORMATS_DIR", str(own))
    said = migrated("doctor")
    (line,) = [line for line in said.out.splitlines() if line.split()[1] == "formats"]
    assert said.code == 0
    assert line.startswith("warning  formats")
    assert "reminders[attendance].offset: Where the session before is less than 10 days away" in line
    assert len(check_own(own)) == 1


def test_the_doctor_finds_a_database_that_is_not_there(mastermind: Mastermind) -> None:
    said = mastermind("doctor")
    assert said.code == 1
    failed = [line for line in said.out.splitlines() if line.startswith("FAILED")]
    assert len(failed) == 1
    assert "mastermind db upgrade" in failed[0]


def test_the_doctor_is_content_with_a_machine_that_is_set_up(migrated: Mastermind) -> None:
    said = migrated("doctor")
    assert said.code == 0
    subjects = [line.split()[1] for line in said.out.splitlines()]
    assert subjects[:7] == ["settings", "formats", "database", "clock", "heartbeat", "reminders", "notices"]
    assert subjects[7:] == ["credentials", "teams", "mail", "manifest"]


def test_the_doctor_tells_what_is_wrong_with_the_settings(
    mastermind: Mastermind, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MASTERMIND_HOST", "0.0.0.0")
    said = mastermind("doctor")
    assert said.code == 1
    assert "MASTERMIND_APP_ID" in said.out


def test_the_doctor_tries_the_way_to_teams_when_there_is_an_app(
    migrated: Mastermind, monkeypatch: pytest.MonkeyPatch
) -> None:
    nowhere = "http://127.0.0.1:9/"
    for name, value in {
        "APP_ID": "00000000-0000-0000-0000-00000000a001",
        "APP_PASSWORD": "geheim",
        "APP_TENANT_ID": "tenant",
        "LOGIN_URL": nowhere,
        "OPENID_METADATA_URL": nowhere,
    }.items():
        monkeypatch.setenv(f"MASTERMIND_{name}", value)
    said = migrated("doctor")
    assert said.code == 1
    failed = [line.split()[1] for line in said.out.splitlines() if line.startswith("FAILED")]
    assert failed == ["credentials", "teams", "manifest"]
    assert "geheim" not in said.out


def test_the_manifest_lists_what_is_missing_and_is_built_when_nothing_is(
    mastermind: Mastermind, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    missing = mastermind("manifest", "build")
    assert missing.code == 1
    assert all(name in missing.err for name in ("APP_ID", "DEVELOPER_NAME", "PRIVACY_URL", "TERMS_URL"))
    for name, value in {
        "APP_ID": "00000000-0000-0000-0000-00000000a001",
        "APP_PASSWORD": "geheim",
        "APP_TENANT_ID": "tenant",
        "DEVELOPER_NAME": "Voorbeeld",
        "PRIVACY_URL": "https://voorbeeld.example/privacy",
        "TERMS_URL": "https://voorbeeld.example/voorwaarden",
    }.items():
        monkeypatch.setenv(f"MASTERMIND_{name}", value)
    built = mastermind("manifest", "build", "--out", tmp_path / "app.zip")
    assert built.code == 0
    assert (tmp_path / "app.zip").read_bytes().startswith(b"PK")
    assert mastermind("manifest", "build", "--out", tmp_path / "no" / "app.zip").code == 1
