"""The pages of the dialog of a report: did you try it, what came of it, and what the group has read of it."""

from collections.abc import Iterator, Mapping

from dialogs.cards.actions.look_back import (
    ExperimentReportPage,
    ExperimentReportSave,
    ExperimentReportSubmit,
    ExperimentReportSupplement,
    ExperimentReportWithdraw,
)
from dialogs.cards.experiment_report import (
    FirstPageView,
    ReadReportView,
    first_page,
    read_report,
    second_form,
    second_page,
)
from dialogs.cards.experiments_block import after_a_colon, in_full
from dialogs.cards.form_view import Fault, FormView, Tick
from dialogs.cards.offers import Offer
from dialogs.cards.reading import as_typed
from dialogs.cards.values import line_of, parts
from dialogs.experiments.model import Experiment
from dialogs.experiments.report import DONE, SHARING, Done, ExperimentReport, ReportStatus
from dialogs.formats.model import Form, Visibility
from dialogs.policy.matrix import Stage
from dialogs.texts.catalogue import Texts
from dialogs.turns import Reply
from dialogs.usecases.look_back_desk import Desk, Subject


def page_one(
    desk: Desk,
    *,
    subject: Subject | None,
    done: str | None = None,
    chosen: str | None = None,
    notice: str | None = None,
) -> Reply:
    """*Heb je het uitgeprobeerd?* `subject` when it is clear which experiment is meant."""
    texts = desk.texts
    tried = [subject.experiment] if subject else desk.own
    alone = subject is not None
    said = done or _said_before(subject)
    view = FirstPageView(
        next=ExperimentReportPage(
            session=subject.session.id if subject else desk.asked,
            version=subject.version if subject else 0,
            experiment=subject.experiment.id if subject else None,
        ),
        form=desk.form,
        tried=(*(_offer(desk, one, alone=alone) for one in tried), *(() if alone else _earlier(desk))),
        chosen=chosen,
        done=Done(said) if said in set(Done) else None,
        draft=subject is not None and subject.draft is not None,
        notice=notice,
    )
    return first_page(view, texts)


def _said_before(subject: Subject | None) -> str | None:
    if subject is None:
        return None
    if subject.draft is not None and DONE in subject.draft:
        return subject.draft[DONE]
    return subject.given.done.value if subject.given else None


def _offer(desk: Desk, experiment: Experiment, *, alone: bool) -> Offer:
    if alone:
        return Offer(id=experiment.id, text=_yours(desk, experiment))
    given = desk.report_of(experiment)
    title = experiment.title
    if given is not None and given.status is ReportStatus.SUBMITTED:
        title = desk.texts.say("form.look_back.given", experiment=title)
    return Offer(id=experiment.id, text=title)


def _yours(desk: Desk, experiment: Experiment) -> str:
    """The whole sentence: a title alone is only what somebody would do, not when."""
    return desk.texts.say("form.look_back.yours", experiment=after_a_colon(line_of(experiment), desk.texts))


def _earlier(desk: Desk) -> Iterator[Offer]:
    numbers = {head.id: head.number for head in desk.group.sessions}
    for value, report in desk.earlier.items():
        title, number = desk.tried_for(report).title, numbers[report.session]
        yield Offer(id=value, text=desk.texts.say("form.look_back.earlier", experiment=title, number=number))


def form_after(desk: Desk, done: Done, *, shared: bool = True) -> Form:
    return second_form(desk.form, done, shared=shared)


def is_shared(experiment: Experiment) -> bool:
    """Whether its author shares what was tried with the group at all."""
    return experiment.visibility is not Visibility.MODERATOR


def page_two(
    desk: Desk,
    subject: Subject,
    done: Done,
    *,
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, Fault] | None = None,
    notices: tuple[str, ...] = (),
    ticks: tuple[Tick, ...] = (),
) -> Reply:
    """`values` is what was typed just now; None shows the draft, else the report that was given before."""
    shared = is_shared(subject.experiment)
    session, version, experiment = subject.session.id, subject.version, subject.experiment.id
    return second_page(
        FormView(
            heading=desk.texts.say("button.look_back"),
            form=form_after(desk, done, shared=shared),
            prompt=_yours(desk, subject.experiment),
            submit=ExperimentReportSubmit(session=session, version=version, experiment=experiment, done=done),
            save=ExperimentReportSave(session=session, version=version, experiment=experiment, done=done),
            values=values if values is not None else _known(desk, subject),
            faults=faults or {},
            notices=notices,
            ticks=ticks,
            draft=values is None and subject.draft is not None,
            until=desk.texts.say("form.look_back.until" if shared else "form.look_back.private"),
        ),
        desk.texts,
        withdraw=_withdraw(subject) if not faults else None,
    )


def page_of_another(
    desk: Desk, action: ExperimentReportSave | ExperimentReportSubmit, values: Mapping[str, str]
) -> Reply:
    """Refused, and what was typed stands there to be copied; of the other's experiment nothing does."""
    view = FormView(
        heading=desk.texts.say("button.look_back"),
        form=form_after(desk, action.done),
        submit=action,
        values=values,
        notices=(desk.texts.say("reply.look_back.not_yours"),),
    )
    return second_page(view, desk.texts)


def _known(desk: Desk, subject: Subject) -> Mapping[str, str]:
    if subject.draft is not None:
        return subject.draft
    if subject.given is None:
        return {}
    return as_typed(desk.form, {**subject.given.fields, SHARING: subject.given.sharing.value})


def _withdraw(subject: Subject) -> ExperimentReportWithdraw | None:
    given = subject.given
    if given is None:
        return None
    return ExperimentReportWithdraw(session=given.session, number=given.number, version=given.version)


def page_read(
    desk: Desk,
    subject: Subject,
    report: ExperimentReport,
    *,
    said: str | None = None,
    notices: tuple[str, ...] = (),
    tick: bool = False,
) -> Reply:
    """A report the group has: the own words, what can be added, and *Intrekken*."""
    own = parts(desk.form, {DONE: report.done.value, **report.fields}, desk.texts, offers={})
    withdraw = ExperimentReportWithdraw(session=report.session, number=report.number, version=report.version)
    add = ExperimentReportSupplement(session=report.session, number=report.number) if subject.adds else None
    view = ReadReportView(
        experiment=in_full(line_of(subject.experiment), desk.texts),
        said=(*(f"{part.label or ''} {part.text}".strip() for part in own), *report.supplements),
        withdraw=withdraw,
        add=add,
        typed=said,
        notices=notices or tuple(_why(subject, desk.texts)),
        tick=tick,
    )
    return read_report(view, desk.texts)


def _why(subject: Subject, texts: Texts) -> Iterator[str]:
    """Why it cannot simply be changed."""
    if subject.stage is Stage.REPORTED:
        yield texts.say("reply.look_back.hidden")
    elif subject.stage is Stage.TAKEN_BACK:
        yield texts.say("reply.look_back.taken_back")
    elif subject.is_read:
        yield texts.say("reply.look_back.read")
