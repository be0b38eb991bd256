"""Who volunteered to bring something in, and who of them has the most votes."""

from collections import Counter
from datetime import datetime

from dialogs.groups import Group
from dialogs.ids import PersonId
from dialogs.ports import UnitOfWork
from dialogs.sessions import messages as m
from dialogs.sessions.model import Session
from dialogs.sessions.views import ABOUT_ONE, ContinueDoes, what_continue_does
from dialogs.usecases.forms_between import HIGHLIGHT_VOTE
from dialogs.usecases.offering import cards_of, volunteering
from dialogs.usecases.scene import Part, Scene, scene_of

VOTED = frozenset({Part.FORMS, Part.EXPERIMENTS, Part.INCIDENTS})
"""What has to be read to know them."""


async def with_chosen(
    uow: UnitOfWork, group: Group, session: Session, command: m.Command, *, now: datetime
) -> m.Command:
    """The command with who is chosen, where it opens a round that is about one person; else as it is. With a tie or
    without volunteers nobody is: the card says that the moderator asks aloud."""
    if not isinstance(command, m.Continue) or not _opens_round_about_one(session):
        return command
    scene = await scene_of(uow, session, group, now=now, parts=VOTED)
    first = favourite(scene)
    return command if first is None else m.Continue(
        by=command.by, step=command.step, forms_until=command.forms_until, chosen=frozenset({first})
    )  # fmt: skip


def _opens_round_about_one(session: Session) -> bool:
    ahead = what_continue_does(session)
    return ahead.does is ContinueDoes.OPENS and ahead.round is not None and ahead.round.audience in ABOUT_ONE


def favourite(scene: Scene) -> PersonId | None:
    """The one with the most votes; who is the only one needs none."""
    standing = with_votes(scene)
    if not standing or (len(standing) > 1 and standing[0][1] == standing[1][1]):
        return None
    return standing[0][0]


def with_votes(scene: Scene) -> tuple[tuple[PersonId, int], ...]:
    """Every volunteer, the most votes first."""
    votes = Counter(
        person
        for _, card in cards_of(scene, HIGHLIGHT_VOTE)
        for said in card.fields.values()
        for person in (said if isinstance(said, tuple | list) else (said,))
    )
    volunteers = [(seat.person, votes[seat.person]) for seat, _ in volunteering(scene)]
    return tuple(sorted(volunteers, key=lambda one: -one[1]))
