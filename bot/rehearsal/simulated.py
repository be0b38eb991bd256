"""A simulated person: reads whatever form it is shown and answers it with an invented sentence, the same for a seed."""

import random
from collections.abc import Collection, Mapping
from typing import Any, Final

from bot.rehearsal.actors import Actor, Dialog
from bot.rehearsal.cards import Button
from bot.rehearsal.chats import Chat, ShownCard
from bot.rehearsal.filling import as_meant, chosen, written
from bot.rehearsal.outcomes import Did, Habits, Handed, Outcome

LOOK_BACK: Final = "try_report.open"
CATCH_UP: Final = "catch_up.open"
_BETWEEN: Final = "between.open"
_OPENS: Final = frozenset({"answer", "answer.open", "preparation.open"})
_TAPS: Final = frozenset({"energy", "energy.tap"})
_TAP: Final = "tap"
IN_A_ROUND: Final = _OPENS | {_TAP}
_SUBMITS: Final = frozenset({"insturen", "submit"})
_ADDS: Final = frozenset({"try_report.supplement", "supplement.submit"})
"""Pages on which only something can be added to what was sent in before."""
_TRIES: Final = 3
_MOST_PAGES: Final = 60
"""Who missed a whole session finds a list with a form for each of its rounds."""
_SAYS_NO: Final = "no"


def between(form: str) -> str:
    """The kind of the buttons that open a form between sessions."""
    return f"{_BETWEEN} {form}"


class SimulatedPerson:
    """Deterministic: the same seed, person and card give the same answer.

    `place` in the group makes neighbours say different things, as long as the sentences last.
    """

    def __init__(self, *, actor: Actor, seed: int = 0, place: int = 0, habits: Habits | None = None) -> None:
        self.actor = actor
        self._again = 0
        self._seed = seed
        self._place = place
        self._habits = habits or Habits()

    async def answers(self, chat: Chat) -> Outcome:
        """Answer what is open in this chat: the newest card that asks for an answer, unless it was answered."""
        return await self.does(chat, IN_A_ROUND)

    async def does(self, chat: Chat, kinds: Collection[str]) -> Outcome:
        """The newest card with a button of these kinds (`kind_of`): press one and complete what it opens."""
        for card in reversed(chat.cards):
            if asking := tuple(button for button in card.buttons if kind_of(button) in kinds):
                return await self._press(card, asking)
        return self._outcome(Did.NOTHING)

    async def does_all(self, chat: Chat) -> list[Outcome]:
        """Everything the newest asking card asks, one kind after the other: an answer, a look-back, a harvest."""
        for card in reversed(chat.cards):
            by_kind: dict[str, list[Button]] = {}
            for button in card.buttons:
                if kind := kind_of(button):
                    by_kind.setdefault(kind, []).append(button)
            if by_kind:
                return [await self._press(card, tuple(buttons)) for buttons in by_kind.values()]
        return [self._outcome(Did.NOTHING)]

    async def _press(self, card: ShownCard, asking: tuple[Button, ...]) -> Outcome:
        button = self._one_of(card, asking)
        if not button.opens_dialog:
            if self._has_pressed(card, _TAPS):
                return self._outcome(Did.ALREADY)
            await self._presses(card, button)
            return self._pressed(button)
        if button.data.get("choice") and self._has_pressed(card, {_BETWEEN}):
            return self._outcome(Did.ALREADY)
        dialog = await self._presses(card, button)
        if dialog.card is None and button.data.get("choice"):
            return self._pressed(button, message=dialog.message)
        return await self.completes(dialog)

    def _one_of(self, card: ShownCard, asking: tuple[Button, ...]) -> Button:
        """Of *Ik ben erbij* and *Ik kan niet* the one that is wished for, and without a wish not the no."""
        wish = self._habits.wishes.get("coming")
        said = [b for b in asking if "choice" in b.data]
        fitting = [b for b in said if (b.data["choice"] == wish if wish else b.data["choice"] != _SAYS_NO)]
        return self._chance(card.id).choice(fitting or asking)

    async def _presses(self, card: ShownCard, button: Button) -> Dialog:
        dialog = await self.actor.presses(card, button.title)
        if self._habits.twice:
            await self.actor.presses(card, button.title)
            self._again += 1
        return dialog

    def _pressed(self, button: Button, *, message: str | None = None) -> Outcome:
        return self._outcome(
            Did.ANSWERED,
            message=message,
            sent={"tap": button.title},
            wrote=(("", button.title),),
            handed=(Handed(verb=str(button.data.get("verb")), data=button.data),),
        )

    async def completes(self, dialog: Dialog) -> Outcome:
        """Fill in and submit page after page; when one comes back, try other words a few times."""
        handed: list[Handed] = []
        sent: Mapping[str, str] = {}
        wrote: list[tuple[str, str]] = []
        attempt = 0
        while dialog.card is not None and (button := _submit(dialog.card) or _listed(dialog.card)) is not None:
            if attempt == 0 and not _commits(handed) and _answered_before(dialog, button):
                return self._outcome(Did.ALREADY)
            if attempt == _TRIES or len(handed) == _MOST_PAGES:
                return self._outcome(Did.GAVE_UP, message=dialog.text, handed=tuple(handed))
            page = dialog
            dialog, values = await self._hands_in(page, button, attempt=attempt)
            if dialog.card is not None and _same(button, _submit(dialog.card) or _listed(dialog.card)):
                attempt += 1
                continue
            attempt = 0
            handed.append(Handed(verb=str(button.data.get("verb")), data={**button.data, **values}, page=page.text))
            sent = values or sent
            wrote += [(one.label, _seen(one.choices, values[one.id])) for one in page.shown.inputs]
        if not handed:
            return self._outcome(Did.GAVE_UP if dialog.is_open else Did.TOLD, message=dialog.text)
        did = Did.ANSWERED if _commits(handed) else Did.TOLD
        return self._outcome(did, message=dialog.message, sent=sent, wrote=tuple(wrote), handed=tuple(handed))

    async def _hands_in(self, page: Dialog, button: Button, *, attempt: int) -> tuple[Dialog, dict[str, str]]:
        values = self.fills_in(page.shown, attempt=attempt)
        await page.fills(values)
        after = await page.submits(button.title)
        if self._habits.twice:
            await page.submits(button.title)
            self._again += 1
        return after, values

    def fills_in(self, card: ShownCard, *, attempt: int = 0) -> dict[str, str]:
        """Something sensible for every input of a form."""
        labels = "|".join(one.id + one.label for one in card.inputs)
        chance = self._chance(f"{labels}|{attempt}")
        today = self.actor.channel.clock().date()
        return as_meant(
            card.text,
            {
                one.id: written(one, seed=self._seed, turn=self._place + attempt)
                if one.type == "Input.Text"
                else chosen(one, chance, today, self._habits.wishes, again=attempt > 0)
                for one in card.inputs
            },
        )

    def _has_pressed(self, card: ShownCard, verbs: Collection[str]) -> bool:
        """One tap on this very card that said all there was to say."""
        return any(
            sent.activity.get("replyToId") == card.id
            and sent.activity["from"]["id"] == self.actor.person.id
            and _is_tap(sent.activity.get("value") or {}, verbs)
            for sent in self.actor.channel.sent
        )

    def _chance(self, about: str) -> random.Random:
        return random.Random(f"{self._seed}|{self.actor.person.id}|{about}")  # noqa: S311 - a play, not a secret

    def _outcome(
        self,
        did: Did,
        *,
        message: str | None = None,
        sent: Mapping[str, str] | None = None,
        wrote: tuple[tuple[str, str], ...] = (),
        handed: tuple[Handed, ...] = (),
    ) -> Outcome:
        return Outcome(
            person=self.actor.name,
            did=did,
            message=message,
            sent=sent,
            wrote=wrote,
            handed=handed,
            again=self._again,
        )


def _is_tap(value: Mapping[str, Any], verbs: Collection[str]) -> bool:
    data = value.get("data", value)
    return data.get("verb") in verbs and (data.get("verb") in _TAPS or "choice" in data)


def kind_of(button: Button) -> str | None:
    """What a button asks everyone for; None for those that are somebody's own affair, such as `Regie`."""
    verb = str(button.data.get("verb"))
    if not button.opens_dialog:
        return _TAP if verb in _TAPS else None
    if verb == _BETWEEN:
        return between(str(button.data.get("form")))
    return verb if verb in _OPENS or verb in {LOOK_BACK, CATCH_UP} else None


def _submit(card: ShownCard) -> Button | None:
    by_title = [b for b in card.buttons if b.title.casefold() in _SUBMITS]
    by_style = [b for b in card.buttons if b.style == "positive"]
    return next(iter(by_title + by_style), None)


def _listed(card: ShownCard) -> Button | None:
    """The first thing of a list of what there is to do."""
    return next((b for b in card.buttons if b.data.get("verb") == CATCH_UP), None)


def _same(before: Button, after: Button | None) -> bool:
    """The same form came back."""
    kept = ("verb", "form", "round", "run")
    return after is not None and all(before.data.get(key) == after.data.get(key) for key in kept)


def _commits(handed: list[Handed]) -> bool:
    """Whether more happened than turning a page."""
    return any(not one.verb.endswith(".page") and one.verb != CATCH_UP for one in handed)


def _answered_before(dialog: Dialog, button: Button) -> bool:
    """A form names the version of the own answer it was opened with; without one, filled-in texts tell."""
    if button.data.get("verb") in _ADDS:
        return True
    version = button.data.get("version")
    if isinstance(version, int):
        return version > 0
    texts = [one for one in dialog.shown.inputs if one.type == "Input.Text"]
    return bool(texts) and all(one.value for one in texts)


def _seen(choices: tuple[tuple[str, str], ...], value: str) -> str:
    """A choice by its title, anything else as it is."""
    titles = {given: title for title, given in choices}
    return ", ".join(titles.get(part, part) for part in value.split(",")) if titles else value
