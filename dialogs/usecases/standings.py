"""What a moderator may do with a contribution, by how it stands."""

from collections.abc import Mapping
from typing import Final

from dialogs.cards.actions.regie_texts import Moving
from dialogs.cards.regie_private import Standing

MOVES: Final[Mapping[Standing, tuple[Moving, ...]]] = {
    Standing.IN: (Moving.HOLD,),
    Standing.HELD: (Moving.RELEASE,),
    Standing.SHOWN: (Moving.TAKE_BACK,),
    Standing.TAKEN_BACK: (Moving.RELEASE,),
    Standing.HIDDEN: (Moving.WIPE, Moving.LIFT),
}
UNDECIDED: Final = frozenset({Standing.HELD, Standing.TAKEN_BACK, Standing.HIDDEN})
"""What waits for the moderator's word, from whichever round it is."""
