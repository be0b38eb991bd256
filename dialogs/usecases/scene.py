"""All that is needed to draw something about a session, read at one moment: only the parts that were asked for."""

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final, TypeVar

from dialogs.cards.picked import experiment_field, how_field, picks_own
from dialogs.experiments.model import Experiment
from dialogs.experiments.report import ExperimentReport
from dialogs.formats.model import Field, FieldType, Form, Round, Shows
from dialogs.groups import Ambition, Attended, Buddies, FormAnswer, Group, Handover
from dialogs.ids import PersonId, SessionId
from dialogs.ports import Gathering, SeriesPart, UnitOfWork
from dialogs.programmes.model import Role
from dialogs.sessions.model import RunKey, Session
from dialogs.usecases.ambition import preparation_of
from dialogs.usecases.ambition_shown import readable_versions
from dialogs.usecases.goals import Goal, goals_of

Hidden = frozenset[tuple[RunKey, PersonId]]


class Part(StrEnum):
    """What a scene may hold beside the session and its group."""

    AMBITION = "ambition"  # its versions, without those reported as recognisable
    EXPERIMENTS = "experiments"  # of the group, whatever session they were thought of in
    PREPARATION = "preparation"  # the hotseat's card
    INCIDENTS = "incidents"  # reported as recognisable, of every session of the group
    REPORTS = "reports"  # of the group's experiments, whatever session they stand in
    FORMS = "forms"  # between sessions, for this session
    BUDDIES = "buddies"  # of every session of the group
    GOALS = "goals"  # what the group chose to learn
    MISSED = "missed"  # who was seen in the sessions that were held
    HANDOVERS = "handovers"  # of the hotseat


EVERYTHING: Final = frozenset(Part)
WHO_AND_WHEN: Final[frozenset[Part]] = frozenset()
"""The session, its rounds, seats and answers, and the group: enough to lead, not to show what people wrote."""

Needs = Collection[Part] | Callable[[Session], Collection[Part]]
"""Which parts to read; where they depend on a round they are chosen when the session, and so its plan, is known."""

_Told = TypeVar("_Told")


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """The parts that were read; what is None was not."""

    ambitions: Sequence[Ambition] | None = None
    experiments: Sequence[Experiment] | None = None
    prepared: Sequence[FormAnswer] | None = None  # one at most
    incidents: Mapping[SessionId, Hidden] | None = None
    reports: Sequence[ExperimentReport] | None = None
    forms: Sequence[FormAnswer] | None = None
    buddies: Sequence[Buddies] | None = None
    goals: Sequence[Goal] | None = None
    attended: Sequence[Attended] | None = None
    handovers: Sequence[Handover] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """Asking for a part that was not read is a mistake of ours and never an empty answer: what was reported as
    recognisable would else be shown because nobody had looked."""

    group: Group
    session: Session
    known: Known
    now: datetime
    drafts: bool = True  # whether anybody may keep a draft for this session

    @property
    def ambitions(self) -> Sequence[Ambition]:
        """The versions that may be read, oldest first."""
        return _read(self.known.ambitions, Part.AMBITION)

    @property
    def experiments(self) -> Sequence[Experiment]:
        return _read(self.known.experiments, Part.EXPERIMENTS)

    @property
    def preparation(self) -> FormAnswer | None:
        return next(iter(_read(self.known.prepared, Part.PREPARATION)), None)

    @property
    def incidents(self) -> Mapping[SessionId, Hidden]:
        return _read(self.known.incidents, Part.INCIDENTS)

    @property
    def hidden(self) -> Hidden:
        """Contributions of this session that somebody reported as recognisable."""
        return self.incidents.get(self.session.id, frozenset())

    @property
    def reports(self) -> Sequence[ExperimentReport]:
        """Everybody's, withdrawn and held ones too: ask `look_back_shown` what may be read."""
        return _read(self.known.reports, Part.REPORTS)

    @property
    def forms(self) -> Sequence[FormAnswer]:
        """Everybody's, as stored: who may read what is for who shows it."""
        return _read(self.known.forms, Part.FORMS)

    @property
    def buddies(self) -> Sequence[Buddies]:
        return _read(self.known.buddies, Part.BUDDIES)

    @property
    def goals(self) -> Sequence[Goal]:
        return _read(self.known.goals, Part.GOALS)

    @property
    def attended(self) -> Sequence[Attended]:
        """Oldest first; for the moderator alone."""
        return _read(self.known.attended, Part.MISSED)

    @property
    def ambition_told_by(self) -> PersonId | None:
        """Whose words its first version are: the hotseat of that moment, wherever the hotseat went since."""
        told = next(iter(self.ambitions), None)
        since = [one for one in _read(self.known.handovers, Part.HANDOVERS) if told is not None and one.at > told.at]
        if since:
            return since[0].from_
        return self.group.hotseat.person if self.group.hotseat else None

    def round(self, run: RunKey) -> Round:
        return self.session.plan.round(run.round_id)

    def name(self, person: PersonId) -> str:
        seat = self.session.seat(person)
        if seat is not None:
            return seat.name
        member = self.group.member(person)
        return member.name if member else self.session.former.get(person, "")

    def moderates(self, person: PersonId | None) -> bool:
        seat = self.session.seat(person) if person else None
        return seat is not None and Role.MODERATOR in seat.roles

    @property
    def ambition(self) -> str:
        """The newest version, else the group's imported theme."""
        return self.ambitions[-1].text if self.ambitions else self.group.ambition

    @property
    def dilemmas(self) -> tuple[str, ...]:
        if self.ambitions:
            return self.ambitions[-1].dilemmas or self.ambitions[0].dilemmas
        return (self.group.dilemma,)


def _read(told: _Told | None, part: Part) -> _Told:
    if told is None:
        raise LookupError(f"this scene was read without its {part}")
    return told


# --- what a round needs


_SHOWN: Final[Mapping[Shows, frozenset[Part]]] = {
    Shows.PREPARATION: frozenset({Part.AMBITION, Part.HANDOVERS}),
    Shows.AMBITION_VERSIONS: frozenset({Part.AMBITION}),
    Shows.EXPERIMENTS: frozenset({Part.EXPERIMENTS}),
    Shows.REPORTS: frozenset({Part.REPORTS, Part.EXPERIMENTS}),
    Shows.HARVEST: frozenset({Part.FORMS, Part.REPORTS, Part.EXPERIMENTS}),
    Shows.TIMELINE: frozenset({Part.FORMS, Part.REPORTS, Part.EXPERIMENTS}),
    Shows.PAIRS: frozenset({Part.BUDDIES}),
    Shows.GOALS: frozenset({Part.GOALS}),
}
_PICKED: Final = frozenset({FieldType.PICK, FieldType.VOTES})


def parts_of(round_: Round) -> frozenset[Part]:
    """What a round's cards may need: the ambition stands on all of them, and nothing reported may."""
    shown = (_SHOWN.get(shows, frozenset()) for shows in round_.shows)
    tried = {Part.EXPERIMENTS} if experiment_field(round_.form) else set()
    return frozenset({Part.AMBITION, Part.INCIDENTS}).union(parts_of_form(round_.form), tried, *shown)


def parts_of_form(form: Form | None) -> frozenset[Part]:
    """What a form needs to be drawn or read: what it offers to choose from, and what it is filled with beforehand."""
    if form is None:
        return frozenset()
    own = {Part.EXPERIMENTS, *({Part.REPORTS} if how_field(form) else ())} if picks_own(form) else set()
    return frozenset[Part]().union(own, *(_parts_of_field(f) for f in form.fields))


def _parts_of_field(field: Field) -> Collection[Part]:
    needs: set[Part] = set()
    source = field.source or ""
    if source.endswith(".dilemmas"):
        needs.add(Part.AMBITION)
    elif source in {"tips", "harvest"}:
        needs |= {Part.FORMS, Part.INCIDENTS}
    elif source == "volunteers":
        needs |= {Part.FORMS, Part.EXPERIMENTS, Part.INCIDENTS}
    elif source == "experiments" or field.each:
        needs |= {Part.EXPERIMENTS, Part.INCIDENTS} if field.type in _PICKED else {Part.EXPERIMENTS}
    elif field.type in _PICKED:
        needs.add(Part.INCIDENTS)
    if field.prefill and field.prefill.startswith("look_back."):
        needs |= {Part.REPORTS, Part.EXPERIMENTS, Part.INCIDENTS}
    elif field.prefill:
        needs |= {Part.FORMS, Part.INCIDENTS}
    return needs


def for_cards_of(run: RunKey) -> Needs:
    return lambda session: next((parts_of(r) for r in session.plan.rounds if r.id == run.round_id), WHO_AND_WHEN)


def for_form_of(run: RunKey, *more: Part) -> Needs:
    return lambda session: {
        *more,
        *(part for r in session.plan.rounds if r.id == run.round_id for part in parts_of_form(r.form)),
    }


# --- reading


async def read_scene(uow: UnitOfWork, session: SessionId, *, now: datetime, parts: Needs) -> Scene | None:
    """None when there is no such session."""
    found = await uow.sessions.gathering(session)
    return None if found is None else await around(uow, found, now=now, parts=parts)


async def scene_of(uow: UnitOfWork, session: Session, group: Group, *, now: datetime, parts: Needs) -> Scene:
    """The rest around a session that stands otherwise by now than it is stored."""
    reported = await uow.groups.incidents_of(group.id)
    found = Gathering(session=session, group=group, incidents=reported)
    return await around(uow, found, now=now, parts=parts)


async def around(uow: UnitOfWork, found: Gathering, *, now: datetime, parts: Needs) -> Scene:
    """The rest around a session that was read (or locked) already."""
    wanted = frozenset(parts(found.session) if callable(parts) else parts)
    known = await _known(uow, found, wanted)
    return Scene(group=found.group, session=found.session, known=known, now=now, drafts=found.drafts)


async def kept_draft(uow: UnitOfWork, scene: Scene, form: str, person: PersonId) -> Mapping[str, str] | None:
    """What this person kept of a form, its author's only. Most sessions hold no draft at all: then nobody looks."""
    return await uow.sessions.draft(scene.session.id, form, person) if scene.drafts else None


_WRITTEN: Final[Mapping[Part, SeriesPart]] = {
    Part.AMBITION: SeriesPart.AMBITIONS,
    Part.EXPERIMENTS: SeriesPart.EXPERIMENTS,
    Part.REPORTS: SeriesPart.REPORTS,
    Part.FORMS: SeriesPart.FORMS,
    Part.BUDDIES: SeriesPart.BUDDIES,
    Part.HANDOVERS: SeriesPart.HANDOVERS,
}
"""What is read in one statement, however much of it is needed."""


async def _known(uow: UnitOfWork, found: Gathering, wanted: frozenset[Part]) -> Known:
    group, session = found.group, found.session
    told = await uow.series.parts(session.id, frozenset(_WRITTEN[part] for part in wanted if part in _WRITTEN))
    prepared = await preparation_of(uow, group) if Part.PREPARATION in wanted else None
    return Known(
        ambitions=None if told.ambitions is None else readable_versions(group, told.ambitions, found.incidents),
        experiments=told.experiments,
        prepared=None if Part.PREPARATION not in wanted else (prepared,) if prepared else (),
        incidents=found.incidents if wanted & {Part.INCIDENTS, Part.AMBITION, Part.GOALS} else None,
        reports=told.reports,
        forms=told.forms,
        buddies=told.buddies,
        goals=await goals_of(uow, group, found.incidents) if Part.GOALS in wanted else None,
        attended=await uow.sessions.attended(group.id) if Part.MISSED in wanted else None,
        handovers=told.handovers,
    )
