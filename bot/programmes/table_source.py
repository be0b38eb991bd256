"""Rows of a table into the same placed record as YAML gives: people gathered into groups, groups into a programme."""

import difflib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from bot.programmes import columns
from bot.programmes.faults import FaultList, Place
from bot.programmes.fields import tidy
from bot.programmes.placed import Items, Placed, Record, Scalar

Row = tuple[int, Sequence[str]]
"""Row number as a spreadsheet counts (the column names are row 1) and its cells."""
Cells = Mapping[str, Scalar]
SPREADSHEET_ERRORS: Final = frozenset({"#NULL!", "#DIV/0!", "#VALUE!", "#REF!", "#NAME?", "#NUM!", "#N/A"})


@dataclass(slots=True, kw_only=True)
class Gathered:
    """Columns that every row repeats: the first filled cell counts, another one must say the same."""

    place: Place
    cells: dict[str, Scalar] = field(default_factory=dict)

    def add(self, cells: Cells, names: Iterable[str], faults: FaultList) -> None:
        for name in names:
            cell = cells.get(name)
            if cell is None:
                continue
            earlier = self.cells.setdefault(name, cell)
            if tidy(earlier.text or "") != tidy(cell.text or ""):
                values = {"value": cell.text, "earlier": earlier.text, "row": earlier.place.line}
                faults.add(cell.place, "differs", **values)


@dataclass(slots=True, kw_only=True)
class GatheredGroup:
    repeated: Gathered
    moderators: list[Placed] = field(default_factory=list)
    participants: list[Placed] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Table:
    """What has been gathered so far."""

    name: str
    faults: FaultList
    absent: tuple[str, ...]  # required columns that the table lacks, told once
    programme: Gathered
    groups: dict[str, GatheredGroup] = field(default_factory=dict)
    coordinators: list[Placed] = field(default_factory=list)
    contacts: list[Placed] = field(default_factory=list)

    def add(self, cells: Cells, place: Place) -> None:
        self.programme.add(cells, columns.PROGRAMME, self.faults)
        person = Record(nodes={**self.stand_ins(columns.PERSON, place), **picked(cells, columns.PERSON)}, place=place)
        role = (cells["role"].text or "").lower() if "role" in cells else ""
        if role in {"coordinator", columns.CONTACT}:
            self.add_beside(person, cells, role)
            return
        number = cells.get("number")
        if number is None and "number" not in self.absent:
            self.faults.add(place.inside("number"), "missing", key="number")
            return
        key = tidy(number.text or "") if number else ""
        group = self.groups.setdefault(key, GatheredGroup(repeated=Gathered(place=place)))
        group.repeated.add(cells, repeated_in_group(cells), self.faults)
        (group.moderators if role == "moderator" else group.participants).append(person)

    def add_beside(self, person: Record, cells: Cells, role: str) -> None:
        for name in repeated_in_group(cells):
            self.faults.add(cells[name].place, "not_for_role")
        if role == columns.CONTACT:
            nodes = {key: node for key, node in person.nodes.items() if key != "role"}
            self.contacts.append(Record(nodes=nodes, place=person.place))
        else:
            self.coordinators.append(person)

    def stand_ins(self, names: Iterable[str], place: Place) -> dict[str, Placed]:
        return {n: Scalar(text=None, place=place.inside(n), faulty=True) for n in names if n in self.absent}

    def root(self) -> Record:
        place = self.programme.place
        about = {**self.stand_ins(columns.PROGRAMME, place), **self.programme.cells}
        groups = tuple(self.group(group) for group in self.groups.values())
        nodes: dict[str, Placed] = {
            "programme": Record(nodes=about, place=place),
            "groups": Items(nodes=groups, place=place),
            "coordinators": Items(nodes=tuple(self.coordinators), place=place),
            "contacts": Items(nodes=tuple(self.contacts), place=place),
        }
        return Record(nodes=nodes, place=place)

    def group(self, group: GatheredGroup) -> Record:
        place, cells = group.repeated.place, group.repeated.cells
        own: dict[str, Placed] = self.stand_ins(("number", "ambition", "dilemma"), place)
        own |= {key: cells[column] for column, key in columns.GROUP.items() if column in cells}
        own["moderators"] = Items(nodes=tuple(group.moderators), place=place)
        own["participants"] = Items(nodes=tuple(group.participants), place=place)
        own["sessions"] = self.sessions(cells, place)
        return Record(nodes=own, place=place, columns={key: column for column, key in columns.GROUP.items()})

    def sessions(self, cells: Cells, place: Place) -> Placed:
        if "session1_starts" in self.absent or "session1_minutes" in self.absent:
            return Scalar(text=None, place=place, faulty=True)
        found = [columns.SESSION_COLUMN.fullmatch(name) for name in cells]
        last = max((int(one[1]) for one in found if one), default=0)
        return Items(nodes=tuple(session(cells, number, place) for number in range(1, last + 1)), place=place)


def read_table(rows: Iterable[Row], *, name: str, faults: FaultList) -> Record | None:
    """None when there is nothing to gather; the reason is in `faults`."""
    place = Place(file=name, line=1, table=True)
    table: Table | None = None
    header: list[str] = []
    filled = 0
    for number, cells in rows:
        texts = trimmed(cells)
        if not texts:
            continue
        if table is None:
            header = [text.lower() for text in texts]
            absent = check_header(header, texts, place, faults)
            if absent is None:
                return None
            table = Table(name=name, faults=faults, absent=absent, programme=Gathered(place=place))
            continue
        filled += 1
        if filled > columns.MOST_ROWS:
            faults.add(Place(file=name, line=number, table=True), "too_many_rows", limit=columns.MOST_ROWS)
            return None
        here = Place(file=name, line=number, table=True)
        table.add(placed(header, texts, here, faults), here)
    if table is None:
        faults.add(Place(file=name), "empty")
        return None
    if not filled:
        faults.add(place, "no_rows")
        return None
    return table.root()


def check_header(
    header: Sequence[str], texts: Sequence[str], place: Place, faults: FaultList
) -> tuple[str, ...] | None:
    """The required columns that are absent; None when there are too many columns to be a programme."""
    if len(header) > columns.MOST_COLUMNS:
        faults.add(place, "too_many_columns", limit=columns.MOST_COLUMNS)
        return None
    seen: set[str] = set()
    for name, text in zip(header, texts, strict=True):
        if name and name in seen:
            faults.add(place.inside(text), "twice", key=text)
        elif name and not columns.is_known(name):
            near = difflib.get_close_matches(name[:40], columns.names(4), n=1)
            values = {"key": text, "near": near[0]} if near else {"key": text}
            faults.add(place.inside(text), "unknown_near" if near else "unknown", **values)
        seen.add(name)
    absent = tuple(name for name in columns.REQUIRED if name not in seen)
    for name in absent:
        faults.add(place.inside(name), "missing", key=name)
    return absent


def placed(header: Sequence[str], texts: Sequence[str], place: Place, faults: FaultList) -> dict[str, Scalar]:
    """The filled cells by column; what stands in an unknown column has been told at its name."""
    found: dict[str, Scalar] = {}
    for n, text in enumerate(texts):
        name = header[n] if n < len(header) else ""
        if not text:
            continue
        if not name:
            faults.add(place.inside(str(n + 1)), "no_column_name")
        elif columns.is_known(name) and name not in found:
            at = place.inside(name)
            faulty = text in SPREADSHEET_ERRORS
            if faulty:
                faults.add(at, "cell_error", value=text)
            found[name] = Scalar(text=text, place=at, faulty=faulty)
    return found


def trimmed(cells: Sequence[str]) -> list[str]:
    """Without the empty cells at the end, which programs add as they like."""
    texts = [text.strip() for text in cells]
    while texts and not texts[-1]:
        texts.pop()
    return texts


def picked(cells: Cells, names: Iterable[str]) -> dict[str, Placed]:
    return {name: cells[name] for name in names if name in cells}


def repeated_in_group(cells: Cells) -> list[str]:
    return [name for name in cells if name in columns.GROUP or columns.SESSION_COLUMN.fullmatch(name)]


def session(cells: Cells, number: int, place: Place) -> Record:
    """An empty session between filled ones is kept, so that what it lacks is told."""
    names = {key: columns.session_column(number, key) for key in columns.SESSION}
    nodes: dict[str, Placed] = {key: cells[name] for key, name in names.items() if name in cells}
    return Record(nodes=nodes, place=place, columns=names)
