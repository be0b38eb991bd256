"""The session machine: a command and a session in, what happens out. Pure; refuses with a `ModeratorError`.

`ALLOWED` and `ALLOWED_IN_SESSION` (in `table`) say what may be asked when; `decide` answers with events and changes
nothing; `apply` makes the next session of them. A use case does `events = decide(...)`, records them, and may look at
`apply(session, events)`.
"""

from datetime import datetime
from typing import assert_never

from dialogs.errors import NotYours, Refused, Stale
from dialogs.ids import PersonId
from dialogs.sessions.answers import AboutAnswers, about_answers
from dialogs.sessions.catch_up import catch_up
from dialogs.sessions.evolution import apply, evolve, replay
from dialogs.sessions.messages import (
    AddSupplement,
    CatchUp,
    Command,
    Event,
    GiveAnswer,
    HoldBack,
    MarkSeat,
    NameNoteTaker,
    NoteTakerNamed,
    Release,
    SeatMarked,
    Start,
    Step,
    TakeBack,
    WithdrawAnswer,
)
from dialogs.sessions.model import Session, SessionPhase
from dialogs.sessions.seats import moderates
from dialogs.sessions.steps import take
from dialogs.sessions.table import ALLOWED, ALLOWED_IN_SESSION, require_session

__all__ = ["ALLOWED", "ALLOWED_IN_SESSION", "apply", "decide", "evolve", "replay"]

_ABOUT_PEOPLE = MarkSeat | NameNoteTaker


def decide(session: Session, command: Command, now: datetime) -> tuple[Event, ...]:
    """What the command makes happen. Nothing happening is `()`; what may not happen raises.

    A moderator's step and a reveal need every answer of the run in `session.answers`; an answer needs only the
    sender's seat, the one run and the sender's own answer.
    """
    if _moderator_only(command) and not moderates(session, actor(command)):
        raise NotYours
    if isinstance(command, Step) and command.step not in {None, session.step}:
        raise Stale
    require_session(session, command)
    if isinstance(command, Step):
        events = take(session, command, now)
    elif isinstance(command, AboutAnswers):
        events = about_answers(session, command, now)
    elif isinstance(command, CatchUp):
        events = catch_up(session, command, now)
    elif isinstance(command, _ABOUT_PEOPLE):
        events = _about_people(session, command)
    else:
        assert_never(command)
    return (*events, *_seen(session, command))


def actor(command: Command) -> PersonId:
    """Who does it; differs from whom it is about when a moderator or note-taker acts for somebody."""
    if isinstance(command, AddSupplement | WithdrawAnswer):
        return command.person
    return command.by


def _moderator_only(command: Command) -> bool:
    """Everything but one's own answers, what a note-taker enters, and saying that one takes part aloud or cannot
    come."""
    match command:
        case GiveAnswer() | CatchUp() | AddSupplement() | WithdrawAnswer():
            return False
        case MarkSeat(by=by, person=person, absent=absent, present=present):
            return by != person or absent is not None or present is not None
        case HoldBack() | Release() | TakeBack() | NameNoteTaker():
            return True
        case _:
            return True


def _about_people(session: Session, command: _ABOUT_PEOPLE) -> tuple[Event, ...]:
    """Only what changes is told."""
    if command.person is not None and session.seat(command.person) is None:
        raise Refused("session.refused.no_such_person")
    match command:
        case MarkSeat(person=person):
            before = session.seat(person)
            marked = SeatMarked(
                person=person,
                absent=command.absent if before and command.absent != before.absent else None,
                present=command.present if before and command.present != before.present else None,
                aloud=command.aloud if before and command.aloud != before.aloud else None,
                cannot_come=command.cannot_come if before and command.cannot_come != before.cannot_come else None,
            )
            return () if marked == SeatMarked(person=person) else (marked,)
        case NameNoteTaker(person=person):
            return () if person == session.note_taker else (NoteTakerNamed(person=person),)
        case _:
            assert_never(command)


def _seen(session: Session, command: Command) -> tuple[Event, ...]:
    """Whoever does anything in a session is present. A form filled in the next day is no presence."""
    running = session.phase is SessionPhase.OPEN or isinstance(command, Start)
    seat = session.seat(actor(command))
    if not running or seat is None or seat.present:
        return ()
    if isinstance(command, MarkSeat) and command.person == seat.person and command.present is not None:
        return ()  # their own tick says it already
    return (SeatMarked(person=seat.person, present=True),)
