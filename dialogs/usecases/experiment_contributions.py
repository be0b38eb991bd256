"""Experiments from outside the rounds as the moderator has them in `Regie`: the group reads them at once, so they are
taken back, and released."""

from collections.abc import Iterator
from dataclasses import replace

from dialogs.cards.actions.keys import contribution_key
from dialogs.cards.actions.regie_texts import Moving
from dialogs.cards.contributions_block import Part as Words
from dialogs.cards.experiments_block import in_full
from dialogs.cards.regie_private import PrivateContribution, Standing
from dialogs.cards.values import line_of
from dialogs.experiments.model import Experiment
from dialogs.formats.model import Visibility
from dialogs.ids import PersonId
from dialogs.sessions.model import RunKey
from dialogs.texts.catalogue import Texts
from dialogs.usecases.experiments_shown import cards_with_experiments
from dialogs.usecases.findables import keep_experiment
from dialogs.usecases.own_experiment import born_in, is_outside
from dialogs.usecases.regie_moderator import Moderator
from dialogs.usecases.scene import Part, Scene, read_scene
from dialogs.usecases.standings import MOVES

_PARTS = frozenset({Part.EXPERIMENTS, Part.INCIDENTS})


def experiment_keys(scene: Scene) -> Iterator[tuple[RunKey, PersonId]]:
    """The places of what was thought of for the group outside the rounds of this session."""
    return ((born_in(one), one.person) for one in _outside(scene))


def experiments_told(scene: Scene, texts: Texts) -> Iterator[PrivateContribution]:
    """What of it stands in the group's chat, or was taken back; what was reported stands elsewhere."""
    for one in _outside(scene):
        if (born_in(one), one.person) not in scene.hidden:
            yield PrivateContribution(
                key=contribution_key(born_in(one), one.person),
                name=texts.say("card.experiment.of", name=scene.name(one.person)),
                parts=(Words(text=in_full(line_of(one), texts)),),
                standing=_standing(one),
                can=MOVES[_standing(one)],
            )


async def move_experiment(by: Moderator, run: RunKey, person: PersonId, do: Moving) -> str | None:
    """`Terugnemen`, `Vrijgeven`. Returns the key of why not."""
    async with by.house.writing() as uow:
        scene = await read_scene(uow, by.scene.session.id, now=by.house.now(), parts=_PARTS)
        if scene is None or not scene.moderates(by.person):
            return "error.moderator_only"
        one = next((e for e in _outside(scene) if (born_in(e), e.person) == (run, person)), None)
        if one is None or do not in MOVES[_standing(one)]:
            return "session.refused.nothing_held" if do is Moving.RELEASE else "session.refused.take_back_unshown"
        moved = replace(one, taken_back=do is Moving.TAKE_BACK)
        await uow.experiments.save(moved, now=scene.now)
        await keep_experiment(uow, scene.group, moved)
        await uow.outbox.add(cards_with_experiments(scene, run))
        await uow.commit()
    return None


def _outside(scene: Scene) -> Iterator[Experiment]:
    here = (one for one in scene.experiments if one.session == scene.session.id and is_outside(born_in(one)))
    return (one for one in here if one.visibility is Visibility.GROUP and scene.name(one.person))


def _standing(one: Experiment) -> Standing:
    return Standing.TAKEN_BACK if one.taken_back else Standing.SHOWN
