"""The author says how an experiment stands: dated, and corrected at any time."""

from dialogs.cards import actions as a
from dialogs.experiments.model import StateCause
from dialogs.experiments.rules import AUTHOR_MAY, effective, seal
from dialogs.turns import Origin, Reply, Say
from dialogs.usecases.experiment_desk import Spoken, one_in, page, turned_away
from dialogs.usecases.experiment_record import keep_state
from dialogs.usecases.house import House


async def correct_state(house: House, origin: Origin, action: a.ExperimentCorrect) -> Reply:
    """Said twice is said once. Of what changed meanwhile the page as it is now comes back."""
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
                    zone = one.desk.scene.group.zone
                    await keep_state(uow, stored, action.state, zone=zone, now=now, cause=StateCause.AUTHOR)
                    await uow.commit()
                return Say(text=texts.say(f"reply.experiment.state.{action.state}"))
    except Spoken as spoken:
        return spoken.said
    return await turned_away(house, origin, action.session)
