"""What was not said after all: too late, or in a chat that takes nothing any more. It is asked in another way."""

from typing import Final

from bot.delivery.speaking import Missed, Unheard
from bot.teams.errors import Blocked
from dialogs.notices import GOES_ANOTHER_WAY
from dialogs.ports import ClaimedNotice
from dialogs.usecases.called_again import OF_ONE_DAY, ask_another_day, chat_refused
from dialogs.usecases.house import House

_TAKEN_OUT: Final = str(Blocked(code="BotNotInConversationRoster"))
"""What the channel would have said, had it been asked."""


def missed(*, house: House) -> Missed:
    async def told(claimed: ClaimedNotice) -> None:
        if claimed.notice.kind in OF_ONE_DAY:
            await ask_another_day(house, claimed.notice, claimed.chat.person if claimed.chat else None)

    return told


def unheard(*, house: House) -> Unheard:
    async def told(claimed: ClaimedNotice) -> str | None:
        if claimed.notice.kind not in GOES_ANOTHER_WAY:
            return None
        heard = await chat_refused(house, claimed.notice, claimed.chat.person if claimed.chat else None)
        return None if heard else claimed.error or _TAKEN_OUT

    return told
