"""Makes one spelling of many: compatibility forms, invisible characters, dashes, spaces and digits of any script."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

_SAME_LENGTH = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\u2043\ufe58\ufe63\uff0d", "-"),
        **dict.fromkeys("\u2018\u2019\u201a\u201b\u00b4\u0060\u02bc", "'"),
        **dict.fromkeys("\u201c\u201d\u201e\u201f\u00ab\u00bb", '"'),
        **dict.fromkeys("\u00b7\u2022\u2024\u2026\u2027", "."),
        **dict.fromkeys("\u2044\u2215", "/"),
        **dict.fromkeys("\u00a0\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u3000", " "),
    }
)
_CLUSTER = re.compile(r"(?s).[\u0300-\u036f]{0,8}")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]"
)
_FOREIGN_DIGIT = re.compile(r"[^\D0-9]")


@dataclass(frozen=True, slots=True, kw_only=True)
class Normalised:
    """`origin[i]` is the place of character `i` in what was typed; None when every place is the same."""

    text: str
    origin: Sequence[int] | None = None

    def span(self, start: int, end: int) -> tuple[int, int]:
        if self.origin is None:
            return start, end
        return self.origin[start], self.origin[end - 1] + 1


def normalise(text: str) -> Normalised:
    if text.isascii():
        return Normalised(text=text)
    text = text.translate(_SAME_LENGTH)
    if unicodedata.is_normalized("NFKC", text) and not _INVISIBLE.search(text) and not _FOREIGN_DIGIT.search(text):
        return Normalised(text=text)
    letters: list[str] = []
    origin: list[int] = []
    for cluster in _CLUSTER.finditer(text):
        plain = unicodedata.normalize("NFKC", _INVISIBLE.sub("", cluster[0]))
        plain = "".join(str(unicodedata.decimal(c)) if c.isdecimal() else c for c in plain.translate(_SAME_LENGTH))
        letters.append(plain)
        origin.extend([cluster.start()] * len(plain))
    return Normalised(text="".join(letters), origin=origin)


def fold(word: str) -> str:
    """Lower case without accents, so that *Ayşe* and *Zoë* are found in a plain list."""
    if word.isascii():
        return word.lower()
    bare = unicodedata.normalize("NFD", word.casefold().replace("\u0131", "i"))
    return "".join(c for c in bare if not unicodedata.combining(c))


def words_of(text: str) -> frozenset[str]:
    """A word list as it reads best: words with spaces and line ends between them."""
    return frozenset(text.split())
