"""Which forms between the sessions a session has use for: what none of its rounds uses is not collected for it."""

from typing import Final

from dialogs.formats.model import Audience, FormatKind, SessionPlan, Shows

PREPARATION: Final = "preparation"
LOOK_BACK: Final = "look_back"
BOARDS: Final = frozenset({Shows.REPORTS, Shows.HARVEST})
"""Where people look back together: at the end of a series on everything."""

_HARVEST: Final = "harvest"
_ONE_PERSON_S: Final = frozenset({"highlight", "highlight_vote"})
_OF_ONE_PERSON: Final = frozenset({Audience.CHOSEN, Audience.ALL_BUT_CHOSEN})
_FOR_A_ROUND: Final = frozenset({PREPARATION, "project_preparation", "consent"})
"""Of these a round names the ones it is prepared by."""


def is_collected(name: str, plan: SessionPlan, kind: FormatKind) -> bool:
    """Whether anybody is asked for it before this session. In a mastermind the hotseat prepares, whatever the rounds
    say."""
    if name == LOOK_BACK:
        return any(not BOARDS.isdisjoint(round_.shows) for round_ in plan.rounds)
    return (name == PREPARATION and kind is FormatKind.MASTERMIND) or belongs_to_session(name, plan)


def belongs_to_session(name: str, plan: SessionPlan) -> bool:
    rounds = plan.rounds
    if name in _ONE_PERSON_S:
        return any(round_.audience in _OF_ONE_PERSON for round_ in rounds)
    if name == _HARVEST:
        return any(Shows.HARVEST in round_.shows for round_ in rounds)
    return name not in _FOR_A_ROUND or any(name in round_.prepared_by for round_ in rounds)
