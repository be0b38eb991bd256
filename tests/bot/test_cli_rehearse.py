"""A rehearsal plays the first session of a format over the wire, and only ends well when all of it happened."""

from pathlib import Path

import pytest

from bot.cli import run
from bot.rehearsal.player import Played
from bot.rehearsal.simulated import Did, Outcome
from bot.rehearsal.tally import Count, count, shortcomings
from tests.builders import ANNA, BERT, EIGHT, a_form, a_round, a_started_play

pytestmark = pytest.mark.usefixtures("logs_restored")


@pytest.mark.parametrize(
    ("format_", "people", "answers"), [("taster", 5, 4 + 5), ("mastermind-4", 6, 5 * 3 + 1 + 6 + 6)]
)
def test_the_first_session_is_played_and_counted(
    format_: str,
    people: int,
    answers: int,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["rehearse", "--format", format_, "--people", str(people)]) == 0
    said = capfd.readouterr()
    assert "Mirjam: @Mastermind koppel 1" in said.out
    assert "Anna answers" in said.out
    counted = dict(line.split(maxsplit=1) for line in said.out.splitlines()[-8:])
    assert counted["answers"] == str(answers)
    assert said.err == ""
    assert list(tmp_path.iterdir()) == []


def test_a_second_rehearsal_in_the_same_database_plays_a_new_group(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    command = ["rehearse", "--format", "taster", "--people", "2", "--database", "sqlite+aiosqlite:///kept.db"]
    assert [run(command), run(command)] == [0, 0]
    said = capfd.readouterr()
    assert "repetitie-1" in said.out
    assert "repetitie-2" in said.out


def test_a_database_with_a_real_programme_is_left_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    programme = Path(__file__).parents[1] / "data" / "programme-2021.yaml"
    assert [run(["db", "upgrade"]), run(["programme", "import", str(programme)])] == [0, 0]
    capfd.readouterr()
    assert run(["rehearse", "--database", "sqlite+aiosqlite:///var/mastermind.db"]) == 1
    assert "one of its own" in capfd.readouterr().err


def test_a_session_in_which_all_happened_has_no_shortcomings() -> None:
    play = a_started_play(a_round(form=a_form(required=True)))
    for person in EIGHT:
        play.answers(person)
    key = play.run.key
    play.on()
    play.end()
    assert list(shortcomings(play.session, [], Played(answers={key: 8}))) == []
    assert count(play.session, []) == Count(rounds=1, answers=8, experiments=0)


def test_whatever_is_missing_is_told_line_by_line() -> None:
    play = a_started_play(a_round("1.1", form=a_form(required=True)), a_round("1.2"), a_round("1.3"))
    for person in (ANNA, BERT):
        play.answers(person)
    key = play.run.key
    play.on()
    play.on()
    gave_up = Outcome(person="Bert", did=Did.GAVE_UP, message="te lang")
    assert list(shortcomings(play.session, [], Played(answers={key: 3}, gave_up=[gave_up]))) == [
        "session 1 is open, not ended",
        "round 1.1: 3 people answered, the store has 2 answers",
        "round 1.1: not everybody who was asked has answered",
        "round 1.2 is open, not shown",
        "round 1.3 is not_open, not shown",
        "Bert could not hand in a form: te lang",
    ]
