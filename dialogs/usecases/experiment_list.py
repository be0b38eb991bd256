"""One's own experiments: the list, and the page about one of them."""

from collections.abc import Mapping
from typing import Any

from dialogs.cards.actions.experiments import ExperimentChoose, ExperimentList
from dialogs.cards.reading import chosen
from dialogs.ids import ExperimentId
from dialogs.turns import Origin, Reply
from dialogs.usecases.experiment_desk import Spoken, desk_in, one_in, turned_away
from dialogs.usecases.experiment_pages import list_page, page
from dialogs.usecases.experimenting import new_experiment
from dialogs.usecases.house import House


async def list_experiments(house: House, origin: Origin, action: ExperimentList) -> Reply:
    try:
        async with house.reading() as uow:
            desk = await desk_in(uow, house, origin, action.session)
            if desk is not None:
                return list_page(desk) if desk.own else await new_experiment(uow, desk)
    except Spoken as spoken:
        return spoken.said
    return await turned_away(house, origin, action.session)


async def choose_experiment(house: House, origin: Origin, action: ExperimentChoose, data: Mapping[str, Any]) -> Reply:
    """The one that was chosen from the list, or the short form of a new one."""
    try:
        async with house.reading() as uow:
            desk = await desk_in(uow, house, origin, action.session)
            if desk is not None:
                if action.new or not desk.own:
                    return await new_experiment(uow, desk)
                wanted = chosen(data, [e.id for e in desk.own])
                if wanted is None:
                    return list_page(desk, notice=desk.texts.say("form.fault.choose"))
                one = await one_in(uow, house, origin, action.session, ExperimentId(wanted))
                if one is not None:
                    return page(one, await uow.experiments.states(one.stored.id))
    except Spoken as spoken:
        return spoken.said
    return await turned_away(house, origin, action.session)
