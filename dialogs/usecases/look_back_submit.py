"""A report of an experiment is kept as a draft or sent in, at any time before, in and after a session."""

from collections.abc import Mapping
from typing import Any

from dialogs.cards.actions.look_back import ExperimentReportSave, ExperimentReportSubmit
from dialogs.cards.experiment_report import on_top
from dialogs.cards.reading import typed
from dialogs.errors import Stale
from dialogs.experiments.report import (
    ADAPT,
    ANOTHER_REASON,
    NEXT_HOW,
    REASON_OTHER,
    REASONS,
    SHARING,
    Done,
    ExperimentReport,
    Sharing,
    sharing_in,
)
from dialogs.formats.model import FieldType, Form
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import Fields
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.answer_returned import told
from dialogs.usecases.checking import Names, Returned, SentBack, checked, guard, guarded, names_of, written_texts
from dialogs.usecases.experiment_desk import Desk as ExperimentDesk
from dialogs.usecases.experimenting import adapted_page
from dialogs.usecases.house import House
from dialogs.usecases.look_back_desk import Desk, Subject, desk_of, subject_of
from dialogs.usecases.look_back_pages import form_after, is_shared, page_of_another, page_read, page_two
from dialogs.usecases.look_back_record import keep_draft, store
from dialogs.usecases.seats import no_seat


async def save_experiment_report(
    house: House, origin: Origin, action: ExperimentReportSave, data: Mapping[str, Any]
) -> Reply:
    """*Bewaren*: a draft, its author's only. What is recognisable is not kept, not as a draft either."""
    async with house.writing() as uow:
        desk = await desk_of(uow, house, origin, action.session)
        if isinstance(desk, Desk):
            subject = await subject_of(uow, desk, action.experiment)
            if subject is None:
                return _of_another(desk, action, data)
            values = _typed(desk, action.done, data, subject)
            if subject.given is not None and subject.is_read:
                return await _too_late(uow, desk, subject, subject.given, action.done, values)
            found = guard(iter(values.items()), names_of(desk.group))
            if found.blocked:
                return page_two(desk, subject, action.done, values=values, faults=found.faults)
            await keep_draft(uow, desk, subject, action.done, values)
            await uow.commit()
            return Say(text=desk.texts.say("reply.answer.draft"))
    return desk or await no_seat(house, origin, action.session)


def _typed(desk: Desk, done: Done, data: Mapping[str, Any], subject: Subject) -> dict[str, str]:
    return typed(form_after(desk, done, shared=is_shared(subject.experiment)), data)


def _of_another(desk: Desk, action: ExperimentReportSave | ExperimentReportSubmit, data: Mapping[str, Any]) -> Reply:
    """Refused, and what was typed stands there to be copied; of the other's experiment nothing does."""
    return page_of_another(desk, action, typed(form_after(desk, action.done), data))


async def submit_experiment_report(
    house: House, origin: Origin, action: ExperimentReportSubmit, data: Mapping[str, Any]
) -> Reply:
    """One transaction: the report, how its experiment stands now, the boards that show it, and the end of the draft."""
    async with house.writing() as uow:
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, house.now())
        desk = await desk_of(uow, house, origin, action.session)
        if isinstance(desk, Desk):
            subject = await subject_of(uow, desk, action.experiment)
            if subject is None:
                return _of_another(desk, action, data)
            if not first:
                return _again(desk, subject, action)
            return await _submit(uow, desk, subject, action, data)
    return desk or await no_seat(house, origin, action.session)


def _again(desk: Desk, subject: Subject, action: ExperimentReportSubmit) -> Reply:
    """The channel delivered it twice: said once more, and nothing is done."""
    given = subject.given
    if given is not None and subject.is_read and given.version <= action.version:
        return page_read(desk, subject, given)
    return _thanks(desk, subject, given)


async def _submit(
    uow: UnitOfWork, desk: Desk, subject: Subject, action: ExperimentReportSubmit, data: Mapping[str, Any]
) -> Reply:
    form = form_after(desk, action.done, shared=is_shared(subject.experiment))
    values = typed(form, data)
    try:
        fields = checked(form, data, offers={})
        _require_reason(form, fields)
        if _stands_already(subject, action, fields):
            return _thanks(desk, subject, subject.given)
        if subject.given is not None and subject.is_read:
            return await _too_late(uow, desk, subject, subject.given, action.done, values)
        await guarded(uow, desk.group.id, tuple(written_texts(form, fields)), data, day=desk.day)
        report = _made(desk, subject, action, fields)
        await store(uow, desk, subject, report)
    except SentBack as back:
        returned = back.returned
        notices = tuple(told(desk.texts, notice) for notice in returned.notices)
        return page_two(
            desk, subject, action.done, values=values, faults=returned.faults, notices=notices, ticks=returned.ticks
        )
    except Stale:
        notice = desk.texts.say("reply.changed_meanwhile")
        return page_two(desk, subject, action.done, values=values, notices=(notice,))
    await uow.commit()
    return _and_then(desk, subject, report)


def _require_reason(form: Form, fields: Fields) -> None:
    """*Iets anders* alone tells nobody what came in between. Raises `SentBack`."""
    chosen, asked = fields.get(REASONS), any(item.id == REASON_OTHER for item in form.fields)
    if asked and isinstance(chosen, tuple) and ANOTHER_REASON in chosen and REASON_OTHER not in fields:
        raise SentBack(Returned(faults={REASON_OTHER: ("form.fault.reason_other", {})}))


def _stands_already(subject: Subject, action: ExperimentReportSubmit, fields: Mapping[str, Any]) -> bool:
    """The thanks got lost on the way and the person pressed again: there is nothing to change and nothing to blame."""
    given = subject.given
    if given is None or given.version != action.version + 1:
        return False
    same = {name: value for name, value in fields.items() if name != SHARING} == given.fields
    return same and given.done is action.done and given.sharing is _sharing(subject, fields)


def _sharing(subject: Subject, fields: Mapping[str, Any]) -> Sharing:
    """Of an experiment that only the moderator knows there is nothing to share."""
    return sharing_in(fields) if is_shared(subject.experiment) else Sharing.MODERATOR


def _made(desk: Desk, subject: Subject, action: ExperimentReportSubmit, fields: Mapping[str, Any]) -> ExperimentReport:
    """Raises `Stale` when the report was changed since the page was opened."""
    if action.version != subject.version:
        raise Stale
    return ExperimentReport(
        session=subject.session.id,
        person=desk.person,
        number=desk.number_for(subject),
        experiment=subject.experiment.id,
        group=desk.group.id,
        version=subject.version + 1,
        done=action.done,
        fields={name: value for name, value in fields.items() if name != SHARING},
        sharing=_sharing(subject, fields),
        by=desk.person,
        at=desk.scene.now,
    )


def _and_then(desk: Desk, subject: Subject, report: ExperimentReport) -> Reply:
    """Who goes on another way gets the next experiment to fill in, beginning with what was just told; once."""
    tried = subject.experiment
    if report.following != ADAPT or any(one.follows == tried.id for one in desk.scene.experiments):
        return _thanks(desk, subject, report)
    how = report.fields.get(NEXT_HOW)
    asked = ExperimentDesk(scene=desk.scene, person=desk.person, texts=desk.texts)
    said = how if isinstance(how, str) else ""
    return on_top(adapted_page(asked, tried, then=said), desk.texts.say("reply.look_back.adapt"))


async def _too_late(
    uow: UnitOfWork,
    desk: Desk,
    subject: Subject,
    given: ExperimentReport,
    done: Done,
    values: Mapping[str, str],
) -> Reply:
    """The group reads it meanwhile: what was written is kept as a draft, and offered as an addition."""
    if not guard(iter(values.items()), Names()).blocked:
        await keep_draft(uow, desk, subject, done, values)
        await uow.commit()
    form = form_after(desk, done, shared=is_shared(subject.experiment))
    said = "\n".join(values[f.id] for f in form.fields if f.id in values and f.type in _WORDS)
    notice = "reply.look_back.read_meanwhile"
    return page_read(desk, subject, given, said=said, notices=(desk.texts.say(notice),))


_WORDS = frozenset({FieldType.SHORT_TEXT, FieldType.LONG_TEXT, FieldType.REPORT})


def _thanks(desk: Desk, subject: Subject, report: ExperimentReport | None) -> Reply:
    texts = desk.texts
    if report is not None and report.sharing is Sharing.MODERATOR:
        return Say(text=texts.say("reply.look_back.private"))
    if subject.up:
        return Say(text=texts.say("reply.look_back.up"))
    return Say(text=texts.say("reply.look_back.soon", number=subject.session.number))
