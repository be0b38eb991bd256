"""What an export is made of: rows, the figures beside them, and a codebook that says what every column means."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from random import Random
from typing import Final

from dialogs.formats.model import Text

Cell = str | int | float | bool | None
Row = Mapping[str, Cell]


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """`values` are the words a cell may hold, where they are few."""

    name: str
    means: Text
    values: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    name: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...] = ()

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(column.name for column in self.columns)


@dataclass(frozen=True, slots=True, kw_only=True)
class Export:
    """`figures` are counts over the whole programme with small numbers protected."""

    table: Table
    figures: Table

    @property
    def codebook(self) -> Table:
        return codebook_of(self.table, self.figures)


def column(name: str, nl: str, en: str, *values: str) -> Column:
    return Column(name=name, means=Text(nl=nl, en=en), values=tuple(values))


def with_values(columns: Iterable[Column], values: Mapping[str, tuple[str, ...]]) -> tuple[Column, ...]:
    """With the words that a format fixes."""
    return tuple(replace(one, values=values.get(one.name, one.values)) for one in columns)


ROW: Final = column(
    "row",
    "Willekeurig, bij elke export nieuw: zegt niets over wie het schreef.",
    "Random, new at every export: tells nothing about who wrote it.",
)
GROUP: Final = column("group", "Nummer van de groep.", "Number of the group.")
SESSION: Final = column("session", "Nummer van de sessie.", "Number of the session.")
TEXT_WITHHELD: Final = column(
    "text_withheld",
    "Er is tekst, maar niet voor het programma: niet toegezegd, niet getoond, achtergehouden, teruggenomen of gemeld.",
    "There is text, but not for the programme: not promised, not shown, held back, taken back or reported.",
)
CAUGHT_UP: Final = column("caught_up", "Ingehaald na de sessie.", "Caught up after the session.")

_CODEBOOK: Final = (
    column("table", "De tabel.", "The table."),
    column("column", "De kolom.", "The column."),
    column("means_nl", "Wat erin staat, Nederlands.", "What it holds, in Dutch."),
    column("means_en", "Wat erin staat, Engels.", "What it holds, in English."),
    column("values", "Wat er kan staan, waar dat vastligt.", "What it can hold, where that is fixed."),
)


def codebook_of(*tables: Table) -> Table:
    rows: list[Row] = [
        {
            "table": table.name,
            "column": one.name,
            "means_nl": one.means.nl,
            "means_en": one.means.en,
            "values": "; ".join(one.values),
        }
        for table in tables
        for one in table.columns
    ]
    return Table(name="codebook", columns=_CODEBOOK, rows=tuple(rows))


def row_id(chance: Random) -> str:
    return f"{chance.getrandbits(48):012x}"


def filed(table: Table, rows: Iterable[Row], chance: Random, *, by: Sequence[str] = ("group", "session")) -> Table:
    """The rows by group and session and, within these, in no order: one that means something would tell who came
    first. Each has all columns; a row without an id gets one."""
    drawn = [{**dict.fromkeys(table.names), "row": row_id(chance), **row} for row in rows]
    chance.shuffle(drawn)
    drawn.sort(key=lambda row: tuple(_first_the_known(row.get(name)) for name in by))
    return replace(table, rows=tuple({name: row[name] for name in table.names} for row in drawn))


def _first_the_known(cell: Cell) -> tuple[bool, int, str]:
    number = cell if isinstance(cell, int) else 0
    return cell is None, number, cell if isinstance(cell, str) else ""
