"""The moderator chooses whose experiment is in the light."""

from collections.abc import Mapping
from typing import Any, Final

from dialogs.cards.actions.regie_people import ChoosePerson
from dialogs.cards.offers import Offer
from dialogs.cards.reading import chosen
from dialogs.ids import PersonId
from dialogs.sessions import messages as m
from dialogs.sessions.views import in_group
from dialogs.turns import Reply
from dialogs.usecases.regie_moderator import Moderator
from dialogs.usecases.scene import Scene, read_scene
from dialogs.usecases.volunteers import VOTED, with_votes

_NOBODY: Final = "nobody"


async def choose_person_page(by: Moderator) -> Reply:
    """Volunteers first, with their votes; anybody else of the group may say yes when asked aloud."""
    async with by.house.reading() as uow:
        scene = await read_scene(uow, by.scene.session.id, now=by.house.now(), parts=VOTED)
    run = scene.session.current if scene else None
    if scene is None or run is None:
        return await by.again()
    submit = ChoosePerson(session=scene.session.id, step=scene.session.step, round=run.key.round_id, run=run.key.run)
    return by.choose("choose_person", _options(by, scene), submit)


def _options(by: Moderator, scene: Scene) -> list[Offer]:
    votes = dict(with_votes(scene))
    others = [s.person for s in scene.session.seats if in_group(s) and s.person not in votes]
    volunteers = [
        Offer(id=person, text=by.texts.plural("regie.choose_person.votes", count, name=scene.name(person)))
        for person, count in votes.items()
    ]
    rest = [Offer(id=person, text=scene.name(person)) for person in others]
    return [*volunteers, *rest, Offer(id=_NOBODY, text=by.texts.say("reply.regie.nobody"))]


async def choose_person(by: Moderator, action: ChoosePerson, data: Mapping[str, Any]) -> Reply:
    people = [s.person for s in by.scene.session.seats if in_group(s)]
    said = chosen(data, [_NOBODY, *people])
    if said is None:
        return await choose_person_page(by)
    named = frozenset[PersonId]() if said == _NOBODY else frozenset({PersonId(said)})
    return await by.does(m.ChooseSeats(by=by.person, step=action.step, run=action.key, chosen=named))
