"""The rules about answers: who may give, change, add, withdraw, hold back, release and take back, and until when."""

from dataclasses import replace
from datetime import datetime
from enum import StrEnum
from typing import assert_never

from dialogs.errors import NotYours, Refused, Stale
from dialogs.formats.model import Form, Meaning, Round, Visibility
from dialogs.ids import PersonId
from dialogs.sessions.messages import (
    AddSupplement,
    AnswerGiven,
    AnswerHeldBack,
    AnswerReleased,
    AnswerTakenBack,
    AnswerWithdrawn,
    Event,
    GiveAnswer,
    HoldBack,
    Release,
    SupplementAdded,
    TakeBack,
    WithdrawAnswer,
)
from dialogs.sessions.model import Answer, AnswerStatus, Fields, RoundPhase, RoundRun, RunKey, Session, SessionPhase
from dialogs.sessions.seats import audience, form_of, has_answered, moderates, round_of
from dialogs.sessions.table import require_round

_CONSENTS = frozenset({Meaning.CONSENT_PUBLIC, Meaning.CONSENT_QUOTE})

AboutAnswers = GiveAnswer | AddSupplement | WithdrawAnswer | HoldBack | Release | TakeBack


class MayAnswer(StrEnum):
    """What somebody can do with a round's form now; all but the first two say why there is none."""

    FIRST = "first"
    CHANGE = "change"
    SUPPLEMENT = "supplement"  # what was given is with the group: adding can, changing cannot
    LATE_FIRST = "late_first"  # closed: no new form, but one that was already open still comes in
    TOO_LATE = "too_late"
    GIVEN_FOR_GOOD = "given_for_good"  # nobody can tell whose it is, so nobody can change it
    SKIPPED = "skipped"
    REPEATED = "repeated"  # another run of the round has taken its place
    NOT_OPEN = "not_open"
    BEFORE_START = "before_start"
    AFTER_END = "after_end"
    NO_FORM = "no_form"
    NOT_ASKED = "not_asked"  # the round is for others
    NO_SEAT = "no_seat"

    @property
    def opens_form(self) -> bool:
        return self in {MayAnswer.FIRST, MayAnswer.CHANGE}


def may_answer(session: Session, person: PersonId, key: RunKey, now: datetime) -> MayAnswer:
    """The one rule behind the button, the form and the answer that comes in."""
    round_ = round_of(session, key.round_id)
    run = session.run(key)
    if session.phase is SessionPhase.PLANNED:
        return MayAnswer.BEFORE_START
    if round_ is None or run is None:
        return MayAnswer.NOT_OPEN
    if round_.form is None:
        return MayAnswer.NO_FORM
    outside = _outside(session, person, round_, run)
    if outside:
        return outside
    answer = session.answers.get((key, person))
    if round_.form.has_nobody_fields and has_answered(answer):
        return MayAnswer.GIVEN_FOR_GOOD
    return _by_phase(session, run, round_.form, answer, now)


def _outside(session: Session, person: PersonId, round_: Round, run: RoundRun) -> MayAnswer | None:
    """Whether the round asks this person at all."""
    if session.seat(person) is None:
        return MayAnswer.NO_SEAT
    asked = any(s.person == person for s in audience(session, round_, run))
    return None if asked else MayAnswer.NOT_ASKED


def _by_phase(session: Session, run: RoundRun, form: Form, answer: Answer | None, now: datetime) -> MayAnswer:
    """A repeat leaves the run behind: a form of it that is still open no longer comes in."""
    ready = MayAnswer.CHANGE if has_answered(answer) else MayAnswer.FIRST
    newest = session.newest_run(run.key.round_id)
    if run.repeated or (newest and newest.key != run.key):
        ready = MayAnswer.REPEATED
    late = MayAnswer.SUPPLEMENT if _may_add(form, answer) else MayAnswer.TOO_LATE
    match run.phase:
        case RoundPhase.NOT_OPEN:
            may = MayAnswer.NOT_OPEN
        case RoundPhase.OPEN:
            may = ready
        case RoundPhase.CLOSED:
            may = _when_closed(session, form, ready)
        case RoundPhase.SHOWN:
            may = late
        case RoundPhase.DONE:
            in_time = run.forms_until is not None and now <= run.forms_until
            may = ready if in_time and not _posted(form, answer) else late
        case RoundPhase.SKIPPED:
            may = MayAnswer.SKIPPED
        case _:
            assert_never(run.phase)
    return may


def _when_closed(session: Session, form: Form, ready: MayAnswer) -> MayAnswer:
    """Where nobody may be traced, closing is the last word."""
    if form.has_nobody_fields:
        return MayAnswer.TOO_LATE
    if session.phase is not SessionPhase.OPEN:
        return MayAnswer.AFTER_END
    return MayAnswer.LATE_FIRST if ready is MayAnswer.FIRST else ready


def _posted(form: Form, answer: Answer | None) -> bool:
    """Whether the group has this answer before it in a round that is done; then it is never changed silently."""
    return answer is not None and has_answered(answer) and _for_group(form) and not (answer.held or answer.taken_back)


def _for_group(form: Form) -> bool:
    return any(f.visibility is Visibility.GROUP for f in form.fields)


def _may_add(form: Form, answer: Answer | None) -> bool:
    return not form.has_unnamed_fields and (answer is None or answer.status is AnswerStatus.SUBMITTED)


def about_answers(session: Session, command: AboutAnswers, now: datetime) -> tuple[Event, ...]:
    match command:
        case GiveAnswer():
            return _give(session, command, now)
        case AddSupplement():
            return _add(session, command, now)
        case WithdrawAnswer():
            return _withdraw(session, command, now)
        case HoldBack() | Release() | TakeBack():
            return _hold(session, command)
        case _:
            assert_never(command)


def _give(session: Session, command: GiveAnswer, now: datetime) -> tuple[Event, ...]:
    may = may_answer(session, command.person, command.run, now)
    if may is MayAnswer.SUPPLEMENT:
        may = MayAnswer.TOO_LATE
    if not may.opens_form and may is not MayAnswer.LATE_FIRST:
        raise Refused(_why_not(may))
    if command.by != command.person:
        require_behalf(session, command.run, by=command.by, person=command.person)
    before = session.answers.get((command.run, command.person))
    version = before.version if before else 0
    if command.version != version:
        raise Stale
    fields, form = command.fields, form_of(session, command.run)
    if command.by != command.person and form is not None:
        fields = _entered(form, command.fields, before)
    return (
        AnswerGiven(
            person=command.person,
            by=command.by,
            run=command.run,
            version=version + 1,
            fields=fields,
            at=now,
        ),
    )


def for_another(form: Form) -> Form:
    """What may be entered for somebody who takes part aloud: only what the whole group may see, whatever they answered
    to a question that is left out."""
    shared = {f.id: f for f in form.fields if f.visibility is Visibility.GROUP}
    asked = (replace(f, shown_if=None) if f.shown_if and f.shown_if.field not in shared else f for f in shared.values())
    return replace(form, fields=tuple(asked))


def _entered(form: Form, fields: Fields, before: Answer | None) -> Fields:
    """What the person answered between them and the moderator stays; a consent was to their own words and goes."""
    shared = {f.id for f in for_another(form).fields}
    own = {f.id for f in form.fields if f.id not in shared and f.meaning not in _CONSENTS}
    kept = {name: value for name, value in before.fields.items() if name in own} if before else {}
    return {**kept, **{name: value for name, value in fields.items() if name in shared}}


def _why_not(may: MayAnswer) -> str:
    return f"session.refused.answer_{may.value}"


def require_behalf(session: Session, key: RunKey, *, by: PersonId, person: PersonId) -> None:
    """Entering for somebody who takes part aloud: a moderator or the note-taker, and only what the group may see."""
    if session.seat(by) is None or not (moderates(session, by) or by == session.note_taker):
        raise NotYours("session.refused.behalf_not_yours")
    seat = session.seat(person)
    if seat is None or not seat.aloud:
        raise Refused("session.refused.behalf_not_aloud")
    form = form_of(session, key)
    if form is None:
        raise Refused("session.refused.answer_no_form")
    if not for_another(form).fields:
        raise Refused("session.refused.behalf_private")


def _add(session: Session, command: AddSupplement, now: datetime) -> tuple[Event, ...]:
    round_ = round_of(session, command.run.round_id)
    run = session.run(command.run)
    if round_ is None or run is None:
        raise Refused("session.refused.answer_not_open")
    if round_.form is None:
        raise Refused("session.refused.answer_no_form")
    require_round(command, round_, run.phase)
    outside = _outside(session, command.person, round_, run)
    if outside:
        raise Refused(_why_not(outside))
    if not _may_add(round_.form, session.answers.get((command.run, command.person))):
        raise Refused("session.refused.supplement_not_here")
    text = command.text.strip()
    if not text:
        raise Refused("session.refused.supplement_empty")
    return (SupplementAdded(person=command.person, run=command.run, text=text, at=now),)


def _withdraw(session: Session, command: WithdrawAnswer, now: datetime) -> tuple[Event, ...]:
    answer = session.answers.get((command.run, command.person))
    if answer is None or answer.status is AnswerStatus.WITHDRAWN:
        raise Refused("session.refused.nothing_to_withdraw")
    if command.version not in {None, answer.version}:
        raise Stale
    form = form_of(session, command.run)
    if form and form.has_nobody_fields:
        raise Refused("session.refused.answer_given_for_good")
    return (AnswerWithdrawn(person=command.person, run=command.run, at=now),)


def _hold(session: Session, command: HoldBack | Release | TakeBack) -> tuple[Event, ...]:
    """The moderator's hand over one answer. Pressing twice changes nothing the second time."""
    round_ = round_of(session, command.run.round_id)
    run = session.run(command.run)
    if round_ is None or run is None:
        raise Refused("session.refused.not_open")
    require_round(command, round_, run.phase)
    answer = session.answers.get((command.run, command.person))
    if answer is None or answer.status is AnswerStatus.WITHDRAWN:
        raise Refused("session.refused.no_such_answer")
    if round_.form is None or not _for_group(round_.form):
        raise Refused("session.refused.not_for_group")
    match command:
        case HoldBack():
            return () if answer.held else (AnswerHeldBack(person=command.person, run=command.run),)
        case TakeBack():
            if answer.held:
                raise Refused("session.refused.take_back_unshown")
            return () if answer.taken_back else (AnswerTakenBack(person=command.person, run=command.run),)
        case Release():
            if not (answer.held or answer.taken_back):
                raise Refused("session.refused.nothing_held")
            return (AnswerReleased(person=command.person, run=command.run),)
        case _:
            assert_never(command)
