"""The author says how an experiment stands: dated, and corrected at any time; or that it is none any more."""

from collections.abc import Mapping
from typing import Any

from dialogs.cards.actions.experiments import ExperimentCorrect, ExperimentWithdraw
from dialogs.cards.form_view import Tick
from dialogs.cards.reading import ticked
from dialogs.experiments.model import ExperimentState, StateCause
from dialogs.experiments.rules import AUTHOR_MAY, MOST_OPEN, OPEN, effective, is_full, seal
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.experiment_desk import OneExperiment, Spoken, one_in, turned_away
from dialogs.usecases.experiment_pages import page
from dialogs.usecases.experiment_record import keep_state
from dialogs.usecases.experiments_shown import cards_with_experiments
from dialogs.usecases.house import House
from dialogs.usecases.own_experiment import born_in, is_outside


async def correct_state(house: House, origin: Origin, action: ExperimentCorrect, data: Mapping[str, Any]) -> Reply:
    """Said twice is said once. Of what changed meanwhile the page as it is now comes back; of what would be a third
    open one too, once."""
    try:
        async with house.writing() as uow:
            one = await one_in(uow, house, origin, action.session, action.experiment)
            if one is not None:
                stored, texts, now = one.stored, one.desk.texts, house.now()
                stands = effective(stored, one.desk.today)
                if stands is not action.state:
                    if action.seal != seal(stored) or action.state not in AUTHOR_MAY[stands]:
                        notice = texts.say("reply.experiment.stands_otherwise")
                        return page(one, await uow.experiments.states(stored.id), notice=notice)
                    if _is_a_third(one, action.state) and not ticked(data, Tick.ANYWAY):
                        notice = texts.say("form.experiment.third", most=MOST_OPEN)
                        return page(one, await uow.experiments.states(stored.id), notice=notice, ticks=(Tick.ANYWAY,))
                    zone = one.desk.scene.group.zone
                    await keep_state(uow, stored, action.state, zone=zone, now=now, cause=StateCause.AUTHOR)
                    await uow.commit()
                return Say(text=texts.say(f"reply.experiment.state.{action.state}"))
    except Spoken as spoken:
        return spoken.said
    return await turned_away(house, origin, action.session)


def _is_a_third(one: OneExperiment, state: ExperimentState) -> bool:
    """What is over is taken up again beside as many open ones as is wise."""
    again = state in OPEN and one.stored.state not in OPEN
    return again and is_full(e for e in one.desk.own if e.id != one.stored.id)


async def withdraw_experiment(house: House, origin: Origin, action: ExperimentWithdraw) -> Reply:
    """*Intrekken* of one that was thought of outside the rounds: with its history and every report of it it is gone, as
    one of a round is with its answer."""
    try:
        async with house.writing() as uow:
            one = await one_in(uow, house, origin, action.session, action.experiment)
            if one is not None:
                stored, texts, place = one.stored, one.desk.texts, born_in(one.stored)
                if action.seal != seal(stored) or not is_outside(place):
                    notice = texts.say("reply.experiment.stands_otherwise")
                    return page(one, await uow.experiments.states(stored.id), notice=notice)
                await uow.experiments.drop(one.session, place, stored.person)
                await uow.sessions.lift_incident(one.session, place, stored.person)
                await uow.outbox.add(cards_with_experiments(one.desk.scene, place))
                await uow.commit()
                return Say(text=texts.say("reply.experiment.withdrawn"))
    except Spoken as spoken:
        return spoken.said
    return await turned_away(house, origin, action.session)
