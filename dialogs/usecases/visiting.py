"""Somebody with a seat comes to a session: who they are, how it stands, in which language to answer."""

from dataclasses import dataclass

from dialogs.ids import PersonId, SessionId
from dialogs.ports import UnitOfWork
from dialogs.texts.catalogue import Texts
from dialogs.turns import Origin, Reply
from dialogs.usecases.house import House
from dialogs.usecases.scene import Needs, Scene, read_scene
from dialogs.usecases.seats import no_seat
from dialogs.usecases.who import sender_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Visit:
    scene: Scene
    person: PersonId
    texts: Texts


async def visit(house: House, origin: Origin, session: SessionId, *, parts: Needs) -> Visit | Reply:
    """For somebody without a seat in this session: what to say to them instead. `parts` is what the use case reads."""
    async with house.reading() as uow:
        found = await visit_in(uow, house, origin, session, parts=parts)
    return found or await no_seat(house, origin, session)


async def visit_in(uow: UnitOfWork, house: House, origin: Origin, session: SessionId, *, parts: Needs) -> Visit | None:
    """The same inside a transaction that is going on; None for somebody without a seat."""
    scene = await read_scene(uow, session, now=house.now(), parts=parts)
    if scene is None:
        return None
    sender = await sender_of(uow, house, origin, group=scene.group)
    if sender.person is None or scene.session.seat(sender.person) is None:
        return None
    return Visit(scene=scene, person=sender.person, texts=sender.texts)
