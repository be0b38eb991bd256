"""The cards around a session: its summary, the planning, how things stand, and what the moderator reads in private."""

from collections.abc import Iterator, Sequence

from dialogs.cards.contributions_block import Contribution, ContributionState
from dialogs.cards.lookup import PlanningView, SessionLine, StatusView
from dialogs.cards.moderator import ModeratorView, WarningView
from dialogs.cards.picked import experiment_field
from dialogs.cards.regie import NextKind, NextStep
from dialogs.cards.summary import SummaryView
from dialogs.experiments.model import Experiment
from dialogs.experiments.rules import OPEN
from dialogs.formats.model import Meaning, Visibility
from dialogs.groups import Group, SessionHead
from dialogs.ids import PersonId
from dialogs.reminders.calendar import Calendar
from dialogs.sessions.model import RoundPhase, Session, SessionPhase
from dialogs.sessions.views import Ahead, ContinueDoes, not_played, what_continue_does
from dialogs.texts.catalogue import Texts
from dialogs.usecases.ambition_shown import timeline
from dialogs.usecases.experiments_shown import experiment_lines_of, lines_under_way
from dialogs.usecases.offering import newest_shown
from dialogs.usecases.pictures import count_of
from dialogs.usecases.scene import Scene
from dialogs.usecases.shown import contributions_shown
from dialogs.usecases.summary_buttons import (
    is_asked_at_once,
    planning_buttons,
    status_buttons,
    summary_buttons,
)


def group_title(group: Group, texts: Texts) -> str:
    return texts.say("reply.group", number=group.number)


def group_named(group: Group, texts: Texts) -> str:
    """Within a sentence: *groep 3*."""
    return texts.say("group.named", number=group.number)


def session_line(group: Group, head: SessionHead, texts: Texts) -> SessionLine:
    return SessionLine(
        number=head.number,
        title=group.plan(head.number).title.in_(texts.language),
        phase=head.phase,
        starts_at=head.starts_at,
        minutes=head.minutes,
    )


def next_head(group: Group) -> SessionHead | None:
    """The first session still to come."""
    planned = [head for head in group.sessions if head.phase is SessionPhase.PLANNED]
    return min(planned, key=lambda head: head.number, default=None)


def planning_view(
    group: Group,
    texts: Texts,
    *,
    ambition: str | None,
    linked: bool,
    unmatched: int,
    reader: PersonId | None = None,
) -> PlanningView:
    """`reader` is None where everybody reads it. `ambition` stands only on the card that is kept up to date: a reply
    stays as it was said, and could go on showing words that were taken back since."""
    return PlanningView(
        group_title=group_title(group, texts),
        ambition=ambition,
        zone=group.zone,
        sessions=tuple(session_line(group, head, texts) for head in group.sessions),
        linked=linked,
        unmatched=unmatched,
        extras=planning_buttons(group, reader=reader),
    )


def status_view(
    group: Group,
    session: Session | None,
    experiments: Sequence[Experiment],
    texts: Texts,
    *,
    reader: PersonId | None = None,
) -> StatusView:
    """`session` is the one that is open, or else was held last; `reader` is None where everybody reads it. A reply
    holds nothing that people wrote."""
    following = next_head(group)
    run = session.current if session else None
    round_ = session.plan.round(run.key.round_id) if session and run else None
    return StatusView(
        group_title=group_title(group, texts),
        zone=group.zone,
        session=session.id if session else None,
        session_number=session.number if session else None,
        session_phase=session.phase if session else None,
        position=session.plan.position(round_.id) if session and round_ else None,
        rounds=len(session.plan.rounds) if session else None,
        title=round_.title.in_(texts.language) if round_ else None,
        phase=run.phase if run else None,
        ends_at=run.ends_at if run else None,
        count=count_of(session, run) if session and run else None,
        next=session_line(group, following, texts) if following else None,
        experiments=len([e for e in experiments if e.state in OPEN]),
        extras=status_buttons(group, reader=reader, tried=any(reader in {None, one.person} for one in experiments)),
    )


def next_step(session: Session, texts: Texts) -> NextStep:
    """What `Verder` will do, for the line beside the button."""
    ahead: Ahead = what_continue_does(session)
    coming = ahead.then if ahead.does is ContinueDoes.REVEALS else ahead.round
    kinds = {
        ContinueDoes.REVEALS: NextKind.REVEAL,
        ContinueDoes.OPENS: NextKind.OPEN,
        ContinueDoes.POINTS_TO_END: NextKind.END,
        ContinueDoes.NOTHING: NextKind.START if session.phase is SessionPhase.PLANNED else NextKind.ENDED,
    }
    kind = kinds[ahead.does]
    if coming is None:
        return NextStep(kind=kind)
    return NextStep(
        kind=kind,
        position=session.plan.position(coming.id),
        title=coming.title.in_(texts.language),
        minutes=coming.minutes,
    )


def moderator_view(scene: Scene, texts: Texts) -> ModeratorView:
    session, run = scene.session, scene.session.current
    round_ = scene.round(run.key) if run else None
    return ModeratorView(
        session=session.id,
        step=session.step,
        session_number=session.number,
        session_phase=session.phase,
        group_title=group_title(scene.group, texts),
        zone=scene.group.zone,
        next=next_step(session, texts),
        starts_at=session.starts_at,
        position=session.plan.position(round_.id) if round_ else None,
        rounds=len(session.plan.rounds),
        title=round_.title.in_(texts.language) if round_ else None,
        phase=run.phase if run else None,
        ends_at=run.ends_at if run else None,
        minutes=run.minutes if run else None,
        say=round_.lines.open.in_(texts.language) if round_ else None,
        rescue=tuple(line.in_(texts.language) for line in round_.lines.rescue) if round_ else (),
    )


def warning_view(scene: Scene, texts: Texts, *, round_id: str, run: int, ends_at: str) -> WarningView | None:
    """None when the round moved on or was extended."""
    current = scene.session.current
    if current is None or (current.key.round_id, current.key.run) != (round_id, run):
        return None
    if current.phase is not RoundPhase.OPEN or current.ends_at is None or current.ends_at.isoformat() != ends_at:
        return None
    return WarningView(
        session=scene.session.id,
        step=scene.session.step,
        title=scene.round(current.key).title.in_(texts.language),
        ends_at=current.ends_at,
        zone=scene.group.zone,
        group_title=group_title(scene.group, texts),
        next=next_step(scene.session, texts),
    )


def summary_view(scene: Scene, texts: Texts, calendar: Calendar) -> SummaryView:
    session = scene.session
    following = scene.group.after(session.number)
    asked = any(experiment_field(round_.form) is not None for round_ in session.plan.rounds)
    closing = following is None and not asked
    versions = timeline(scene.ambitions)
    return SummaryView(
        session=session.id,
        session_number=session.number,
        zone=scene.group.zone,
        experiments=lines_under_way(scene) if closing else experiment_lines_of(scene),
        closing=closing,
        keeps=tuple(_keeps(scene, texts)) if closing else (),
        ambition=versions[-1] if versions else None,
        next_at=following.starts_at if following else None,
        next_minutes=following.minutes if following else 0,
        asks=following is not None and is_asked_at_once(scene.group, following, calendar),
        experiment=following is not None,
        invites=following is not None and asked,
        not_played=len(not_played(session)),
        extras=summary_buttons(scene.group, session),
    )


def _keeps(scene: Scene, texts: Texts) -> Iterator[Contribution]:
    """What people said in this session that they go on doing, with the day of it; of what was taken away again a
    summary says nothing."""
    for round_ in scene.session.plan.rounds:
        told = [f for f in round_.form.fields if f.visibility is Visibility.GROUP] if round_.form else []
        run = newest_shown(scene, round_.id) if any(f.meaning is Meaning.KEEP_DOING for f in told) else None
        if run is not None:
            shown = contributions_shown(scene, run, texts, only=frozenset(f.id for f in told))
            yield from (one for one in shown if one.state is ContributionState.SHOWN)
