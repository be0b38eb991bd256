"""Who sent a turn, and in which language to speak to them."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from dialogs.formats.model import Language
from dialogs.groups import Group
from dialogs.ids import PersonId
from dialogs.ports import UnitOfWork, Visitor
from dialogs.texts.catalogue import Texts
from dialogs.turns import Origin
from dialogs.usecases.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """`person` is None when nobody of the programme is matched to this address."""

    visitor: Visitor
    texts: Texts

    @property
    def person(self) -> PersonId | None:
        return self.visitor.person


async def sender_of(uow: UnitOfWork, house: House, origin: Origin, *, group: Group | None = None) -> Sender:
    """Nearly always somebody of the group, whose address came along with it."""
    visitor = _of_the_group(group, origin) or await uow.people.visitor(origin.sender_id, origin.sender_name)
    return Sender(visitor=visitor, texts=texts_for(house, visitor, origin, group=group))


async def sender_among_groups(uow: UnitOfWork, house: House, origin: Origin) -> tuple[Sender, Sequence[Group]]:
    """For a turn that is about no group in particular: a form then speaks as the card does on which it was opened, and
    not as somebody's app is set to."""
    sender = await sender_of(uow, house, origin)
    groups = await uow.groups.of_person(sender.person) if sender.person is not None else ()
    texts = texts_for(house, sender.visitor, origin, group=groups[0] if groups else None)
    return replace(sender, texts=texts), groups


def _of_the_group(group: Group | None, origin: Origin) -> Visitor | None:
    for member in group.members if group else ():
        if member.channel_id is not None and member.channel_id == origin.sender_id:
            return Visitor(
                channel_id=member.channel_id, person=member.person, name=member.name, language=member.language
            )
    return None


def texts_for(house: House, visitor: Visitor | None, origin: Origin, *, group: Group | None = None) -> Texts:
    """A person's own choice, else the group's language, else what the app is set to, else Dutch."""
    own = visitor.language if visitor else None
    if own is not None:
        return house.texts.in_(own)
    if group is not None:
        return house.texts.in_(group.language)
    return house.texts.in_(Language.EN if (origin.locale or "").lower().startswith("en") else Language.NL)
