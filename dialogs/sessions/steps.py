"""The moderator's steps: what each of them makes happen, and when it is refused."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, assert_never

from dialogs.errors import Refused, Stale
from dialogs.formats.model import Round
from dialogs.ids import PersonId
from dialogs.sessions.evolution import apply
from dialogs.sessions.messages import (
    CancelSession,
    ChooseSeats,
    CloseRound,
    Continue,
    End,
    Event,
    Extend,
    MoveSession,
    ReopenRound,
    RepeatRound,
    Reveal,
    RoundClosed,
    RoundDone,
    RoundExtended,
    RoundOpened,
    RoundReopened,
    RoundShown,
    RoundSkipped,
    SeatsChosen,
    SessionCancelled,
    SessionEnded,
    SessionEndMoved,
    SessionMoved,
    SessionResumed,
    SessionStarted,
    SkipRound,
    Start,
    Step,
)
from dialogs.sessions.model import RoundPhase, RoundRun, RunKey, Session, SessionPhase, Tally
from dialogs.sessions.seats import ABOUT_ONE, in_group, round_of
from dialogs.sessions.table import require_round
from dialogs.sessions.tallies import tally_run
from dialogs.sessions.timing import next_round, not_played, projected_end

MOST_MINUTES: Final = 15
"""The longest extension in one press."""


def take(session: Session, command: Step, now: datetime) -> tuple[Event, ...]:
    """The session's own phase, the role and the step number have been checked (`machine.decide`)."""
    events: tuple[Event, ...]
    match command:
        case Start():
            events = _start(session, command, now)
        case Continue():
            events = _continue(session, command, now)
        case Reveal():
            events = _reveal(session, _named_or_current(session, command.run), command, now)
        case CloseRound():
            events = _close(session, command, now)
        case ReopenRound():
            events = _reopen(session, command, now)
        case SkipRound():
            events = _skip(session, command, now)
        case RepeatRound():
            events = _repeat(session, command, now)
        case Extend():
            events = _extend(session, command, now)
        case End():
            events = (*_finish(session, now), SessionEnded(at=now))
        case ChooseSeats():
            events = _choose(session, command)
        case MoveSession() | CancelSession():
            events = _replan(session, command, now)
        case _:
            assert_never(command)
    return events


def open_run(session: Session) -> RoundRun | None:
    return next((r for r in session.runs if r.phase is RoundPhase.OPEN), None)


def _start(session: Session, command: Start, now: datetime) -> tuple[Event, ...]:
    ended = session.phase is SessionPhase.ENDED
    if command.resumes is not None and command.resumes != ended:
        raise Stale
    if session.superseded:
        raise Refused("session.refused.superseded")
    if ended:
        return (SessionResumed(at=now),)
    first = next_round(session)
    opening = _open(session, first, 1, _Opening(now=now, forms_until=command.forms_until)) if first else ()
    return (SessionStarted(at=now), *opening)


def _continue(session: Session, command: Continue, now: datetime) -> tuple[Event, ...]:
    current = session.current
    if current and current.phase in {RoundPhase.OPEN, RoundPhase.CLOSED} and _revealed(session, current):
        return _reveal(session, current, command, now)
    following = next_round(session)
    if following is None:
        raise Refused("session.refused.all_rounds_past")
    return _open(session, following, 1, _Opening(now=now, forms_until=command.forms_until, chosen=command.chosen))


def _reveal(session: Session, run: RoundRun, command: Continue | Reveal, now: datetime) -> tuple[Event, ...]:
    """Showing an open round closes it in the same step; the tallies are computed here and never again."""
    require_round(command, _round(session, run.key), run.phase)
    if session.superseded:
        raise Refused("session.refused.superseded")
    tallies: Mapping[str, Tally] = tally_run(session, run)
    shown = RoundShown(run=run.key, at=now, tallies=tallies)
    return (RoundClosed(run=run.key, at=now), shown) if run.phase is RoundPhase.OPEN else (shown,)


def _close(session: Session, command: CloseRound, now: datetime) -> tuple[Event, ...]:
    current = _current(session)
    require_round(command, _round(session, current.key), current.phase)
    return (RoundClosed(run=current.key, at=now),)


def _reopen(session: Session, command: ReopenRound, now: datetime) -> tuple[Event, ...]:
    run = _named_or_current(session, command.run)
    round_ = _round(session, run.key)
    require_round(command, round_, run.phase)
    if round_.form and round_.form.has_nobody_fields:
        raise Refused("session.refused.reopen_nobody")
    if session.newest_run(run.key.round_id) != run:
        raise Refused("session.refused.reopen_repeated")
    until = command.forms_until if _has_open_form(round_) else None
    return (*_make_room(session, now), RoundReopened(run=run.key, at=now, forms_until=until))


def _skip(session: Session, command: SkipRound, now: datetime) -> tuple[Event, ...]:
    current = session.current
    if command.round_id is None or (current and current.key.round_id == command.round_id):
        run = _current(session)
        require_round(command, _round(session, run.key), run.phase)
        return (RoundSkipped(run=run.key, at=now),)
    return (_skip_unplayed(session, command.round_id, now),)


def _skip_unplayed(session: Session, round_id: str, now: datetime) -> RoundSkipped:
    if round_of(session, round_id) is None:
        raise Refused("session.refused.no_such_round", round=round_id)
    if all(r.id != round_id for r in not_played(session)):
        why = "already_skipped" if session.phase_of(round_id) is RoundPhase.SKIPPED else "skip_past"
        raise Refused(f"session.refused.{why}")
    return RoundSkipped(run=RunKey(round_id, 1), at=now)


def _repeat(session: Session, command: RepeatRound, now: datetime) -> tuple[Event, ...]:
    current = _current(session)
    round_ = _round(session, current.key)
    require_round(command, round_, current.phase)
    if round_.form and round_.form.has_nobody_fields:
        raise Refused("session.refused.repeat_nobody")
    opening = _Opening(now=now, forms_until=command.forms_until, chosen=current.chosen)
    return _open(session, round_, current.key.run + 1, opening)


def _extend(session: Session, command: Extend, now: datetime) -> tuple[Event, ...]:
    current = _current(session)
    require_round(command, _round(session, current.key), current.phase)
    if not 1 <= command.minutes <= MOST_MINUTES:
        raise Refused("session.refused.extend_minutes", most=MOST_MINUTES)
    # a round whose time is already over gets its minutes from now on, else "2 min" could change nothing
    ends_at = max(current.ends_at or now, now) + timedelta(minutes=command.minutes)
    events: tuple[Event, ...] = (RoundExtended(run=current.key, minutes=command.minutes, ends_at=ends_at),)
    if command.skip is not None:
        events = (*events, _skip_unplayed(session, command.skip, now))
    if command.run_over:
        needed = projected_end(apply(session, events), now)
        if session.ends_at is None or needed > session.ends_at:
            events = (*events, SessionEndMoved(ends_at=needed))
    return events


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opening:
    now: datetime
    forms_until: datetime | None
    chosen: frozenset[PersonId] = frozenset()


def _open(session: Session, round_: Round, run: int, how: _Opening) -> tuple[Event, ...]:
    chosen: frozenset[PersonId] = frozenset()
    if round_.audience in ABOUT_ONE:
        chosen = frozenset(s.person for s in session.seats if in_group(s)) & how.chosen
    opened = RoundOpened(
        run=RunKey(round_.id, run),
        at=how.now,
        minutes=round_.minutes,
        forms_until=how.forms_until if _has_open_form(round_) else None,
        chosen=chosen,
    )
    return (*_make_room(session, how.now), opened)


def _make_room(session: Session, now: datetime) -> tuple[Event, ...]:
    """At most one round is open: an open conversation is done by now, an open form is never closed in passing."""
    run = open_run(session)
    if run is None:
        return ()
    if _revealed(session, run):
        raise Refused("session.refused.another_open", round=run.key.round_id)
    return (RoundDone(run=run.key, at=now),)


def _finish(session: Session, now: datetime) -> tuple[Event, ...]:
    """What `einde` does to the open round: nothing is shown by it."""
    run = open_run(session)
    if run is None:
        return ()
    return (RoundClosed(run=run.key, at=now) if _revealed(session, run) else RoundDone(run=run.key, at=now),)


def _choose(session: Session, command: ChooseSeats) -> tuple[Event, ...]:
    """Only of the group, and only for the run that the moderator has before them."""
    run = _current(session)
    if run.key != command.run:
        raise Stale
    round_ = _round(session, run.key)
    require_round(command, round_, run.phase)
    if round_.audience not in ABOUT_ONE:
        raise Refused("session.refused.choose_not_here")
    if not command.chosen <= {s.person for s in session.seats if in_group(s)}:
        raise Refused("session.refused.no_such_person")
    return () if command.chosen == run.chosen else (SeatsChosen(run=run.key, chosen=command.chosen),)


def _replan(session: Session, command: MoveSession | CancelSession, now: datetime) -> tuple[Event, ...]:
    """Whether it stays between its neighbours is for who knows them."""
    if isinstance(command, CancelSession):
        return (SessionCancelled(),)
    if command.starts_at == session.starts_at:
        return ()
    if command.starts_at <= now:
        raise Refused("session.refused.move_past")
    return (SessionMoved(starts_at=command.starts_at),)


def _current(session: Session) -> RoundRun:
    current = session.current
    if current is None:
        raise Refused("session.refused.not_open")
    return current


def _named_or_current(session: Session, key: RunKey | None) -> RoundRun:
    run = session.run(key) if key else _current(session)
    if run is None:
        raise Refused("session.refused.not_open")
    return run


def _round(session: Session, key: RunKey) -> Round:
    return session.plan.round(key.round_id)


def _revealed(session: Session, run: RoundRun) -> bool:
    return _round(session, run.key).kind.revealed


def _has_open_form(round_: Round) -> bool:
    """Whether the round has a form that stays open after the talk."""
    return round_.form is not None and not round_.kind.revealed
