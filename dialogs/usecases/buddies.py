"""The moderator agrees with the pairs that the bot proposes, or asks for others."""

import random
from collections.abc import Mapping, Sequence
from typing import Any

from dialogs.cards.actions.regie_people import RegiePairs
from dialogs.cards.pairs_block import PairsView, pairs_dialog
from dialogs.formats.model import Shows
from dialogs.groups import Buddies
from dialogs.notices import Notice, NoticeKind
from dialogs.ports import UnitOfWork
from dialogs.sessions.model import RoundPhase, Session
from dialogs.sessions.pairs import pairs
from dialogs.turns import Reply
from dialogs.usecases.card_rows import card_refresh
from dialogs.usecases.pairing import Standing, earlier_than, people_of, standing_pairs
from dialogs.usecases.pairs_shown import block_of
from dialogs.usecases.regie_moderator import Moderator


async def pairs_page(by: Moderator, *, notice: str | None = None) -> Reply:
    async with by.house.reading() as uow:
        known = await uow.buddies.of_group(by.scene.group.id)
    standing = standing_pairs(known, by.scene.session)
    if standing is None or not standing.pairs:
        return await by.again(notice=by.texts.say("reply.regie.none.pairs"))
    view = PairsView(
        session=by.scene.session.id, block=block_of(standing, by.scene.name), mark=standing.mark, notice=notice
    )
    return pairs_dialog(view, by.texts)


async def decide_pairs(by: Moderator, action: RegiePairs, _data: Mapping[str, Any]) -> Reply:
    """Of two moderators at once the second one sees what the first made of it: nobody agrees with other pairs than
    they read."""
    now = by.house.now()
    async with by.house.writing() as uow:
        first = await uow.inbox.first_time(by.origin.conversation_id, by.origin.activity_id, now)
        session = await uow.sessions.lock(by.scene.session.id)
        known = await uow.buddies.of_group(by.scene.group.id)
        standing = standing_pairs(known, session) if session is not None else None
        moved_on = first and (standing is None or action.seen != standing.mark)
        if first and session is not None and standing is not None and not moved_on:
            await _decided(uow, session, known, standing, agree=action.agree)
            await uow.outbox.add(_cards(by, session))
            await uow.commit()
    if moved_on:
        return await pairs_page(by, notice=by.texts.say("reply.moved_on"))
    if action.agree:
        return await by.again(done=by.texts.say("reply.pairs.agreed"))
    return await pairs_page(by)


async def _decided(
    uow: UnitOfWork, session: Session, known: Sequence[Buddies], standing: Standing, *, agree: bool
) -> None:
    own = next(one for one in known if one.session == session.id)
    if not agree:
        seed = str(random.SystemRandom().randrange(10**9))
        earlier = earlier_than(known, session.id)
        await uow.buddies.put(session.id, pairs(people_of(session), seed, earlier, latest=standing.pairs))
        return
    if set(standing.pairs) != set(own.pairs):
        await uow.buddies.put(session.id, standing.pairs)
    await uow.buddies.agree(session.id)


def _cards(by: Moderator, session: Session) -> list[Notice]:
    """Every card of this session on which the pairs stand."""
    chat, now = by.scene.group.conversation, by.house.now()
    if chat is None:
        return []
    runs = [run for run in session.runs if Shows.PAIRS in session.plan.round(run.key.round_id).shows]
    posted = [run for run in runs if run.phase is RoundPhase.SHOWN]
    return [
        *(card_refresh(session.id, run.key, chat=chat, due_at=now) for run in runs),
        *(card_refresh(session.id, run.key, chat=chat, due_at=now, kind=NoticeKind.RESULT) for run in posted),
    ]
