"""Whom a rule of section 7 is meant for, and who of them still has to hear of it: read off the state of the moment."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Final

from dialogs.experiments.model import Experiment
from dialogs.experiments.rules import OPEN
from dialogs.formats.between import is_collected
from dialogs.formats.model import ReminderRule
from dialogs.formats.reminders import GAP_MIDDLE, SESSION
from dialogs.groups import FormAnswer
from dialogs.ids import ExperimentId, PersonId
from dialogs.programmes.model import Role
from dialogs.sessions.model import SessionPhase
from dialogs.sessions.views import in_group
from dialogs.usecases.forms_between import (
    ATTENDANCE,
    HARVEST,
    LOOK_BACK,
    is_of_now,
    says_yes,
)
from dialogs.usecases.scene import Part, Scene

NEEDED: Final = frozenset({Part.FORMS, Part.EXPERIMENTS, Part.REPORTS, Part.BUDDIES})
"""What a scene must hold for the questions here: with `read_scene` it takes two statements a session."""

ALL: Final = "all"
BUDDY: Final = "buddy"
GROUP: Final = "group"
HOTSEAT: Final = "hotseat"
INBRENGER: Final = "inbrenger"
MODERATOR: Final = "moderator"
LOOKING_BACK: Final = "open_experiment_without_report"
TRYING: Final = "open_experiment"
NOT_TRYING: Final = "without_experiment"
INTERIM: Final = "own_interim_date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Count:
    """*5 van de 8*: of `of` people `answered` need not be asked any more."""

    answered: int
    of: int


def rule_of(scene: Scene, rule: str) -> ReminderRule | None:
    """None when the format says it no more."""
    return next((one for one in scene.group.format.reminders if one.id == rule), None)


def is_asked_in_person(rule: ReminderRule) -> bool:
    """Whether it is a part of the card that somebody gets; the others are the run sheet and the group's own line."""
    return rule.to not in {GROUP, MODERATOR}


def applies(scene: Scene, rule: ReminderRule) -> bool:
    """Whether it makes sense now: what comes before a session only while it has not begun, what comes after it only
    when it was held and the next has not begun. What no round of the session uses is not asked for it."""
    session = scene.session
    if rule.anchor == SESSION and rule.offset.total_seconds() > 0:
        following = scene.group.after(session.number)
        held = session.phase in {SessionPhase.OPEN, SessionPhase.ENDED}
        in_time = held and following is not None and following.phase is SessionPhase.PLANNED
    else:
        in_time = session.phase is SessionPhase.PLANNED
    return in_time and _is_collected(scene, rule.form)


def _is_collected(scene: Scene, form: str | None) -> bool:
    if form is None:
        return True
    format_ = scene.group.format
    return form in format_.forms and is_collected(form, scene.session.plan, format_.kind)


def addressed(scene: Scene, rule: ReminderRule) -> tuple[PersonId, ...]:
    """Whom it is meant for, in the order of the seats, whether they answered or not. Nobody for the group's line."""
    if not applies(scene, rule):
        return ()
    meant = _MEANT_FOR.get(rule.to)
    return (
        () if meant is None else tuple(seat.person for seat in scene.session.seats if meant(scene, rule, seat.person))
    )


def needs(scene: Scene, rule: ReminderRule, person: PersonId) -> bool:
    """Whether there is still something to ask of or to tell this person."""
    return person in addressed(scene, rule) and not has_answered(scene, rule, person)


def still(scene: Scene, rule: ReminderRule) -> tuple[PersonId, ...]:
    """Everybody whom `needs` is true of."""
    return tuple(person for person in addressed(scene, rule) if not has_answered(scene, rule, person))


def count(scene: Scene, rule: ReminderRule) -> Count:
    meant = addressed(scene, rule)
    told = _have_told(scene, rule) - {*meant}
    return Count(
        answered=len(told) + sum(has_answered(scene, rule, person) for person in meant), of=len(meant) + len(told)
    )


def _have_told(scene: Scene, rule: ReminderRule) -> frozenset[PersonId]:
    """Who reported for this session or for one since: what they tried may be over by now, and they count still."""
    if rule.to not in _ABOUT_A_REPORT or not applies(scene, rule):
        return frozenset()
    here = {seat.person for seat in scene.session.seats if in_group(seat)}
    since = {head.id for head in scene.group.sessions if head.number >= scene.session.number}
    return frozenset(one.person for one in scene.reports if one.session in since and one.person in here)


def has_answered(scene: Scene, rule: ReminderRule, person: PersonId) -> bool:
    if rule.to == NOT_TRYING:
        return bool(open_experiments(scene, person))
    if rule.to in _ABOUT_A_REPORT and has_looked_back(scene, rule, person):
        return True
    if rule.form in {None, LOOK_BACK}:
        return False
    answer = next((one for one in scene.forms if one.form == rule.form and one.person == person), None)
    seat = scene.session.seat(person)
    if rule.form == ATTENDANCE and seat is not None:
        return seat.cannot_come or (answer is not None and _says_yes(scene, answer))
    return answer is not None


def _says_yes(scene: Scene, answer: FormAnswer) -> bool:
    """For the moment of now: a *yes* of before it moved was for another, and so was a *no* that the session does not
    count with any more."""
    form = scene.group.format.forms.get(answer.form)
    return form is not None and says_yes(form, answer.fields) and is_of_now(answer.fields, scene.session)


# --- experiments


def open_experiments(scene: Scene, person: PersonId) -> tuple[Experiment, ...]:
    """Oldest first."""
    return tuple(one for one in scene.experiments if one.person == person and one.state in OPEN)


def to_look_back_on(scene: Scene, person: PersonId) -> tuple[Experiment, ...]:
    """Those that were open before this session: nobody looks back on what was only just thought of in it."""
    earlier = {head.id for head in scene.group.sessions if head.number < scene.session.number}
    begun = scene.session.opened_at
    return tuple(
        one
        for one in open_experiments(scene, person)
        if (one.session in earlier if one.session else begun is None or one.created_at < begun)
    )


def to_tell_of(scene: Scene, rule: ReminderRule, person: PersonId) -> tuple[Experiment, ...]:
    """What this rule is about. Nobody is asked how it went before the day on which it starts, nor about what they
    thought of when they had looked back already."""
    tried = to_look_back_on(scene, person)
    if rule.to != LOOKING_BACK:
        return tried
    on = (scene.session.opened_at or scene.session.starts_at).astimezone(scene.group.zone).date()
    told = [one.at for one in scene.reports if one.person == person and one.session == scene.session.id]
    return tuple(one for one in tried if one.on <= on and not (told and one.created_at > max(told)))


def has_looked_back(scene: Scene, rule: ReminderRule, person: PersonId) -> bool:
    """On each of them, for this session or for one that came since: a report that is given when this session is over
    stands on the board of the next. A harvest card tells what was tried too; what was withdrawn was an answer."""
    if rule.form == LOOK_BACK and any(one.form == HARVEST and one.person == person for one in scene.forms):
        return True
    numbers = {head.id: head.number for head in scene.group.sessions}
    told: set[ExperimentId] = {
        one.experiment
        for one in scene.reports
        if one.person == person and numbers.get(one.session, 0) >= scene.session.number
    }
    return all(one.id in told for one in to_tell_of(scene, rule, person))


_ABOUT_A_REPORT: Final = frozenset({LOOKING_BACK, TRYING, INTERIM})


# --- buddies


def buddies_of(scene: Scene, person: PersonId) -> tuple[PersonId, ...]:
    """Who look after this person now; nobody while the pairs are only proposed, or when they left."""
    here = {seat.person for seat in scene.session.seats if in_group(seat)}
    agreed = [one for one in scene.buddies if one.agreed]
    pair = next((pair for pair in (agreed[-1].pairs if agreed else ()) if person in pair), frozenset[PersonId]())
    return tuple(seat.person for seat in scene.session.seats if seat.person in (pair & here) - {person})


# --- whom a rule is meant for

_Meant = Callable[[Scene, ReminderRule, PersonId], bool]


def _all(scene: Scene, rule: ReminderRule, person: PersonId) -> bool:
    seat = scene.session.seat(person)
    if seat is None or not in_group(seat):
        return False
    about_buddies = rule.id == BUDDY and rule.anchor == GAP_MIDDLE
    return not about_buddies or bool(buddies_of(scene, person))


def _with_role(role: Role) -> _Meant:
    def meant(scene: Scene, _rule: ReminderRule, person: PersonId) -> bool:
        seat = scene.session.seat(person)
        return seat is not None and role in seat.roles

    return meant


def _trying(scene: Scene, rule: ReminderRule, person: PersonId) -> bool:
    return _all(scene, rule, person) and bool(to_tell_of(scene, rule, person))


_MEANT_FOR: Final[Mapping[str, _Meant]] = {
    ALL: _all,
    HOTSEAT: _with_role(Role.HOTSEAT),
    INBRENGER: _with_role(Role.INBRENGER),
    MODERATOR: _with_role(Role.MODERATOR),
    LOOKING_BACK: _trying,
    TRYING: _trying,
    NOT_TRYING: _all,
    INTERIM: _trying,
}
