"""A rehearsal plays all sessions of a format over the wire, and only ends well when all of it happened."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Final

import pytest

from bot.cli import run
from bot.library import Library
from bot.rehearsal.cards import Input
from bot.rehearsal.casting import cast_of
from bot.rehearsal.company import company
from bot.rehearsal.diary import Diary, Told
from bot.rehearsal.filling import as_meant, chosen
from bot.rehearsal.outcomes import Did, Handed, Outcome
from bot.rehearsal.people import CastGroup, Chair
from bot.rehearsal.tally import Count, Kept, count, shortcomings
from bot.rehearsal.troubles import Troubles, troubles
from dialogs.experiments.model import ExperimentState
from dialogs.formats.model import SessionPlan
from dialogs.ids import SessionId
from dialogs.sessions.model import RunKey, Session
from tests.builders import ANNA, BERT, EIGHT, a_form, a_round, a_started_play
from tests.dialogs.scenes import an_experiment

NOW: Final = datetime(2027, 5, 10, 7, 30, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("logs_restored")


@pytest.mark.parametrize(
    ("arguments", "counts"),
    [
        # one session: the late joiner catches up with the first form, who was absent with both; the hotseat went over
        (
            ["taster", "--people", "5"],
            {"sessions": "1 of 1", "rounds": "3 of 3", "answers": "6", "caught up": "3", "handovers": "1"},
        ),
        # the late joiner misses what is asked once, not the form that stays open
        (["action-learning", "--preset", "joint", "--people", "7"], {"sessions": "1 of 1", "caught up": "6"}),
        # three sessions: one person misses the second, and the hotseat goes to somebody else before the third
        (["mastermind-3", "--people", "6"], {"sessions": "3 of 3", "rounds": "24 of 24", "handovers": "1"}),
        (["action-learning", "--preset", "project", "--people", "3"], {"sessions": "3 of 3", "handovers": "0"}),
    ],
)
def test_all_sessions_are_played_and_counted(
    arguments: list[str],
    counts: dict[str, str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capfd: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.chdir(tmp_path)
    assert run(["rehearse", "--format", *arguments]) == 0
    said = capfd.readouterr()
    assert "Mirjam: @Mastermind koppel 1" in said.out
    assert "Anna answers" in said.out
    last = said.out.rsplit("\n\n", 1)[1].splitlines()
    counted = {line[:22].strip(): line[22:].strip() for line in last}
    assert counts.items() <= counted.items()
    assert said.err == ""
    assert list(tmp_path.iterdir()) == []


def test_the_same_seed_meets_the_same_troubles_and_another_seed_others() -> None:
    group = a_group(8)
    drawn = [troubles(group, 4, seed=seed) for seed in range(1, 9)]
    assert drawn == [troubles(group, 4, seed=seed) for seed in range(1, 9)]
    assert len({one.absent for one in drawn}) > 2
    for one in drawn:
        away = {one.late, one.absent}
        assert None not in away
        assert len(away) == 2
        assert one.heir not in away
        habits = {one.twice, one.stopper, one.unlucky}
        assert None not in habits
        assert len(habits) == 3
        assert away.isdisjoint(habits)


@pytest.mark.parametrize("seed", range(1, 9))
def test_a_single_session_has_them_all_and_who_sends_twice_is_there(seed: int) -> None:
    single = troubles(a_group(5), 1, seed=seed)
    assert (single.absent_in, single.hand_over) == (1, 1)
    assert None not in {single.late, single.absent, single.heir}
    assert len({single.late, single.absent, single.heir}) == 3
    assert single.twice not in {single.late, single.absent}


def test_a_pair_has_no_late_joiner_and_nobody_who_is_absent() -> None:
    pair = troubles(a_group(2), 4, seed=1)
    assert (pair.late, pair.absent) == (None, None)
    assert pair.heir is not None
    assert pair.heir.role is Chair.PARTICIPANT


def a_group(people: int) -> CastGroup:
    recipe = Library.open().recipes["mastermind-4"].format
    programme = company(recipe, "standard", people=people, now=NOW, slug="repetitie-1")
    return cast_of([programme]).group(1)


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


def kept(session: Session) -> Kept:
    recipe = Library.open().recipes["mastermind-4"].format
    names = {seat.person: seat.name for seat in session.seats}
    return Kept(format=recipe, sessions=(session,), names=names)


def handed(person: str, verb: str, **data: object) -> Outcome:
    return Outcome(person=person, did=Did.ANSWERED, handed=(Handed(verb=verb, data=data),))


def test_a_session_in_which_all_happened_has_no_shortcomings() -> None:
    play = a_started_play(a_round(form=a_form(required=True)))
    for person in EIGHT:
        play.answers(person)
    place = (play.session.id, play.run.key)
    names = {seat.name for seat in play.session.seats if seat.person in EIGHT}
    play.on()
    play.end()
    diary = Diary(answers={place: names}, asked={place: names})
    assert list(shortcomings(kept(play.session), diary)) == []
    assert count(kept(play.session)) == Count(sessions=1, rounds=1, answers=8)


def test_whatever_is_missing_is_told_line_by_line() -> None:
    play = a_started_play(a_round("1.1", form=a_form(required=True)), a_round("1.2"), a_round("1.3"))
    for person in (ANNA, BERT):
        play.answers(person)
    place = (play.session.id, play.run.key)
    play.on()
    play.on()
    gave_up = Outcome(person="Bert", did=Did.GAVE_UP, message="te lang")
    diary = Diary(
        answers={place: {"Anna", "Els"}},
        asked={place: {"Anna", "Bert", "Daan", "Els"}},
        excused={place: {"Daan"}},
        gave_up=[gave_up],
    )
    assert list(shortcomings(kept(play.session), diary)) == [
        "session 1 is open, not ended",
        "session 1, round 1.1: answers: given and not in the store: Els",
        "session 1, round 1.1: answers: in the store and given by nobody: Bert",
        "session 1, round 1.1: no answer of Els",
        "session 1, round 1.2 is open, not shown",
        "session 1, round 1.3 is not_open, not shown",
        "Bert could not hand in a form: te lang",
    ]


@pytest.mark.parametrize(("how", "words"), [("go_on", ""), ("adapt", "ik bel"), ("other", "ik bel")])
def test_who_goes_on_writes_nothing_new_beside_it(how: str, words: str) -> None:
    page = "Ga je door met een lopend experiment? Dan blijft de rest leeg."
    values = {
        "f-how": how,
        "f-experiment.pick": "e",
        "f-experiment.when": "ik bel",
        "f-experiment.on": "2027-05-10",
        "f-experiment.safety": "no",
    }
    said = as_meant(page, values)
    assert (said["f-how"], said["f-experiment.pick"]) == (how, "e")
    assert said["f-experiment.when"] == words
    assert as_meant("", values)["f-experiment.when"] == "ik bel"


@pytest.mark.parametrize("before", ["go_on", "adapt"])
def test_what_follows_from_the_report_is_kept(before: str) -> None:
    how = Input(
        id="f-how",
        type="Input.ChoiceSet",
        label="Zo ga ik verder",
        value=before,
        choices=(("a", "go_on"), ("b", "adapt"), ("c", "other")),
    )
    assert {chosen(how, Random(seed), NOW.date(), {}) for seed in range(9)} == {before}


def test_reports_forms_and_experiments_that_only_people_know_of_are_told() -> None:
    play = a_started_play(a_round())
    play.on()
    play.end()
    session = play.session.id
    diary = Diary()
    diary.note(handed("Anna", "experiment.submit", session=session, number=1))
    diary.note(handed("Anna", "try_report.submit", session=session, experiment="e", done="no"))
    diary.note(handed("Bert", "between.open", session=session, form="attendance", choice="yes"))
    diary.note(handed("Bert", "catch_up.answer", session=session, round="1.1", run=1))
    late = a_group(5).people[2]
    assert diary.reports == [
        Told(session=SessionId(session), person="Anna", experiment="e", done="no", following=None, sharing=None)
    ]
    assert diary.caught_up == {(session, RunKey("1.1", 1)): {"Bert"}}
    assert list(shortcomings(kept(play.session), diary, Troubles(late=late, heir=late))) == [
        f"reports: given and not in the store: {session} Anna e no",
        "Anna thought of 1 experiments, the store has 0",
        f"forms between sessions: given and not in the store: {session} attendance Bert",
        "caught up with in round 1.1: given and not in the store: Bert",
        "the hotseat was not handed over",
    ]


def test_who_missed_what_is_asked_once_has_to_catch_up_with_it() -> None:
    play = a_started_play(a_round())
    place = (play.session.id, play.run.key)
    play.on()
    play.end()
    diary = Diary()
    diary.excuse(place, "Bert", missed=True)
    diary.excuse(place, "Els", missed=False)
    assert list(shortcomings(kept(play.session), diary)) == ["Bert did not catch up with round 1.1"]


def test_the_same_report_twice_is_one_too_many() -> None:
    play = a_started_play(a_round())
    play.on()
    play.end()
    diary = Diary()
    for _ in range(2):
        diary.note(handed("Anna", "try_report.submit", session=play.session.id, experiment="e", done="no"))
    line = f"{play.session.id} Anna e no"
    assert list(shortcomings(kept(play.session), diary)) == [
        f"reports: given and not in the store: {line}, {line}",
    ]


def test_who_would_send_twice_or_stop_and_did_not_is_told() -> None:
    play = a_started_play(a_round())
    play.on()
    play.end()
    bert, els = a_group(5).people[2:4]
    of_bert = next(seat.person for seat in play.session.seats if seat.name == bert.name)
    tried = an_experiment(NOW.date(), person=of_bert, session=play.session.id, state=ExperimentState.RUNNING)
    second = replace(play.session, id=SessionId("second"), number=2, plan=looking_back(2))
    recipe = Library.open().recipes["mastermind-4"].format
    found = replace(kept(play.session), format=recipe, sessions=(play.session, second), experiments=(tried,))
    unlucky = Troubles(twice=els, stopper=bert)
    told = list(shortcomings(found, Diary(), unlucky))
    assert f"{els.name} sent nothing twice" in told
    assert f"{bert.name} stopped with no experiment" in told
    stopped = replace(found, experiments=(replace(tried, state=ExperimentState.STOPPED),))
    twice = Diary()
    twice.note(replace(handed(els.name, "nothing"), again=1))
    assert not [line for line in shortcomings(stopped, twice, unlucky) if "twice" in line or "stopped" in line]


def looking_back(number: int) -> SessionPlan:
    return Library.open().recipes["mastermind-4"].format.plan("standard", number)


@pytest.mark.parametrize(
    ("data", "page", "new"),
    [
        ({"f-experiment.safety": "no"}, "", 1),
        ({"f-experiment.safety": "no", "f-how": "other"}, "", 1),
        ({"f-experiment.safety": "no", "f-how": "adapt"}, "", 1),
        (
            {"f-experiment.safety": "no", "f-how": "go_on"},
            "Ga je door met een lopend experiment? Dan blijft de rest leeg.",
            0,
        ),
        ({"f-experiment.safety": "no", "f-how": "go_on"}, "", 1),
        ({"f-experiment.safety": "", "f-experiment.pick": "e"}, "", 0),
        ({"f-experiment.safety": "no", "f-experiment.pick": "new"}, "", 1),
        ({"f-insight": "Eerst dacht ik"}, "", 0),
    ],
)
def test_who_goes_on_with_an_experiment_thinks_of_no_new_one(data: dict[str, str], page: str, new: int) -> None:
    diary = Diary()
    sent = Handed(verb="answer.submit", data={"session": "s", "round": "2.6", "run": 1, **data}, page=page)
    diary.note(Outcome(person="Anna", did=Did.ANSWERED, handed=(sent,)))
    assert diary.experiments["Anna"] == new
