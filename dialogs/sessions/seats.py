"""Who a round is for, who is expected and who has answered: the x and y of *x van y*."""

from collections.abc import Collection
from typing import Final, assert_never

from dialogs.formats.model import Audience, Form, Round
from dialogs.ids import PersonId
from dialogs.programmes.model import Role
from dialogs.sessions.model import Answer, AnswerStatus, RoundPhase, RoundRun, RunKey, Seat, Session

GROUP_ROLES: Final = frozenset({Role.PARTICIPANT, Role.HOTSEAT, Role.OMDENKER, Role.INBRENGER})
"""Who makes up the group. Moderators lead it, coordinators and observers stand beside it."""

ABOUT_ONE: Final = frozenset({Audience.CHOSEN, Audience.ALL_BUT_CHOSEN})
"""Rounds that are about somebody whom the moderator names."""


def round_of(session: Session, round_id: str) -> Round | None:
    return next((r for r in session.plan.rounds if r.id == round_id), None)


def form_of(session: Session, run: RunKey) -> Form | None:
    round_ = round_of(session, run.round_id)
    return round_.form if round_ else None


def moderates(session: Session, person: PersonId) -> bool:
    seat = session.seat(person)
    return seat is not None and Role.MODERATOR in seat.roles


def in_group(seat: Seat) -> bool:
    """Whether somebody counts among *all*; a moderator never does, whatever else they are."""
    return makes_up_the_group(seat.roles)


def makes_up_the_group(roles: Collection[Role]) -> bool:
    return not GROUP_ROLES.isdisjoint(roles) and Role.MODERATOR not in roles


def audience(session: Session, round_: Round, run: RoundRun | None = None) -> tuple[Seat, ...]:
    """Whom the round asks, in the order of the seats. `run` tells who was chosen."""
    chosen = run.chosen if run else frozenset()
    return tuple(seat for seat in session.seats if _asked(seat, round_.audience, chosen))


def _asked(seat: Seat, who: Audience, chosen: frozenset[PersonId]) -> bool:
    match who:
        case Audience.ALL:
            asked = in_group(seat)
        case Audience.HOTSEAT:
            asked = Role.HOTSEAT in seat.roles
        case Audience.ALL_BUT_HOTSEAT:
            asked = in_group(seat) and Role.HOTSEAT not in seat.roles
        case Audience.MODERATOR:
            asked = Role.MODERATOR in seat.roles
        case Audience.INBRENGER:
            asked = Role.INBRENGER in seat.roles
        case Audience.OMDENKER:
            asked = Role.OMDENKER in seat.roles
        case Audience.CHOSEN:
            asked = in_group(seat) and seat.person in chosen
        case Audience.ALL_BUT_CHOSEN:
            asked = in_group(seat) and seat.person not in chosen
        case _:
            assert_never(who)
    return asked


def has_answered(answer: Answer | None) -> bool:
    """A submitted answer that is not withdrawn; an addition by somebody who never answered is none."""
    return answer is not None and answer.status is AnswerStatus.SUBMITTED and answer.version > 0


def counts(answer: Answer | None) -> bool:
    """Whether it is one of *x van y*: what was caught up with later changes nothing of how many answered then."""
    return answer is not None and has_answered(answer) and not answer.caught_up


def answered(session: Session, run: RoundRun) -> tuple[Seat, ...]:
    """x: who had an answer in, also somebody who was not expected."""
    return tuple(s for s in session.seats if counts(session.answers.get((run.key, s.person))))


def expected(session: Session, run: RoundRun) -> tuple[Seat, ...]:
    """y: the audience without who cannot come, is marked absent, takes part aloud or joined the group afterwards; who
    answers joins anyway."""
    asked = {s.person for s in audience(session, session.plan.round(run.key.round_id), run)}
    counted = {s.person for s in answered(session, run)}
    return tuple(
        s
        for s in session.seats
        if s.person in counted or (s.person in asked and not (s.cannot_come or s.absent or s.aloud or s.later))
    )


def missing(session: Session, run: RoundRun) -> tuple[Seat, ...]:
    """Who is still expected, for `Regie`, while the round is open. Nobody sees such a list where anything is
    answered without a name."""
    form = form_of(session, run.key)
    if form is None or form.has_unnamed_fields or run.phase is not RoundPhase.OPEN:
        return ()
    counted = {s.person for s in answered(session, run)}
    return tuple(s for s in expected(session, run) if s.person not in counted)


def everyone_answered(session: Session, run: RoundRun) -> bool:
    """Whether x has reached y; never without anybody expected."""
    wanted = expected(session, run)
    return bool(wanted) and len(answered(session, run)) == len(wanted)


def single_answerer(session: Session, run: RoundRun) -> Seat | None:
    """The one person a round asks, so that the card can say who has the word."""
    asked = audience(session, session.plan.round(run.key.round_id), run)
    return asked[0] if len(asked) == 1 else None
