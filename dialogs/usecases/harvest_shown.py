"""What the harvest brought, as the group reads it; and answers that are read side by side."""

from dialogs.cards.blocks import Block, Nothing
from dialogs.formats.model import Form
from dialogs.sessions.model import RoundRun
from dialogs.texts.catalogue import Texts
from dialogs.usecases.scene import Scene


def harvest_of(scene: Scene, texts: Texts) -> Block:
    """The harvest cards of this session. Reads the parts FORMS, EXPERIMENTS and INCIDENTS."""
    del scene, texts  # until there are harvest cards
    return Nothing()


def timeline_of(scene: Scene, texts: Texts) -> Block:
    """How each experiment went, from session to session. Reads FORMS, REPORTS, EXPERIMENTS and INCIDENTS."""
    del scene, texts  # until there are reports
    return Nothing()


def columns_of(scene: Scene, run: RoundRun, form: Form, texts: Texts) -> Block | None:
    """Two columns, where a round asks for both sides of a thing (3.4); None for every other round."""
    del scene, run, form, texts  # until patterns are read side by side
    return None
