"""Writes an experiment with the dated history its states need: for the author, a report, a round and the harvest."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from dialogs.cards.picked import FOLLOWS, PICKED, base_of
from dialogs.experiments.model import Experiment, ExperimentState, Safety, StateCause
from dialogs.experiments.rules import begun, chained, edited
from dialogs.formats.model import Field
from dialogs.groups import Group
from dialogs.ids import ExperimentId
from dialogs.ports import AnswerDesk, UnitOfWork
from dialogs.sessions.messages import CatchUp, GiveAnswer
from dialogs.usecases.own_experiment import Origination, adapted_from, adapts_unasked, experiment_of, tried_in


def start_of(day: date, zone: ZoneInfo) -> datetime:
    """The moment a day begins in the group's zone."""
    return datetime.combine(day, time(), tzinfo=zone).astimezone(UTC)


async def keep(
    uow: UnitOfWork, before: Experiment, after: Experiment, *, zone: ZoneInfo, now: datetime, cause: StateCause
) -> None:
    """`before` is what is stored. When its day had come meanwhile, *bezig* is written first, dated that day: nobody
    does anything at midnight, so what follows it brings it along. Raises `Stale`."""
    started = begun(before, now.astimezone(zone).date())
    if started.state is not before.state and after.state is not ExperimentState.THOUGHT_OF:
        await uow.experiments.save(started, now=start_of(before.on, zone), cause=StateCause.DATE)
    await uow.experiments.save(after, now=now, cause=cause)


async def keep_state(
    uow: UnitOfWork,
    experiment: Experiment,
    state: ExperimentState,
    *,
    zone: ZoneInfo,
    now: datetime,
    cause: StateCause,
) -> Experiment:
    """How it stands from now on; returns it so. Nothing is written where nothing changes."""
    after = replace(experiment, state=state)
    if state is not experiment.state:
        await keep(uow, experiment, after, zone=zone, now=now, cause=cause)
    return after


async def keep_chained(
    uow: UnitOfWork, group: Group, base: Experiment | None, *, now: datetime, cause: StateCause
) -> None:
    """Another follows from this one: it is finished, unless it was over already."""
    if base is not None:
        await keep_state(uow, base, chained(base).state, zone=group.zone, now=now, cause=cause)


async def what_is_tried(
    uow: UnitOfWork,
    desk: AnswerDesk,
    command: GiveAnswer | CatchUp,
    origin: Origination,
    own: Sequence[Experiment],
) -> Mapping[str, str] | None:
    """What was filled in for the form's experiment, with the one it follows from. Who enters it for another has read
    nothing of what that one told, so it follows from nothing."""
    form = desk.session.plan.round(command.run.round_id).form
    said = tried_in(form, command.fields)
    if said is None or PICKED in said or command.by != command.person or not adapts_unasked(form):
        return said
    if not any(one.state is ExperimentState.FINISHED for one in own):
        return said
    reports = await uow.reports.of_person(command.person, desk.group.id)
    here = [report for report in reports if report.session == desk.session.id]
    base = adapted_from(said, own, here, but=origin.id)
    return {**said, FOLLOWS: base} if base else said


async def keep_tried(
    uow: UnitOfWork,
    group: Group,
    origin: Origination,
    field: Field,
    said: Mapping[str, str] | None,
    *,
    own: Sequence[Experiment],
    now: datetime,
    was: Mapping[str, str] | None,
    since: datetime | None,
) -> None:
    """What an answer in a round means for its author's experiments, `own` in this group: a new one, other words for
    the one it made before, or one of theirs that goes on. What an answer no longer says is no experiment any more, and
    what it said of an earlier one is undone: `was` is what stood there, in a round that opened at `since`."""
    before = next((e for e in own if e.id == origin.id), None)
    named = {base_of(was or {}), before.follows if before else None}
    for one in own:
        if since is not None and one.id in named and one.id != base_of(said or {}):
            await _let_go(uow, group, one, since=since, now=now)
    parts = None if said is None or PICKED in said else said
    if parts is not None:
        base = _own(own, parts.get(FOLLOWS), but=origin.id)
        await _keep_parts(uow, group, origin, field, parts, before=before, base=base, now=now)
        await keep_chained(uow, group, base, now=now, cause=StateCause.ROUND)
        return
    if before is not None and (before.round_id, before.run) == (origin.run.round_id, origin.run.run):
        await uow.experiments.drop(origin.session, origin.run, origin.person)
    picked = _own(own, said.get(PICKED) if said else None, but=origin.id)
    if picked is not None:
        goes_on = ExperimentState.GOES_ON
        await keep_state(uow, picked, goes_on, zone=group.zone, now=now, cause=StateCause.ROUND)


async def _let_go(uow: UnitOfWork, group: Group, one: Experiment, *, since: datetime, now: datetime) -> None:
    """It stands again as it did before this round, unless something else was said of it since."""
    history = await uow.experiments.states(one.id)
    before = [c for c in history if c.cause is not StateCause.ROUND or c.at < since]
    if before and before[-1] != history[-1]:
        await keep_state(uow, one, before[-1].state, zone=group.zone, now=now, cause=StateCause.ROUND)


def _own(own: Sequence[Experiment], wanted: str | None, *, but: ExperimentId) -> Experiment | None:
    return next((e for e in own if e.id == wanted and e.id != but), None)


async def _keep_parts(
    uow: UnitOfWork,
    group: Group,
    origin: Origination,
    field: Field,
    parts: Mapping[str, str],
    *,
    before: Experiment | None,
    base: Experiment | None,
    now: datetime,
) -> None:
    follows = base.id if base else None
    if before is None:
        made = experiment_of(
            parts,
            group=group,
            origin=origin,
            now=now,
            visibility=field.visibility,
            programme=field.programme,
            follows=follows,
        )
        await uow.experiments.save(made, now=now, cause=StateCause.ROUND)
        return
    changed = edited(
        before,
        when=parts["when"],
        then=parts["then"],
        on=date.fromisoformat(parts["on"]),
        safety=Safety(parts["safety"]),
        today=now.astimezone(group.zone).date(),
    )
    # it may have moved outside the round meanwhile; told here once more, it is the round's again
    changed = replace(
        changed, session=origin.session, round_id=origin.run.round_id, run=origin.run.run, follows=follows
    )
    await keep(uow, before, changed, zone=group.zone, now=now, cause=StateCause.ROUND)
