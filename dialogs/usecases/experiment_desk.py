"""Somebody comes with their own experiments: what they have, and what each may be about."""

from collections.abc import Awaitable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Final

from dialogs.cards.experiment_form import AboutWhat, long_form
from dialogs.errors import ModeratorError, NotYours, Refused, Stale
from dialogs.experiments.model import DRAFT_OF_EXPERIMENT, OUTSIDE_ROUND, Experiment
from dialogs.formats.model import Form, Meaning, SessionPlan
from dialogs.ids import ExperimentId, PersonId, SessionId
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import AnswerStatus, RunKey, Session, SessionPhase
from dialogs.sessions.views import in_group
from dialogs.texts.catalogue import Texts
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.answer_form import today
from dialogs.usecases.checking import Returned, SentBack
from dialogs.usecases.house import House
from dialogs.usecases.own_experiment import next_place, session_for_experiments
from dialogs.usecases.scene import Needs, Part, Scene, kept_draft
from dialogs.usecases.seats import no_seat
from dialogs.usecases.visiting import Visit, visit_in

_OWN: Final = frozenset({Part.EXPERIMENTS})
_OF_ONE: Final = frozenset({Part.EXPERIMENTS, Part.INCIDENTS, Part.AMBITION})
"""What it may be about, and whether the group reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """`scene` is of the session the experiment was thought of in, else of the one whose button was pressed."""

    scene: Scene
    person: PersonId
    texts: Texts

    @property
    def own(self) -> Sequence[Experiment]:
        """In this group, in the order they were thought of."""
        return [e for e in self.scene.experiments if e.person == self.person]

    @property
    def today(self) -> date:
        return today(self.scene)

    @property
    def home(self) -> SessionId:
        """The session a new one belongs to, whatever card the button stood on."""
        head = session_for_experiments(self.scene.group)
        return head.id if head else self.scene.session.id

    def one(self, experiment: ExperimentId | None) -> Experiment | None:
        return next((e for e in self.own if e.id == experiment), None)

    def next_number(self, session: SessionId) -> int:
        return next_place(self.own, session, self.person).run


@dataclass(frozen=True, slots=True, kw_only=True)
class OneExperiment:
    """One of the own ones, with what it can be about and its draft."""

    desk: Desk
    stored: Experiment
    about: AboutWhat
    draft: Mapping[str, str] | None = field(default=None)

    @property
    def form(self) -> Form:
        return long_form(self.stored, self.about, self.desk.texts)

    @property
    def session(self) -> SessionId:
        return self.desk.scene.session.id


async def desk_in(
    uow: UnitOfWork, house: House, origin: Origin, session: SessionId, *, parts: Needs = _OWN
) -> Desk | None:
    """None for somebody without a seat. Raises `Spoken` for who takes no part: the group reads the experiments of
    those who make it up, and what a moderator filled in would stand nowhere."""
    found: Visit | None = await visit_in(uow, house, origin, session, parts=parts)
    if found is None:
        return None
    seat = found.scene.session.seat(found.person)
    if seat is None or not in_group(seat):
        raise Spoken(found.texts, Refused("reply.experiment.participants"))
    return Desk(scene=found.scene, person=found.person, texts=found.texts)


async def one_in(
    uow: UnitOfWork, house: House, origin: Origin, session: SessionId, experiment: ExperimentId
) -> OneExperiment | None:
    """Raises `Spoken` for an experiment that is somebody else's, or no more."""
    stored = await uow.experiments.get(experiment)
    desk = await desk_in(uow, house, origin, (stored.session if stored else None) or session, parts=_OF_ONE)
    if desk is None:
        return None
    mine = desk.one(experiment)
    if mine is None:
        key = "reply.experiment.not_yours" if stored is not None else "reply.experiment.gone"
        raise Spoken(desk.texts, NotYours(key))
    return OneExperiment(
        desk=desk,
        stored=mine,
        about=await _about_what(uow, desk),
        draft=await kept_draft(uow, desk.scene, draft_of(mine.id), desk.person),
    )


class Spoken(Exception):
    """Why not, in the language of who asked."""

    def __init__(self, texts: Texts, reason: ModeratorError) -> None:
        super().__init__(reason.text_key)
        self.said = Say(text=texts.say(reason.text_key, **reason.values))


async def why_returned(uow: UnitOfWork, keeping: Awaitable[None]) -> Returned | None:
    """Why a form comes back, or None once it is stored."""
    try:
        await keeping
        await uow.commit()
    except SentBack as back:
        return back.returned
    except Stale:  # two screens in the same moment
        return Returned(notices=(("reply.experiment.changed_meanwhile", {}),), keep=True)
    return None


async def turned_away(house: House, origin: Origin, session: SessionId) -> Reply:
    return await no_seat(house, origin, session)


def draft_of(experiment: ExperimentId) -> str:
    return f"{DRAFT_OF_EXPERIMENT}{experiment}"


def draft_of_new(number: int) -> str:
    """As the draft of a run, so that it goes with whatever is wiped at that place."""
    return f"{OUTSIDE_ROUND}#{number}"


async def _about_what(uow: UnitOfWork, desk: Desk) -> AboutWhat:
    """The dilemmas once the ambition was told; one's own bottlenecks out of the sessions that asked for one."""
    scene, bottlenecks = desk.scene, dict[SessionId, str]()
    for head in scene.group.sessions:
        asked = _asks_bottleneck(scene.group.plan(head.number))
        if not asked or head.phase not in {SessionPhase.OPEN, SessionPhase.ENDED}:
            continue
        session = scene.session if head.id == scene.session.id else await uow.sessions.get(head.id)
        told = list(_told(session, asked, desk.person)) if session else []
        if told:
            bottlenecks[head.id] = told[-1]
    return AboutWhat(dilemmas=tuple(scene.dilemmas) if scene.ambitions else (), bottlenecks=bottlenecks)


def _asks_bottleneck(plan: SessionPlan) -> frozenset[tuple[str, str]]:
    """(round, field) of every question for what somebody ran into."""
    return frozenset(
        (round_.id, f.id)
        for round_ in plan.rounds
        for f in (round_.form.fields if round_.form else ())
        if f.meaning is Meaning.BOTTLENECK
    )


def _told(session: Session, asked: Collection[tuple[str, str]], person: PersonId) -> Iterator[str]:
    for (key, author), answer in session.answers.items():
        if author != person or answer.status is not AnswerStatus.SUBMITTED:
            continue
        for round_id, name in asked:
            said = answer.fields.get(name) if round_id == key.round_id else None
            if isinstance(said, str):
                yield said


def place_of(number: int) -> RunKey:
    return RunKey(OUTSIDE_ROUND, number)
