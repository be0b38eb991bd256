"""Programmes out again, as files that read back to the same programme: YAML, and tables for spreadsheets."""

import csv
import io
import re
from collections.abc import Iterator
from datetime import datetime
from typing import Final
from zoneinfo import ZoneInfo

import yaml

from bot.programmes import columns
from dialogs.programmes.model import ContactEntry, GroupEntry, PersonEntry, ProgrammeFile, SessionEntry

RECKONED: Final = re.compile(r"'*[=+\-@\t\r]")
WIDEST: Final = 10_000  # characters: a person stays on one line


class OneLine(dict[str, object]):
    """A person, contact or session: one line of the file."""


class Dumper(yaml.SafeDumper):
    """YAML as somebody would type it: lists set in, people and sessions on one line each."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - as PyYAML calls it
        super().increase_indent(flow, False)  # noqa: FBT003

    def ignore_aliases(self, data: object) -> bool:  # noqa: ARG002 - reading refuses references
        return True


def one_line(dumper: yaml.SafeDumper, data: OneLine) -> yaml.MappingNode:
    return dumper.represent_mapping("tag:yaml.org,2002:map", data, flow_style=True)


Dumper.add_representer(OneLine, one_line)


def write_programme(file: ProgrammeFile) -> bytes:
    """YAML. A time that comes twice when the clock goes back is written as it is read: as its first."""
    zone = ZoneInfo(file.time_zone)
    programme = {
        "slug": file.slug,
        "title": file.title,
        "language": file.language.value,
        "time_zone": file.time_zone,
        "format": file.format,
        "preset": file.preset,
    }
    content = filled(
        {
            "programme": programme,
            "coordinators": [OneLine(person(p, role=False)) for p in file.coordinators],
            "contacts": [OneLine(contact(c)) for c in file.contacts],
            "groups": [group(g, zone) for g in file.groups],
        }
    )
    text = yaml.dump(
        content, Dumper=Dumper, allow_unicode=True, sort_keys=False, default_flow_style=False, width=WIDEST
    )
    return text.encode("utf-8")


def group(entry: GroupEntry, zone: ZoneInfo) -> dict[str, object]:
    return filled(
        {
            "number": entry.number,
            "ambition": entry.ambition,
            "dilemma": entry.dilemma,
            "format": entry.format,
            "preset": entry.preset,
            "language": entry.language and entry.language.value,
        }
    ) | {
        "moderators": [OneLine(person(p, role=False)) for p in entry.moderators],
        "participants": [OneLine(person(p, role=True)) for p in entry.participants],
        "sessions": [OneLine(session(s, zone)) for s in entry.sessions],
    }


def person(entry: PersonEntry, *, role: bool) -> dict[str, object]:
    return filled(
        {
            "name": entry.name,
            "email": entry.email,
            "entra_id": entry.entra_id,
            "role": entry.role.value if role else None,
            "profession": entry.profession,
            "position": entry.position,
            "organisation": entry.organisation,
            "region": entry.region,
        }
    )


def contact(entry: ContactEntry) -> dict[str, object]:
    return filled({"name": entry.name, "email": entry.email, "about": entry.about and entry.about.value})


def session(entry: SessionEntry, zone: ZoneInfo) -> dict[str, object]:
    return filled(
        {
            "starts": local(entry.starts, zone),
            "minutes": entry.minutes,
            "meeting_url": entry.meeting_url,
            "cancelled": entry.cancelled or None,
        }
    )


def local(when: datetime, zone: ZoneInfo) -> str:
    moment = when.astimezone(zone).replace(tzinfo=None)
    return moment.isoformat(timespec="seconds" if moment.second else "minutes")


def filled(values: dict[str, object]) -> dict[str, object]:
    return {key: value for key, value in values.items() if value is not None and value not in ("", [])}


def write_csv(file: ProgrammeFile) -> bytes:
    """For a Dutch spreadsheet: semicolons and a byte order mark. A cell that it would reckon with gets an apostrophe
    in front, which reading takes away again."""
    names = columns.names(longest(file))
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerow(names)
    for row in rows(file):
        writer.writerow([neutral(str(row.get(name, ""))) for name in names])
    return stream.getvalue().encode("utf-8-sig")


def neutral(cell: str) -> str:
    return f"'{cell}" if RECKONED.match(cell) else cell


def write_xlsx(file: ProgrammeFile) -> bytes:
    """Every cell is a text, so that nothing in it is a formula."""
    import openpyxl  # noqa: PLC0415 - megabytes that a bot which only listens does not need

    names = columns.names(longest(file))
    workbook = openpyxl.Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "programma"
    header: dict[str, object] = {name: name for name in names}
    for number, row in enumerate((header, *rows(file)), 1):
        for column, name in enumerate(names, 1):
            if name in row:
                cell = sheet.cell(row=number, column=column, value=str(row[name]))
                cell.data_type = "s"
    stream = io.BytesIO()
    workbook.save(stream)
    workbook.close()
    return stream.getvalue()


def longest(file: ProgrammeFile) -> int:
    return max((s.number for g in file.groups for s in g.sessions), default=0)


def rows(file: ProgrammeFile) -> Iterator[dict[str, object]]:
    """Coordinators and contacts first, then group by group its moderators and participants."""
    zone = ZoneInfo(file.time_zone)
    programme: dict[str, object] = {name: getattr(file, name) for name in columns.PROGRAMME}
    for coordinator in file.coordinators:
        yield programme | person(coordinator, role=True)
    for named in file.contacts:
        yield programme | contact(named) | {"role": columns.CONTACT}
    for entry in file.groups:
        repeated = filled({column: getattr(entry, key) for column, key in columns.GROUP.items()})
        for one in entry.sessions:
            for key, value in session(one, zone).items():
                repeated[columns.session_column(one.number, key)] = "true" if value is True else value
        for member in entry.people:
            yield programme | repeated | person(member, role=True)
