"""Opening one's own form, and what else a person can do with an answer: withdraw it, add to it, take part aloud."""

from collections.abc import Mapping
from typing import Any

from dialogs.cards.actions import (
    AnswerOpen,
    AnswerSave,
    AnswerWithdraw,
    SupplementOpen,
    SupplementSubmit,
    TakePartAloud,
)
from dialogs.cards.choose import LONGEST_SUPPLEMENT, SupplementView, supplement_dialog
from dialogs.cards.reading import typed, written
from dialogs.cards.values import parts
from dialogs.errors import Invalid, ModeratorError
from dialogs.ids import PersonId
from dialogs.sessions import messages as m
from dialogs.sessions.model import RoundRun
from dialogs.sessions.views import MayAnswer, has_answered, may_answer
from dialogs.texts.catalogue import Texts
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.answer_form import answer_dialog
from dialogs.usecases.answer_returned import draft_name
from dialogs.usecases.checking import SentBack, guard, guarded, names_of
from dialogs.usecases.house import House
from dialogs.usecases.lead import command_session
from dialogs.usecases.offering import offers_of
from dialogs.usecases.scene import Scene, read_scene
from dialogs.usecases.seats import no_seat
from dialogs.usecases.who import sender_of


async def open_answer(house: House, origin: Origin, action: AnswerOpen) -> Reply:
    """The form of the round, filled with the own answer or draft; a message where there is nothing to fill in."""
    async with house.reading() as uow:
        scene = await read_scene(uow, action.session, now=house.now())
        sender = await sender_of(uow, house, origin, group=scene.group if scene else None)
        if scene is None:
            return Say(text=sender.texts.say("reply.unknown_button"))
        if sender.person is None or scene.session.seat(sender.person) is None:
            return await no_seat(house, origin, action.session)
        run = scene.session.run(action.key)
        may = may_answer(scene.session, sender.person, action.key, scene.now)
        draft = await uow.sessions.draft(action.session, draft_name(run), sender.person) if run else None
    texts = sender.texts
    if run is None or not (may.opens_form or may is MayAnswer.SUPPLEMENT):
        return Say(text=texts.say(f"session.refused.answer_{may}"))
    if may is MayAnswer.SUPPLEMENT:
        again = SupplementOpen(session=action.session, round=action.round, run=action.run)
        return await open_supplement(house, origin, again)
    own = scene.session.answers.get((run.key, sender.person))
    if draft and not (own and has_answered(own)):
        return answer_dialog(scene, run, person=sender.person, texts=texts, values=draft, draft=True)
    return answer_dialog(scene, run, person=sender.person, texts=texts)


async def save_answer(house: House, origin: Origin, action: AnswerSave, data: Mapping[str, Any]) -> Reply:
    """*Bewaren*: a draft, its author's only; what is recognisable is not kept, not as a draft either."""
    async with house.writing() as uow:
        scene = await read_scene(uow, action.session, now=house.now())
        sender = await sender_of(uow, house, origin, group=scene.group if scene else None)
        run = scene.session.run(action.key) if scene else None
        form = scene.round(action.key).form if scene and run else None
        if scene is not None and run is not None and form is not None and sender.person is not None:
            values = typed(form, data)
            found = guard(iter(values.items()), names_of(scene.group))
            if found.blocked:
                return answer_dialog(
                    scene, run, person=sender.person, texts=sender.texts, values=values, faults=found.faults
                )
            await uow.sessions.keep_draft(action.session, draft_name(run), sender.person, values, house.now())
            await uow.commit()
            return Say(text=sender.texts.say("reply.answer.draft"))
    return await no_seat(house, origin, action.session)


async def withdraw_answer(house: House, origin: Origin, action: AnswerWithdraw) -> Reply:
    async with house.reading() as uow:
        scene = await read_scene(uow, action.session, now=house.now())
        sender = await sender_of(uow, house, origin, group=scene.group if scene else None)
    if scene is None or sender.person is None:
        return await no_seat(house, origin, action.session)
    command = m.WithdrawAnswer(person=sender.person, run=action.key)
    try:
        await command_session(house, origin=origin, session=action.session, command=command)
    except ModeratorError as error:
        return Say(text=sender.texts.say(error.text_key, **error.values))
    return Say(text=sender.texts.say("reply.answer.withdrawn"))


async def open_supplement(house: House, origin: Origin, action: SupplementOpen) -> Reply:
    async with house.reading() as uow:
        scene = await read_scene(uow, action.session, now=house.now())
        sender = await sender_of(uow, house, origin, group=scene.group if scene else None)
    if scene is None or sender.person is None or scene.session.seat(sender.person) is None:
        return await no_seat(house, origin, action.session)
    may = may_answer(scene.session, sender.person, action.key, scene.now)
    run = scene.session.run(action.key)
    if run is None or may is not MayAnswer.SUPPLEMENT:
        return Say(text=sender.texts.say(f"session.refused.answer_{may}"))
    return _supplement(
        scene,
        run,
        sender.texts,
        earlier=_own_words(scene, run, sender.person, sender.texts),
        withdraw=_own_withdraw(scene, run, sender.person),
    )


async def submit_supplement(house: House, origin: Origin, action: SupplementSubmit, data: Mapping[str, Any]) -> Reply:
    async with house.reading() as uow:
        scene = await read_scene(uow, action.session, now=house.now())
        sender = await sender_of(uow, house, origin, group=scene.group if scene else None)
    run = scene.session.run(action.key) if scene else None
    if scene is None or run is None or sender.person is None:
        return await no_seat(house, origin, action.session)
    group, texts = scene.group, sender.texts
    try:
        text = written(data, "text", most=LONGEST_SUPPLEMENT)

        async def names() -> Any:
            return names_of(group)

        await guarded((("text", text),), data, names=names)
        command = m.AddSupplement(person=sender.person, run=action.key, text=text)
        await command_session(house, origin=origin, session=action.session, command=command)
    except Invalid as invalid:
        faults = tuple(texts.say(key, **values) for key, values in invalid.faults.values())
        return _supplement(scene, run, texts, said=_typed(data), notices=faults)
    except SentBack as back:
        faults = tuple(texts.say(key, **values) for key, values in back.returned.faults.values())
        return _supplement(scene, run, texts, said=_typed(data), notices=faults, tick=bool(back.returned.ticks))
    except ModeratorError as error:
        return Say(text=texts.say(error.text_key, **error.values))
    return Say(text=texts.say("reply.supplement"))


def _typed(data: Mapping[str, Any]) -> str:
    said = data.get("f-text")
    return said[: 2 * LONGEST_SUPPLEMENT] if isinstance(said, str) else ""


def _supplement(
    scene: Scene,
    run: RoundRun,
    texts: Texts,
    *,
    earlier: tuple[str, ...] = (),
    said: str | None = None,
    notices: tuple[str, ...] = (),
    tick: bool = False,
    withdraw: AnswerWithdraw | None = None,
) -> Reply:
    submit = SupplementSubmit(session=scene.session.id, round=run.key.round_id, run=run.key.run)
    prompt = scene.round(run.key).prompt.in_(texts.language)
    view = SupplementView(
        submit=submit, prompt=prompt, earlier=earlier, typed=said, notices=notices, tick=tick, withdraw=withdraw
    )
    return supplement_dialog(view, texts)


def _own_withdraw(scene: Scene, run: RoundRun, person: PersonId) -> AnswerWithdraw | None:
    """*Intrekken*, also after the showing; then the group reads *ingetrokken*."""
    own = scene.session.answers.get((run.key, person))
    if own is None or not has_answered(own):
        return None
    key = run.key
    return AnswerWithdraw(session=scene.session.id, round=key.round_id, run=key.run, version=own.version)


def _own_words(scene: Scene, run: RoundRun, person: PersonId, texts: Texts) -> tuple[str, ...]:
    form = scene.round(run.key).form
    own = scene.session.answers.get((run.key, person))
    if form is None or own is None:
        return ()
    said = parts(form, own.fields, texts, offers=offers_of(form, scene))
    return (*(part.text for part in said), *own.supplements)


async def set_aloud(house: House, origin: Origin, action: TakePartAloud) -> Reply:
    """*Ik doe mondeling mee*, and back again."""
    async with house.reading() as uow:
        scene = await read_scene(uow, action.session, now=house.now())
        sender = await sender_of(uow, house, origin, group=scene.group if scene else None)
    if scene is None or sender.person is None:
        return await no_seat(house, origin, action.session)
    command = m.MarkSeat(by=sender.person, person=sender.person, aloud=action.aloud)
    try:
        await command_session(house, origin=origin, session=action.session, command=command)
    except ModeratorError as error:
        return Say(text=sender.texts.say(error.text_key, **error.values))
    return Say(text=sender.texts.say("reply.aloud.on" if action.aloud else "reply.aloud.off"))
