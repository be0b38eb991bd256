"""The report of an experiment: a dialog of two pages, at any time before, in and after a session."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from dialogs.cards.actions.look_back import (
    ExperimentReportOpen,
    ExperimentReportPage,
    ExperimentReportSave,
    ExperimentReportSubmit,
    ExperimentReportSupplement,
    ExperimentReportWithdraw,
)
from dialogs.cards.choose import LONGEST_SUPPLEMENT
from dialogs.cards.experiment_report import invitation, on_top
from dialogs.cards.reading import chosen, typed
from dialogs.cards.reading import written as one_text
from dialogs.errors import Invalid, Stale
from dialogs.experiments.report import (
    ADAPT,
    ANOTHER_REASON,
    DONE,
    NEXT_HOW,
    REASON_OTHER,
    REASONS,
    SHARING,
    Done,
    ExperimentReport,
    ReportStatus,
    Sharing,
    sharing_in,
)
from dialogs.formats.model import FieldType, Form
from dialogs.groups import Group
from dialogs.ids import ExperimentId, SessionId
from dialogs.notices import Notice
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import Fields, SessionPhase
from dialogs.sessions.views import makes_up_the_group
from dialogs.texts.catalogue import Texts
from dialogs.turns import ChatKind, Origin, Reply, Say
from dialogs.usecases.answer_returned import told
from dialogs.usecases.canvas import Canvas
from dialogs.usecases.checking import Names, Returned, SentBack, checked, guard, guarded, names_of, written_texts
from dialogs.usecases.experiment_desk import Desk as ExperimentDesk
from dialogs.usecases.experimenting import adapted_page
from dialogs.usecases.findables import keep_report
from dialogs.usecases.heard import Heard, line_to, reply_to
from dialogs.usecases.house import House
from dialogs.usecases.look_back_desk import (
    Desk,
    Subject,
    desk_of,
    draft_name,
    form_after,
    is_shared,
    page_of_another,
    page_one,
    page_read,
    page_two,
    subject_in,
    subject_of,
)
from dialogs.usecases.look_back_shown import has_board, look_back_form, look_back_session
from dialogs.usecases.look_back_state import follow, undo
from dialogs.usecases.replies import ReplyKind
from dialogs.usecases.seats import no_seat
from dialogs.usecases.series_consequences import after_a_report
from dialogs.usecases.typed import TypedCommand

# --- to the form


async def open_experiment_report(house: House, origin: Origin, action: ExperimentReportOpen) -> Reply:
    async with house.reading() as uow:
        desk = await desk_of(uow, house, origin, action.session)
        if isinstance(desk, Desk):
            return await _first(uow, desk, action.experiment)
    return desk or await no_seat(house, origin, action.session)


async def _first(uow: UnitOfWork, desk: Desk, named: ExperimentId | None) -> Reply:
    """The one that was named, else the only one, else the list to choose from."""
    own, earlier = [one.id for one in desk.own], desk.earlier
    if named is None and len(own) + len(earlier) > 1:
        return page_one(desk, subject=None)
    if named is None and earlier:
        return await _told_before(uow, desk, next(iter(earlier.values())))
    if named is None and not own:
        return Say(text=desk.texts.say("reply.look_back.none"))
    return await _about(uow, desk, named or own[0], None)


async def _about(
    uow: UnitOfWork, desk: Desk, named: ExperimentId, done: str | None, *, notice: str | None = None
) -> Reply:
    """The page that comes next for this experiment. `done` is what was said on the first one."""
    subject = await subject_of(uow, desk, named)
    if subject is None:
        return Say(text=desk.texts.say("reply.look_back.not_yours"))
    if subject.given is not None and subject.is_read:
        return page_read(desk, subject, subject.given)
    return page_one(desk, subject=subject, notice=notice) if done is None else page_two(desk, subject, Done(done))


async def _told_before(uow: UnitOfWork, desk: Desk, report: ExperimentReport) -> Reply:
    subject = await subject_in(uow, desk, desk.tried_for(report), report.session)
    if subject is None:
        return Say(text=desk.texts.say("reply.look_back.none"))
    return page_read(desk, subject, report)


async def to_second_page(house: House, origin: Origin, action: ExperimentReportPage, data: Mapping[str, Any]) -> Reply:
    """Page 2 follows from *uitgevoerd*; nothing is stored yet."""
    async with house.reading() as uow:
        desk = await desk_of(uow, house, origin, action.session)
        if isinstance(desk, Desk):
            return await _second(uow, desk, action, data)
    return desk or await no_seat(house, origin, action.session)


async def _second(uow: UnitOfWork, desk: Desk, action: ExperimentReportPage, data: Mapping[str, Any]) -> Reply:
    own, earlier = [one.id for one in desk.own], desk.earlier
    said = chosen(data, list(Done), name=DONE)
    picked = chosen(data, [*own, *earlier])
    if action.experiment is None and picked is not None and picked in earlier:
        return await _told_before(uow, desk, earlier[picked])
    named = action.experiment or picked
    if named is None:
        return page_one(desk, subject=None, done=said, notice=desk.texts.say("form.fault.choose"))
    return await _about(uow, desk, ExperimentId(named), said, notice=desk.texts.say("form.fault.empty_choice"))


# --- keeping and sending in


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
            await _keep(uow, desk, subject, action.done, values)
            await uow.commit()
            return Say(text=desk.texts.say("reply.answer.draft"))
    return desk or await no_seat(house, origin, action.session)


async def _keep(uow: UnitOfWork, desk: Desk, subject: Subject, done: Done, values: Mapping[str, str]) -> None:
    draft = {**values, DONE: done.value}
    name = draft_name(subject.experiment)
    await uow.sessions.keep_draft(subject.session.id, name, desk.person, draft, desk.scene.now)


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
        await _store(uow, desk, subject, report)
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


async def _store(uow: UnitOfWork, desk: Desk, subject: Subject, report: ExperimentReport) -> None:
    now, group = desk.scene.now, desk.group
    await uow.reports.save(report)
    await follow(
        uow,
        subject.experiment,
        report,
        before=subject.given,
        others=_others(desk, report),
        now=now,
        zone=group.zone,
    )
    if subject.draft is not None:
        await uow.sessions.drop_draft(subject.drafted_for, draft_name(subject.experiment), desk.person)
    await keep_report(uow, group, report)
    await _redraw(uow, desk, subject)


def _and_then(desk: Desk, subject: Subject, report: ExperimentReport) -> Reply:
    """Who goes on another way gets the next experiment to fill in, beginning with what was just told; once."""
    tried = subject.experiment
    if report.following != ADAPT or any(one.follows == tried.id for one in desk.scene.experiments):
        return _thanks(desk, subject, report)
    how = report.fields.get(NEXT_HOW)
    asked = ExperimentDesk(scene=desk.scene, person=desk.person, texts=desk.texts)
    said = how if isinstance(how, str) else ""
    return on_top(adapted_page(asked, tried, then=said), desk.texts.say("reply.look_back.adapt"))


def _others(desk: Desk, report: ExperimentReport) -> Sequence[ExperimentReport]:
    return [r for r in desk.reports if r.experiment == report.experiment and r.session != report.session]


async def _redraw(uow: UnitOfWork, desk: Desk, subject: Subject) -> None:
    if desk.group.conversation is not None:
        await uow.outbox.add(after_a_report(subject.session, chat=desk.group.conversation, now=desk.scene.now))


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
        await _keep(uow, desk, subject, done, values)
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


# --- what the group has read: adding to it, and taking it away


async def supplement_experiment_report(
    house: House, origin: Origin, action: ExperimentReportSupplement, data: Mapping[str, Any]
) -> Reply:
    async with house.writing() as uow:
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, house.now())
        desk = await desk_of(uow, house, origin, action.session)
        if isinstance(desk, Desk):
            subject = await _subject_at(uow, desk, action.session, action.number)
            if subject is None or subject.given is None:
                return Say(text=desk.texts.say("reply.look_back.gone"))
            if not first:
                return Say(text=desk.texts.say("reply.supplement"))
            return await _add(uow, desk, subject, subject.given, data)
    return desk or await no_seat(house, origin, action.session)


async def _subject_at(uow: UnitOfWork, desk: Desk, session: SessionId, number: int) -> Subject | None:
    """By the place of the report: also for a session that is over, on whose board it stands."""
    report = next((r for r in desk.reports if (r.session, r.number) == (session, number)), None)
    experiment = next((e for e in desk.scene.experiments if report and e.id == report.experiment), None)
    if report is None or experiment is None:
        return None
    return await subject_in(uow, desk, experiment, session)


async def _add(
    uow: UnitOfWork, desk: Desk, subject: Subject, report: ExperimentReport, data: Mapping[str, Any]
) -> Reply:
    said = data.get("f-text")
    raw = said[: 2 * LONGEST_SUPPLEMENT] if isinstance(said, str) else ""
    texts = desk.texts
    if not subject.adds:
        return page_read(desk, subject, report, said=raw)
    try:
        text = one_text(data, "text", most=LONGEST_SUPPLEMENT)
        await guarded(uow, desk.group.id, (("text", text),), data, day=desk.day)
        if text in report.supplements[-1:]:
            return Say(text=texts.say("reply.supplement"))
        await uow.reports.add_supplement(report.session, report.person, report.number, text, now=desk.scene.now)
    except Invalid as invalid:
        faults = tuple(texts.say(key, **values) for key, values in invalid.faults.values())
        return page_read(desk, subject, report, said=raw, notices=faults)
    except SentBack as back:
        faults = tuple(texts.say(key, **values) for key, values in back.returned.faults.values())
        return page_read(desk, subject, report, said=raw, notices=faults, tick=bool(back.returned.ticks))
    except Stale:
        return page_read(desk, subject, report, said=raw, notices=(texts.say("reply.changed_meanwhile"),))
    await keep_report(uow, desk.group, replace(report, supplements=(*report.supplements, text)))
    await _redraw(uow, desk, subject)
    await uow.commit()
    return Say(text=texts.say("reply.supplement"))


async def withdraw_experiment_report(house: House, origin: Origin, action: ExperimentReportWithdraw) -> Reply:
    """*Intrekken*: without a trace as long as the group has not read it; then it reads *ingetrokken*."""
    async with house.writing() as uow:
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, house.now())
        desk = await desk_of(uow, house, origin, action.session)
        if isinstance(desk, Desk):
            subject = await _subject_at(uow, desk, action.session, action.number)
            given = subject.given if subject else None
            if not first:  # it is gone; what stands there now was told since
                return Say(text=desk.texts.say("reply.look_back.withdrawn"))
            if subject is None or given is None:
                return Say(text=desk.texts.say("reply.look_back.gone"))
            if given.version != action.version:
                return _changed_meanwhile(desk, subject, given)
            await _take_away(uow, desk, subject, given)
            await uow.commit()
            return Say(text=desk.texts.say("reply.look_back.withdrawn"))
    return desk or await no_seat(house, origin, action.session)


def _changed_meanwhile(desk: Desk, subject: Subject, given: ExperimentReport) -> Reply:
    """The report is newer than the button: nobody withdraws what they have not seen."""
    notice = desk.texts.say("reply.look_back.withdraw_changed")
    if subject.is_read:
        return page_read(desk, subject, given, notices=(notice,))
    return page_two(desk, subject, given.done, notices=(notice,))


async def _take_away(uow: UnitOfWork, desk: Desk, subject: Subject, given: ExperimentReport) -> None:
    now, place = desk.scene.now, (given.session, given.person, given.number)
    if subject.is_read:
        await uow.reports.withdraw(*place, now=now)
    else:
        await uow.reports.drop(*place)
    await undo(uow, subject.experiment, given, others=_others(desk, given), now=now, zone=desk.group.zone)
    await keep_report(uow, desk.group, replace(given, status=ReportStatus.WITHDRAWN, fields={}, supplements=()))
    await _redraw(uow, desk, subject)


# --- typed


async def typed_look_back(uow: UnitOfWork, house: House, heard: Heard, command: TypedCommand) -> Sequence[Notice]:
    """`terugblik`: a card that opens the dialog, or a kind line where there is nothing to look back on."""
    del uow, command
    group = heard.group
    if group is None:
        return ()
    return (_invited(house, heard, group),)


def _invited(house: House, heard: Heard, group: Group) -> Notice:
    member = group.member(heard.sender.person) if heard.sender.person else None
    takes_part = member is not None and makes_up_the_group(member.roles)
    if heard.origin.kind is ChatKind.PERSONAL and not takes_part:
        return line_to(house, heard, "reply.look_back.participants")
    if look_back_form(group.format) is None or not any(has_board(group.plan(s.number)) for s in group.sessions):
        return line_to(house, heard, "reply.look_back.no_form")
    head = look_back_session(group) or next((s for s in group.sessions if s.phase is not SessionPhase.CANCELLED), None)
    if head is None:
        return reply_to(house, heard, ReplyKind.PLANNING, group=group.id)
    return reply_to(house, heard, ReplyKind.LOOK_BACK, session=head.id)


async def draw_look_back(canvas: Canvas, texts: Texts) -> Mapping[str, Any] | None:
    """Payload: `session`."""
    return invitation(SessionId(str(canvas.payload.get("session"))), texts)
