"""`Regie` about time: extending and where the minutes come from, later rounds to skip, earlier answers to show."""

from collections.abc import Iterable, Mapping
from typing import Any

from dialogs.cards.actions.base import Action
from dialogs.cards.actions.keys import read_run_key, run_key
from dialogs.cards.actions.regie import Extend, Extending, ReopenEarlier, RevealEarlier, SkipLater
from dialogs.cards.offers import Offer
from dialogs.cards.reading import chosen
from dialogs.cards.regie_pages import ExtendView, extend_dialog
from dialogs.sessions import messages as m
from dialogs.sessions.model import RoundRun, RunKey
from dialogs.sessions.views import not_played, overrun, proposal
from dialogs.turns import Reply
from dialogs.usecases.regie_moderator import Moderator
from dialogs.usecases.regie_pages import EXTENSION_MINUTES, can_reopen, earlier_closed


async def extend(by: Moderator, step: int, minutes: int = EXTENSION_MINUTES) -> Reply:
    """At once while it fits; else asks where the minutes come from."""
    session, now = by.scene.session, by.scene.now
    over = overrun(session, now, extra=minutes)
    if not over:
        return await by.does(m.Extend(by=by.person, minutes=minutes, step=step))
    spare = proposal(session, minutes, now)
    view = ExtendView(
        session=session.id,
        step=step,
        minutes=minutes,
        over=over,
        skip=spare.id if spare else None,
        skip_title=spare.title.in_(by.texts.language) if spare else None,
        others=len(not_played(session)) > 1,
    )
    return extend_dialog(view, by.texts)


async def extended(by: Moderator, action: Extend, data: Mapping[str, Any]) -> Reply:
    later = [r.id for r in not_played(by.scene.session)]
    command = m.Extend(by=by.person, minutes=action.minutes, step=action.step)
    match action.how:
        case Extending.RUN_OVER:
            command = m.Extend(by=by.person, minutes=action.minutes, step=action.step, run_over=True)
        case Extending.PROPOSAL if action.skip in later:
            command = m.Extend(by=by.person, minutes=action.minutes, step=action.step, skip=action.skip)
        case Extending.CHOSEN if (skip := chosen(data, later)) is not None:
            command = m.Extend(by=by.person, minutes=action.minutes, step=action.step, skip=skip)
        case _:
            return _later_rounds(
                by, Extend(session=action.session, step=action.step, minutes=action.minutes, how=Extending.CHOSEN)
            )
    return await by.does(command)


async def choose_later(by: Moderator, step: int) -> Reply:
    return _later_rounds(by, SkipLater(session=by.scene.session.id, step=step))


def _later_rounds(by: Moderator, submit: Action) -> Reply:
    plan = by.scene.session.plan
    rounds = [
        Offer(id=r.id, text=f"{plan.position(r.id)}. {r.title.in_(by.texts.language)} ({r.minutes} min)")
        for r in not_played(by.scene.session)
    ]
    return by.choose("skip_later", rounds, submit)


async def skip_later(by: Moderator, action: SkipLater, data: Mapping[str, Any]) -> Reply:
    round_id = chosen(data, [r.id for r in not_played(by.scene.session)])
    if round_id is None:
        return await choose_later(by, action.step)
    return await by.does(m.SkipRound(by=by.person, step=action.step, round_id=round_id))


async def choose_earlier(by: Moderator, step: int) -> Reply:
    runs = earlier_closed(by.scene)
    return by.choose("reveal_earlier", _titled(by, runs), RevealEarlier(session=by.scene.session.id, step=step))


async def reveal_earlier(by: Moderator, action: RevealEarlier, data: Mapping[str, Any]) -> Reply:
    run = _picked(data, earlier_closed(by.scene))
    if run is None:
        return await choose_earlier(by, action.step)
    return await by.does(m.Reveal(by=by.person, step=action.step, run=run))


async def choose_reopened(by: Moderator, step: int) -> Reply:
    runs = can_reopen(by.scene)
    return by.choose("reopen_earlier", _titled(by, runs), ReopenEarlier(session=by.scene.session.id, step=step))


async def reopen_earlier(by: Moderator, action: ReopenEarlier, data: Mapping[str, Any]) -> Reply:
    run = _picked(data, can_reopen(by.scene))
    if run is None:
        return await choose_reopened(by, action.step)
    return await by.does(m.ReopenRound(by=by.person, step=action.step, run=run))


def _titled(by: Moderator, runs: Iterable[RoundRun]) -> list[Offer]:
    return [Offer(id=run_key(r.key), text=by.scene.round(r.key).title.in_(by.texts.language)) for r in runs]


def _picked(data: Mapping[str, Any], runs: Iterable[RoundRun]) -> RunKey | None:
    key = chosen(data, [run_key(r.key) for r in runs])
    return read_run_key(key) if key else None
