"""The look-back: to which session a report belongs, and what of it the group reads."""

from dialogs.cards.blocks import Block, Nothing
from dialogs.groups import Group, SessionHead
from dialogs.sessions.model import RoundRun, SessionPhase
from dialogs.texts.catalogue import Texts
from dialogs.usecases.scene import Scene


def look_back_session(group: Group) -> SessionHead | None:
    """The open session, else the first to come, else the last that was held: on its board the report will stand."""
    running = next((s for s in group.sessions if s.phase is SessionPhase.OPEN), None)
    planned = next((s for s in group.sessions if s.phase is SessionPhase.PLANNED), None)
    held = [s for s in group.sessions if s.phase is SessionPhase.ENDED]
    return running or planned or (held[-1] if held else None)


def board_of(scene: Scene, run: RoundRun, texts: Texts) -> Block:
    """Done, partly, not, and who tells it themselves: from the reports alone. Reads the parts REPORTS, EXPERIMENTS and
    INCIDENTS."""
    del scene, run, texts  # until there are reports
    return Nothing()
