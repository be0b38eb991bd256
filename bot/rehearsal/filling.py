"""What one might fill in: for every kind of input something sensible within its limits, the same for a seed."""

import random
import re
from collections.abc import Mapping
from datetime import date, timedelta
from functools import cache
from typing import Final

from bot.rehearsal.cards import Input
from bot.rehearsal.sentences import ANYTHING, BY_WORD
from dialogs.formats.model import Language
from dialogs.texts.catalogue import Catalogue, load

PICK: Final = ".pick"
SAFETY: Final = ".safety"
NEW: Final = "new"
GO_ON: Final = "go_on"
ADAPT: Final = "adapt"
HOW: Final = frozenset({GO_ON, ADAPT, "other"})
"""What can be said of an experiment that is under way: then the one it is about and the words go together."""
_ABOUT: Final = "choice"
_REST: Final = "form.experiment.rest"
_SHORT_WORD: Final = 4
_THREE_WEEKS: Final = timedelta(days=21)


def field_of(one: Input) -> str:
    """The name of the field an input is of, without the `f-` all of ours begin with."""
    return one.id.removeprefix("f-")


def written(one: Input, *, seed: int, turn: int) -> str:
    """A sentence for a text; `turn` makes neighbours and second tries say something else."""
    sentences = _sentences_for(one)
    asked = f"{seed}|{one.id}|{one.label}"  # another question about the same thing, another sentence
    start = random.Random(asked).randrange(len(sentences))  # noqa: S311 - a play
    return _fitting(sentences[(start + turn) % len(sentences)], one.max_length)


def chosen(one: Input, chance: random.Random, today: date, wishes: Mapping[str, str], *, again: bool = False) -> str:
    """Anything but a text. `wishes` say by field what is chosen where that can be chosen; `again` is a second try, for
    which one choice is enough where several were too many."""
    match one.type:
        case "Input.ChoiceSet":
            return _wished(one, wishes) or _prefilled(one) or _choice(one, chance, several=one.multiple and not again)
        case "Input.Toggle":
            return one.on
        case "Input.Number":
            low = int(float(one.minimum or 0))
            high = int(float(one.maximum)) if one.maximum else low + 10
            high = min(high, low + 10)
            return str(chance.randint(low + (high - low) // 2, high))
        case "Input.Date":
            return _day(one, chance, today)
        case "Input.Time":
            return one.value or "10:00"
        case _:
            return one.value


def as_meant(page: str, values: Mapping[str, str]) -> dict[str, str]:
    """Who goes on with an experiment of their own writes no new one beside it."""
    kept = dict(values)
    how = HOW.intersection(values.values())
    goes_on = GO_ON in how and has_own(page)
    for name, said in values.items():
        one, ending = next(((name.removesuffix(e), e) for e in (PICK, SAFETY) if name.endswith(e)), ("", ""))
        picked = ending == PICK and said not in {"", NEW} and not how
        if one and (goes_on or picked):
            kept |= {other: "" for other in values if other != one + PICK and other.startswith(one + ".")}
    return kept


def has_own(page: str) -> bool:
    """Who has nothing under way is asked for a new experiment, whatever they say; the page tells who has."""
    return any(_texts().in_(language).say(_REST) in page for language in Language)


@cache
def _texts() -> Catalogue:
    return load()


def _wished(one: Input, wishes: Mapping[str, str]) -> str | None:
    """Which one of several things a page is about is not left to chance: what comes first was not done yet."""
    values = [value for _, value in one.choices if value]
    wish = next(iter(values), None) if field_of(one) == _ABOUT else wishes.get(field_of(one))
    return wish if wish in values else None


def _prefilled(one: Input) -> str:
    """What follows from one's own report: going on, or adapting it once."""
    values = {value for _, value in one.choices}
    return one.value if HOW & values >= {GO_ON, ADAPT} else ""


def _choice(one: Input, chance: random.Random, *, several: bool) -> str:
    values = [value for _, value in one.choices if value]
    count = chance.randint(1, 2) if several else 1
    picked = chance.sample(values, min(count, len(values)))
    return ",".join(value for value in values if value in picked)


def _day(one: Input, chance: random.Random, today: date) -> str:
    """A day within the bounds; where there is none, within three weeks of the other one or of today."""
    last = date.fromisoformat(one.maximum) if one.maximum else None
    first = date.fromisoformat(one.minimum) if one.minimum else min(today + timedelta(days=1), last or date.max)
    span = (last or first + _THREE_WEEKS) - first
    return (first + timedelta(days=chance.randint(0, max(span.days, 0)))).isoformat()


def _fitting(said: str, longest: int | None) -> str:
    """A longer sentence is cut after a word."""
    if longest is None or len(said) <= longest:
        return said
    return said[:longest].rsplit(" ", 1)[0].rstrip(",.;: ")


def _sentences_for(one: Input) -> tuple[str, ...]:
    for about in (field_of(one), one.label):
        for word, sentences in BY_WORD.items():
            # short words stand alone ("als", "dan"), longer ones may begin a word ("ambitie", "ideeën")
            pattern = rf"\b{word}\b" if len(word) <= _SHORT_WORD else rf"\b{word}"
            if re.search(pattern, about.casefold().replace("_", " ").replace("-", " ")):
                return sentences
    return ANYTHING
