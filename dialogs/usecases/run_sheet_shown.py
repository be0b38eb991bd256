"""What stands in the draaiboek and in the text to paste, from the session as it is now."""

from collections.abc import Collection, Iterator
from datetime import timedelta
from typing import Final

from dialogs.cards.closing import ClosingView
from dialogs.cards.run_sheet import RoundLine, RunSheetView, TriedLine
from dialogs.cards.values import line_of
from dialogs.experiments.model import Experiment
from dialogs.experiments.report import ReportStatus
from dialogs.experiments.rules import effective
from dialogs.formats.model import Priority, Visibility
from dialogs.groups import SessionHead
from dialogs.ids import PersonId
from dialogs.policy.matrix import Reader, Sight, Stage, Thing, sight
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import Session, SessionPhase
from dialogs.sessions.views import in_group
from dialogs.sessions.visibility import stage_of_run
from dialogs.texts.catalogue import Texts
from dialogs.usecases.experiments_shown import experiment_lines_of
from dialogs.usecases.missed_sessions import missed_lines
from dialogs.usecases.own_experiment import born_in
from dialogs.usecases.scene import Part, Scene
from dialogs.usecases.session_pictures import group_title, next_head

RUN_SHEET: Final = frozenset({Part.AMBITION, Part.EXPERIMENTS, Part.INCIDENTS, Part.REPORTS, Part.MISSED})
NOT_OVER: Final = frozenset({SessionPhase.PLANNED, SessionPhase.OPEN})


async def kept_notes(uow: UnitOfWork, scene: Scene, person: PersonId) -> str:
    session = notes_shown(scene)
    note = await uow.notes.private(session.id, person) if session else None
    return note.text if note else ""


def notes_shown(scene: Scene) -> SessionHead | None:
    """Before and during a session the notes of the last one that was held; afterwards its own."""
    over = scene.session.phase is SessionPhase.ENDED
    held = [
        head
        for head in scene.group.sessions
        if head.phase is SessionPhase.ENDED
        and (head.number < scene.session.number or (over and head.id == scene.session.id))
    ]
    return max(held, key=lambda head: head.number, default=None)


def run_sheet_view(scene: Scene, texts: Texts, *, notes: str) -> RunSheetView:
    session, group = scene.session, scene.group
    there = [seat for seat in session.seats if in_group(seat)]
    tried = tuple(_tried(scene))
    head = next((one for one in group.sessions if one.id == session.id), None)
    earlier = notes_shown(scene)
    return RunSheetView(
        session=session.id,
        session_number=session.number,
        title=session.plan.title.in_(texts.language),
        group_title=group_title(group, texts),
        zone=group.zone,
        starts_at=session.starts_at,
        minutes=session.minutes,
        rounds=tuple(rounds_of(session, texts)),
        ambition=scene.ambition,
        meeting_url=head.meeting_url if head else None,
        tried=tuple(line for _, line in tried),
        untried=_untried(scene, {person for person, _ in tried}),
        cannot_come=tuple(seat.name for seat in there if seat.cannot_come or seat.absent),
        aloud=tuple(seat.name for seat in there if seat.aloud),
        missed=missed_lines(scene),
        notes=notes,
        notes_of=earlier.number if earlier else None,
    )


def _untried(scene: Scene, tried: Collection[PersonId]) -> tuple[str, ...]:
    """Before a group's first session nobody can have one: that needs no list of everybody."""
    if not tried and scene.session.phase is SessionPhase.PLANNED and notes_shown(scene) is None:
        return ()
    return tuple(seat.name for seat in scene.session.seats if in_group(seat) and seat.person not in tried)


def rounds_of(session: Session, texts: Texts) -> Iterator[RoundLine]:
    """By the plan, from when the session began or will begin."""
    clock = session.opened_at or session.starts_at
    for round_ in session.plan.rounds:
        yield RoundLine(
            starts=clock,
            minutes=round_.minutes,
            title=round_.title.in_(texts.language),
            must=round_.priority is Priority.MUST,
            prompt=round_.prompt.in_(texts.language),
            opening=round_.lines.open.in_(texts.language),
            rescue=tuple(line.in_(texts.language) for line in round_.lines.rescue),
        )
        clock += timedelta(minutes=round_.minutes)


def _tried(scene: Scene) -> Iterator[tuple[PersonId, TriedLine]]:
    """The newest of everybody, in the order of the seats."""
    looked_back = {r.experiment for r in scene.reports if r.status is ReportStatus.SUBMITTED}
    today = scene.now.astimezone(scene.group.zone).date()
    for seat in scene.session.seats:
        own = [one for one in scene.experiments if one.person == seat.person and _is_known(scene, one)]
        if not own or not in_group(seat):
            continue
        last = max(own, key=lambda one: one.created_at)
        yield (
            seat.person,
            TriedLine(
                name=seat.name,
                experiment=line_of(last, seat.name),
                state=effective(last, today),
                private=last.visibility is Visibility.MODERATOR,
                looked_back=last.id in looked_back,
                hidden=_is_reported(scene, last),
            ),
        )


def _is_known(scene: Scene, one: Experiment) -> bool:
    """Not what is still being written in a round of this very session."""
    programme, stage = one.programme, _stage(scene, one)
    seen = sight(Thing.EXPERIMENT, one.visibility, programme=programme, reader=Reader.MODERATOR, stage=stage)
    return seen is Sight.NAMED


def _stage(scene: Scene, one: Experiment) -> Stage:
    """Of an earlier session everything has come as far as it goes; what was withdrawn is no experiment any more."""
    if _is_reported(scene, one):
        return Stage.REPORTED
    run = scene.session.run(born_in(one)) if one.session == scene.session.id else None
    return stage_of_run(scene.session, run) if run else Stage.SHOWN


def _is_reported(scene: Scene, one: Experiment) -> bool:
    of_session = scene.incidents.get(one.session, frozenset()) if one.session else frozenset()
    return (born_in(one), one.person) in of_session


def closing_view(scene: Scene, *, notes: str) -> ClosingView:
    """Only what the group may read: it goes into its chat."""
    following = next_head(scene.group)
    return ClosingView(
        session=scene.session.id,
        session_number=scene.session.number,
        group_number=scene.group.number,
        zone=scene.group.zone,
        starts_at=scene.session.starts_at,
        tries=experiment_lines_of(scene),
        next_at=following.starts_at if following else None,
        next_number=following.number if following else None,
        notes=notes,
    )
