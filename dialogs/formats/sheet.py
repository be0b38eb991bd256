"""A written page as a tree with lines, and the hand that takes values from it and notes what is wrong."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from typing import Final, TypeVar

from dialogs.formats.faults import FaultList
from dialogs.formats.model import Text

NUMBER: Final = re.compile(r"-?[0-9]{1,6}")
FLAGS: Final[Mapping[str, bool]] = {"true": True, "yes": True, "ja": True, "false": False, "no": False, "nee": False}
QUOTED: Final = 40  # as much of a wrong word as a message repeats
NOTHING: Final = frozenset({"", "~", "null"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One value as it was written: `yes`, `1.10` and `45` stay what they look like."""

    line: int
    text: str
    quoted: bool = False

    @property
    def empty(self) -> bool:
        return not self.text.strip() or (not self.quoted and self.text in NOTHING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    line: int
    nodes: tuple["Node", ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    line: int
    nodes: Mapping[str, "Node"]
    lines: Mapping[str, int]  # of the keys


Node = Word | Items | Block
E_ = TypeVar("E_", bound=StrEnum)


def kind_of(node: Node) -> str:
    match node:
        case Word():
            return "a single value"
        case Items():
            return "a list"
        case Block():
            return "a set of keys"


@dataclass(slots=True, kw_only=True)
class Sheet:
    """Takes the values of one block, key by key; `close` then names every key nobody asked for."""

    block: Block
    path: str
    faults: FaultList
    asked: set[str] = field(default_factory=set)

    def at(self, key: str) -> str:
        return f"{self.path}.{key}" if self.path else key

    def line(self, key: str | None = None) -> int:
        return self.block.lines.get(key, self.block.line) if key else self.block.line

    def refuse(self, key: str, message: str) -> None:
        self.faults.refuse(line=self.line(key), path=self.at(key) if key else self.path, message=message)

    def warn(self, key: str, message: str) -> None:
        self.faults.warn(line=self.line(key), path=self.at(key) if key else self.path, message=message)

    def has(self, key: str) -> bool:
        return key in self.block.nodes

    def node(self, key: str, *, required: bool = False) -> Node | None:
        self.asked.add(key)
        found = self.block.nodes.get(key)
        if found is None and required:
            self.refuse(key, f"'{key}' is missing; add it.")
        return found

    def word(self, key: str, *, required: bool = False) -> str | None:
        node = self.node(key, required=required)
        if node is None:
            return None
        if not isinstance(node, Word):
            self.refuse(key, f"This must be a single value, not {kind_of(node)}.")
        elif node.empty:
            self.refuse(key, "This is empty; fill it in or leave the key out.")
        else:
            return node.text.strip()
        return None

    def name(self, key: str, pattern: re.Pattern[str], *, like: str) -> str:
        """An id; the fallback only keeps the reading going, the fault is noted."""
        word = self.word(key, required=True)
        if word is not None and not pattern.fullmatch(word):
            self.refuse(key, f"'{shortened(word)}' is no good name here; write it like {like}.")
        return word or "?"

    def number(self, key: str, *, lowest: int, highest: int, required: bool = False) -> int | None:
        word = self.word(key, required=required)
        return None if word is None else self._number(key, word, lowest=lowest, highest=highest)

    def _number(self, key: str, word: str, *, lowest: int, highest: int) -> int | None:
        if not NUMBER.fullmatch(word):
            self.refuse(key, f"'{shortened(word)}' is no whole number; write digits only.")
        elif not lowest <= int(word) <= highest:
            self.refuse(key, f"{word} does not fit; write a whole number from {lowest} to {highest}.")
        else:
            return int(word)
        return None

    def flag(self, key: str) -> bool:
        word = self.word(key)
        if word is None:
            return False
        if word.lower() not in FLAGS:
            self.refuse(key, f"'{shortened(word)}' is neither true nor false; write one of these two.")
        return FLAGS.get(word.lower(), False)

    def one_of(self, key: str, options: type[E_], *, required: bool = False) -> E_ | None:
        word = self.word(key, required=required)
        return None if word is None else self._option(key, word, options)

    def several_of(self, key: str, options: type[E_]) -> tuple[E_, ...]:
        found = [self._option(key, word, options) for word in self.words(key)]
        return tuple(option for option in dict.fromkeys(found) if option is not None)

    def _option(self, key: str, word: str, options: type[E_]) -> E_ | None:
        known = [option.value for option in options]
        if word in known:
            return options(word)
        self.refuse(key, f"'{shortened(word)}' is not known here; choose {' or '.join(known)}.")
        return None

    def words(self, key: str) -> tuple[str, ...]:
        """A list of single values; one alone may stand without the brackets."""
        node = self.node(key)
        if isinstance(node, Word):
            word = self.word(key)
            return () if word is None else (word,)
        if isinstance(node, Items) and all(isinstance(item, Word) and not item.empty for item in node.nodes):
            return tuple(item.text.strip() for item in node.nodes if isinstance(item, Word))
        if node is not None:
            self.refuse(key, "This must be a list of single values, such as [one, two].")
        return ()

    def numbers(self, key: str, *, lowest: int, highest: int) -> tuple[int, ...]:
        found = [self._number(key, word, lowest=lowest, highest=highest) for word in self.words(key)]
        return tuple(number for number in found if number is not None)

    def counts(self, key: str, names: tuple[str, ...], *, highest: int) -> dict[str, int] | None:
        """A number for every name, or a number for each of some; None when that could not be read."""
        node = self.node(key, required=True)
        if not isinstance(node, Block):
            number = self.number(key, lowest=1, highest=highest) if node is not None else None
            return None if number is None else dict.fromkeys(names, number)
        each = self.child(key)
        each.asked.update(names)
        numbers = {name: each.number(name, lowest=1, highest=highest) for name in names if each.has(name)}
        each.close()
        if not node.nodes:
            self.refuse(key, f"This is empty; give minutes for {' or '.join(names)}.")
        return {name: number for name, number in numbers.items() if number is not None}

    def text(self, key: str, *, longest: int, required: bool = False) -> Text | None:
        """A sentence in both languages."""
        node = self.node(key, required=required)
        if node is None:
            return None
        if not isinstance(node, Block):
            self.refuse(key, "Write this in both languages: {nl: ..., en: ...}.")
            return None
        return self.child(key).both(longest=longest)

    def both(self, *, longest: int) -> Text:
        """This block itself is a sentence in both languages."""
        nl, en = self.sentence("nl", longest=longest), self.sentence("en", longest=longest)
        self.close()
        return Text(nl=nl, en=en)

    def sentence(self, key: str, *, longest: int) -> str:
        if not self.has(key):
            self.node(key)
            self.refuse(key, f"The {'Dutch' if key == 'nl' else 'English'} text is missing; add '{key}'.")
        text = " ".join((self.word(key) or "").split())
        if len(text) > longest:
            self.refuse(key, f"This has {len(text)} characters; say it in at most {longest}.")
        return text

    def child(self, key: str) -> "Sheet":
        """The block under a key; an empty one when something else stands there, which is noted."""
        node = self.node(key)
        if node is None or isinstance(node, Block):
            block = node or Block(line=self.line(key), nodes={}, lines={})
        else:
            self.refuse(key, f"This must be a set of keys, not {kind_of(node)}.")
            block = Block(line=self.line(key), nodes={}, lines={})
        return Sheet(block=block, path=self.at(key), faults=self.faults)

    def children(self, key: str, *, named_by: str, required: bool = False) -> tuple["Sheet", ...]:
        """The blocks of a list, each called by its own id so that a fault can be found without counting."""
        node = self.node(key, required=required)
        if node is None:
            return ()
        if not isinstance(node, Items):
            self.refuse(key, f"This must be a list (lines that start with '-'), not {kind_of(node)}.")
            return ()
        if required and not node.nodes:
            self.refuse(key, "This list is empty; add at least one.")
        sheets: list[Sheet] = []
        for number, item in enumerate(node.nodes, 1):
            if isinstance(item, Block):
                own = item.nodes.get(named_by)
                called = shortened(own.text.strip()) if isinstance(own, Word) and not own.empty else f"#{number}"
                sheets.append(Sheet(block=item, path=f"{self.at(key)}[{called}]", faults=self.faults))
            else:
                message = f"This must be a set of keys, not {kind_of(item)}."
                self.faults.refuse(line=item.line, path=f"{self.at(key)}[#{number}]", message=message)
        return tuple(sheets)

    def close(self) -> None:
        for key in self.block.nodes:
            if key in self.asked:
                continue
            close = get_close_matches(key, sorted(self.asked), n=1)
            hint = f"did you mean '{close[0]}'?" if close else f"known here: {', '.join(sorted(self.asked))}."
            self.faults.refuse(line=self.line(key), path=self.at(shortened(key)), message=f"Unknown key; {hint}")


def shortened(word: str) -> str:
    return word if len(word) <= QUOTED else word[: QUOTED - 1] + "…"
