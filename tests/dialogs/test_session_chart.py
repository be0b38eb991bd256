"""The state chart follows the tables, and the tables follow what the machine does."""

from collections.abc import Iterator
from datetime import timedelta

import pytest

from dialogs.errors import ModeratorError
from dialogs.formats.model import Audience, RoundKind
from dialogs.sessions.chart import BEGIN, END, chart, with_chart
from dialogs.sessions.machine import ALLOWED, ALLOWED_IN_SESSION
from dialogs.sessions.messages import (
    AddSupplement,
    CancelSession,
    CatchUp,
    ChooseSeats,
    CloseRound,
    Command,
    Continue,
    End,
    Extend,
    GiveAnswer,
    HoldBack,
    MarkSeat,
    MoveSession,
    NameNoteTaker,
    Release,
    ReopenRound,
    RepeatRound,
    Reveal,
    SkipRound,
    Start,
    TakeBack,
    WithdrawAnswer,
)
from dialogs.sessions.model import RoundPhase, RunKey, SessionPhase
from dialogs.sessions.table import Course
from tests.builders import BERT, CHAIMA, DAAN, IRIS, TEN, Play, a_form, a_play, a_round, a_session, a_started_play

RUN = RunKey("1.1", 1)

PRESSES: dict[type[Command], Command] = {
    Reveal: Reveal(by=IRIS),
    CloseRound: CloseRound(by=IRIS),
    ReopenRound: ReopenRound(by=IRIS),
    SkipRound: SkipRound(by=IRIS),
    RepeatRound: RepeatRound(by=IRIS),
    Extend: Extend(by=IRIS, minutes=2),
    AddSupplement: AddSupplement(person=BERT, run=RUN, text="Nog iets"),
    WithdrawAnswer: WithdrawAnswer(person=BERT, run=RUN),
    HoldBack: HoldBack(by=IRIS, person=BERT, run=RUN),
    Release: Release(by=IRIS, person=BERT, run=RUN),
    TakeBack: TakeBack(by=IRIS, person=BERT, run=RUN),
    ChooseSeats: ChooseSeats(by=IRIS, run=RUN, chosen=frozenset({DAAN})),
    CatchUp: CatchUp(person=CHAIMA, run=RUN, version=0, fields={"text": "Ingehaald"}),
}
"""What is about one round; `Start`, `Continue` and `End` are the session's and have rows of their own below."""


def a_play_in(course: Course, phase: RoundPhase, *, held: bool, ended: bool = False) -> Play:
    """Bert has answered, and is held back or taken back when asked and possible. Who brings something in is not chosen
    yet. `ended`: the session too, two days ago, unless that would move the round on."""
    kind = RoundKind.SILENT if course is Course.REVEALED else RoundKind.SPOKEN
    play = a_started_play(a_round("1.1", kind, form=a_form(), audience=Audience.ALL_BUT_CHOSEN))
    play.answers(BERT)
    if held and course is Course.TALK:
        play.holds(BERT)
    match phase:
        case RoundPhase.CLOSED | RoundPhase.SHOWN:
            play.close()
            if held:
                play.holds(BERT)
            if phase is RoundPhase.SHOWN:
                play.show()
        case RoundPhase.DONE:
            play.end()
            play.start()
        case RoundPhase.SKIPPED:
            play.skip()
        case RoundPhase.OPEN | RoundPhase.NOT_OPEN:
            pass
    if ended and phase is not RoundPhase.OPEN:
        play.end()
        play.waits(2 * 24 * 60)
    return play


def every_press() -> Iterator[tuple[Course, RoundPhase, type[Command]]]:
    for course, phase in ALLOWED:
        if phase is not RoundPhase.NOT_OPEN:
            for kind in PRESSES:
                yield course, phase, kind


@pytest.mark.parametrize(("course", "phase", "kind"), list(every_press()))
def test_the_machine_takes_what_the_table_allows_and_refuses_the_rest(
    course: Course, phase: RoundPhase, kind: type[Command]
) -> None:
    play = a_play_in(course, phase, held=kind is Release, ended=kind is CatchUp)
    assert play.run.phase is phase
    before = play.session

    if kind in ALLOWED[course, phase]:
        assert play.does(PRESSES[kind])
    else:
        with pytest.raises(ModeratorError):
            play.does(PRESSES[kind])
        assert play.session == before


def test_every_command_stands_in_the_session_table() -> None:
    everything = {
        *(*PRESSES, Start, Continue, End, GiveAnswer),
        *(MarkSeat, NameNoteTaker, MoveSession, CancelSession),
    }

    assert set().union(*ALLOWED_IN_SESSION.values()) == everything
    assert set(ALLOWED_IN_SESSION) == set(SessionPhase)


@pytest.mark.parametrize("phase", [SessionPhase.PLANNED, SessionPhase.ENDED, SessionPhase.CANCELLED])
def test_what_the_session_table_leaves_out_is_refused_whatever_the_round(phase: SessionPhase) -> None:
    give = GiveAnswer(person=BERT, by=BERT, run=RUN, version=0, fields={"text": "Een vraag"})
    presses = {
        **PRESSES,
        Continue: Continue(by=IRIS),
        End: End(by=IRIS),
        GiveAnswer: give,
        MoveSession: MoveSession(by=IRIS, starts_at=TEN + timedelta(days=7)),
        CancelSession: CancelSession(by=IRIS),
    }
    for kind, command in presses.items():
        if kind in ALLOWED_IN_SESSION[phase]:
            continue
        play = a_started_play(a_round())
        play.end()
        if phase is not SessionPhase.ENDED:
            play = Play(session=a_session(phase=phase))
        with pytest.raises(ModeratorError):
            play.does(command)


def test_the_chart_draws_every_phase_of_a_round_and_of_a_session() -> None:
    drawn = chart()

    for phase in (*RoundPhase, *SessionPhase):
        assert f"--> {phase}" in drawn


@pytest.mark.parametrize(
    "arrow",
    [
        "not_open --> open: start, continue",
        "open --> shown: continue, reveal",
        "open --> closed: close round, end",
        "closed --> open: reopen round, repeat round",
        "skipped --> open: reopen round",
        "open --> done: continue, end",
        "ended --> open: start",
        "planned --> cancelled: cancel session",
        "planned: planned<br/>move session",
        "ended: ended<br/>catch up",
    ],
)
def test_the_chart_draws_the_arrow(arrow: str) -> None:
    assert f"    {arrow}\n" in chart()


def test_the_chart_is_the_same_every_time() -> None:
    assert chart() == chart()


def test_the_chart_takes_its_place_between_the_markers() -> None:
    document = f"# Titel\n\n{BEGIN}\nold\n{END}\n\nMore\n"

    placed = with_chart(document)

    assert placed == f"# Titel\n\n{BEGIN}\n{chart()}\n{END}\n\nMore\n"
    assert with_chart(placed) == placed


@pytest.mark.parametrize("document", ["", BEGIN, END, f"{END}\n{BEGIN}"])
def test_a_document_without_the_markers_is_refused(document: str) -> None:
    with pytest.raises(ValueError, match="state-chart"):
        with_chart(document)


def test_a_planned_session_has_no_run_to_press_on() -> None:
    play = a_play(a_round())

    with pytest.raises(ModeratorError):
        play.does(PRESSES[HoldBack])
