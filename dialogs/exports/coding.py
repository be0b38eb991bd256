"""Codes in place of names: what an observer reads and takes along is coded, not anonymous."""

import re
from collections.abc import Mapping
from typing import Final

from dialogs.cards.observe import code
from dialogs.ids import PersonId

_SHORTEST: Final = 2
"""A single letter is no name to look for."""
_ONE_OF_SEVERAL: Final = "P.."
"""Of two people with the same name nobody can tell which was meant."""


def coder(codes: Mapping[PersonId, int], names: Mapping[PersonId, str]) -> Mapping[str, str]:
    """What to write in place of a name: of the whole one, and of its first part."""
    found: dict[str, set[str]] = {}
    for person, name in names.items():
        if person in codes and name.split():
            for said in {name, name.split()[0]}:
                found.setdefault(said, set()).add(code(codes[person]))
    return {
        said: next(iter(coded)) if len(coded) == 1 else _ONE_OF_SEVERAL
        for said, coded in found.items()
        if len(said) >= _SHORTEST
    }


def coded_text(text: str, by_name: Mapping[str, str]) -> str:
    """Names of the group that somebody wrote become codes, the longest first; a possessive s stays behind. Written with
    a small letter it is taken for a word, as most names are one."""
    if not by_name:
        return text
    names = "|".join(re.escape(name) for name in sorted(by_name, key=len, reverse=True))
    return re.sub(rf"\b({names})(s?)\b", lambda found: f"{by_name[found[1]]}{found[2]}", text)
