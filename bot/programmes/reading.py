"""The door for programme files: YAML, CSV or XLSX in, a programme or every fault out."""

from collections.abc import Mapping
from pathlib import PurePath
from typing import Final

from bot.programmes.building import build
from bot.programmes.faults import FaultList, Place
from bot.programmes.placed import Placed
from bot.programmes.sheets import csv_rows, xlsx_rows
from bot.programmes.table_source import Row, read_table
from bot.programmes.yaml_source import read_yaml
from dialogs.formats.model import Format, Language
from dialogs.programmes.model import ProgrammeFile

LARGEST: Final = 1024 * 1024  # bytes; a programme of thirty groups has less than a tenth of it


def read_programme(
    data: bytes,
    *,
    name: str,
    formats: Mapping[str, Format],
    language: Language = Language.NL,
    time_zone: str = "Europe/Amsterdam",
) -> ProgrammeFile:
    """Raises `ProgrammeFaults` with every fault, nothing else. The extension of `name` says what kind of file it is.

    `formats` maps a format's id to it. `language` and `time_zone` are for a file that names none. In a table every
    row is a person (`docs/programme-files.md` lists the columns). Texts become one line with single spaces.
    """
    faults = FaultList()
    node = source(data, name=PurePath(name).name, faults=faults)
    file = None
    if node is not None:
        file = build(node, faults, formats=formats, language=language, time_zone=time_zone)
    if file is None:
        faults.raise_if_any()
        raise AssertionError("a file that is not read has faults")
    return file


def source(data: bytes, *, name: str, faults: FaultList) -> Placed | None:
    place = Place(file=name)
    kind = PurePath(name).suffix.lower()
    if kind not in {".yaml", ".yml", ".csv", ".xlsx"}:
        faults.add(place, "extension")
    elif len(data) > LARGEST:
        faults.add(place, "too_large", limit=LARGEST // 1024)
    elif not data.strip():
        faults.add(place, "empty")
    elif kind == ".xlsx":
        return table(xlsx_rows(data, name=name, faults=faults), name=name, faults=faults)
    else:
        return text_source(data, kind=kind, name=name, faults=faults)
    return None


def text_source(data: bytes, *, kind: str, name: str, faults: FaultList) -> Placed | None:
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        faults.add(Place(file=name, line=data.count(b"\n", 0, error.start) + 1), "not_utf8")
        return None
    if kind == ".csv":
        return table(csv_rows(text, name=name, faults=faults), name=name, faults=faults)
    return read_yaml(text, name=name, faults=faults)


def table(rows: list[Row] | None, *, name: str, faults: FaultList) -> Placed | None:
    return None if rows is None else read_table(rows, name=name, faults=faults)
