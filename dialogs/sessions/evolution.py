"""How a session changes by what happened: events in, the next session out."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final, assert_never

from dialogs.formats.model import Visibility
from dialogs.sessions.messages import (
    AnswerCaughtUp,
    AnswerGiven,
    AnswerHeldBack,
    AnswerReleased,
    AnswerTakenBack,
    AnswerWithdrawn,
    Event,
    NoteTakerNamed,
    RoundClosed,
    RoundDone,
    RoundExtended,
    RoundOpened,
    RoundReopened,
    RoundShown,
    RoundSkipped,
    SeatMarked,
    SeatsChosen,
    SessionCancelled,
    SessionEnded,
    SessionEndMoved,
    SessionMoved,
    SessionResumed,
    SessionStarted,
    SupplementAdded,
)
from dialogs.sessions.model import Answer, AnswerStatus, RoundPhase, RoundRun, RunKey, Session, SessionPhase
from dialogs.sessions.seats import form_of

LEAST_AFTER_REOPENING: Final = timedelta(minutes=2)

SessionEvent = SessionStarted | SessionResumed | SessionEnded | SessionEndMoved | SessionMoved | SessionCancelled
RoundEvent = (
    RoundOpened | RoundReopened | RoundClosed | RoundShown | RoundDone | RoundSkipped | RoundExtended | SeatsChosen
)
StepEvent = SessionEvent | RoundEvent
"""What a moderator's step brings about; nothing else touches the session's or a round's phase."""
AnswerEvent = (
    AnswerGiven | AnswerCaughtUp | SupplementAdded | AnswerWithdrawn | AnswerHeldBack | AnswerReleased | AnswerTakenBack
)


def apply(session: Session, events: Sequence[Event]) -> Session:
    """The session after one decision. A moderator's step raises `step` by one, however many events it took;
    answers and ticks leave it alone, so that they never make a moderator's press stale."""
    after = session
    for event in events:
        after = evolve(after, event)
    if any(isinstance(event, StepEvent) for event in events):
        after = replace(after, step=after.step + 1)
    return after


def replay(session: Session, decisions: Iterable[Sequence[Event]]) -> Session:
    """The session after several decisions, each the tuple that one `decide` returned."""
    for events in decisions:
        session = apply(session, events)
    return session


def evolve(session: Session, event: Event) -> Session:
    """One event. Everything but `step`, which belongs to the whole decision (`apply`)."""
    if isinstance(event, AnswerEvent):
        return _answered(session, event)
    if isinstance(event, RoundEvent):
        return _run_moved(session, event)
    match event:
        case SessionStarted(at=at):
            after = replace(session, phase=SessionPhase.OPEN, opened_at=at, ends_at=_planned_end(session, at))
        case SessionResumed():
            after = replace(session, phase=SessionPhase.OPEN, ended_at=None)
        case SessionEnded(at=at):
            after = replace(session, phase=SessionPhase.ENDED, ended_at=at)
        case SessionEndMoved(ends_at=ends_at):
            after = replace(session, ends_at=ends_at)
        case SessionMoved(starts_at=starts_at):
            after = _replanned(session, starts_at)
        case SessionCancelled():
            after = replace(session, phase=SessionPhase.CANCELLED)
        case SeatMarked():
            after = _marked(session, event)
        case NoteTakerNamed(person=person):
            after = replace(session, note_taker=person)
        case _:
            assert_never(event)
    return after


def _planned_end(session: Session, at: datetime) -> datetime:
    """Starting late does not move the end that stands in people's diaries. A session that is opened at quite another
    moment (a rehearsal, a day that moved) has no such end and gets its full length."""
    length = timedelta(minutes=session.minutes)
    return session.starts_at + length if abs(at - session.starts_at) * 2 < length else at + length


def _replanned(session: Session, starts_at: datetime) -> Session:
    """Who could not come on the old day may well come on the new one: nobody is left out unasked."""
    seats = tuple(replace(seat, cannot_come=False) for seat in session.seats)
    return replace(session, starts_at=starts_at, moved_from=session.starts_at, seats=seats)


def _run_moved(session: Session, event: RoundEvent) -> Session:
    key = event.run
    run = session.run(key) or _untouched(session, key)
    match event:
        case RoundOpened(at=at, minutes=minutes):
            run = replace(
                run,
                phase=RoundPhase.OPEN,
                minutes=minutes,
                order=session.step + 1,
                opened_at=at,
                ends_at=at + timedelta(minutes=minutes),
                forms_until=event.forms_until,
                chosen=event.chosen,
            )
        case RoundReopened(at=at):
            run = replace(
                run,
                phase=RoundPhase.OPEN,
                order=session.step + 1,
                opened_at=run.opened_at or at,
                ends_at=at + _time_left(run),
                closed_at=None,
                settled_at=None,
                forms_until=event.forms_until,
            )
        case RoundClosed(at=at):
            run = replace(run, phase=RoundPhase.CLOSED, closed_at=at)
        case RoundShown(at=at, tallies=tallies):
            run = replace(run, phase=RoundPhase.SHOWN, settled_at=at, tallies=tallies)
        case RoundDone(at=at):
            run = replace(run, phase=RoundPhase.DONE, closed_at=at, settled_at=at)
        case RoundSkipped(at=at):
            run = replace(run, phase=RoundPhase.SKIPPED, settled_at=at)
        case RoundExtended(minutes=minutes, ends_at=ends_at):
            run = replace(run, minutes=run.minutes + minutes, ends_at=ends_at)
        case SeatsChosen(chosen=chosen):
            run = replace(run, chosen=chosen)
        case _:
            assert_never(event)
    others = tuple(r for r in session.runs if r.key != key)
    return replace(session, runs=(*others, run))


def _untouched(session: Session, key: RunKey) -> RoundRun:
    return RoundRun(key=key, phase=RoundPhase.NOT_OPEN, minutes=session.plan.round(key.round_id).minutes)


def _time_left(run: RoundRun) -> timedelta:
    """What a reopened round may still take: what it had left when it was interrupted, and enough to type a line."""
    stopped = run.closed_at or run.settled_at
    if run.ends_at is None or stopped is None:
        return timedelta(minutes=run.minutes)
    return max(run.ends_at - stopped, LEAST_AFTER_REOPENING)


def _answered(session: Session, event: AnswerEvent) -> Session:
    place = (event.run, event.person)
    answers = dict(session.answers)
    answer = answers.get(place)
    match event:
        case AnswerGiven():
            answers[place] = _given(session, event, answer)
        case AnswerCaughtUp():
            answers[place] = _caught_up(event, answer)
        case SupplementAdded(person=person, run=run, text=text, at=at):
            # version 0: somebody who adds to what was shown without having answered; it never counts in x
            base = answer or Answer(person=person, run=run, version=0, by=person, at=at)
            answers[place] = replace(base, supplements=(*base.supplements, text))
        case AnswerWithdrawn(at=at) if answer:
            if _leaves_no_trace(session, event.run):
                del answers[place]
            else:
                answers[place] = replace(answer, status=AnswerStatus.WITHDRAWN, fields={}, supplements=(), at=at)
        case AnswerHeldBack() if answer:
            answers[place] = replace(answer, held=True)
        case AnswerReleased() if answer:
            answers[place] = replace(answer, held=False, taken_back=False)
        case AnswerTakenBack() if answer:
            answers[place] = replace(answer, taken_back=True)
    return replace(session, answers=answers)


def _given(session: Session, event: AnswerGiven, before: Answer | None) -> Answer:
    """Held back and taken back stay so: a new wording is not a way around the moderator.

    What nobody may trace (N) is not kept with the person: no value, and no moment but the round's own.
    """
    form = form_of(session, event.run)
    nobody = {f.id for f in form.fields if f.visibility is Visibility.NOBODY} if form else set()
    run = session.run(event.run)
    at = (run.opened_at if run else None) or event.at
    return Answer(
        person=event.person,
        run=event.run,
        version=event.version,
        fields={name: value for name, value in event.fields.items() if name not in nobody},
        by=event.by,
        at=at if nobody else event.at,
        held=before.held if before else False,
        taken_back=before.taken_back if before else False,
        supplements=before.supplements if before else (),
    )


def _caught_up(event: AnswerCaughtUp, before: Answer | None) -> Answer:
    """There was nothing before it but, perhaps, additions to what the group had read."""
    return Answer(
        person=event.person,
        run=event.run,
        version=event.version,
        fields=event.fields,
        by=event.person,
        at=event.at,
        held=before.held if before else False,
        taken_back=before.taken_back if before else False,
        supplements=before.supplements if before else (),
        caught_up=True,
    )


def _leaves_no_trace(session: Session, run: RunKey) -> bool:
    """Whether the form asks nothing with a name: then even *withdrawn* would tell who answered."""
    form = form_of(session, run)
    return form is not None and all(f.visibility is Visibility.UNNAMED for f in form.fields)


def _marked(session: Session, event: SeatMarked) -> Session:
    seats = tuple(
        replace(
            seat,
            absent=seat.absent if event.absent is None else event.absent,
            present=seat.present if event.present is None else event.present,
            aloud=seat.aloud if event.aloud is None else event.aloud,
            cannot_come=seat.cannot_come if event.cannot_come is None else event.cannot_come,
        )
        if seat.person == event.person
        else seat
        for seat in session.seats
    )
    return replace(session, seats=seats)
