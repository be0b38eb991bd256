"""What every detector reads: the normalised text, and cheap facts that let most detectors stop at once."""

import re
from dataclasses import dataclass
from typing import Self

_WORDS = re.compile(r"[^\W\d_]+")
_NUMBERS = re.compile(r"\d+")


@dataclass(frozen=True, slots=True)
class Reading:
    """Most answers hold no number, no address and no date: looking up a word first keeps the guard out of the way."""

    text: str
    low: str
    words: frozenset[str]  # lower case, letters only
    numbers: tuple[re.Match[str], ...]  # groups of digits: patterns of numbers are tried at their starts only
    digits: int

    @classmethod
    def of(cls, text: str) -> Self:
        low = text.lower()
        if len(low) != len(text):  # a Turkish capital I becomes two; places must stay the same
            low = "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
        numbers = tuple(_NUMBERS.finditer(text))
        return cls(text, low, frozenset(_WORDS.findall(low)), numbers, sum(n.end() - n.start() for n in numbers))

    def has(self, *parts: str) -> bool:
        return any(part in self.low for part in parts)

    def at_numbers(self, pattern: re.Pattern[str], *, lower: bool = False) -> list[re.Match[str]]:
        """The matches of a pattern that begins with a digit; like `finditer` they do not overlap."""
        text = self.low if lower else self.text
        found: list[re.Match[str]] = []
        reached = 0
        for number in self.numbers:
            if number.start() >= reached and (hit := pattern.match(text, number.start())):
                found.append(hit)
                reached = hit.end()
        return found
