"""The page to print: an address for one person and for some days, and what stands behind it."""

import hashlib
import re
import secrets
from datetime import timedelta
from typing import Final

from dialogs.cards.run_sheet import DAYS
from dialogs.formats.model import Language
from dialogs.ids import PersonId, SessionId
from dialogs.pages.run_sheet_html import closing_html, gone_html, run_sheet_html
from dialogs.ports import UnitOfWork
from dialogs.records import LinkPurpose, PersonalLink
from dialogs.sessions.model import SessionPhase
from dialogs.usecases.house import House
from dialogs.usecases.run_sheet_shown import RUN_SHEET, closing_view, kept_notes, run_sheet_view
from dialogs.usecases.scene import read_scene

_TOKEN_BYTES: Final = 32
_TOKEN: Final = re.compile(r"[A-Za-z0-9_-]{43}")
"""What 32 random bytes look like; anything else was never given out and need not be looked up."""


async def new_address(uow: UnitOfWork, house: House, *, person: PersonId, session: SessionId) -> str:
    """Of a page to print; one person's, for some days."""
    token, now = secrets.token_urlsafe(_TOKEN_BYTES), house.now()
    opens = PersonalLink(
        person=person,
        session=session,
        purpose=LinkPurpose.RUN_SHEET,
        expires_at=now + timedelta(days=DAYS),
    )
    await uow.links.new(hashed(token), opens, now=now)
    return address_of(house, token)


def hashed(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def address_of(house: House, token: str) -> str:
    return f"{(house.public_url or '').rstrip('/')}/draaiboek/{token}"


async def printed(house: House, token: str) -> str | None:
    """The page behind an address; None when there is none, when it has expired, and for who does not lead the session
    any more. Before the end of the session it is the draaiboek, after it the closing text."""
    if not _TOKEN.fullmatch(token):
        return None
    now = house.now()
    async with house.reading() as uow:
        opens = await uow.links.find(hashed(token), now)
        if opens is None or opens.purpose is not LinkPurpose.RUN_SHEET:
            return None
        scene = await read_scene(uow, opens.session, now=now, parts=RUN_SHEET)
        if scene is None or not scene.moderates(opens.person):
            return None
        notes = await kept_notes(uow, scene, opens.person)
    member = scene.group.member(opens.person)
    texts = house.texts.in_((member.language if member else None) or scene.group.language)
    if scene.session.phase is SessionPhase.ENDED:
        return closing_html(closing_view(scene, notes=notes), texts, spoken=house.texts.in_(scene.group.language))
    return run_sheet_html(run_sheet_view(scene, texts, notes=notes), texts)


def nothing_there(house: House, language: Language) -> str:
    """What stands at an address without a page."""
    return gone_html(house.texts.in_(language))
