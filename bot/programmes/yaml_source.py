"""YAML into placed texts: read as a stream, so that tags, references and depth never become objects."""

import re
from dataclasses import dataclass, field, replace
from typing import Final

import yaml

from bot.programmes.faults import FaultList, Place
from bot.programmes.placed import Items, Placed, Record, Scalar

DEEPEST: Final = 12
UNREADABLE: Final = re.compile("[^\t\n\r\x20-\x7e\x85\xa0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
NOTHING: Final = frozenset({"", "~", "null", "Null", "NULL"})


def read_yaml(text: str, *, name: str, faults: FaultList) -> Placed | None:
    """None when the file as a whole cannot be read; the reason is in `faults`."""
    strange = UNREADABLE.search(text)
    if strange:
        line = text.count("\n", 0, strange.start()) + 1
        faults.add(Place(file=name, line=line), "unreadable", code=ord(strange.group()))
        return None
    scribe = Scribe(faults=faults, place=Place(file=name))
    try:
        for event in yaml.parse(text, Loader=yaml.CSafeLoader):
            if not scribe.write(event):
                return None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        problem = str(error.problem or error.context)
        faults.add(Place(file=name, line=mark.line + 1 if mark else None), "yaml", problem=problem)
        return None
    except (yaml.YAMLError, ValueError, OverflowError) as error:
        faults.add(Place(file=name), "yaml", problem=str(error))
        return None
    if scribe.root is None:
        faults.add(Place(file=name), "empty")
    return scribe.root


@dataclass(slots=True, kw_only=True)
class Frame:
    """A list or record that has begun and not ended."""

    place: Place
    is_record: bool
    nodes: list[Placed] = field(default_factory=list)
    record: dict[str, Placed] = field(default_factory=dict)
    key: str | None = None
    key_line: int = 0
    wants_key: bool = True

    def next_place(self, line: int) -> Place:
        """A value of a record stands where its key does, also when it begins on the next line."""
        if not self.is_record:
            return replace(self.place.inside(str(len(self.nodes) + 1)), line=line)
        return replace(self.place.inside(self.key or "?"), line=self.key_line)


@dataclass(slots=True, kw_only=True)
class Scribe:
    """Writes the stream of YAML events down as a tree."""

    faults: FaultList
    place: Place
    root: Placed | None = None
    open: list[Frame] = field(default_factory=list)
    skipping: int = 0  # how deep inside a key that is no plain word

    def write(self, event: yaml.Event) -> bool:
        """False: stop, the rest of the file cannot be trusted."""
        line = event.start_mark.line + 1 if event.start_mark else 1
        if isinstance(event, yaml.DocumentStartEvent) and self.root is not None:
            self.faults.add(Place(file=self.place.file, line=line), "yaml_documents")
            return False
        if self.skipping:
            self.skip(event)
            return True
        if isinstance(event, yaml.SequenceEndEvent | yaml.MappingEndEvent):
            frame = self.open.pop()
            self.keep(finished(frame))
            return True
        if not isinstance(event, yaml.NodeEvent):
            return True
        if self.open and self.open[-1].is_record and self.open[-1].wants_key:
            self.take_key(event, line)
            return True
        place = self.open[-1].next_place(line) if self.open else Place(file=self.place.file, line=line)
        return self.take_value(event, place)

    def skip(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.CollectionStartEvent):
            self.skipping += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            self.skipping -= 1

    def take_key(self, event: yaml.NodeEvent, line: int) -> None:
        frame = self.open[-1]
        frame.wants_key = False
        frame.key = None
        frame.key_line = line
        place = Place(file=self.place.file, line=line, field=frame.place.field)
        if not isinstance(event, yaml.ScalarEvent) or event.tag not in {None, "!"}:
            self.faults.add(place, "yaml_key")
            self.skipping = int(isinstance(event, yaml.CollectionStartEvent))
        elif event.value in frame.record:
            self.faults.add(place.inside(event.value), "twice", key=event.value)
        else:
            frame.key = event.value

    def take_value(self, event: yaml.NodeEvent, place: Place) -> bool:
        if isinstance(event, yaml.AliasEvent):
            self.faults.add(place, "yaml_alias", alias=str(event.anchor))
            self.keep(Scalar(text=None, place=place, faulty=True))
            return True
        tag = getattr(event, "tag", None)
        faulty = tag not in {None, "!"}
        if faulty:
            self.faults.add(place, "yaml_tag", tag=str(tag))
        if isinstance(event, yaml.ScalarEvent):
            nothing = event.implicit[0] and event.value in NOTHING
            self.keep(Scalar(text=None if nothing else event.value, place=place, faulty=faulty))
            return True
        if len(self.open) >= DEEPEST:
            self.faults.add(place, "yaml_deep")
            return False
        self.open.append(Frame(place=place, is_record=isinstance(event, yaml.MappingStartEvent)))
        return True

    def keep(self, node: Placed) -> None:
        if not self.open:
            self.root = node
            return
        frame = self.open[-1]
        if not frame.is_record:
            frame.nodes.append(node)
            return
        if frame.key is not None:
            frame.record[frame.key] = node
        frame.wants_key = True


def finished(frame: Frame) -> Placed:
    if frame.is_record:
        return Record(nodes=frame.record, place=frame.place)
    return Items(nodes=tuple(frame.nodes), place=frame.place)
