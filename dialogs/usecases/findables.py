"""What `zoek` may come upon, kept when it is shown: an entry says where a text stands, and is no promise to show it."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from dialogs.experiments.model import Experiment
from dialogs.experiments.report import REPORT_PLACE, ExperimentReport, ReportStatus, Sharing
from dialogs.formats.model import FieldType, Form, Meaning, Visibility
from dialogs.groups import FormAnswer, Group
from dialogs.ids import PersonId, SessionId
from dialogs.ports import UnitOfWork
from dialogs.records import Findable, FindableKind
from dialogs.sessions import messages as m
from dialogs.sessions.model import Answer, RoundPhase, RunKey, Session
from dialogs.sessions.seats import form_of, has_answered
from dialogs.sessions.stages import HARVEST
from dialogs.usecases.own_experiment import born_in

HARVESTED: Final = RunKey(HARVEST, 1)
"""The place of what stands on a harvest card."""
OF_A_REPORT: Final = ("learned", "works_when", "works_not_when")
"""What somebody may learn from, of a report: not what was seen in it."""


async def keep_shown(
    uow: UnitOfWork, group: Group, session: Session, events: Sequence[m.Event], *, now: datetime
) -> None:
    """After `RoundShown` and `RoundDone`: the insights and experiments of that round, in one statement. So is what
    comes in later, caught up with or in a form that stays open after the talk. What was withdrawn can be found no
    more."""
    del now  # a place has no moment
    shown = [event.run for event in events if isinstance(event, m.RoundShown | m.RoundDone)]
    late = {
        (event.run, event.person)
        for event in events
        if isinstance(event, m.AnswerCaughtUp | m.AnswerGiven) and _is_read(session, event.run)
    }
    answers = [
        answer
        for (run, person), answer in session.answers.items()
        if has_answered(answer) and (run in shown or (run, person) in late)
    ]
    entries = [entry for answer in answers for entry in _of_answer(group, session, answer)]
    if any(_asks_for_experiments(session, answer.run) for answer in answers):
        entries += await _of_experiments(uow, group, session, {(a.run, a.person) for a in answers})
    await uow.finder.put(entries)
    gone = [_place(group, session.id, e.run, e.person) for e in events if isinstance(e, m.AnswerWithdrawn)]
    gone += [entry for run in shown for entry in _taken_over(group, session, run)]
    await uow.finder.drop([entry.id for entry in gone])


def _is_read(session: Session, run: RunKey) -> bool:
    state = session.run(run)
    return state is not None and state.phase in {RoundPhase.SHOWN, RoundPhase.DONE}


def _of_answer(group: Group, session: Session, answer: Answer) -> Iterator[Findable]:
    form = form_of(session, answer.run)
    insight = insight_in(form, answer.fields) if form else ""
    if insight:
        yield _place(group, session.id, answer.run, answer.person, text=insight)


def _asks_for_experiments(session: Session, run: RunKey) -> bool:
    form = form_of(session, run)
    return form is not None and any(field.type is FieldType.EXPERIMENT for field in form.fields)


async def _of_experiments(
    uow: UnitOfWork, group: Group, session: Session, places: Collection[tuple[RunKey, PersonId]]
) -> list[Findable]:
    """As they stand now: one may have been changed, or kept from the group, since it was thought of."""
    return [
        _experiment(group, one)
        for one in await uow.experiments.of_group(group.id)
        if one.session == session.id and one.visibility is Visibility.GROUP and (born_in(one), one.person) in places
    ]


def insight_in(form: Form, fields: Mapping[str, object]) -> str:
    """The insight that the group may read, in its writer's words."""
    field = next((f for f in form.fields if f.meaning is Meaning.INSIGHT and f.visibility is Visibility.GROUP), None)
    said = fields.get(field.id) if field else None
    return said if isinstance(said, str) else ""


def _taken_over(group: Group, session: Session, run: RunKey) -> Iterator[Findable]:
    """What a harvest card said before the round took it over: found twice, it would count twice."""
    form = form_of(session, run)
    if form is not None and form.answered_by == HARVEST:
        for key, person in session.answers:
            if key == run:
                yield _place(group, session.id, HARVESTED, person)


def _place(group: Group, session: SessionId, run: RunKey, person: PersonId, *, text: str = "") -> Findable:
    return Findable(
        programme=group.programme,
        group=group.id,
        person=person,
        kind=FindableKind.INSIGHT,
        session=session,
        run=run,
        text=text,
    )


def _experiment(group: Group, experiment: Experiment) -> Findable:
    return Findable(
        programme=group.programme,
        group=group.id,
        person=experiment.person,
        kind=FindableKind.EXPERIMENT,
        experiment=experiment.id,
        text=f"{experiment.when} · {experiment.then}",
    )


async def keep_experiment(uow: UnitOfWork, group: Group, experiment: Experiment) -> None:
    """After an experiment was written or changed outside its round."""
    kept = experiment.visibility is Visibility.GROUP and not experiment.taken_back
    await _keep(uow, _experiment(group, experiment), kept=kept)


async def keep_report(uow: UnitOfWork, group: Group, report: ExperimentReport) -> None:
    """After a report came in, changed or was withdrawn."""
    said = [text for name in OF_A_REPORT if isinstance(text := report.fields.get(name), str) and text]
    place = RunKey(REPORT_PLACE, report.number)
    entry = _place(group, report.session, place, report.person, text=" · ".join(said))
    shared = report.status is ReportStatus.SUBMITTED and report.sharing is not Sharing.MODERATOR
    await _keep(uow, entry, kept=shared and bool(said))


async def keep_harvest(uow: UnitOfWork, group: Group, answer: FormAnswer) -> None:
    """After a harvest card came in or changed."""
    form = group.format.forms.get(HARVEST)
    text = insight_in(form, answer.fields) if form else ""
    await _keep(uow, _place(group, answer.session, HARVESTED, answer.person, text=text), kept=bool(text))


async def _keep(uow: UnitOfWork, entry: Findable, *, kept: bool) -> None:
    """What is between somebody and the moderator does not even lie where it could be found."""
    if kept:
        await uow.finder.put([entry])
    else:
        await uow.finder.drop([entry.id])
