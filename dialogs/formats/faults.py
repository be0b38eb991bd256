"""What is wrong with a format file: each fault with its file, line and field, all of them together."""

from dataclasses import dataclass, field
from typing import NoReturn

from dialogs.errors import ModeratorError


@dataclass(frozen=True, slots=True, kw_only=True)
class FormatFault:
    """`line` counts from one; `field` is a path such as `sessions[1].rounds[1.4].form.fields[question].label`."""

    file: str
    line: int
    field: str
    message: str

    def __str__(self) -> str:
        where = f"{self.file}:{self.line}"
        return f"{where}: {self.field}: {self.message}" if self.field else f"{where}: {self.message}"


class FormatFaults(ModeratorError):
    """This format has faults; mend them and read it again. Its string holds one line for each."""

    def __init__(self, faults: tuple[FormatFault, ...]) -> None:
        super().__init__()
        self.faults = faults

    def __str__(self) -> str:
        return "\n".join(str(fault) for fault in self.faults)


@dataclass(slots=True, kw_only=True)
class FaultList:
    """Collects while one file is read, so that a writer sees everything at once."""

    file: str
    faults: list[FormatFault] = field(default_factory=list)
    warnings: list[FormatFault] = field(default_factory=list)

    def refuse(self, *, line: int, path: str, message: str) -> None:
        self.faults.append(FormatFault(file=self.file, line=line, field=path, message=message))

    def warn(self, *, line: int, path: str, message: str) -> None:
        self.warnings.append(FormatFault(file=self.file, line=line, field=path, message=message))

    def stop(self, *, line: int, message: str) -> NoReturn:
        """For what makes the rest of the file unreadable."""
        self.refuse(line=line, path="", message=message)
        raise FormatFaults(in_order(self.faults))

    def raise_if_any(self) -> None:
        if self.faults:
            raise FormatFaults(in_order(self.faults))


def in_order(faults: list[FormatFault]) -> tuple[FormatFault, ...]:
    """By line, each once: two presets may find the same fault."""
    return tuple(sorted(dict.fromkeys(faults), key=lambda fault: fault.line))
