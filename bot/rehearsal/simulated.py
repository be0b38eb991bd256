"""A simulated person: reads whatever form it is shown and answers it with an invented sentence, the same for a seed."""

import random
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from bot.rehearsal.actors import Actor, Dialog
from bot.rehearsal.cards import Button, Input
from bot.rehearsal.chats import Chat, ShownCard
from bot.rehearsal.sentences import ANYTHING, BY_WORD

_OPENS = frozenset({"answer", "answer.open", "preparation.open"})
_TAPS = frozenset({"energy", "energy.tap"})
_SUBMITS = frozenset({"insturen", "submit"})
_TRIES = 3


class Did(StrEnum):
    ANSWERED = "answered"
    ALREADY = "already"  # had answered before
    NOTHING = "nothing"  # no card here that asks for anything
    TOLD = "told"  # got a line instead of a form, such as "this round is not for you"
    GAVE_UP = "gave_up"  # the form kept coming back


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """`sent` is by input as it went over the wire, `wrote` by label as the person saw it."""

    person: str
    did: Did
    message: str | None = None
    sent: Mapping[str, str] | None = None
    wrote: tuple[tuple[str, str], ...] = ()


class SimulatedPerson:
    """Deterministic: the same seed, person and card give the same answer.

    `place` in the group makes neighbours say different things, as long as the sentences last.
    """

    def __init__(self, *, actor: Actor, seed: int = 0, place: int = 0) -> None:
        self.actor = actor
        self._seed = seed
        self._place = place

    async def answers(self, chat: Chat) -> Outcome:
        """Answer what is open in this chat: the newest card that asks for an answer, unless it was answered."""
        for card in reversed(chat.cards):
            if asking := _asking(card):
                return await self._answer(card, asking)
        return self._outcome(Did.NOTHING)

    async def _answer(self, card: ShownCard, asking: tuple[Button, ...]) -> Outcome:
        chance = self._chance(card.id)
        button = chance.choice(asking)
        if not button.opens_dialog:
            if self._has_tapped(card):
                return self._outcome(Did.ALREADY)
            await self.actor.presses(card, button.title)
            return self._outcome(Did.ANSWERED, sent={"tap": button.title}, wrote=(("", button.title),))
        dialog = await self.actor.presses(card, button.title)
        if dialog.card is not None and _answered_before(dialog):
            return self._outcome(Did.ALREADY)
        return await self.completes(dialog)

    async def completes(self, dialog: Dialog) -> Outcome:
        """Fill in and submit a form; when it comes back, try other words a few times."""
        for attempt in range(_TRIES):
            if dialog.card is None:
                break
            button = _submit(dialog.card)
            if button is None:
                return self._outcome(Did.GAVE_UP, message=dialog.text)
            values = self.fills_in(dialog.card, attempt=attempt)
            wrote = tuple((one.label, _seen(one, values[one.id])) for one in dialog.card.inputs)
            await dialog.fills(values)
            dialog = await dialog.submits(button.title)
            if not dialog.is_open:
                return self._outcome(Did.ANSWERED, message=dialog.message, sent=values, wrote=wrote)
        did = Did.GAVE_UP if dialog.is_open else Did.TOLD
        return self._outcome(did, message=dialog.text)

    def fills_in(self, card: ShownCard, *, attempt: int = 0) -> dict[str, str]:
        """Something sensible for every input of a form."""
        labels = "|".join(one.id + one.label for one in card.inputs)
        chance = self._chance(f"{labels}|{attempt}")
        today = self.actor.channel.clock().date()
        return {one.id: self._value(one, chance, today, attempt) for one in card.inputs}

    def _value(self, one: Input, chance: random.Random, today: date, attempt: int) -> str:
        if one.type == "Input.Text":
            sentences = _sentences_for(one)
            asked = f"{self._seed}|{one.id}|{one.label}"  # another question about the same thing, another sentence
            start = random.Random(asked).randrange(len(sentences))  # noqa: S311 - a play
            return _fitting(sentences[(start + self._place + attempt) % len(sentences)], one.max_length)
        return _value(one, chance, today)

    def _has_tapped(self, card: ShownCard) -> bool:
        return any(
            sent.activity.get("replyToId") == card.id
            and sent.activity["from"]["id"] == self.actor.person.id
            and (sent.activity.get("value") or {}).get("verb") in _TAPS
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
    ) -> Outcome:
        return Outcome(person=self.actor.name, did=did, message=message, sent=sent, wrote=wrote)


def _asking(card: ShownCard) -> tuple[Button, ...]:
    """The buttons that ask everyone for an answer: one that opens a form, or the row of one tap."""
    return tuple(
        button for button in card.buttons if button.data.get("verb") in (_OPENS if button.opens_dialog else _TAPS)
    )


def _submit(card: ShownCard) -> Button | None:
    by_title = [b for b in card.buttons if b.title.casefold() in _SUBMITS]
    by_style = [b for b in card.buttons if b.style == "positive"]
    return next(iter(by_title + by_style), None)


def _answered_before(dialog: Dialog) -> bool:
    """A form names the version of the own answer it was opened with; without one, filled-in texts tell."""
    button = _submit(dialog.shown)
    version = button.data.get("version") if button else None
    if isinstance(version, int):
        return version > 0
    texts = [one for one in dialog.shown.inputs if one.type == "Input.Text"]
    return bool(texts) and all(one.value for one in texts)


def _seen(one: Input, value: str) -> str:
    """A choice by its title, anything else as it is."""
    titles = {given: title for title, given in one.choices}
    return ", ".join(titles.get(part, part) for part in value.split(",")) if titles else value


def _value(one: Input, chance: random.Random, today: date) -> str:
    match one.type:
        case "Input.ChoiceSet":
            return _choice(one, chance)
        case "Input.Toggle":
            return one.on
        case "Input.Number":
            low = int(float(one.minimum or 0))
            high = int(float(one.maximum)) if one.maximum else low + 10
            return str(chance.randint(low + (high - low) // 2, high))
        case "Input.Date":
            return _day(one, chance, today)
        case "Input.Time":
            return one.value or "10:00"
        case _:
            return one.value


def _choice(one: Input, chance: random.Random) -> str:
    values = [value for _, value in one.choices if value]
    count = chance.randint(1, 2) if one.multiple else 1
    picked = chance.sample(values, min(count, len(values)))
    return ",".join(value for value in values if value in picked)


def _day(one: Input, chance: random.Random, today: date) -> str:
    """A day within the bounds; where there is none, within three weeks of the other one or of today."""
    last = date.fromisoformat(one.maximum) if one.maximum else None
    first = date.fromisoformat(one.minimum) if one.minimum else min(today + timedelta(days=1), last or date.max)
    span = (last or first + timedelta(days=21)) - first
    return (first + timedelta(days=chance.randint(0, max(span.days, 0)))).isoformat()


def _fitting(said: str, longest: int | None) -> str:
    """A longer sentence is cut after a word."""
    if longest is None or len(said) <= longest:
        return said
    return said[:longest].rsplit(" ", 1)[0].rstrip(",.;: ")


def _sentences_for(one: Input) -> tuple[str, ...]:
    for about in (one.id.removeprefix("f-"), one.label):
        for word, sentences in BY_WORD.items():
            # short words stand alone ("als", "dan"), longer ones may begin a word ("ambitie", "ideeën")
            pattern = rf"\b{word}\b" if len(word) <= 4 else rf"\b{word}"  # noqa: PLR2004
            if re.search(pattern, about.casefold().replace("_", " ").replace("-", " ")):
                return sentences
    return ANYTHING
