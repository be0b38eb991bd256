"""What people can do between sessions, as buttons on cards that stay: the closing summary, the planning, a round."""

from dialogs.cards.extra import Extra
from dialogs.groups import Group
from dialogs.sessions.model import RoundRun, Session
from dialogs.usecases.scene import Scene


def summary_buttons(group: Group, session: Session) -> tuple[Extra, ...]:
    """Beside *Experiment invullen*: who comes next time, the look-back, the harvest when the next is the last."""
    del group, session  # until there are forms between sessions
    return ()


def planning_buttons(group: Group) -> tuple[Extra, ...]:
    """On the planning card, which stays in the group's chat."""
    del group  # until there are forms between sessions
    return ()


def status_buttons(group: Group) -> tuple[Extra, ...]:
    """On the answer to `stand`."""
    del group  # until there are forms between sessions
    return ()


def round_buttons(scene: Scene, run: RoundRun) -> tuple[Extra, ...]:
    """On a round's card: the look-back where its board stands, an experiment where one is thought of."""
    del scene, run  # until there are reports
    return ()
