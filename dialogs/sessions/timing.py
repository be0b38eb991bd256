"""What comes next and whether it fits: the following round, the likely end, and where minutes can come from."""

from datetime import datetime, timedelta
from typing import Final

from dialogs.formats.model import Priority, Round
from dialogs.sessions.model import RoundPhase, Session, SessionPhase

_STILL_TALKED_ABOUT: Final = frozenset({RoundPhase.OPEN, RoundPhase.CLOSED, RoundPhase.SHOWN})
"""Phases in which the current round's time still runs: showing early leaves its minutes for the talk."""


def not_played(session: Session) -> tuple[Round, ...]:
    """The rounds that have not been opened or skipped, in the order of the plan."""
    return tuple(r for r in session.plan.rounds if session.phase_of(r.id) is RoundPhase.NOT_OPEN)


def next_round(session: Session) -> Round | None:
    """The first round after the current one that is not open yet.

    Reopening a later round that had been skipped jumps over others; when nothing follows any more those come first,
    else no number of presses would ever reach them.
    """
    waiting = not_played(session)
    current = session.current
    if current is None:
        return next(iter(waiting), None)
    here = session.plan.position(current.key.round_id)
    after = (r for r in waiting if session.plan.position(r.id) > here)
    return next(after, next(iter(waiting), None))


def projected_end(session: Session, now: datetime) -> datetime:
    """When it will be over if every remaining round takes its minutes."""
    if session.phase is SessionPhase.ENDED and session.ended_at:
        return session.ended_at
    if session.phase is not SessionPhase.OPEN:
        return session.starts_at + timedelta(minutes=session.minutes)
    current = session.current
    free = now
    if current and current.ends_at and current.phase in _STILL_TALKED_ABOUT:
        free = max(now, current.ends_at)
    return free + timedelta(minutes=sum(r.minutes for r in not_played(session)))


def overrun(session: Session, now: datetime, *, extra: int = 0) -> int:
    """Whole minutes past the session's end, at least 0; `extra` are minutes about to be added to the open round."""
    if session.ends_at is None:
        return 0
    late = projected_end(session, now) + timedelta(minutes=extra) - session.ends_at
    return max(0, int(late / timedelta(minutes=1) + 0.5))


def proposal(session: Session, minutes: int, now: datetime) -> Round | None:
    """Which later `may` round to skip for `minutes` more now: the smallest that frees enough, else the largest.

    None: it fits, or there is nothing left to skip. Of equal ones the last in the plan goes.
    """
    needed = overrun(session, now, extra=minutes)
    spare = [r for r in not_played(session) if r.priority is Priority.MAY and r.minutes > 0]
    if not needed or not spare:
        return None
    latest_first = spare[::-1]
    enough = [r for r in latest_first if r.minutes >= needed]
    return min(enough, key=lambda r: r.minutes) if enough else max(latest_first, key=lambda r: r.minutes)
