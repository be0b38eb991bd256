"""What a moderator does in `Regie`, found by what a button means and not by its words: a group may speak English."""

from dataclasses import dataclass
from typing import Final

from bot.rehearsal.actors import Actor, Dialog
from bot.rehearsal.cards import Button
from bot.rehearsal.chats import Chat, ShownCard
from dialogs.cards.actions.regie import Continue, RegieDo, RegieMore, RegieOpen, RegieStep
from dialogs.cards.actions.regie_people import HandOver, RegiePairs
from dialogs.cards.parts import INPUT
from dialogs.cards.regie import MORE

_REASON: Final = "illness"


@dataclass(frozen=True, slots=True, kw_only=True)
class Leading:
    moderator: Actor
    chat: Chat

    async def goes_on(self) -> bool:
        """The next step; False when nothing was left but to end the session, which is then done."""
        dialog = await self.regie()
        if _button(dialog.shown, Continue.verb) is not None:
            await self._presses(dialog, Continue.verb)
            return True
        await self._presses(dialog, RegieStep.verb, do=RegieDo.END)
        return False

    async def regie(self) -> Dialog:
        """From the group's chat, or before its first session from one's own."""
        for card in (*reversed(self.chat.cards), *reversed(self.moderator.chat.cards)):
            if button := _button(card, RegieOpen.verb):
                return await self.moderator.presses(card, button.title)
        raise LookupError(f"no card in {self.chat.title} leads to Regie")

    async def page(self, do: RegieDo) -> Dialog | None:
        """Something of the list *Meer*; None where it is not offered."""
        dialog = await self.regie()
        offered = [value for one in dialog.shown.inputs if one.id == INPUT + MORE for _, value in one.choices]
        if do not in offered:
            return None
        return await self._presses(dialog, RegieMore.verb, **{MORE: do.value})

    async def hands_over(self, heir: str) -> bool:
        """The hotseat goes to this member; False where it cannot."""
        page = await self.page(RegieDo.HAND_OVER)
        if page is None or page.card is None or _button(page.card, HandOver.verb) is None:
            return False
        after = await self._presses(page, HandOver.verb, choice=heir, reason=_REASON)
        return after.card is None or _button(after.card, HandOver.verb) is None

    async def agrees(self, pairs: Dialog) -> bool:
        if pairs.card is None or _button(pairs.card, RegiePairs.verb, agree=True) is None:
            return False
        await self._presses(pairs, RegiePairs.verb, agree=True)
        return True

    async def _presses(self, dialog: Dialog, verb: str, /, **more: object) -> Dialog:
        """`more` are inputs of the dialog, or else what the button itself carries."""
        inputs = {one.id.removeprefix(INPUT) for one in dialog.shown.inputs}
        typed = {name: value for name, value in more.items() if name in inputs}
        carried = {name: value for name, value in more.items() if name not in inputs}
        button = _button(dialog.shown, verb, **carried)
        if button is None:
            raise LookupError(f"no button {verb} {carried} here, only {dialog.titles}")
        return await dialog.submits(button.title, **typed)


def _button(card: ShownCard, verb: str, /, **carried: object) -> Button | None:
    return next(
        (
            button
            for button in card.buttons
            if button.data.get("verb") == verb and all(button.data.get(key) == value for key, value in carried.items())
        ),
        None,
    )
