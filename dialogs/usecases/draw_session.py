"""The cards of a session: a round, its result, the summary; and what the moderator reads in private."""

from datetime import datetime
from typing import Final

from dialogs.cards.moderator import moderator_card, time_warning
from dialogs.cards.report import IncidentView, incident_card
from dialogs.cards.round import result_card, round_card
from dialogs.cards.summary import summary_card
from dialogs.ids import PersonId
from dialogs.sessions.model import SessionPhase
from dialogs.usecases.cancelled import draw_cancelled, is_cancelled
from dialogs.usecases.canvas import Canvas, Picture
from dialogs.usecases.pictures import round_view
from dialogs.usecases.results import result_view
from dialogs.usecases.scene import WHO_AND_WHEN, Part, for_cards_of
from dialogs.usecases.session_pictures import (
    group_title,
    moderator_view,
    summary_view,
    warning_view,
)

SUMMARY: Final = frozenset({Part.AMBITION, Part.EXPERIMENTS, Part.INCIDENTS})


async def draw_round(canvas: Canvas) -> Picture | None:
    scene = await canvas.scene(for_cards_of(canvas.run_key()))
    run = scene.session.run(canvas.run_key()) if scene else None
    if scene is None or run is None:
        return None
    texts = canvas.texts(scene.group)
    view = round_view(scene, run, texts)
    return Picture(card=round_card(view, texts), summary=texts.say("reply.summary.round", title=view.title))


async def draw_result(canvas: Canvas) -> Picture | None:
    scene = await canvas.scene(for_cards_of(canvas.run_key()))
    run = scene.session.run(canvas.run_key()) if scene else None
    if scene is None or run is None:
        return None
    texts = canvas.texts(scene.group)
    view = result_view(scene, run, texts)
    if view is None:
        return None
    return Picture(card=result_card(view, texts), summary=texts.say("reply.summary.result", title=view.title))


async def draw_summary(canvas: Canvas) -> Picture | None:
    scene = await canvas.scene(SUMMARY)
    if scene is None or scene.session.phase not in {SessionPhase.ENDED, SessionPhase.OPEN}:
        return None
    texts = canvas.texts(scene.group)
    said = texts.say("reply.summary.session", number=scene.session.number)
    view = summary_view(scene, texts, canvas.house.calendar(scene.group.zone))
    return Picture(card=summary_card(view, texts), summary=said)


async def draw_moderator(canvas: Canvas) -> Picture | None:
    scene = await canvas.scene(WHO_AND_WHEN)
    if scene is None or not scene.moderates(canvas.chat.person):
        return None
    texts = canvas.texts(scene.group)
    if is_cancelled(scene):
        return draw_cancelled(texts, scene)
    return Picture(
        card=moderator_card(moderator_view(scene, texts), texts),
        summary=texts.say("reply.summary.moderator", number=scene.session.number),
    )


async def draw_warning(canvas: Canvas) -> Picture | None:
    scene = await canvas.scene(WHO_AND_WHEN)
    if scene is None or not scene.moderates(canvas.chat.person):
        return None
    texts = canvas.texts(scene.group)
    key = canvas.run_key()
    view = warning_view(scene, texts, round_id=key.round_id, run=key.run, ends_at=str(canvas.payload.get("ends_at")))
    if view is None:
        return None
    return Picture(card=time_warning(view, texts), summary=texts.say("reply.summary.warning"))


async def draw_incident(canvas: Canvas) -> Picture | None:
    scene = await canvas.scene(WHO_AND_WHEN)
    if scene is None or not scene.moderates(canvas.chat.person):
        return None
    texts, key = canvas.texts(scene.group), canvas.run_key()
    round_ = next((r for r in scene.session.plan.rounds if r.id == key.round_id), None)
    view = IncidentView(
        session=scene.session.id,
        group_title=group_title(scene.group, texts),
        session_number=scene.session.number,
        round_title=round_.title.in_(texts.language) if round_ else texts.say(f"button.{key.round_id}"),
        name=scene.name(PersonId(str(canvas.payload.get("person")))),
        reported_at=datetime.fromisoformat(str(canvas.payload.get("at"))),
        zone=scene.group.zone,
    )
    return Picture(card=incident_card(view, texts), summary=texts.say("reply.summary.incident"))
