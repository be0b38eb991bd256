"""Opening one's own form, and what else a person can do with an answer: withdraw it, add to it, take part aloud."""

from collections.abc import Mapping
from typing import Any

from dialogs.cards.actions.answers import (
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
from dialogs.errors import Invalid, ModeratorError, Refused, Stale
from dialogs.ids import PersonId
from dialogs.sessions import messages as m
from dialogs.sessions.model import RoundRun
from dialogs.sessions.views import MayAnswer, has_answered, may_answer
from dialogs.texts.catalogue import Texts
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.answer_form import answer_dialog, today
from dialogs.usecases.answer_returned import draft_name, keep, too_late
from dialogs.usecases.checking import SentBack, guard, guarded, names_of
from dialogs.usecases.house import House
from dialogs.usecases.lead import command_session
from dialogs.usecases.offering import asks_anything, offers_of
from dialogs.usecases.scene import WHO_AND_WHEN, Scene, for_form_of, kept_draft
from dialogs.usecases.seats import no_seat
from dialogs.usecases.visiting import Visit, visit, visit_in


async def open_answer(house: House, origin: Origin, action: AnswerOpen | SupplementOpen) -> Reply:
    """The form of the round, filled with the own answer or draft; a message where there is nothing to fill in."""
    async with house.reading() as uow:
        found = await visit_in(uow, house, origin, action.session, parts=for_form_of(action.key))
        run = found.scene.session.run(action.key) if found else None
        draft = await kept_draft(uow, found.scene, draft_name(run.key), found.person) if found and run else None
    if found is None:
        return await no_seat(house, origin, action.session)
    scene, person, texts = found.scene, found.person, found.texts
    may = may_answer(scene.session, person, action.key, scene.now)
    if run is None or not (may.opens_form or may is MayAnswer.SUPPLEMENT):
        return Say(text=texts.say(f"session.refused.answer_{may}"))
    if may is MayAnswer.SUPPLEMENT:
        return _own_supplement(found, run)
    form = scene.round(run.key).form
    if form is not None and not asks_anything(form, scene):
        return Say(text=texts.say("reply.between.nothing_to_choose"))
    own = scene.session.answers.get((run.key, person))
    if draft and not (own and has_answered(own)):
        return answer_dialog(scene, run, person=person, texts=texts, values=draft, draft=True)
    return answer_dialog(scene, run, person=person, texts=texts)


async def save_answer(house: House, origin: Origin, action: AnswerSave, data: Mapping[str, Any]) -> Reply:
    """*Bewaren*: a draft, its author's only; what is recognisable is not kept, not as a draft either."""
    found = await visit(house, origin, action.session, parts=for_form_of(action.key))
    if not isinstance(found, Visit):
        return found
    scene, person, texts = found.scene, found.person, found.texts
    run = scene.session.run(action.key)
    form = scene.round(run.key).form if run else None
    if run is None or form is None or not form.drafts:
        return Say(text=texts.say("reply.unknown_button"))
    values = typed(form, data)
    recognised = guard(iter(values.items()), names_of(scene.group))
    if recognised.blocked:
        return answer_dialog(scene, run, person=person, texts=texts, values=values, faults=recognised.faults)
    may = may_answer(scene.session, person, run.key, scene.now)
    if not may.opens_form:
        reason = Refused(f"session.refused.answer_{may}")
        return await too_late(house, scene, run, form, values, person=person, texts=texts, reason=reason)
    await keep(house, scene, run, person, values)
    return Say(text=texts.say("reply.answer.draft"))


async def withdraw_answer(house: House, origin: Origin, action: AnswerWithdraw) -> Reply:
    found = await visit(house, origin, action.session, parts=WHO_AND_WHEN)
    if not isinstance(found, Visit):
        return found
    command = m.WithdrawAnswer(person=found.person, run=action.key, version=action.version)
    try:
        await command_session(house, origin=origin, session=action.session, command=command)
    except Stale:
        return await _changed_meanwhile(house, origin, action)
    except ModeratorError as error:
        return Say(text=found.texts.say(error.text_key, **error.values))
    return Say(text=found.texts.say("reply.answer.withdrawn"))


async def _changed_meanwhile(house: House, origin: Origin, action: AnswerWithdraw) -> Reply:
    """The own answer is newer than the button: nobody withdraws what they have not seen."""
    found = await visit(house, origin, action.session, parts=for_form_of(action.key))
    if not isinstance(found, Visit):
        return found
    scene, texts = found.scene, found.texts
    run = scene.session.run(action.key)
    if run is None:
        return Say(text=texts.say("reply.unknown_button"))
    notice = texts.say("reply.withdraw.changed")
    may = may_answer(scene.session, found.person, action.key, scene.now)
    if may.opens_form:
        return answer_dialog(scene, run, person=found.person, texts=texts, notices=(notice,))
    return _own_supplement(found, run, notices=(notice,))


async def set_aloud(house: House, origin: Origin, action: TakePartAloud) -> Reply:
    """*Ik doe mondeling mee*, and back again."""
    found = await visit(house, origin, action.session, parts=WHO_AND_WHEN)
    if not isinstance(found, Visit):
        return found
    command = m.MarkSeat(by=found.person, person=found.person, aloud=action.aloud)
    said = "reply.aloud.on" if action.aloud else "reply.aloud.off"
    return await _does(house, origin, found, command, said=said)


async def _does(house: House, origin: Origin, found: Visit, command: m.Command, *, said: str) -> Reply:
    try:
        await command_session(house, origin=origin, session=found.scene.session.id, command=command)
    except ModeratorError as error:
        return Say(text=found.texts.say(error.text_key, **error.values))
    return Say(text=found.texts.say(said))


async def submit_supplement(house: House, origin: Origin, action: SupplementSubmit, data: Mapping[str, Any]) -> Reply:
    found = await visit(house, origin, action.session, parts=WHO_AND_WHEN)
    if not isinstance(found, Visit):
        return found
    scene, texts = found.scene, found.texts
    run = scene.session.run(action.key)
    if run is None:
        return Say(text=texts.say("reply.unknown_button"))
    try:
        text = written(data, "text", most=LONGEST_SUPPLEMENT)
        await command_session(
            house,
            origin=origin,
            session=scene.session.id,
            command=m.AddSupplement(person=found.person, run=action.key, text=text),
            checks=lambda uow: guarded(uow, scene.group.id, (("text", text),), data, day=today(scene)),
        )
    except Invalid as invalid:
        faults = tuple(texts.say(key, **values) for key, values in invalid.faults.values())
        return _supplement(scene, run, texts, said=_typed(data), notices=faults)
    except SentBack as back:
        faults = tuple(texts.say(key, **values) for key, values in back.returned.faults.values())
        return _supplement(scene, run, texts, said=_typed(data), notices=faults, tick=bool(back.returned.ticks))
    except ModeratorError as error:
        why = texts.say(error.text_key, **error.values)
        return _supplement(scene, run, texts, said=_typed(data), notices=(why,))
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


def _own_supplement(found: Visit, run: RoundRun, *, notices: tuple[str, ...] = ()) -> Reply:
    """*Aanvulling geven*, with the own words above it and *Intrekken* beside it."""
    return _supplement(
        found.scene,
        run,
        found.texts,
        earlier=_own_words(found.scene, run, found.person, found.texts),
        notices=notices,
        withdraw=_own_withdraw(found.scene, run, found.person),
    )


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
