"""An answer that was not stored comes back: with the reasons, with what was typed, and with a way forward."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from dialogs.cards.actions.answers import AnswerSubmit, SupplementSubmit
from dialogs.cards.choose import SupplementView, supplement_dialog
from dialogs.cards.form_view import Fault
from dialogs.cards.reading import to_keep, typed
from dialogs.errors import ModeratorError, Stale
from dialogs.formats.model import FieldType, Form
from dialogs.ids import PersonId
from dialogs.sessions.model import RoundRun, RunKey
from dialogs.sessions.views import MayAnswer, may_answer, moderates
from dialogs.texts.catalogue import Texts
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.answer_form import answer_dialog
from dialogs.usecases.checking import Names, SentBack, guard
from dialogs.usecases.house import House
from dialogs.usecases.scene import Scene, for_form_of, read_scene
from dialogs.usecases.who import sender_of


def draft_name(run: RunKey) -> str:
    return f"{run.round_id}#{run.run}"


def told(texts: Texts, fault: Fault) -> str:
    """A notice as a sentence, its days as people say them."""
    key, values = fault
    return texts.say(key, **{n: texts.short_day(v) if isinstance(v, date) else v for n, v in values.items()})


async def give_back(
    house: House,
    origin: Origin,
    action: AnswerSubmit,
    data: Mapping[str, Any],
    *,
    sender: PersonId,
    reason: ModeratorError | SentBack,
) -> Reply:
    """Nothing was stored. A draft is kept where the own answer was refused or too late: never of recognisable text,
    never where nobody may be traced, and never for somebody else, who would find words there that are not their own.
    """
    async with house.reading() as uow:
        scene = await read_scene(uow, action.session, now=house.now(), parts=for_form_of(action.key))
        texts = (await sender_of(uow, house, origin, group=scene.group if scene else None)).texts
    run = scene.session.run(action.key) if scene else None
    form = scene.round(action.key).form if scene and run else None
    if scene is None or run is None or form is None:
        return Say(text=texts.say("reply.unknown_button"))
    values = typed(form, data)
    person = action.behalf or sender
    if isinstance(reason, SentBack):
        returned = reason.returned
        if returned.keep and action.behalf is None and not form.has_nobody_fields:
            await keep(house, scene, run, sender, values)
        notices = tuple(told(texts, notice) for notice in returned.notices)
        return answer_dialog(
            scene, run, person=person, texts=texts, values=values, faults=returned.faults,
            notices=notices, ticks=returned.ticks, behalf=action.behalf is not None,
        )  # fmt: skip
    if isinstance(reason, Stale):
        notice = texts.say("reply.changed_meanwhile")
        return answer_dialog(
            scene, run, person=person, texts=texts, values=values, notices=(notice,), behalf=action.behalf is not None
        )
    if action.behalf is not None:
        why = texts.say(reason.text_key, **reason.values)
        return _not_for_another(scene, run, values, sender=sender, behalf=action.behalf, texts=texts, why=why)
    return await too_late(house, scene, run, form, values, person=sender, texts=texts, reason=reason)


def _not_for_another(
    scene: Scene,
    run: RoundRun,
    values: Mapping[str, str],
    *,
    sender: PersonId,
    behalf: PersonId,
    texts: Texts,
    why: str,
) -> Reply:
    """Whoever may enter for others gets that form back; anybody else the own one, where there is one."""
    if moderates(scene.session, sender) or sender == scene.session.note_taker:
        return answer_dialog(scene, run, person=behalf, texts=texts, values=values, notices=(why,), behalf=True)
    if may_answer(scene.session, sender, run.key, scene.now).opens_form:
        return answer_dialog(scene, run, person=sender, texts=texts, values=values, notices=(why,))
    return Say(text=why)


async def too_late(
    house: House,
    scene: Scene,
    run: RoundRun,
    form: Form,
    values: Mapping[str, str],
    *,
    person: PersonId,
    texts: Texts,
    reason: ModeratorError,
) -> Reply:
    """Kept as a draft, and offered as an addition where that still can be given; else the form shows what was typed,
    so that it can be said aloud or copied. What must not be stored is kept nowhere but there."""
    why = texts.say(reason.text_key, **reason.values)
    if not values or form.has_nobody_fields:
        return Say(text=why)
    keeps = not guard(iter(values.items()), Names()).blocked
    if keeps:
        await keep(house, scene, run, person, values)
    if may_answer(scene.session, person, run.key, scene.now) is MayAnswer.SUPPLEMENT:
        submit = SupplementSubmit(session=scene.session.id, round=run.key.round_id, run=run.key.run)
        said = "\n".join(values[f.id] for f in form.fields if f.id in values and f.type in _WORDS)
        view = SupplementView(
            submit=submit,
            prompt=scene.round(run.key).prompt.in_(texts.language),
            typed=said,
            notices=(texts.say("reply.late.add", why=why),),
        )
        return supplement_dialog(view, texts)
    notice = texts.say("reply.late", why=why) if keeps else why
    return answer_dialog(scene, run, person=person, texts=texts, values=values, notices=(notice,))


_WORDS = frozenset({FieldType.SHORT_TEXT, FieldType.LONG_TEXT})


async def keep(house: House, scene: Scene, run: RoundRun, person: PersonId, values: Mapping[str, str]) -> None:
    form = scene.round(run.key).form
    kept = to_keep(form, values) if form else values
    async with house.writing() as uow:
        await uow.sessions.keep_draft(scene.session.id, draft_name(run.key), person, kept, house.now())
        await uow.commit()
