"""What may be asked when: one table for rounds, one for sessions, and why anything else is refused."""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final, assert_never

from dialogs.errors import Refused
from dialogs.formats.model import Round
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
from dialogs.sessions.model import RoundPhase, Session, SessionPhase


class Course(StrEnum):
    """The two ways a round can go."""

    REVEALED = "revealed"  # silent and choose: the answers are shown together
    TALK = "talk"  # spoken and show: people talk, then it is done


def course_of(round_: Round) -> Course:
    return Course.REVEALED if round_.kind.revealed else Course.TALK


ALLOWED: Final[Mapping[tuple[Course, RoundPhase], frozenset[type[Command]]]] = {
    (Course.REVEALED, RoundPhase.NOT_OPEN): frozenset({Start, Continue, SkipRound}),
    (Course.REVEALED, RoundPhase.OPEN): frozenset(
        {Continue, Reveal, CloseRound, SkipRound, Extend, End, ChooseSeats, GiveAnswer, WithdrawAnswer}
    ),
    (Course.REVEALED, RoundPhase.CLOSED): frozenset(
        {
            *(Continue, Reveal, ReopenRound, SkipRound, RepeatRound),
            *(GiveAnswer, CatchUp, WithdrawAnswer, HoldBack, Release),
        }
    ),
    (Course.REVEALED, RoundPhase.SHOWN): frozenset(
        {RepeatRound, CatchUp, AddSupplement, WithdrawAnswer, Release, TakeBack}
    ),
    (Course.REVEALED, RoundPhase.SKIPPED): frozenset({ReopenRound, CatchUp, WithdrawAnswer}),
    (Course.TALK, RoundPhase.NOT_OPEN): frozenset({Start, Continue, SkipRound}),
    (Course.TALK, RoundPhase.OPEN): frozenset(
        {Continue, SkipRound, Extend, End, ChooseSeats, GiveAnswer, WithdrawAnswer, HoldBack, Release}
    ),
    (Course.TALK, RoundPhase.DONE): frozenset(
        {RepeatRound, GiveAnswer, CatchUp, AddSupplement, WithdrawAnswer, Release, TakeBack}
    ),
    (Course.TALK, RoundPhase.SKIPPED): frozenset({ReopenRound, CatchUp, WithdrawAnswer}),
}
"""By course and phase of the round a command is about. `Start`, `Continue` and `End` are about the session: they stand
in the rows of the rounds they move on."""

ALLOWED_IN_SESSION: Final[Mapping[SessionPhase, frozenset[type[Command]]]] = {
    SessionPhase.PLANNED: frozenset({Start, MoveSession, CancelSession, MarkSeat, NameNoteTaker}),
    SessionPhase.OPEN: frozenset(
        {
            *(Continue, Reveal, CloseRound, ReopenRound, SkipRound, RepeatRound, Extend, End, ChooseSeats),
            *(GiveAnswer, AddSupplement, WithdrawAnswer, HoldBack, Release, TakeBack, MarkSeat, NameNoteTaker),
        }
    ),
    SessionPhase.ENDED: frozenset(
        {
            *(Start, Reveal),
            *(GiveAnswer, CatchUp, AddSupplement, WithdrawAnswer, HoldBack, Release, TakeBack, MarkSeat, NameNoteTaker),
        }
    ),
    SessionPhase.CANCELLED: frozenset(),
}
"""By phase of the session. After the end an answer to a spoken round's form still comes in, and what is caught up with.
Only a session that has not begun moves or is called off."""

_TALK_WHY: Final[Mapping[type[Command], str]] = {Reveal: "reveal_talk", CloseRound: "close_talk"}

_WHY: Final[Mapping[type[Command], Mapping[RoundPhase, str]]] = {
    Reveal: {RoundPhase.SHOWN: "already_shown", RoundPhase.SKIPPED: "reveal_skipped"},
    CloseRound: {},
    ReopenRound: {
        RoundPhase.OPEN: "already_open",
        RoundPhase.SHOWN: "reopen_shown",
        RoundPhase.DONE: "reopen_done",
    },
    SkipRound: {RoundPhase.SHOWN: "skip_past", RoundPhase.DONE: "skip_past", RoundPhase.SKIPPED: "already_skipped"},
    RepeatRound: {RoundPhase.OPEN: "repeat_open", RoundPhase.SKIPPED: "repeat_skipped"},
    AddSupplement: {
        RoundPhase.OPEN: "supplement_early",
        RoundPhase.CLOSED: "supplement_early",
        RoundPhase.SKIPPED: "answer_skipped",
    },
    HoldBack: {
        RoundPhase.OPEN: "hold_open",
        RoundPhase.SHOWN: "hold_shown",
        RoundPhase.DONE: "hold_shown",
        RoundPhase.SKIPPED: "round_skipped",
    },
    TakeBack: {RoundPhase.SKIPPED: "round_skipped"},
    Release: {RoundPhase.SKIPPED: "round_skipped"},
    CatchUp: {RoundPhase.OPEN: "catch_up_open"},
}

_OTHERWISE: Final[Mapping[type[Command], str]] = {
    TakeBack: "take_back_unshown",
    Release: "nothing_held",
}

_ANSWERS: Final[frozenset[type[Command]]] = frozenset({GiveAnswer, CatchUp, AddSupplement, WithdrawAnswer})
_OF_THE_PLANNING: Final[frozenset[type[Command]]] = frozenset({MoveSession, CancelSession})


def require_session(session: Session, command: Command) -> None:
    """Refuses what this phase of the session does not allow; the moderator and the others get their own words."""
    kind = type(command)
    if kind in ALLOWED_IN_SESSION[session.phase]:
        return
    match session.phase:
        case SessionPhase.OPEN | SessionPhase.ENDED if kind in _OF_THE_PLANNING:
            why = "replan_begun"
        case SessionPhase.OPEN:
            why = "catch_up_session_open" if kind is CatchUp else "already_open_session"
        case SessionPhase.CANCELLED:
            why = "cancelled"
        case SessionPhase.PLANNED:
            why = "answer_before_start" if kind in _ANSWERS else "not_started"
        case SessionPhase.ENDED:
            why = "ended"
        case _:
            assert_never(session.phase)
    raise Refused(f"session.refused.{why}")


def require_round(command: Command, round_: Round, phase: RoundPhase) -> None:
    """Refuses what this phase of the round does not allow."""
    kind, course = type(command), course_of(round_)
    if kind in ALLOWED[course, phase]:
        return
    if course is Course.TALK and kind in _TALK_WHY:
        why = _TALK_WHY[kind]
    else:
        why = _WHY.get(kind, {}).get(phase) or _OTHERWISE.get(kind, "not_open")
    raise Refused(f"session.refused.{why}")
