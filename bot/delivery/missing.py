"""What was too late to be said: what asked something of somebody is asked again another day."""

from bot.delivery.courier import Missed
from dialogs.ports import ClaimedNotice
from dialogs.usecases.came_too_late import TO_A_PERSON, ask_another_day
from dialogs.usecases.house import House


def missed(*, house: House) -> Missed:
    async def told(claimed: ClaimedNotice) -> None:
        if claimed.notice.kind in TO_A_PERSON:
            await ask_another_day(house, claimed.notice, claimed.chat.person if claimed.chat else None)

    return told
