"""A session that will not take place: what is told of it where a card stood that asked something for it."""

from dialogs.cards.cancelled import Cancelled, cancelled_card
from dialogs.sessions.model import SessionPhase
from dialogs.texts.catalogue import Texts
from dialogs.usecases.canvas import Picture
from dialogs.usecases.scene import Scene
from dialogs.usecases.session_pictures import group_title


def is_cancelled(scene: Scene) -> bool:
    return scene.session.phase is SessionPhase.CANCELLED


def cancelled_of(scene: Scene, texts: Texts) -> Cancelled:
    return Cancelled(
        group=group_title(scene.group, texts),
        number=scene.session.number,
        starts_at=scene.session.starts_at,
        minutes=scene.session.minutes,
        zone=scene.group.zone,
    )


def draw_cancelled(texts: Texts, *scenes: Scene) -> Picture:
    """In the chat of one person; there is at least one."""
    said = texts.say("reply.summary.reminder.tells", number=scenes[0].session.number)
    return Picture(card=cancelled_card([cancelled_of(one, texts) for one in scenes], texts), summary=said)
