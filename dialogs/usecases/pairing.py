"""The pairs of buddies that the bot proposes, when the round that shows them opens; and how they stand since."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from dialogs.formats.model import Shows
from dialogs.groups import Buddies, Group
from dialogs.ids import PersonId, SessionId
from dialogs.ports import UnitOfWork
from dialogs.sessions import messages as m
from dialogs.sessions.model import Session
from dialogs.sessions.pairs import Pair, mended, pairs
from dialogs.sessions.views import in_group


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The pairs as they are now. `left`: somebody of a pair left the group since, so that it is a proposal again."""

    pairs: tuple[Pair, ...]
    agreed: bool
    left: bool

    @property
    def mark(self) -> str:
        """A short name for exactly these pairs: nobody agrees with others than they saw."""
        told = "|".join(sorted(",".join(sorted(pair)) for pair in self.pairs))
        return sha256(told.encode()).hexdigest()[:16]


async def propose_pairs(
    uow: UnitOfWork, group: Group, session: Session, events: Sequence[m.Event], *, now: datetime
) -> None:
    """Written with what happened. `session` is as it stands after the events. Opening the round once more leaves the
    pairs as they are: people may have agreed on a moment by then."""
    del now
    opened = (session.plan.round(e.run.round_id) for e in events if isinstance(e, m.RoundOpened))
    if not any(Shows.PAIRS in round_.shows for round_ in opened):
        return
    known = await uow.buddies.of_group(group.id)
    if all(one.session != session.id for one in known):
        await uow.buddies.put(session.id, pairs(people_of(session), session.id, earlier_than(known, session.id)))


def people_of(session: Session) -> list[PersonId]:
    """Who is not there this time has a buddy too."""
    return [seat.person for seat in session.seats if in_group(seat)]


def earlier_than(known: Iterable[Buddies], session: SessionId) -> set[Pair]:
    return {pair for one in known if one.session != session for pair in one.pairs}


def standing_pairs(known: Sequence[Buddies], session: Session) -> Standing | None:
    """None: nobody has been paired in this session."""
    own = next((one for one in known if one.session == session.id), None)
    if own is None:
        return None
    people = people_of(session)
    now = mended(own.pairs, people, session.id, earlier_than(known, session.id))
    gone = frozenset[PersonId]().union(*own.pairs) - set(people)
    return Standing(pairs=now, agreed=own.agreed and set(now) == set(own.pairs), left=bool(gone))
