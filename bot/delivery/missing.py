"""What was too late to be said: what asked something of somebody is asked again another day."""

from bot.delivery.speaking import Missed
from dialogs.ports import ClaimedNotice
from dialogs.usecases.called_again import OF_ONE_DAY, ask_another_day
from dialogs.usecases.house import House


def missed(*, house: House) -> Missed:
    async def told(claimed: ClaimedNotice) -> None:
        if claimed.notice.kind in OF_ONE_DAY:
            await ask_another_day(house, claimed.notice, claimed.chat.person if claimed.chat else None)

    return told
