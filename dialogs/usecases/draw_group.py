"""The cards around a session: the welcome, the planning, the preparation, somebody who asks for a seat."""

from dialogs.cards.link import SeatClaimView, seat_claim_card
from dialogs.cards.lookup import (
    planning_card,
)
from dialogs.cards.welcome import PersonalView, PreparationInvite, group_welcome, personal_welcome, preparation_card
from dialogs.ids import PersonId
from dialogs.turns import ChatKind
from dialogs.usecases.ambition import preparation_of
from dialogs.usecases.ambition_shown import ambitions_of
from dialogs.usecases.cancelled import draw_cancelled, is_cancelled
from dialogs.usecases.canvas import Canvas, Picture
from dialogs.usecases.forms_between import hotseat_prepares
from dialogs.usecases.scene import WHO_AND_WHEN
from dialogs.usecases.seats import read_claim_id
from dialogs.usecases.session_pictures import (
    group_named,
    planning_view,
)


async def draw_welcome(canvas: Canvas) -> Picture | None:
    if canvas.chat.kind is ChatKind.GROUP:
        texts = canvas.texts(None)
        return Picture(card=group_welcome(texts), summary=texts.say("reply.summary.welcome"))
    groups = await canvas.uow.groups.of_person(canvas.chat.person) if canvas.chat.person else ()
    group = groups[0] if groups else None
    texts = canvas.texts(group)
    member = group.member(canvas.chat.person) if group and canvas.chat.person else None
    title = texts.names(tuple(group_named(one, texts) for one in groups)) if group else None
    view = PersonalView(name=member.name if member else "", group_title=title)
    return Picture(card=personal_welcome(view, texts), summary=texts.say("reply.summary.welcome"))


async def draw_planning(canvas: Canvas) -> Picture | None:
    group = await canvas.group()
    if group is None:
        return None
    texts = canvas.texts(group)
    ambitions = await ambitions_of(canvas.uow, group)
    view = planning_view(
        group,
        texts,
        ambition=ambitions[-1].text if ambitions else group.ambition,
        linked=canvas.payload.get("linked") is True,
        unmatched=len(await canvas.uow.people.unmatched(group.id)),
    )
    return Picture(card=planning_card(view, texts), summary=texts.say("reply.summary.planning"))


async def draw_preparation(canvas: Canvas) -> Picture | None:
    scene = await canvas.scene(WHO_AND_WHEN)
    hotseat = scene.group.hotseat if scene else None
    if scene is None or hotseat is None or not hotseat_prepares(scene.group):
        return None
    texts = canvas.texts(scene.group)
    if is_cancelled(scene):
        return draw_cancelled(texts, scene)
    view = PreparationInvite(
        session=scene.session.id,
        session_number=scene.session.number,
        starts_at=scene.session.starts_at,
        zone=scene.group.zone,
        name=hotseat.name,
        ready=await preparation_of(canvas.uow, scene.group) is not None,
    )
    return Picture(card=preparation_card(view, texts), summary=texts.say("reply.summary.preparation"))


async def draw_seat_claim(canvas: Canvas) -> Picture | None:
    named = read_claim_id(str(canvas.payload.get("claim")))
    if named is None:
        return None
    group = await canvas.uow.groups.get(named[0])
    texts = canvas.texts(group)
    claim = await canvas.uow.people.seat_claim(*named)
    agreed = canvas.payload.get("agreed")
    person = claim.person if claim else PersonId(str(canvas.payload.get("seat")))
    seat = group.member(person)
    if seat is None or (claim is None and agreed is None):
        return None
    view = SeatClaimView(
        claim=str(canvas.payload.get("claim")),
        claimant=claim.name if claim else seat.name,
        seat=seat.name,
        group_title=group_named(group, texts),
        decided=agreed if isinstance(agreed, bool) else None,
    )
    return Picture(card=seat_claim_card(view, texts), summary=texts.say("reply.summary.seat"))
