"""Who may see which answers and which of their fields, as the policy says it for the moment a session is in."""

from collections.abc import Collection
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final

from dialogs.formats.model import Form
from dialogs.ids import PersonId
from dialogs.policy.matrix import Reader, Sight, Stage, Thing, sight
from dialogs.programmes.model import Role
from dialogs.sessions.model import Answer, AnswerStatus, Fields, RoundPhase, RoundRun, RunKey, Seat, Session
from dialogs.sessions.seats import form_of, in_group


class Mark(StrEnum):
    """What is the matter with a contribution."""

    PLAIN = "plain"
    WITHDRAWN = "withdrawn"  # by its author; nothing of it is left
    TAKEN_BACK = "taken_back"  # by the moderator, after it was shown
    HELD = "held"  # by the moderator, before it was shown
    REPORTED = "reported"  # something recognisable was reported in it


@dataclass(frozen=True, slots=True, kw_only=True)
class Contribution:
    """What one viewer may know of one answer. `by` and `by_name` are set when a note-taker entered it.

    `version` is the author's own answer version (0: only added to what was shown). `caught_up`: after the session.
    """

    person: PersonId
    name: str
    mark: Mark = Mark.PLAIN
    fields: Fields = field(default_factory=dict)
    supplements: tuple[str, ...] = ()
    by: PersonId | None = None
    by_name: str | None = None
    version: int = 0
    caught_up: bool = False


_MARKED: Final = {
    Mark.WITHDRAWN: Stage.WITHDRAWN,
    Mark.TAKEN_BACK: Stage.TAKEN_BACK,
    Mark.HELD: Stage.HELD,
    Mark.REPORTED: Stage.REPORTED,
}


class Eye(StrEnum):
    """As whom somebody looks at one answer."""

    AUTHOR = "author"
    MODERATOR = "moderator"
    GROUP = "group"


_READERS: Final = {Eye.AUTHOR: Reader.AUTHOR, Eye.MODERATOR: Reader.MODERATOR, Eye.GROUP: Reader.GROUP}


def contributions(
    session: Session,
    run: RoundRun,
    viewer: PersonId | None,
    *,
    hidden: Collection[tuple[RunKey, PersonId]] = (),
) -> tuple[Contribution, ...]:
    """What the viewer may see now, in the order of the seats. `viewer` None is the group's chat.

    `hidden` are reported answers: for the group they are gone at once, author and moderators still see them.
    Somebody without a seat, a coordinator and an observer see nothing here.
    """
    form = form_of(session, run.key)
    if form is None:
        return ()
    seats = {seat.person: n for n, seat in enumerate(session.seats)}
    answers = [a for (key, _), a in session.answers.items() if key == run.key]
    answers.sort(key=lambda a: (seats.get(a.person, len(seats)), a.person))
    seen = (_seen(session, run, form, a, viewer, reported=(run.key, a.person) in hidden) for a in answers)
    return tuple(c for c in seen if c is not None)


def group_sees(session: Session, run: RoundRun) -> bool:
    """Whether the run's G fields are with the group by now."""
    revealed = session.plan.round(run.key.round_id).kind.revealed
    return run.phase is (RoundPhase.SHOWN if revealed else RoundPhase.DONE)


def moderator_sees(session: Session, run: RoundRun) -> bool:
    """Shown-together answers are the moderator's to read after closing; what comes in beside a talk at once."""
    if session.plan.round(run.key.round_id).kind.revealed:
        return run.phase in {RoundPhase.CLOSED, RoundPhase.SHOWN}
    return True


def stage_of_run(session: Session, run: RoundRun) -> Stage:
    """How far the answers of a run have come, as long as nothing is the matter with one of them."""
    if group_sees(session, run):
        return Stage.SHOWN
    return Stage.CLOSED if moderator_sees(session, run) else Stage.IN


def stage_of_answer(session: Session, run: RoundRun, answer: Answer, *, reported: bool) -> Stage:
    return _MARKED.get(_mark(answer, reported=reported)) or stage_of_run(session, run)


def _seen(
    session: Session, run: RoundRun, form: Form, answer: Answer, viewer: PersonId | None, *, reported: bool
) -> Contribution | None:
    mark = _mark(answer, reported=reported)
    eye = _eye(session, run, answer, viewer)
    if eye is None:
        return None
    readable = _readable(form, eye, stage_of_run(session, run))
    told = {name: value for name, value in answer.fields.items() if name in readable}
    if eye is not Eye.AUTHOR and not readable:
        return None
    if eye is Eye.GROUP and answer.held:
        return None  # the group never saw it and does not hear what became of it
    if eye is Eye.GROUP and mark is not Mark.PLAIN:
        return _contribution(session, answer, mark, {}, ())
    return _contribution(session, answer, mark, told, answer.supplements)


def _mark(answer: Answer, *, reported: bool) -> Mark:
    if answer.status is AnswerStatus.WITHDRAWN:
        return Mark.WITHDRAWN
    if reported:
        return Mark.REPORTED
    if answer.held:
        return Mark.HELD
    return Mark.TAKEN_BACK if answer.taken_back else Mark.PLAIN


def _eye(session: Session, run: RoundRun, answer: Answer, viewer: PersonId | None) -> Eye | None:
    """The widest way this viewer may look at this answer now."""
    if viewer is not None and viewer == answer.person:
        return Eye.AUTHOR
    seat = session.seat(viewer) if viewer is not None else None
    if seat and Role.MODERATOR in seat.roles and moderator_sees(session, run):
        return Eye.MODERATOR
    if group_sees(session, run) and (viewer is None or (seat is not None and _of_group(seat))):
        return Eye.GROUP
    return None


def _of_group(seat: Seat) -> bool:
    return in_group(seat) or Role.MODERATOR in seat.roles


def _readable(form: Form, eye: Eye, stage: Stage) -> frozenset[str]:
    """The fields that may be read with a name. A stands here only for its author; N for nobody."""
    return frozenset(
        f.id
        for f in form.fields
        if sight(Thing.ANSWER, f.visibility, programme=f.programme, reader=_READERS[eye], stage=stage) is Sight.NAMED
    )


def _contribution(
    session: Session, answer: Answer, mark: Mark, fields: Fields, supplements: tuple[str, ...]
) -> Contribution:
    by = answer.by if answer.by != answer.person else None
    return Contribution(
        person=answer.person,
        name=_name(session, answer.person),
        mark=mark,
        fields=fields,
        supplements=supplements,
        by=by,
        by_name=_name(session, by) if by is not None else None,
        version=answer.version,
        caught_up=answer.caught_up,
    )


def _name(session: Session, person: PersonId) -> str:
    """Who left the group keeps their name on what they wrote."""
    seat = session.seat(person)
    return seat.name if seat else session.former.get(person, "")
