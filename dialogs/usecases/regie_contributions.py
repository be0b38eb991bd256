"""`Regie` about contributions: holding back, releasing, taking back, and deciding about what was reported."""

from collections.abc import Mapping
from typing import Any

from dialogs.cards.actions.keys import contribution_key, read_contribution_key
from dialogs.cards.actions.regie_texts import MoveContribution, Moving
from dialogs.cards.reading import chosen
from dialogs.errors import ModeratorError
from dialogs.ids import PersonId
from dialogs.sessions import messages as m
from dialogs.sessions.model import RunKey
from dialogs.turns import Reply
from dialogs.usecases.experiment_contributions import experiment_keys, move_experiment
from dialogs.usecases.lead import command_session
from dialogs.usecases.own_experiment import is_outside
from dialogs.usecases.regie_moderator import Moderator
from dialogs.usecases.regie_private_page import private
from dialogs.usecases.report_contributions import is_report, move_report, report_keys
from dialogs.usecases.reporting import decide_report
from dialogs.usecases.scene import EVERYTHING, read_scene


async def move_contribution(by: Moderator, action: MoveContribution, data: Mapping[str, Any]) -> Reply:
    places = {*by.scene.session.answers, *by.scene.hidden, *report_keys(by.scene), *experiment_keys(by.scene)}
    keys = [contribution_key(key, who) for key, who in places]
    said = chosen(data, keys)
    named = read_contribution_key(said) if said else None
    if named is None:
        return private(by.scene, by.person, by.texts, notice=by.texts.say("reply.regie.choose_first"))
    key, person = named
    if action.do in {Moving.WIPE, Moving.LIFT}:
        return await decide(by, key, person, wipe=action.do is Moving.WIPE)
    if is_report(key):
        why = await move_report(by, key, person, action.do)
        return await in_private(by, notice=by.texts.say(why) if why else None)
    if is_outside(key):
        why = await move_experiment(by, key, person, action.do)
        return await in_private(by, notice=by.texts.say(why) if why else None)
    commands: dict[Moving, m.Command] = {
        Moving.HOLD: m.HoldBack(by=by.person, person=person, run=key),
        Moving.RELEASE: m.Release(by=by.person, person=person, run=key),
        Moving.TAKE_BACK: m.TakeBack(by=by.person, person=person, run=key),
    }
    notice = None
    try:
        await command_session(by.house, origin=by.origin, session=by.scene.session.id, command=commands[action.do])
    except ModeratorError as error:
        notice = by.texts.say(error.text_key, **error.values)
    return await in_private(by, notice=notice)


async def decide(by: Moderator, run: RunKey, person: PersonId, *, wipe: bool) -> Reply:
    """The word about something that was reported: gone for good, or visible again."""
    said = await decide_report(by.house, by.origin, session=by.scene.session.id, run=run, person=person, wipe=wipe)
    return await in_private(by, done=by.texts.say(said) if said else None)


async def in_private(by: Moderator, *, notice: str | None = None, done: str | None = None) -> Reply:
    async with by.house.reading() as uow:
        scene = await read_scene(uow, by.scene.session.id, now=by.house.now(), parts=EVERYTHING)
    return private(scene or by.scene, by.person, by.texts, notice=notice, done=done)
