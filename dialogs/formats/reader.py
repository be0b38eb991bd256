"""Reads a format file: its text goes in, the format comes out, or every fault with file, line and field."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

import yaml

from dialogs.formats.checks import check
from dialogs.formats.faults import FaultList, FormatFault, in_order
from dialogs.formats.model import Format
from dialogs.formats.plans import format_from
from dialogs.formats.sheet import Block, Items, Node, Sheet, Word, shortened

LONGEST: Final = 256 * 1024  # characters; the largest shipped one has a third of it
DEEPEST: Final = 16
UNREADABLE: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
ADVICE: Final = (
    "Check the indentation (spaces, no tabs), the brackets and the quotes; "
    "put a text that holds ': ' or ' #', or starts with a sign, between double quotes."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadFormat:
    format: Format
    warnings: tuple[FormatFault, ...] = ()


def read_format(text: str, *, file: str, shipped: bool, kept: bool = False) -> ReadFormat:
    """Raises `FormatFaults`, nothing else. What our own formats may not do, a moderator's own may with a warning.
    `kept`: it was read before, for a group that goes on with it."""
    faults = FaultList(file=file)
    root = page(text, faults)
    faults.raise_if_any()
    sheet = Sheet(block=root, path="", faults=faults)
    draft = format_from(sheet)
    check(draft, faults, shipped=shipped, kept=kept)
    faults.raise_if_any()
    return ReadFormat(format=draft.format(), warnings=in_order(faults.warnings))


def page(text: str, faults: FaultList) -> Block:
    """The tree of the page; YAML's dangerous corners (tags, anchors, depth, several documents) are refused."""
    text = text.removeprefix("\ufeff")
    if len(text) > LONGEST:
        faults.stop(line=1, message=f"This file is too large; keep it under {LONGEST // 1024} kB.")
    if strange := UNREADABLE.search(text):
        line = text.count("\n", 0, strange.start()) + 1
        message = f"Character number {ord(strange.group())} cannot be read; remove it and save the file as UTF-8."
        faults.stop(line=line, message=message)
    # libyaml reads a shipped format in a tenth of the time; where it is not built in, the slow one does.
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        root = Scribe(faults=faults).root(yaml.parse(text, Loader=loader))
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        message = f"This is not YAML: {error.problem or error.context}. {ADVICE}"
        faults.stop(line=mark.line + 1 if mark else 1, message=message)
    except (yaml.YAMLError, ValueError):
        faults.stop(line=1, message=f"This is not YAML. {ADVICE}")
    if not isinstance(root, Block):
        line = root.line if root else 1
        faults.stop(line=line, message="A format is a set of keys; begin with 'format: <its name>'.")
    return root


def line_of(event: yaml.Event) -> int:
    return event.start_mark.line + 1 if event.start_mark else 1


@dataclass(slots=True, kw_only=True)
class Scribe:
    """Writes the stream of YAML events down as a tree."""

    faults: FaultList
    open: list["Opened"] = field(default_factory=list)

    def root(self, events: Iterator[yaml.Event]) -> Node | None:
        top: Node | None = None
        for event in events:
            self._refuse_dangerous(event)
            done = self._node(event)
            if done is None:
                continue
            if self.open:
                self.open[-1].take(done, self.faults)
            elif top is None:
                top = done
            else:
                self.faults.stop(line=done.line, message="This file holds two documents ('---'); keep one.")
        return top

    def _node(self, event: yaml.Event) -> Node | None:
        match event:
            case yaml.MappingStartEvent():
                self._begin(Opened(line=line_of(event), keyed=True))
            case yaml.SequenceStartEvent():
                self._begin(Opened(line=line_of(event), keyed=False))
            case yaml.MappingEndEvent() | yaml.SequenceEndEvent():
                return self.open.pop().closed()
            case yaml.ScalarEvent():
                return Word(line=line_of(event), text=event.value, quoted=bool(event.style))
            case _:
                pass
        return None

    def _begin(self, opened: "Opened") -> None:
        if len(self.open) >= DEEPEST:
            message = f"This is nested more than {DEEPEST} deep; a bracket may be missing before it."
            self.faults.stop(line=opened.line, message=message)
        self.open.append(opened)

    def _refuse_dangerous(self, event: yaml.Event) -> None:
        line = line_of(event)
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            message = "Anchors and aliases (& and *) are not used here; write it out, or put a text in quotes."
            self.faults.stop(line=line, message=message)
        if getattr(event, "tag", None) is not None:
            message = "Tags (!) are not used here; remove it, or put a text that starts with ! in quotes."
            self.faults.stop(line=line, message=message)


@dataclass(slots=True, kw_only=True)
class Opened:
    """A list or a set of keys whose end has not come yet."""

    line: int
    keyed: bool
    nodes: list[Node] = field(default_factory=list)
    keys: dict[str, Node] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    key: Node | None = None

    def take(self, node: Node, faults: FaultList) -> None:
        if not self.keyed:
            self.nodes.append(node)
        elif self.key is None:
            self.key = node
        else:
            key, self.key = self.key, None
            self._keep(key, node, faults)

    def _keep(self, key: Node, node: Node, faults: FaultList) -> None:
        if not isinstance(key, Word):
            faults.refuse(line=key.line, path="", message="A key must be a single word; put a text in quotes.")
        elif key.text in self.keys:
            first = self.lines[key.text]
            message = f"This key is already there on line {first}; keep one of them."
            faults.refuse(line=key.line, path=shortened(key.text), message=message)
        else:
            self.keys[key.text] = node
            self.lines[key.text] = key.line

    def closed(self) -> Node:
        if self.keyed:
            return Block(line=self.line, nodes=self.keys, lines=self.lines)
        return Items(line=self.line, nodes=tuple(self.nodes))
