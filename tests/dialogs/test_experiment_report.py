"""Where a report stands, what of it the group reads, and which page asks what: without a store and without a chat."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

import dialogs.formats
from dialogs.cards.blocks import Nothing
from dialogs.cards.board import Board
from dialogs.cards.experiment_report import second_form
from dialogs.experiments.model import Experiment, ExperimentState, Safety
from dialogs.experiments.report import REPORT_PLACE, Done, ExperimentReport, ReportStatus, Sharing, sharing_in
from dialogs.experiments.rules import after_report
from dialogs.formats.model import Format, Language, Visibility
from dialogs.formats.reader import read_format
from dialogs.groups import FormAnswer, Group, SessionHead
from dialogs.ids import ExperimentId, GroupId, PersonId, ProgrammeId, SessionId
from dialogs.policy.matrix import Reader, Stage
from dialogs.sessions.model import RoundPhase, RoundRun, RunKey, Session, SessionPhase
from dialogs.sessions.stages import board_is_up, stage_of
from dialogs.texts.catalogue import load
from dialogs.usecases.look_back_shown import (
    board_of,
    gist,
    look_back_session,
    sees_report,
    without_report,
)
from dialogs.usecases.scene import Hidden, Known, Scene
from tests.builders import ANNA, BERT, CHAIMA, STRANGER, a_seat

FILE: Final = Path(dialogs.formats.__file__).parent / "library" / "mastermind-4.yaml"
MASTERMIND: Final[Format] = read_format(FILE.read_text(encoding="utf-8"), file=FILE.name, shipped=True).format
FORM: Final = MASTERMIND.forms["look_back"]
TEXTS: Final = load().nl
NOW: Final = datetime(2027, 5, 24, 8, tzinfo=UTC)
PLANNED, OPEN, ENDED, CANCELLED = (
    SessionPhase.PLANNED,
    SessionPhase.OPEN,
    SessionPhase.ENDED,
    SessionPhase.CANCELLED,
)
TOLD: Final = {"observed": "Het werd stil.", "learned": "Wachten loont.", "next": "go_on"}


def head(number: int, phase: SessionPhase) -> SessionHead:
    starts = NOW + timedelta(days=14 * (number - 2))
    return SessionHead(id=SessionId(f"s{number}"), number=number, phase=phase, starts_at=starts, minutes=45)


def a_group(*phases: SessionPhase) -> Group:
    return Group(
        id=GroupId("g1"),
        programme=ProgrammeId("p1"),
        programme_title="Proef",
        number=1,
        ambition="Eén lijn",
        dilemma="Wie houdt die vast?",
        language=Language.NL,
        zone=ZoneInfo("Europe/Amsterdam"),
        format=MASTERMIND,
        preset="standard",
        sessions=tuple(head(number, phase) for number, phase in enumerate(phases, 1)),
    )


def an_experiment(person: PersonId = ANNA, *, session: int = 1, **changes: object) -> Experiment:
    made = Experiment(
        id=ExperimentId(f"e-{person}"),
        group=GroupId("g1"),
        person=person,
        when="een overleg vastloopt",
        then=f"vraag ik door bij {person}",
        on=date(2027, 5, 12),
        safety=Safety.NO,
        state=ExperimentState.RUNNING,
        version=1,
        session=SessionId(f"s{session}"),
        round_id="1.8",
        run=1,
        created_at=NOW - timedelta(days=14),
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def a_report(person: PersonId = ANNA, **changes: object) -> ExperimentReport:
    made = ExperimentReport(
        session=SessionId("s2"),
        person=person,
        number=1,
        experiment=ExperimentId(f"e-{person}"),
        group=GroupId("g1"),
        version=1,
        done=Done.YES,
        fields=TOLD,
        by=person,
        at=NOW,
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def the_session(phase: RoundPhase | None = RoundPhase.OPEN, *, absent: Sequence[PersonId] = ()) -> Session:
    """The second, with its board in this phase; None: not opened yet."""
    run = RoundRun(key=RunKey("2.2", 1), phase=phase, minutes=15) if phase else None
    seats = tuple(replace(a_seat(p), absent=p in absent) for p in (ANNA, BERT, CHAIMA))
    return Session(
        id=SessionId("s2"),
        group=GroupId("g1"),
        number=2,
        phase=OPEN,
        step=1,
        plan=MASTERMIND.plan("standard", 2),
        starts_at=NOW,
        minutes=45,
        runs=(run,) if run else (),
        seats=seats,
        former={STRANGER: "Zoë"},
    )


def a_scene(
    experiments: Sequence[Experiment],
    reports: Sequence[ExperimentReport] = (),
    *,
    incidents: dict[SessionId, Hidden] | None = None,
    session: Session | None = None,
    forms: Sequence[FormAnswer] = (),
) -> Scene:
    known = Known(experiments=experiments, reports=reports, incidents=incidents or {}, forms=forms)
    return Scene(group=a_group(ENDED, OPEN, PLANNED), session=session or the_session(), known=known, now=NOW)


def the_board(scene: Scene) -> Board:
    block = board_of(scene, TEXTS)
    assert isinstance(block, Board)
    return block


# --- to which session it belongs


@pytest.mark.parametrize(
    ("phases", "born", "number"),
    [
        ((PLANNED, PLANNED, PLANNED), 0, 2),  # the first session has no board
        ((OPEN, PLANNED, PLANNED), 1, 2),
        ((ENDED, PLANNED, PLANNED), 1, 2),
        ((ENDED, OPEN, PLANNED), 1, 2),
        ((ENDED, OPEN, PLANNED), 2, 3),  # what was only just thought of
        ((ENDED, ENDED, PLANNED), 1, 3),
        ((ENDED, CANCELLED, PLANNED), 1, 3),
        ((ENDED, ENDED, ENDED), 1, 3),  # the last that was held
        ((ENDED, ENDED, ENDED, PLANNED), 3, 4),
        ((ENDED, ENDED, ENDED, OPEN), 4, 4),
        ((ENDED, PLANNED, OPEN), 1, 3),  # an open one comes first
    ],
)
def test_a_report_goes_to_the_board_that_comes_first(phases: tuple[SessionPhase, ...], born: int, number: int) -> None:
    found = look_back_session(a_group(*phases), after=born)
    assert found is not None
    assert found.number == number


def test_without_a_board_there_is_no_session_to_look_back_in() -> None:
    assert look_back_session(a_group(ENDED)) is None
    assert look_back_session(a_group(ENDED, CANCELLED), after=1) is None


@pytest.mark.parametrize(
    ("phase", "up"),
    [
        (None, False),
        (RoundPhase.OPEN, True),
        (RoundPhase.DONE, True),
        (RoundPhase.SKIPPED, False),
    ],
)
def test_the_board_is_up_from_the_moment_its_round_opens(phase: RoundPhase | None, up: bool) -> None:  # noqa: FBT001
    assert board_is_up(the_session(phase)) is up


# --- how it stands, and for whom


@pytest.mark.parametrize(
    ("changes", "up", "reported", "stage"),
    [
        ({}, False, False, Stage.CLOSED),
        ({}, True, False, Stage.SHOWN),
        ({"held": True}, True, False, Stage.HELD),
        ({"taken_back": True}, True, False, Stage.TAKEN_BACK),
        ({"taken_back": True}, True, True, Stage.REPORTED),
        ({"status": ReportStatus.WITHDRAWN}, True, True, Stage.WITHDRAWN),
    ],
)
def test_how_a_report_stands(changes: dict[str, Any], up: bool, reported: bool, stage: Stage) -> None:  # noqa: FBT001
    assert stage_of(a_report(**changes), up=up, reported=reported) is stage


@pytest.mark.parametrize("private", [{"sharing": Sharing.MODERATOR}, {}])
def test_what_is_not_shared_is_read_by_author_and_moderator_alone(private: dict[str, Any]) -> None:
    experiment = an_experiment(visibility=Visibility.GROUP if private else Visibility.MODERATOR)
    readers = {
        reader for reader in Reader if sees_report(a_report(**private), experiment, reader, up=True, reported=False)
    }
    assert readers == {Reader.AUTHOR, Reader.MODERATOR}


def test_before_the_board_is_up_the_group_reads_nothing() -> None:
    experiment = an_experiment()
    assert not sees_report(a_report(), experiment, Reader.GROUP, up=False, reported=False)
    assert sees_report(a_report(), experiment, Reader.MODERATOR, up=False, reported=False)
    assert sees_report(a_report(), experiment, Reader.GROUP, up=True, reported=False)


# --- the board


def test_each_report_stands_under_how_it_went_and_the_rest_tells_it() -> None:
    people = (ANNA, BERT, CHAIMA)
    reports = [a_report(ANNA), a_report(BERT, done=Done.OTHER)]
    shown = the_board(a_scene([an_experiment(p) for p in people], reports))
    assert [line.name for line in shown.done] == ["Anna"]
    assert [(line.name, line.experiment, line.learned) for line in shown.partly] == [
        ("Bert", "als een overleg vastloopt, dan vraag ik door bij bert", "Wachten loont.")
    ]
    assert shown.not_done == ()
    assert shown.tells == ("Chaima",)


def test_without_experiments_there_is_nothing_to_look_back_on() -> None:
    assert board_of(a_scene([]), TEXTS) == Nothing()


def test_who_is_not_there_is_not_asked_to_tell() -> None:
    session = the_session(absent=[BERT])
    assert the_board(a_scene([an_experiment(ANNA), an_experiment(BERT)], session=session)).tells == ("Anna",)


def test_what_was_only_thought_of_in_this_session_is_not_looked_back_on() -> None:
    assert board_of(a_scene([an_experiment(session=2)]), TEXTS) == Nothing()


def test_what_became_of_a_report_stands_in_its_place_without_a_word_of_it() -> None:
    reports = [
        a_report(ANNA, status=ReportStatus.WITHDRAWN, fields={}),
        a_report(BERT, taken_back=True, done=Done.NO, supplements=("Nog iets",)),
    ]
    shown = the_board(a_scene([an_experiment(ANNA), an_experiment(BERT)], reports))
    assert [(line.name, line.mark, line.experiment, line.learned) for line in shown.done] == [
        ("Anna", "withdrawn", "", "")
    ]
    assert [(line.name, line.mark, line.supplements) for line in shown.not_done] == [("Bert", "taken_back", ())]
    assert shown.tells == ()


def test_who_left_keeps_a_line_with_the_name() -> None:
    shown = the_board(a_scene([an_experiment(STRANGER)], [a_report(STRANGER)]))
    assert [line.name for line in shown.done] == ["Zoë"]


def test_the_title_of_what_was_kept_from_the_group_is_not_told_by_its_report() -> None:
    place = (RunKey("1.8", 1), ANNA)
    reported = a_scene([an_experiment()], [a_report()], incidents={SessionId("s1"): frozenset({place})})
    held = a_scene([an_experiment(untold=True)], [a_report()])
    for scene in (reported, held):
        assert [(line.experiment, line.learned) for line in the_board(scene).done] == [("", "Wachten loont.")]


def test_for_the_moderator_somebody_who_told_the_moderator_is_not_missing() -> None:
    experiments = [an_experiment(ANNA), an_experiment(BERT), an_experiment(CHAIMA)]
    reports = [a_report(ANNA, sharing=Sharing.MODERATOR), a_report(BERT, status=ReportStatus.WITHDRAWN, fields={})]
    assert list(without_report(a_scene(experiments, reports))) == ["Bert", "Chaima"]


def test_for_the_moderator_somebody_who_sent_a_harvest_card_is_not_missing() -> None:
    card = FormAnswer(session=SessionId("s2"), form="harvest", person=ANNA, version=1, fields={}, at=NOW)
    experiments = [an_experiment(ANNA), an_experiment(BERT)]
    assert list(without_report(a_scene(experiments, forms=[card]))) == ["Bert"]


UNREAD: Final = st.sampled_from(["moderator", "private experiment", "held", "reported"])


@given(why=UNREAD, done=st.sampled_from(Done), following=st.sampled_from(["go_on", "adapt", "stop", "share"]))
def test_nothing_on_the_board_tells_of_a_report_the_group_may_not_read(why: str, done: Done, following: str) -> None:
    """The board is the same as without it, whatever the report made of the experiment."""
    visibility = Visibility.MODERATOR if why == "private experiment" else Visibility.GROUP
    before = an_experiment(ANNA, visibility=visibility)
    after = replace(before, state=after_report(before, done, following))
    report = a_report(
        done=done,
        fields={**TOLD, "next": following},
        sharing=Sharing.MODERATOR if why == "moderator" else Sharing.GROUP,
        held=why == "held",
        supplements=("Nog iets",),
    )
    hidden = {SessionId("s2"): frozenset({(RunKey(REPORT_PLACE, 1), ANNA)})} if why == "reported" else {}
    others, theirs = [an_experiment(BERT)], [a_report(BERT)]

    with_it = board_of(a_scene([after, *others], [report, *theirs], incidents=hidden), TEXTS)
    without = board_of(a_scene([before, *others], theirs), TEXTS)

    assert with_it == without


# --- the form


def test_the_first_page_asks_one_thing_and_the_second_all_that_follows() -> None:
    told = {done: [f.id for f in second_form(FORM, done, shared=True).fields] for done in Done}
    assert told[Done.YES] == told[Done.PARTLY] == told[Done.OTHER]
    assert told[Done.NO] == ["reasons", "reason_other", "sharing"]
    assert {"observed", "learned", "next", "next_how", "sharing"} < set(told[Done.YES])
    assert not {"done", "reasons"} & set(told[Done.YES])


def test_what_is_due_on_the_second_page_is_due_without_the_first() -> None:
    assert all(field.shown_if is None for done in Done for field in second_form(FORM, done, shared=True).fields)


@pytest.mark.parametrize(("shared", "sees"), [(True, Visibility.GROUP), (False, Visibility.MODERATOR)])
def test_every_field_says_who_reads_it(shared: bool, sees: Visibility) -> None:  # noqa: FBT001
    form = second_form(FORM, Done.YES, shared=shared)
    assert {field.visibility for field in form.fields} == {sees}
    assert ("sharing" in {field.id for field in form.fields}) is shared


@pytest.mark.parametrize(
    ("said", "sharing"),
    [
        ({}, Sharing.GROUP),
        ({"sharing": "group_programme"}, Sharing.GROUP_PROGRAMME),
        ({"sharing": "moderator"}, Sharing.MODERATOR),
        ({"sharing": "everybody"}, Sharing.GROUP),
    ],
)
def test_who_chooses_nothing_shares_it_with_the_group(said: dict[str, str], sharing: Sharing) -> None:
    assert sharing_in(said) is sharing


@pytest.mark.parametrize(
    ("report", "said"),
    [
        (a_report(), "Wachten loont."),
        (a_report(fields={"observed": "Het werd stil."}), "Het werd stil."),
        (a_report(done=Done.NO, fields={"reasons": ("no_time", "forgotten")}), "Geen tijd; Vergeten"),
        (a_report(done=Done.NO, fields={"reasons": ("no_time", "other")}), "Geen tijd; Iets anders"),
        (a_report(done=Done.NO, fields={"reasons": ("other",), "reason_other": "een verhuizing"}), "een verhuizing"),
    ],
)
def test_the_board_says_what_was_learned_or_what_came_in_between(report: ExperimentReport, said: str) -> None:
    assert gist(report, FORM, TEXTS) == said
