"""A rule of the format as people read it: what is asked of this person, with their own words and nobody else's."""

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final

from dialogs.cards.experiments_block import ExperimentLine
from dialogs.cards.reminder import About, Ask, ReminderPart
from dialogs.cards.values import line_of
from dialogs.experiments.model import Experiment, ExperimentState
from dialogs.formats.model import ReminderRule
from dialogs.formats.reminders import GAP_MIDDLE, INTERIM_DATE, SESSION
from dialogs.groups import Group
from dialogs.ids import ExperimentId, PersonId, SessionId
from dialogs.ports import UnitOfWork
from dialogs.reminders.calendar import Calendar
from dialogs.reminders.model import Fate, Told
from dialogs.reminders.rules import due_of
from dialogs.sessions.model import RunKey
from dialogs.texts.catalogue import Texts
from dialogs.usecases.answer_form import looks_back_halfway
from dialogs.usecases.cancelled import is_cancelled
from dialogs.usecases.forms_between import (
    ATTENDANCE,
    CONSENT,
    HARVEST,
    HIGHLIGHT,
    LOOK_BACK,
    PREPARATIONS,
    is_of_now,
    is_the_hotseats,
    said_of,
    says_yes,
)
from dialogs.usecases.house import House
from dialogs.usecases.needs import (
    BUDDY,
    NEEDED,
    NOT_TRYING,
    TRYING,
    buddies_of,
    is_asked_in_person,
    needs,
    open_experiments,
    rule_of,
    to_tell_of,
)
from dialogs.usecases.own_experiment import born_in
from dialogs.usecases.scene import Part, Scene, read_scene
from dialogs.usecases.session_pictures import group_title

PARTS: Final = NEEDED | {Part.INCIDENTS}
"""What a scene must hold for `part_of`."""

_FORMS: Final = {
    ATTENDANCE: Ask.ATTENDANCE,
    HARVEST: Ask.HARVEST,
    HIGHLIGHT: Ask.HIGHLIGHT,
    CONSENT: Ask.CONSENT,
    **dict.fromkeys(PREPARATIONS, Ask.PREPARE),
}
_ORDER: Final = {ask: place for place, ask in enumerate(Ask)}
_LOOKING_BACK: Final = frozenset({Ask.LOOK_BACK, Ask.LOOK_BACK_AGAIN, Ask.INTERIM})


def ask_of(rule: ReminderRule, group: Group) -> Ask:
    """What a rule that is for people asks of them, whatever the format calls it."""
    if rule.form == LOOK_BACK:
        return _look_back(rule)
    if rule.form is not None:
        hotseats = is_the_hotseats(rule.form, group)
        return Ask.PREPARATION if hotseats else _FORMS.get(rule.form, Ask.FORM)
    if rule.to == NOT_TRYING:
        return Ask.FIRST_EXPERIMENT
    if rule.id == BUDDY and rule.anchor == GAP_MIDDLE:
        return Ask.BUDDY
    return Ask.NUDGE if rule.to == TRYING else Ask.RESTART


def _look_back(rule: ReminderRule) -> Ask:
    if rule.anchor == INTERIM_DATE:
        return Ask.INTERIM
    return Ask.LOOK_BACK_AGAIN if _comes_after(rule) else Ask.LOOK_BACK


def about_of(scene: Scene, texts: Texts, rule: ReminderRule | None = None) -> About:
    return About(
        session=scene.session.id,
        number=scene.session.number,
        starts_at=scene.session.starts_at,
        minutes=scene.session.minutes,
        zone=scene.group.zone,
        group=group_title(scene.group, texts),
        after=rule is not None and _comes_after(rule),
    )


def _comes_after(rule: ReminderRule) -> bool:
    return rule.anchor == SESSION and rule.offset > timedelta()


def part_of(scene: Scene, rule: ReminderRule, person: PersonId, texts: Texts) -> ReminderPart:
    ask = ask_of(rule, scene.group)
    form = scene.group.format.forms.get(rule.form) if rule.form else None
    return ReminderPart(
        ask=ask,
        about=about_of(scene, texts, rule),
        form=rule.form,
        called=form.title.in_(texts.language) if form and form.title else "",
        tried=tuple(_lines(scene, _tried(scene, rule, person))),
        buddies=tuple(scene.name(one) for one in buddies_of(scene, person)) if ask is Ask.BUDDY else (),
        earlier=_said_of_an_earlier_moment(scene, person) if ask is Ask.ATTENDANCE else None,
    )


def _said_of_an_earlier_moment(scene: Scene, person: PersonId) -> tuple[datetime, bool] | None:
    """Whether somebody would come before the session moved: asked anew, it is not as if they had said nothing."""
    form = scene.group.format.forms.get(ATTENDANCE)
    answer = next((one for one in scene.forms if (one.form, one.person) == (ATTENDANCE, person)), None)
    if form is None or answer is None or is_of_now(answer.fields, scene.session):
        return None
    moment = said_of(answer.fields)
    return (moment, says_yes(form, answer.fields)) if moment is not None else None


def _tried(scene: Scene, rule: ReminderRule, person: PersonId) -> Sequence[Experiment]:
    ask = ask_of(rule, scene.group)
    if ask in _LOOKING_BACK:
        told = {r.experiment for r in scene.reports if r.person == person and r.session == scene.session.id}
        tried = [one for one in to_tell_of(scene, rule, person) if one.id not in told]
        return _chosen_with_a_day(scene, tried) if ask is Ask.INTERIM else tried
    if ask is Ask.NUDGE:
        return to_tell_of(scene, rule, person)
    return open_experiments(scene, person) if ask in {Ask.HIGHLIGHT, Ask.RESTART} else ()


def _chosen_with_a_day(scene: Scene, tried: Sequence[Experiment]) -> Sequence[Experiment]:
    """Who chose a day to look back halfway, chose one experiment with it: what was thought of there, else what goes
    on."""
    there = {
        (head.id, round_.id)
        for head in scene.group.sessions
        if head.number < scene.session.number
        for round_ in scene.group.plan(head.number).rounds
        if round_.form is not None and looks_back_halfway(round_.form)
    }
    made = [one for one in tried if (one.session, one.round_id) in there]
    return made or [one for one in tried if one.state is ExperimentState.GOES_ON] or tried


def _lines(scene: Scene, tried: Iterable[Experiment]) -> Iterable[tuple[ExperimentId, ExperimentLine]]:
    """What was reported as recognisable is not repeated, to its author neither."""
    return ((one.id, line_of(one)) for one in tried if not _is_reported(scene, one))


def _is_reported(scene: Scene, one: Experiment) -> bool:
    of_session: frozenset[tuple[RunKey, PersonId]] = frozenset()
    if one.session is not None:
        of_session = scene.incidents.get(one.session, frozenset())
    return (born_in(one), one.person) in of_session


# --- of one person, on one day


class Asked:
    """What somebody was asked, and what of it is still open. `any` is false when nothing was asked at all. `cancelled`
    are the sessions that will not take place for which something was asked."""

    def __init__(
        self,
        asked: Sequence[Told],
        still: Sequence[tuple[Scene, ReminderRule]],
        person: PersonId,
        *,
        cancelled: Sequence[Scene] = (),
    ) -> None:
        self.any = bool(asked)
        self.still = still
        self.cancelled = cancelled
        self._person = person

    def parts(self, texts: Texts) -> tuple[ReminderPart, ...]:
        """The most important first. Words that stand below a look-back already are not said twice."""
        made = [part_of(scene, rule, self._person, texts) for scene, rule in self.still]
        looks_back = {part.about for part in made if part.ask is Ask.LOOK_BACK and part.tried}
        made = [_without_words(p) if p.ask is Ask.HIGHLIGHT and p.about in looks_back else p for p in made]
        return tuple(sorted(made, key=lambda part: (_ORDER[part.ask], part.about.starts_at)))


def _without_words(part: ReminderPart) -> ReminderPart:
    return ReminderPart(ask=part.ask, about=part.about, form=part.form, called=part.called)


def is_asked_again(scene: Scene, calendar: Calendar, told: Told) -> bool:
    """Whether its session was moved since, so that it comes again on a later day: then it is not said for the old one.
    Who chose the moment (*Later herinneren*) is reckoned with the rule's own, which was before."""
    if scene.session.moved_from is None:
        return False
    due = due_of(scene.group, calendar, session=told.session, rule=told.rule)
    return due is not None and due > told.at and calendar.day(due) > told.on


Scenes = dict[SessionId, Scene | None]


async def asked_on(
    uow: UnitOfWork, house: House, person: PersonId, told: Sequence[Told], *, scenes: Scenes | None = None
) -> Asked:
    """Of what was said, what this person has not answered yet: read now, whenever it was said. `scenes` are those that
    were read in this transaction already, and gets the others."""
    said = [one for one in told if one.fate is Fate.SAID and one.person == person]
    places = list(dict.fromkeys((one.session, one.rule) for one in said))
    scenes = {} if scenes is None else scenes
    still: list[tuple[Scene, ReminderRule]] = []
    asked: list[Told] = []
    off: dict[SessionId, Scene] = {}
    for session, name in places:
        if session not in scenes:
            scenes[session] = await read_scene(uow, session, now=house.now(), parts=PARTS)
        scene = scenes[session]
        rule = rule_of(scene, name) if scene else None
        if scene is None or rule is None or not is_asked_in_person(rule):
            continue
        calendar = house.calendar(scene.group.zone)
        here = [one for one in said if (one.session, one.rule) == (session, name)]
        asked += here
        if is_cancelled(scene):
            off[session] = scene
            continue
        if needs(scene, rule, person) and not all(is_asked_again(scene, calendar, one) for one in here):
            still.append((scene, rule))
    return Asked(asked, still, person, cancelled=tuple(off.values()))
