"""`Regie` opens the draaiboek before a session, and the text to paste after it."""

from dataclasses import dataclass

from dialogs.cards.closing import closing_dialog
from dialogs.cards.run_sheet import run_sheet_dialog
from dialogs.sessions.model import SessionPhase
from dialogs.turns import Reply
from dialogs.usecases.regie_moderator import Moderator
from dialogs.usecases.run_sheet_printed import new_address
from dialogs.usecases.run_sheet_shown import NOT_OVER, RUN_SHEET, closing_view, kept_notes, run_sheet_view
from dialogs.usecases.scene import Scene, read_scene


@dataclass(frozen=True, slots=True, kw_only=True)
class _Opened:
    """What somebody who leads the session may read of it now."""

    scene: Scene
    notes: str  # of this session once it is over, else of the last one before it
    address: str | None


async def run_sheet_page(by: Moderator) -> Reply:
    if by.scene.session.phase not in NOT_OVER:
        return await by.again(notice=by.texts.say("reply.run_sheet.over"))
    found = await _opened(by)
    return run_sheet_dialog(run_sheet_view(found.scene, by.texts, notes=found.notes), by.texts, address=found.address)


async def closing_text_page(by: Moderator) -> Reply:
    if by.scene.session.phase is not SessionPhase.ENDED:
        return await by.again(notice=by.texts.say("reply.closing.later"))
    found = await _opened(by)
    spoken = by.house.texts.in_(found.scene.group.language)
    return closing_dialog(closing_view(found.scene, notes=found.notes), by.texts, spoken=spoken, address=found.address)


async def _opened(by: Moderator) -> _Opened:
    """The address of the page to print is new at every opening: the store does not know it and cannot say it again."""
    house, session, now = by.house, by.scene.session.id, by.house.now()
    address = None
    async with house.writing() if house.public_url else house.reading() as uow:
        scene = await read_scene(uow, session, now=now, parts=RUN_SHEET) or by.scene
        notes = await kept_notes(uow, scene, by.person)
        if house.public_url:
            address = await new_address(uow, house, person=by.person, session=session)
            await uow.commit()
    return _Opened(scene=scene, notes=notes, address=address)
