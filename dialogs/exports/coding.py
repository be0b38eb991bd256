"""What stands in place of a name: a code for an observer, *een collega* for who reads without names.

What an observer reads and takes along is coded, not anonymous.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Final

from dialogs.cards.observe import code
from dialogs.formats.model import Language, Text
from dialogs.guard.normalise import words_of
from dialogs.ids import PersonId

_SHORTEST: Final = 2
"""A single letter is no name to look for."""
_ONE_OF_SEVERAL: Final = "P.."
"""Of two people with the same name nobody can tell which was meant."""
_COLLEAGUE: Final = Text(nl="een collega", en="a colleague")
_PARTICLES: Final = words_of("aan al bij da de del den der di du el het in la le op 's 't te ten ter uit van von zu")
_BEGINS: Final = re.compile(r"(?:^|[.!?…]\s+)$")


def coder(codes: Mapping[PersonId, int], names: Mapping[PersonId, str]) -> Mapping[str, str]:
    """What to write in place of all that somebody is called."""
    found: dict[str, set[str]] = {}
    for person, name in names.items():
        if person in codes:
            for said in _called(name):
                found.setdefault(said, set()).add(code(codes[person]))
    return {said: next(iter(coded)) if len(coded) == 1 else _ONE_OF_SEVERAL for said, coded in found.items()}


def coded_text(text: str, by_name: Mapping[str, str]) -> str:
    """Names of the group that somebody wrote become codes, the longest first; a possessive s stays behind. Written with
    a small letter it is taken for a word, as most names are one."""
    if not by_name:
        return text
    return _looks_for(by_name).sub(lambda found: f"{by_name[found[1]]}{found[2] or ''}", text)


def without_names(names: Iterable[str], language: Language) -> Callable[[str], str]:
    """Makes of a text one in which nobody of these is named."""
    called = {said for name in names for said in _called(name)}
    if not called:
        return lambda text: text
    pattern, somebody = _looks_for(called), _COLLEAGUE.in_(language)

    def unnamed(text: str) -> str:
        def instead(found: re.Match[str]) -> str:
            begins = _BEGINS.search(text[: found.start()])
            return (somebody.capitalize() if begins else somebody) + ("'s" if found[2] else "")

        return pattern.sub(instead, text)

    return unnamed


def _looks_for(called: Iterable[str]) -> re.Pattern[str]:
    names = "|".join(re.escape(name) for name in sorted(called, key=len, reverse=True))
    return re.compile(rf"(?<!\w)({names})((?:['’]?s)?)(?!\w)")


def _called(name: str) -> Iterator[str]:
    """*Anna van den Berg* is also *Anna*, *van den Berg*, *Van den Berg* and *Berg*."""
    words = name.split()
    for place in range(len(words)):
        rest = words[place:]
        if all(word.lower() in _PARTICLES for word in rest):
            continue
        said = " ".join(rest)
        yield from _as_written(said)
        if words[place].lower() not in _PARTICLES:
            yield from _as_written(words[place])
            yield from (part for half in words[place].split("-") for part in _as_written(half))


def _as_written(said: str) -> Iterator[str]:
    if len(said) >= _SHORTEST and said[0].isalpha():
        yield said
        yield said[0].upper() + said[1:]
