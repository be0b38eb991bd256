"""A reminder that goes by mail: its words drawn at the moment of sending, and the address marked that takes none."""

import hashlib
from typing import TYPE_CHECKING

import structlog

from bot.delivery.mail_faults import AddressRefused
from bot.delivery.speaking import Post
from dialogs.ports import ClaimedNotice
from dialogs.usecases.called_again import address_refused
from dialogs.usecases.draw_letter import draw_letter
from dialogs.usecases.house import House

if TYPE_CHECKING:
    from bot.delivery.letters import Letters

log = structlog.get_logger()


def post(*, house: House, letters: "Letters") -> Post:
    async def sent(claimed: ClaimedNotice) -> bool:
        async with letters.turn():
            letter = await draw_letter(house, claimed.notice)
            if letter is None:
                return False
            try:
                await letters.send(letter, name=name_of(claimed), at=house.now())
            except AddressRefused as fault:
                await address_refused(house, claimed.notice, letter.to)
                log.info("letter.address_refused", notice=claimed.id, reason=str(fault))
                raise
        return True

    return sent


def name_of(claimed: ClaimedNotice) -> str:
    """The same at every try, and telling nobody who it is for."""
    whole = f"{claimed.notice.conversation} {claimed.id}"
    return hashlib.sha256(whole.encode()).hexdigest()[:32]
