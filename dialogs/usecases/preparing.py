"""The hotseat's preparation card: ambition, dilemmas and what is asked of the group, before the first session."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from dialogs.cards.actions.between import PreparationOpen, PreparationSave, PreparationSubmit
from dialogs.cards.form_view import Fault, FormView, Tick
from dialogs.cards.forms import form_dialog
from dialogs.cards.reading import as_typed, typed
from dialogs.errors import ModeratorError, Refused, Stale
from dialogs.formats.model import Form, Meaning
from dialogs.groups import FormAnswer, Group
from dialogs.ids import PersonId, SessionId
from dialogs.ports import UnitOfWork
from dialogs.programmes.model import Role
from dialogs.texts.catalogue import Texts
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.ambition import PREPARATION
from dialogs.usecases.checking import SentBack, checked, guard, guarded, names_of, written_texts
from dialogs.usecases.forms_between import hotseat_prepares
from dialogs.usecases.house import House
from dialogs.usecases.replies import preparation_card
from dialogs.usecases.seats import no_seat
from dialogs.usecases.who import Sender, sender_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """What the preparation dialog is drawn from. `stored` is the card as sent in, `draft` what was kept meanwhile."""

    session: SessionId
    group: Group
    form: Form
    hotseat: PersonId
    stored: FormAnswer | None
    draft: Mapping[str, str] | None

    @property
    def version(self) -> int:
        return self.stored.version if self.stored else 0


async def open_preparation(house: House, origin: Origin, action: PreparationOpen) -> Reply:
    async with house.reading() as uow:
        sender, desk = await _desk(uow, house, origin, action.session)
    if isinstance(desk, ModeratorError):
        return Say(text=sender.texts.say(desk.text_key))
    if desk is None:
        return await no_seat(house, origin, action.session)
    return _dialog(desk, sender.texts)


async def _desk(
    uow: UnitOfWork, house: House, origin: Origin, session: SessionId
) -> tuple[Sender, Desk | ModeratorError | None]:
    """Only for the hotseat, and until the round in which the ambition is told has begun."""
    found = await uow.sessions.gathering(session)
    group = found.group if found else None
    sender = await sender_of(uow, house, origin, group=group)
    if group is None or sender.person is None:
        return sender, None
    member = group.member(sender.person)
    if member is None:
        return sender, None
    if not hotseat_prepares(group):
        return sender, Refused("reply.preparation.none")
    if Role.HOTSEAT not in member.roles:
        return sender, Refused("reply.preparation.hotseat_only")
    if await uow.ambitions.versions(group.id):
        return sender, Refused("reply.preparation.begun")
    return sender, Desk(
        session=session,
        group=group,
        form=group.format.forms[PREPARATION],
        hotseat=sender.person,
        stored=await uow.sessions.form_answer(session, PREPARATION, sender.person),
        draft=await uow.sessions.draft(session, PREPARATION, sender.person),
    )


def _dialog(
    desk: Desk,
    texts: Texts,
    *,
    values: Mapping[str, str] | None = None,
    faults: Mapping[str, Fault] | None = None,
    notices: tuple[str, ...] = (),
    ticks: tuple[Tick, ...] = (),
) -> Reply:
    return form_dialog(
        FormView(
            heading=texts.say("button.preparation"),
            form=desk.form,
            submit=PreparationSubmit(session=desk.session, version=desk.version),
            save=PreparationSave(session=desk.session, version=desk.version),
            values=values if values is not None else _known(desk),
            faults=faults or {},
            notices=notices,
            ticks=ticks,
            draft=values is None and desk.draft is not None,
        ),
        texts,
    )


def _known(desk: Desk) -> Mapping[str, str]:
    """The draft, else what was sent in, else the imported theme as a beginning."""
    if desk.draft is not None:
        return desk.draft
    if desk.stored is not None:
        return as_typed(desk.form, desk.stored.fields)
    theme = {Meaning.AMBITION: desk.group.ambition, Meaning.DILEMMA: desk.group.dilemma}
    prefilled: dict[str, str] = {}
    for field in desk.form.fields:
        if field.meaning in theme:
            prefilled[field.id] = theme.pop(field.meaning)  # only the first dilemma
    return prefilled


async def save_preparation(house: House, origin: Origin, action: PreparationSave, data: Mapping[str, Any]) -> Reply:
    """*Bewaren*: a draft, its author's only. What is recognisable is not kept, not as a draft either."""
    async with house.writing() as uow:
        sender, desk = await _desk(uow, house, origin, action.session)
        if isinstance(desk, Desk):
            values = typed(desk.form, data)
            found = guard(iter(values.items()), names_of(desk.group))
            if found.blocked:
                return _dialog(desk, sender.texts, values=values, faults=found.faults)
            await uow.sessions.keep_draft(action.session, PREPARATION, desk.hotseat, values, house.now())
            await uow.commit()
            return Say(text=sender.texts.say("reply.answer.draft"))
    if isinstance(desk, ModeratorError):
        return Say(text=sender.texts.say(desk.text_key))
    return await no_seat(house, origin, action.session)


async def submit_preparation(house: House, origin: Origin, action: PreparationSubmit, data: Mapping[str, Any]) -> Reply:
    now = house.now()
    async with house.writing() as uow:
        first = await uow.inbox.first_time(origin.conversation_id, origin.activity_id, now)
        sender, desk = await _desk(uow, house, origin, action.session)
        if isinstance(desk, Desk):
            if not first:
                return Say(text=sender.texts.say("reply.preparation.saved"))
            return await _store(uow, house, action, data, desk=desk, texts=sender.texts)
    if isinstance(desk, ModeratorError):
        return Say(text=sender.texts.say(desk.text_key))
    return await no_seat(house, origin, action.session)


async def _store(
    uow: UnitOfWork,
    house: House,
    action: PreparationSubmit,
    data: Mapping[str, Any],
    *,
    desk: Desk,
    texts: Texts,
) -> Reply:
    values, now = typed(desk.form, data), house.now()
    day = now.astimezone(desk.group.zone).date()

    try:
        fields = checked(desk.form, data, offers={})
        await guarded(uow, desk.group.id, tuple(written_texts(desk.form, fields)), data, day=day)
        answer = FormAnswer(
            session=action.session,
            form=PREPARATION,
            person=desk.hotseat,
            version=action.version + 1,  # the store refuses it when the card was sent in meanwhile
            fields=fields,
            at=now,
        )
        await uow.sessions.save_form(answer)
    except SentBack as back:
        returned = back.returned
        return _dialog(desk, texts, values=values, faults=returned.faults, ticks=returned.ticks)
    except Stale:
        return _dialog(desk, texts, values=values, notices=(texts.say("reply.changed_meanwhile"),))
    await uow.sessions.drop_draft(action.session, PREPARATION, desk.hotseat)
    member = desk.group.member(desk.hotseat)
    if member is not None and member.personal is not None:
        await uow.outbox.add([preparation_card(action.session, chat=member.personal, now=now)])
    await uow.commit()
    return Say(text=texts.say("reply.preparation.saved"))
