"""A programme file before it is understood: texts, lists and records that know where they stand."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from bot.programmes.faults import Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Scalar:
    """`text` None is an explicit nothing (`key:`, `null`). `faulty`: already complained about."""

    text: str | None
    place: Place
    faulty: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Items:
    nodes: tuple["Placed", ...]
    place: Place

    def __iter__(self) -> Iterator["Placed"]:
        return iter(self.nodes)


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """`columns` says where a key stands in a table when it has another name there."""

    nodes: Mapping[str, "Placed"]
    place: Place
    columns: Mapping[str, str] = field(default_factory=dict)

    def place_of(self, key: str) -> Place:
        node = self.nodes.get(key)
        return node.place if node is not None else self.place.inside(self.columns.get(key, key))


Placed = Scalar | Items | Record
