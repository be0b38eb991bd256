"""What a person can look back on: their own experiments and reports, and where each report stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Final

from dialogs.experiments.model import Experiment
from dialogs.experiments.report import DONE, REPORT_PLACE, Done, ExperimentReport, LeftPlace, ReportStatus, Sharing
from dialogs.experiments.rules import OPEN
from dialogs.formats.model import Form
from dialogs.groups import Group
from dialogs.ids import ExperimentId, PersonId, SessionId
from dialogs.policy.matrix import Reader, Stage
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import Session, SessionPhase
from dialogs.sessions.stages import board_is_up, stage_of
from dialogs.sessions.views import in_group
from dialogs.texts.catalogue import Texts
from dialogs.turns import Origin, Say
from dialogs.usecases.house import House
from dialogs.usecases.look_back_shown import has_board, is_reported, look_back_form, look_back_session, sees_report
from dialogs.usecases.scene import Part, Scene
from dialogs.usecases.visiting import visit_in

_PARTS: Final = frozenset({Part.EXPERIMENTS, Part.REPORTS, Part.INCIDENTS})
_SETTLED: Final = frozenset({Stage.TAKEN_BACK, Stage.REPORTED})
"""Somebody else has decided about it: nothing is changed or added any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """One experiment to look back on: where its report will stand, or stands. `draft` is what was kept for later, for
    this session or for one that went by without a report; `left` holds what the person withdrew here unread."""

    experiment: Experiment
    session: Session
    stored: ExperimentReport | None
    draft: Mapping[str, str] | None
    drafted_for: SessionId
    reported: bool
    left: Mapping[ExperimentId, LeftPlace] = field(default_factory=dict)

    @property
    def place(self) -> ExperimentReport | LeftPlace | None:
        """What stands, or stood, there: the next version is one more, so that no screen that is still open takes the
        newer one for what it shows."""
        return self.stored or self.left.get(self.experiment.id)

    @property
    def version(self) -> int:
        return self.place.version if self.place else 0

    @property
    def given(self) -> ExperimentReport | None:
        """The report as long as its author has not withdrawn it."""
        return self.stored if self.stored and self.stored.status is ReportStatus.SUBMITTED else None

    @property
    def up(self) -> bool:
        return board_is_up(self.session)

    @property
    def stage(self) -> Stage | None:
        """None without a report."""
        return stage_of(self.given, up=self.up, reported=self.reported) if self.given else None

    @property
    def is_read(self) -> bool:
        """By the group, or it was: from then on it is never changed silently."""
        if self.given is None:
            return False
        open_to_all = replace(self.given, held=False, taken_back=False)
        seen = sees_report(open_to_all, self.experiment, Reader.GROUP, up=self.up, reported=False)
        return seen and not self.given.held

    @property
    def adds(self) -> bool:
        return self.is_read and self.stage not in _SETTLED


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Somebody of the group who looks back. `asked` is the session of the button that was pressed."""

    scene: Scene
    person: PersonId
    texts: Texts
    form: Form

    @property
    def group(self) -> Group:
        return self.scene.group

    @property
    def asked(self) -> SessionId:
        return self.scene.session.id

    @property
    def day(self) -> date:
        return self.scene.now.astimezone(self.group.zone).date()

    @property
    def own(self) -> Sequence[Experiment]:
        """To look back on: what is open, and what has no report yet or one that can still be reached; newest first."""
        mine = [e for e in reversed(self.scene.experiments) if e.person == self.person and self.target(e)]
        told = {r.experiment for r in self.reports}
        may = [e for e in mine if e.state in OPEN or e.id not in told or self.report_of(e) is not None]
        return sorted(may, key=lambda e: self.report_of(e) is not None)

    @property
    def reports(self) -> Sequence[ExperimentReport]:
        return [r for r in self.scene.reports if r.person == self.person]

    def target(self, experiment: Experiment) -> SessionId | None:
        head = look_back_session(self.group, after=self._born(experiment))
        return head.id if head else None

    def gone_by(self, experiment: Experiment) -> Sequence[SessionId]:
        """Sessions that are over in which there could have been a report of it."""
        group, born = self.group, self._born(experiment)
        ended = [s for s in group.sessions if s.phase is SessionPhase.ENDED and s.number > born]
        return [s.id for s in ended if has_board(group.plan(s.number))]

    def _born(self, experiment: Experiment) -> int:
        return next((s.number for s in self.group.sessions if s.id == experiment.session), 0)

    def report_of(self, experiment: Experiment) -> ExperimentReport | None:
        """The one for the board it would stand on now."""
        session = self.target(experiment)
        return next((r for r in self.reports if r.experiment == experiment.id and r.session == session), None)

    @property
    def earlier(self) -> Mapping[str, ExperimentReport]:
        """What the group read last time, by the value it has as a choice: something may still be added to it."""
        here = {r.session for r in map(self.report_of, self.own) if r is not None}
        over = [s.id for s in self.group.sessions if s.phase is SessionPhase.ENDED and s.id not in here]
        newest = next((s for s in reversed(over) if any(r.session == s for r in self.reports)), None)
        return {
            f"{r.session}/{r.number}": r
            for r in self.reports
            if r.session == newest and r.status is ReportStatus.SUBMITTED and r.sharing is not Sharing.MODERATOR
        }

    def tried_for(self, report: ExperimentReport) -> Experiment:
        return next(e for e in self.scene.experiments if e.id == report.experiment)

    def number_for(self, subject: Subject) -> int:
        """The place of its report in its session: a first one comes after every other that is or was there."""
        if subject.place is not None:
            return subject.place.number
        here = (r.number for r in self.reports if r.session == subject.session.id)
        return 1 + max([*here, *(left.number for left in subject.left.values())], default=0)


async def desk_of(uow: UnitOfWork, house: House, origin: Origin, session: SessionId) -> Desk | Say | None:
    """None for somebody without a seat; a line for who has nothing to look back on here."""
    found = await visit_in(uow, house, origin, session, parts=_PARTS)
    if found is None:
        return None
    seat = found.scene.session.seat(found.person)
    form = look_back_form(found.scene.group.format)
    if seat is None or not in_group(seat):
        return Say(text=found.texts.say("reply.look_back.participants"))
    if form is None or not _has_first_page(form):
        return Say(text=found.texts.say("reply.look_back.no_form"))
    return Desk(scene=found.scene, person=found.person, texts=found.texts, form=form)


def _has_first_page(form: Form) -> bool:
    """A form of the group's own may ask otherwise, but the first question and its answers are what a board is."""
    asked = next((item for item in form.fields if item.id == DONE), None)
    return asked is not None and bool(asked.choices) and {choice.id for choice in asked.choices} <= set(Done)


async def subject_of(uow: UnitOfWork, desk: Desk, experiment: ExperimentId | None) -> Subject | None:
    """None when it is not one of the person's own, or there is no session to look back in."""
    own = next((e for e in desk.own if e.id == experiment), None)
    target = desk.target(own) if own else None
    if own is None or target is None:
        return None
    return await subject_in(uow, desk, own, target)


async def subject_in(uow: UnitOfWork, desk: Desk, own: Experiment, target: SessionId) -> Subject | None:
    """For the board of this very session."""
    session = desk.scene.session if target == desk.asked else await uow.sessions.get(target)
    if session is None:
        return None
    stored = next((r for r in desk.reports if r.experiment == own.id and r.session == target), None)
    incidents = desk.scene.incidents.get(target, frozenset())
    left = await uow.reports.left(target, desk.person) if stored is None else {}
    drafted_for, draft = await _draft(uow, desk, own, target)
    return Subject(
        experiment=own,
        session=session,
        stored=stored,
        draft=draft,
        drafted_for=drafted_for,
        reported=stored is not None and is_reported(incidents, stored),
        left=left,
    )


async def subject_at(uow: UnitOfWork, desk: Desk, session: SessionId, number: int) -> Subject | None:
    """By the place of the report: also for a session that is over, on whose board it stands."""
    report = next((r for r in desk.reports if (r.session, r.number) == (session, number)), None)
    experiment = next((e for e in desk.scene.experiments if report and e.id == report.experiment), None)
    if report is None or experiment is None:
        return None
    return await subject_in(uow, desk, experiment, session)


async def _draft(
    uow: UnitOfWork, desk: Desk, own: Experiment, target: SessionId
) -> tuple[SessionId, Mapping[str, str] | None]:
    """A session may have gone by since something was kept; it waits for the next."""
    told = {r.session for r in desk.reports if r.experiment == own.id}
    older = [s for s in reversed(desk.gone_by(own)) if s not in told and target not in told]
    for session in (target, *older):
        if session == desk.scene.session.id and not desk.scene.drafts:
            continue
        draft = await uow.sessions.draft(session, draft_name(own), desk.person)
        if draft is not None:
            return session, draft
    return target, None


def draft_name(experiment: Experiment) -> str:
    return f"{REPORT_PLACE}/{experiment.id}"
