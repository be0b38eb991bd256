"""Takes values out of a placed record; what does not fit becomes a fault and a harmless stand-in."""

import difflib
import re
import unicodedata
from collections.abc import Callable, Collection
from dataclasses import dataclass
from enum import StrEnum
from typing import Final, TypeVar
from urllib.parse import urlsplit

from bot.programmes.faults import FaultList, Place
from bot.programmes.placed import Items, Placed, Record, Scalar

Chosen = TypeVar("Chosen", bound=StrEnum)

LONGEST_SLUG: Final = 60
LONGEST_EMAIL: Final = 254  # what mail servers take
LONGEST_URL: Final = 2000
SLUG: Final = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
EMAIL: Final = re.compile(
    r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*"
    r"@([A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?\.)+[A-Za-z0-9]([A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
)
ENTRA_ID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
YES: Final = frozenset({"true", "yes", "ja", "waar"})
NO: Final = frozenset({"false", "no", "nee", "onwaar"})
NUMBER: Final = re.compile(r"[0-9]{1,6}")
# Nothing in a name needs these, and the last two are no characters at all.
TURNERS: Final = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\ufffe\uffff")


def tidy(text: str) -> str:
    """One line, single spaces, one way of writing an accent: the same words are the same text."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def hidden(text: str) -> bool:
    """Whether it holds control characters, halves of characters, or marks that turn the reading direction."""
    return any(c in TURNERS or unicodedata.category(c) in {"Cc", "Cs"} for c in text)


@dataclass(frozen=True, slots=True)
class Fields:
    """The keys of one record. Every getter returns a value of its type, whatever the file says."""

    record: Record
    faults: FaultList

    @classmethod
    def of(cls, node: Placed | None, faults: FaultList, *, keys: Collection[str]) -> "Fields | None":
        """None, after a fault, when `node` is no record. Keys that are not among `keys` are faults."""
        if not isinstance(node, Record):
            if node is not None and not (isinstance(node, Scalar) and node.faulty):
                faults.add(node.place, "wants_record")
            return None
        for key in node.nodes:
            if key not in keys:
                near = difflib.get_close_matches(key.lower()[:40], keys, n=1)
                values = {"key": key, "near": near[0]} if near else {"key": key}
                faults.add(node.place_of(key), "unknown_near" if near else "unknown", **values)
        return cls(node, faults)

    @property
    def place(self) -> Place:
        return self.record.place

    def at(self, key: str) -> Place:
        return self.record.place_of(key)

    def fault(self, key: str, fault: str, /, **values: object) -> None:
        self.faults.add(self.at(key), fault, **values)

    def has(self, key: str) -> bool:
        node = self.record.nodes.get(key)
        return node is not None and not (isinstance(node, Scalar) and node.text is None)

    def is_list(self, key: str) -> bool:
        return isinstance(self.record.nodes.get(key), Items)

    def raw(self, key: str, *, required: bool) -> str | None:
        """The text as it stands; None when absent, or when a fault has been told."""
        node = self.record.nodes.get(key)
        if isinstance(node, Scalar):
            if node.faulty:
                return None
            text = tidy(node.text) if node.text is not None else ""
            if not text:
                node = None
            elif hidden(text):
                self.fault(key, "control")
                return None
            else:
                return text
        if node is not None:
            self.fault(key, "wants_text")
        elif required:
            self.fault(key, "missing", key=key)
        return None

    def text(self, key: str, *, longest: int, required: bool = True) -> str:
        text = self.raw(key, required=required) or ""
        if len(text) > longest:
            self.fault(key, "too_long", length=len(text), maximum=longest)
            return ""
        return text

    def number(self, key: str, *, minimum: int, maximum: int) -> int | None:
        text = self.raw(key, required=True)
        if text is None:
            return None
        if NUMBER.fullmatch(text) and minimum <= int(text) <= maximum:
            return int(text)
        self.fault(key, "wants_number", value=text, minimum=minimum, maximum=maximum)
        return None

    def flag(self, key: str) -> bool:
        """False where nothing is said. Spreadsheets say it in the language they are in."""
        text = self.raw(key, required=False)
        if text is not None and text.lower() not in YES | NO:
            self.fault(key, "wants_flag", value=text)
        return text is not None and text.lower() in YES

    def choice(self, key: str, kind: type[Chosen], *, required: bool) -> Chosen | None:
        text = self.raw(key, required=required)
        if text is None:
            return None
        found = next((one for one in kind if one.value == text.lower()), None)
        if found is None:
            self.fault(key, "choice", value=text, choices=", ".join(one.value for one in kind))
        return found

    def fitting(self, key: str, fits: Callable[[str], bool], fault: str, *, required: bool) -> str | None:
        text = self.raw(key, required=required)
        if text is not None and not fits(text):
            self.fault(key, fault, value=text)
            return None
        return text

    def slug(self, key: str) -> str:
        found = self.fitting(
            key, lambda t: len(t) <= LONGEST_SLUG and SLUG.fullmatch(t) is not None, "slug", required=True
        )
        return found or ""

    def email(self, key: str) -> str:
        """Lower case: an address is matched without regard to capitals."""
        found = self.fitting(
            key, lambda t: len(t) <= LONGEST_EMAIL and EMAIL.fullmatch(t) is not None, "email", required=True
        )
        return found.lower() if found else ""

    def entra_id(self, key: str) -> str | None:
        found = self.fitting(key, lambda t: ENTRA_ID.fullmatch(t.lower()) is not None, "entra_id", required=False)
        return found.lower() if found else None

    def url(self, key: str) -> str | None:
        return self.fitting(key, is_https, "url", required=False)

    def nodes(self, key: str, *, required: bool) -> tuple[Placed, ...]:
        node = self.record.nodes.get(key)
        if isinstance(node, Items):
            return node.nodes
        if isinstance(node, Scalar) and node.faulty:
            return ()
        if self.has(key):
            self.fault(key, "wants_list")
        elif required:
            self.fault(key, "missing", key=key)
        return ()


def is_https(text: str) -> bool:
    if len(text) > LONGEST_URL or " " in text:
        return False
    try:
        parts = urlsplit(text)
    except ValueError:
        return False
    return parts.scheme == "https" and bool(parts.hostname)
