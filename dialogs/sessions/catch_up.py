"""*Inhalen*: what somebody missed in a session can be filled in from its end on, also when later ones were held."""

from datetime import datetime
from typing import Final

from dialogs.errors import Refused, Stale
from dialogs.ids import PersonId
from dialogs.sessions.answers import MayAnswer, may_answer
from dialogs.sessions.messages import AnswerCaughtUp, CatchUp, Event
from dialogs.sessions.model import RoundPhase, RoundRun, RunKey, Session, SessionPhase
from dialogs.sessions.seats import audience, form_of, has_answered, round_of
from dialogs.sessions.table import require_round

_MISSED: Final = frozenset({RoundPhase.CLOSED, RoundPhase.SHOWN, RoundPhase.DONE, RoundPhase.SKIPPED})


def can_catch_up(session: Session, person: PersonId, now: datetime) -> tuple[RoundRun, ...]:
    """The runs somebody may still fill in, in the order of the plan. A round that was never played is nothing missed,
    and one whose form is still open is answered in the ordinary way."""
    runs = [r for r in session.runs if r.phase in _MISSED and _refusal(session, person, r.key, now) is None]
    return tuple(sorted(runs, key=lambda run: session.plan.position(run.key.round_id)))


def catch_up(session: Session, command: CatchUp, now: datetime) -> tuple[Event, ...]:
    """The session's own phase has been checked (`machine.decide`)."""
    round_, run = round_of(session, command.run.round_id), session.run(command.run)
    if round_ is None or run is None:
        raise Refused("session.refused.answer_not_open")
    require_round(command, round_, run.phase)
    why = _refusal(session, command.person, command.run, now)
    if why is not None:
        raise Refused(f"session.refused.{why}")
    before = session.answers.get((command.run, command.person))
    version = before.version if before else 0
    if command.version != version:
        raise Stale
    return (AnswerCaughtUp(person=command.person, run=command.run, version=version + 1, fields=command.fields, at=now),)


def _refusal(session: Session, person: PersonId, key: RunKey, now: datetime) -> str | None:
    """The one rule behind the list, the form and what comes in: None when there is something to catch up with."""
    if session.phase is not SessionPhase.ENDED:
        return "catch_up_session_open"
    return _of_the_round(session, person, key) or _own(session, person, key, now)


def _of_the_round(session: Session, person: PersonId, key: RunKey) -> str | None:
    round_, run, form = round_of(session, key.round_id), session.run(key), form_of(session, key)
    why: str | None = None
    if round_ is None or run is None:
        why = "answer_not_open"
    elif form is None:
        why = "answer_no_form"
    elif form.has_nobody_fields:
        why = "catch_up_nobody"
    elif all(s.person != person for s in audience(session, round_, run)):
        why = "answer_not_asked"
    elif run.repeated or session.newest_run(key.round_id) != run:
        why = "answer_repeated"
    return why


def _own(session: Session, person: PersonId, key: RunKey, now: datetime) -> str | None:
    """Once only: what was given already is changed, added to or withdrawn as any answer is."""
    answer = session.answers.get((key, person))
    if has_answered(answer):
        return "catch_up_given"
    if answer is not None and answer.version > 0:
        return "catch_up_withdrawn"
    return "catch_up_open" if may_answer(session, person, key, now) is MayAnswer.FIRST else None
