"""A session that will not take place: what is told of it where a card stood that asked something for it."""

from dialogs.cards.called_off import CalledOff, called_off_card
from dialogs.sessions.model import SessionPhase
from dialogs.texts.catalogue import Texts
from dialogs.usecases.canvas import Picture
from dialogs.usecases.scene import Scene
from dialogs.usecases.session_pictures import group_title


def is_called_off(scene: Scene) -> bool:
    return scene.session.phase is SessionPhase.CANCELLED


def called_off_of(scene: Scene, texts: Texts) -> CalledOff:
    return CalledOff(
        group=group_title(scene.group, texts),
        number=scene.session.number,
        starts_at=scene.session.starts_at,
        minutes=scene.session.minutes,
        zone=scene.group.zone,
    )


def draw_called_off(texts: Texts, *scenes: Scene) -> Picture:
    """In the chat of one person; there is at least one."""
    said = texts.say("reply.summary.reminder.tells", number=scenes[0].session.number)
    return Picture(card=called_off_card([called_off_of(one, texts) for one in scenes], texts), summary=said)
