"""Questions about a session, all answered without changing it: the front door for use cases and cards."""

from dataclasses import dataclass
from enum import StrEnum

from dialogs.formats.model import Round
from dialogs.sessions.answers import MayAnswer, for_another, may_answer, require_behalf
from dialogs.sessions.catch_up import can_catch_up
from dialogs.sessions.model import RoundPhase, Session, SessionPhase
from dialogs.sessions.seats import (
    ABOUT_ONE,
    answered,
    audience,
    everyone_answered,
    expected,
    form_of,
    has_answered,
    in_group,
    makes_up_the_group,
    missing,
    moderates,
    round_of,
    single_answerer,
)
from dialogs.sessions.steps import open_run
from dialogs.sessions.tallies import ENOUGH, shown_tallies, too_few
from dialogs.sessions.timing import next_round, not_played, overrun, projected_end, proposal
from dialogs.sessions.visibility import Contribution, Mark, contributions, group_sees, moderator_sees

__all__ = [
    "ABOUT_ONE",
    "ENOUGH",
    "Ahead",
    "ContinueDoes",
    "Contribution",
    "Mark",
    "MayAnswer",
    "answered",
    "audience",
    "can_catch_up",
    "contributions",
    "everyone_answered",
    "expected",
    "for_another",
    "form_of",
    "group_sees",
    "has_answered",
    "in_group",
    "makes_up_the_group",
    "may_answer",
    "missing",
    "moderates",
    "moderator_sees",
    "next_round",
    "not_played",
    "open_run",
    "overrun",
    "projected_end",
    "proposal",
    "require_behalf",
    "round_of",
    "shown_tallies",
    "single_answerer",
    "too_few",
    "what_continue_does",
]


class ContinueDoes(StrEnum):
    """What `Verder` will do, said beside the button."""

    REVEALS = "reveals"
    OPENS = "opens"
    POINTS_TO_END = "points_to_end"
    NOTHING = "nothing"  # the session is not open


@dataclass(frozen=True, slots=True, kw_only=True)
class Ahead:
    """`round` is the one whose answers are shown, or that opens; `then` the one that follows a showing."""

    does: ContinueDoes
    round: Round | None = None
    then: Round | None = None


def what_continue_does(session: Session) -> Ahead:
    if session.phase is not SessionPhase.OPEN:
        return Ahead(does=ContinueDoes.NOTHING)
    following = next_round(session)
    current = session.current
    if current and current.phase in {RoundPhase.OPEN, RoundPhase.CLOSED}:
        here = session.plan.round(current.key.round_id)
        if here.kind.revealed:
            return Ahead(does=ContinueDoes.REVEALS, round=here, then=following)
    if following is None:
        return Ahead(does=ContinueDoes.POINTS_TO_END)
    return Ahead(does=ContinueDoes.OPENS, round=following)
