"""What is wrong with a programme file: every fault with its place, told in Dutch or English."""

from dataclasses import dataclass, field, replace

from dialogs.formats.model import Language, Text
from dialogs.programmes.wording import sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where something stands: a line and a path (`groups.2.participants.9.email`, counted from one) in YAML, a row
    and a column in a table. The first row of a table holds the column names."""

    file: str
    line: int | None = None
    field: str = ""
    table: bool = False

    def inside(self, key: str) -> "Place":
        if self.table:
            return replace(self, field=key)
        return replace(self, field=f"{self.field}.{key}" if self.field else key)

    def spot(self) -> Text:
        """The place within its file: `regel 12`, `rij 3, kolom email`."""
        if self.line is None:
            return Text(nl=self.field, en=self.field)
        if not self.table:
            return sentence("place.line", line=self.line)
        row = sentence("place.row", line=self.line)
        if not self.field:
            return row
        column = sentence("place.column", field=self.field)
        return Text(nl=f"{row.nl}, {column.nl}", en=f"{row.en}, {column.en}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    place: Place
    message: Text

    def in_(self, language: Language) -> str:
        """One line: `plan.yaml, regel 12, groups.1.number: number ontbreekt.`"""
        spot = self.place.spot().in_(language)
        path = "" if self.place.table else self.place.field
        parts = dict.fromkeys(part for part in (self.place.file, spot, path) if part)
        return f"{', '.join(parts)}: {self.message.in_(language)}"

    def __str__(self) -> str:
        return self.in_(Language.EN)


class ProgrammeFaults(Exception):
    """This programme file has faults; nothing was changed. Its string holds one English line for each."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults

    def lines(self, language: Language) -> tuple[str, ...]:
        return tuple(fault.in_(language) for fault in self.faults)


@dataclass(slots=True, kw_only=True)
class FaultList:
    """Collects while one file is read, so that whoever made it sees everything at once."""

    faults: list[Fault] = field(default_factory=list)

    def add(self, place: Place, key: str, /, **values: object) -> None:
        place = replace(place, field=shown(place.field, longest=120))
        told = {name: shown(value) if isinstance(value, str) else value for name, value in values.items()}
        self.faults.append(Fault(place=place, message=sentence(f"fault.{key}", **told)))

    def raise_if_any(self) -> None:
        """In the order of the file, each once."""
        if self.faults:
            raise ProgrammeFaults(tuple(sorted(dict.fromkeys(self.faults), key=lambda f: f.place.line or 0)))


def shown(value: str, *, longest: int = 60) -> str:
    """Safe on a terminal and short: what is not printable becomes a question mark."""
    safe = "".join(c if c.isprintable() else "?" for c in value[: longest + 1])
    return f"{safe[: longest - 3]}..." if len(safe) > longest else safe
